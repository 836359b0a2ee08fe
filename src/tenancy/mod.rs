//! The only holder of a connection.
//!
//! A [`Grant`](crate::auth::Grant) opens a [`TenantRead`] or, for the time of one act, a
//! [`TenantTx`]; both hand out [`Scoped`] selects that already name the legal entity and can only
//! be narrowed further. None of them is a sea-orm connection, so forgetting the legal entity does
//! not compile:
//!
//! ```compile_fail
//! use sea_orm::EntityTrait;
//! async fn everything(tx: &avtal::tenancy::TenantTx) {
//!     let _ = entity::agreement::Entity::find().all(tx).await;
//! }
//! ```
//!
//! while this does:
//!
//! ```
//! use avtal::tenancy::Scope;
//! async fn ours(tx: &avtal::tenancy::TenantTx) {
//!     let _ = tx.find::<entity::agreement::Entity>().all().await;
//! }
//! ```
//!
//! Reads of a caller with limits are narrowed further, to the vendors and sites in its reach; what
//! an act loads is not.
//!
//! On PostgreSQL every transaction names its legal entity by a literal `SET LOCAL` and works under
//! a role that owns nothing, so that row-level security repeats the rule. This room knows no use
//! case and no GraphQL. Start at [`Db`].

mod act;
mod audit;
mod backup;
mod balance;
mod changes;
mod checkup;
mod db;
mod feed;
mod naming;
mod notices;
mod once;
mod open;
mod operator;
mod page;
mod partner;
mod portable;
mod prune;
mod pulse;
mod reach;
mod read;
mod scoped;
mod seal;
mod subject;
mod sums;
mod tx;
mod watched;

pub use act::Act;
pub use audit::{Head, hash as audit_hash, type_of};
pub use backup::{copy_sqlite, copy_url, digests, integrity};
pub use balance::{BalanceChange, Limit};
pub use changes::{Change, ChangeKind, is_kept};
pub use checkup::{SchemaSteps, schema_steps};
pub use db::{Db, Listener, Observer, Reference};
pub use feed::{Hearing, News};
pub use once::{Once, Remembered};
pub use open::{ConnectError, Options, Waits, migrate, migrate_down, sqlite_path};
pub use page::{Order, Page, PageAsk, Position};
pub use partner::{Partner, PartnerRead};
pub use portable::{Digest, Digester, MoveError, Removed, Row, Taking, Walk, remove};
pub use prune::prune;
pub use pulse::Standing;
pub use reach::hangs;
pub use read::TenantRead;
pub use scoped::{Scope, Scoped};
pub use subject::{Subject, SubjectKind};
pub use sums::{RelatedSums, Sums};
pub use tx::TenantTx;
pub use watched::Pool;

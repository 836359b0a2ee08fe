//! What the tests stand on: databases, an application, users.
//!
//! A test says what it is about and gets an application of its own on each database:
//!
//! ```ignore
//! both! {
//!     async fn a_vendor_gets_its_number_from_the_sequence(app: TestApp) {
//!         let user = app.manager(&app.a);
//!         let answer = app.gql(&user, "mutation { … }", json!({})).await;
//!         assert_eq!(answer["data"]["vendorCreate"]["vendor"]["number"], "VEN-000001");
//!     }
//! }
//! ```
//!
//! `app` has two legal entities, `app.a` and `app.b`, and stands at noon of 2026-06-15;
//! `app.set_clock` moves it, `app.gql_keyed` sends an idempotency key, `app.count_statements` says
//! how much a request costs, `app.test_db.admin()` looks past the application. Every statement that
//! a request sends is checked for its legal entity.
//!
//! The example becomes `a_vendor_gets_its_number_from_the_sequence::sqlite` and `…::postgres`.

pub(crate) mod app;
pub(crate) mod cluster;
pub(crate) mod db;
pub(crate) mod door;
pub(crate) mod entities;
pub(crate) mod fill;
pub(crate) mod graph;
pub(crate) mod proxy;
pub(crate) mod raw;
pub(crate) mod server;
pub(crate) mod sql;
pub(crate) mod user;

pub(crate) use app::TestApp;

/// Lets a moment pass before something is looked at again: the machine is small, and what is waited
/// for needs it.
pub(crate) async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
}

/// Writes each test twice: once on SQLite, once on PostgreSQL. Without a PostgreSQL the second is
/// counted and passes.
macro_rules! both {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing from around it")]
            use super::*;

            async fn check($app: crate::harness::TestApp) $body

            #[tokio::test]
            async fn sqlite() {
                check(crate::harness::TestApp::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(app) = crate::harness::TestApp::postgres().await {
                    check(app).await;
                }
            }
        }
    )+};
}
pub(crate) use both;

/// The same for tests that need a migrated database and no application.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($db:ident: TestDb) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing from around it")]
            use super::*;

            async fn check($db: crate::harness::db::TestDb) $body

            #[tokio::test]
            async fn sqlite() {
                check(crate::harness::db::TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(db) = crate::harness::db::TestDb::postgres().await {
                    check(db).await;
                }
            }
        }
    )+};
}
pub(crate) use on_both;

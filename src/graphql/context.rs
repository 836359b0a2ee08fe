//! What a resolver may ask of its request: a read or a write under a permission.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Context, Error, ID};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::auth::{Caller, Grant, Origin, Permission};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::observe::METRICS;
use crate::tenancy::{Act, Db, Once, Remembered, TenantTx, hangs};
use crate::usecase::chain::follow;
use crate::usecase::outcome::Outcome;

use super::error::unauthenticated;
use super::id::parts;
use super::user_error::word;
use super::view::View;

/// One request: who asks, for which legal entity, with which idempotency key.
pub struct Session {
    /// The database.
    pub db: Db,
    /// Who asks; none without a token.
    pub caller: Option<Caller>,
    /// The legal entity that the header names.
    pub legal_entity: Option<String>,
    /// The key in the header `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// The id of the request, as it is logged.
    pub request_id: Option<String>,
    view: OnceCell<View>,
}

/// What came of a mutation.
pub enum Answer<T> {
    /// It was done (or previewed); the result, and the view to show it from.
    Done(T, View),
    /// The rules refused it.
    Refused(Vec<Refusal>),
}

impl Session {
    /// A request's session.
    #[must_use]
    pub fn new(
        db: Db,
        caller: Option<Caller>,
        legal_entity: Option<String>,
        idempotency_key: Option<String>,
    ) -> Self {
        Self {
            db,
            caller,
            legal_entity,
            idempotency_key,
            request_id: None,
            view: OnceCell::new(),
        }
    }

    /// A session of the same caller at the same moment, which keeps nothing in memory of the rows
    /// that were read so far.
    #[must_use]
    pub fn again(&self) -> Arc<Self> {
        Arc::new_cyclic(|own| {
            let view = self.view.get();
            let view = view.map(|view| View::new(view.read().clone(), own.clone()));
            Self {
                db: self.db.clone(),
                caller: self.caller.clone(),
                legal_entity: self.legal_entity.clone(),
                idempotency_key: self.idempotency_key.clone(),
                request_id: self.request_id.clone(),
                view: OnceCell::new_with(view),
            }
        })
    }

    /// The same session, of the request with this id.
    #[must_use]
    pub fn with_request_id(self, id: String) -> Self {
        Self {
            request_id: Some(id),
            ..self
        }
    }

    /// A grant for the legal entity that the request acts under.
    ///
    /// # Errors
    /// When nobody signed in, or the caller may not.
    pub fn grant(&self, permission: Permission) -> Result<Grant, Error> {
        let caller = self.caller.as_ref().ok_or_else(unauthenticated)?;
        let grant = caller.grant(self.legal_entity.as_deref(), permission);
        Ok(grant.map_err(Failure::from)?)
    }

    /// Whether some rows of the legal entity may be out of the caller's reach.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        let membership = self.caller.as_ref();
        let membership = membership.map(|own| own.membership(self.legal_entity.as_deref()));
        matches!(membership, Some(Ok(membership)) if membership.limits.narrow_rows())
    }

    /// Whether the caller could do this; for telling beforehand.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.caller
            .as_ref()
            .is_some_and(|c| c.may(self.legal_entity.as_deref(), permission))
    }
}

/// What resolvers say.
pub trait Ask {
    /// The request.
    fn session(&self) -> &Arc<Session>;

    /// The request's view of the legal entity, under a permission. One request sees one moment.
    fn read(&self, permission: Permission) -> impl Future<Output = Result<View, Error>> + Send;

    /// Runs an act under a permission. With an idempotency key it runs once; as a preview nothing
    /// stays of it.
    fn write<A: Act<Out: Outcome>>(
        &self,
        permission: Permission,
        preview: bool,
        act: A,
    ) -> impl Future<Output = Result<Answer<A::Out>, Error>>;
}

impl Ask for Context<'_> {
    fn session(&self) -> &Arc<Session> {
        self.data_unchecked::<Arc<Session>>()
    }

    async fn read(&self, permission: Permission) -> Result<View, Error> {
        let session = self.session();
        let grant = session.grant(permission)?;
        let view = session
            .view
            .get_or_init(|| async { View::new(session.db.read(&grant), Arc::downgrade(session)) })
            .await;
        Ok(view.clone())
    }

    async fn write<A: Act<Out: Outcome>>(
        &self,
        permission: Permission,
        preview: bool,
        act: A,
    ) -> Result<Answer<A::Out>, Error> {
        let session = self.session();
        let once = once(self)?;
        let grant = session.grant(permission)?;
        let grant = grant.asked_by(origin(self, once.as_ref())?);
        write_under(session, &grant, once, preview, &act).await
    }
}

/// Runs an act under a grant that was given already.
///
/// # Errors
/// What is no refusal: faults, and misuse of an idempotency key.
pub async fn write_under<A: Act<Out: Outcome>>(
    session: &Arc<Session>,
    grant: &Grant,
    once: Option<Once>,
    preview: bool,
    act: &A,
) -> Result<Answer<A::Out>, Error> {
    let done = if preview {
        session
            .db
            .preview(grant, &RunOnce { once: None, act })
            .await
    } else {
        let out = run(session, grant, once, act).await;
        out.map(|out| (out, session.db.read(grant)))
    };
    match done {
        Ok((out, read)) => Ok(Answer::Done(out, View::new(read, Arc::downgrade(session)))),
        Err(Failure::Refused(refusals)) => {
            for refusal in &refusals {
                METRICS.user_error(&word(&refusal.violation));
            }
            Ok(Answer::Refused(refusals))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Runs an act once. Two requests with one key may run at the same time; the slower then meets what
/// the faster did and is refused for it, although the key's outcome is there: so it asks again.
async fn run<A: Act<Out: Outcome>>(
    session: &Arc<Session>,
    grant: &Grant,
    once: Option<Once>,
    act: &A,
) -> Result<A::Out, Failure> {
    let again = once.clone();
    match session.db.write(grant, &RunOnce { once, act }).await {
        Err(Failure::Refused(refusals)) => match again {
            None => Err(Failure::Refused(refusals)),
            Some(once) => {
                let found = session
                    .db
                    .write(
                        grant,
                        &Recall::<A> {
                            once,
                            of: PhantomData,
                        },
                    )
                    .await?;
                found.ok_or(Failure::Refused(refusals))
            }
        },
        done => done,
    }
}

/// What came of an act under a key, if it was run.
struct Recall<A> {
    once: Once,
    of: PhantomData<fn() -> A>,
}

impl<A: Act<Out: Outcome>> Act for Recall<A> {
    type Out = Option<A::Out>;

    async fn run(&self, tx: &TenantTx) -> Result<Self::Out, Failure> {
        match self.once.recall(tx).await? {
            Remembered::Nothing => Ok(None),
            Remembered::Outcome(outcome) => {
                let out = A::Out::recall(tx, &outcome).await?;
                kept_to_limits(tx, out.rows()).await?;
                Ok(Some(out))
            }
        }
    }
}

/// An act under an idempotency key: run, or remembered.
struct RunOnce<'a, A> {
    once: Option<Once>,
    act: &'a A,
}

impl<A: Act<Out: Outcome>> Act for RunOnce<'_, A> {
    type Out = A::Out;

    async fn run(&self, tx: &TenantTx) -> Result<A::Out, Failure> {
        let Some(once) = &self.once else {
            let out = followed(tx, self.act).await?;
            kept_to_limits(tx, out.rows()).await?;
            return Ok(out);
        };
        let out = match once.recall(tx).await? {
            Remembered::Outcome(outcome) => A::Out::recall(tx, &outcome).await?,
            Remembered::Nothing => {
                let out = followed(tx, self.act).await?;
                once.remember(tx, out.remember()?).await?;
                out
            }
        };
        kept_to_limits(tx, out.rows()).await?;
        Ok(out)
    }
}

/// Runs an act, and has trading partners follow what it wrote.
async fn followed<A: Act<Out: Outcome>>(tx: &TenantTx, act: &A) -> Result<A::Out, Failure> {
    let out = act.run(tx).await?;
    follow::run(tx).await?;
    Ok(out)
}

/// Refuses what an act gives back out of its caller's reach: nobody with limits puts a row there,
/// moves one there, or is shown again what has left meanwhile.
async fn kept_to_limits(
    tx: &TenantTx,
    rows: Vec<(&'static str, Vec<Uuid>)>,
) -> Result<(), Failure> {
    if !tx.grant().limits().narrow_rows() {
        return Ok(());
    }
    let read = tx.as_seen();
    for (table, ids) in rows {
        let n_rows = ids.iter().collect::<BTreeSet<_>>().len();
        if hangs(table) && read.seen(table, ids).await?.len() != n_rows {
            return Err(Failure::refused("", Violation::OutsideLimits));
        }
    }
    Ok(())
}

/// What the audit trail is to know of this field: what the input's `id` names is what it is about.
///
/// # Errors
/// When the arguments cannot be read.
pub fn origin(ctx: &Context<'_>, once: Option<&Once>) -> Result<Origin, Error> {
    let field = ctx.field();
    let misread = |error: async_graphql::ServerError| Failure::BadInput(error.message);
    let arguments = field.arguments().map_err(misread)?;
    let named = arguments.iter().find_map(|(_, value)| match value {
        async_graphql::Value::Object(fields) => fields.get("id"),
        _ => None,
    });
    let object = match named {
        Some(async_graphql::Value::String(id)) => parts(&ID(id.clone())),
        _ => None,
    };
    Ok(Origin {
        operation: Some(field.name().to_owned()),
        idempotency_key: once.map(|once| once.key.clone()),
        request_id: ctx.session().request_id.clone(),
        object: object.map(|(kind, key)| format!("{kind}:{key}")),
    })
}

/// The idempotency key of this field: from `@idempotent(key:)` on it, else from the header, where
/// the field's name in the response keeps several fields of one request apart.
///
/// # Errors
/// When the key is empty or longer than 255 characters.
pub fn once(ctx: &Context<'_>) -> Result<Option<Once>, Error> {
    let field = ctx.field();
    let misread = |error: async_graphql::ServerError| Failure::BadInput(error.message);
    let directives = field.directives().map_err(misread)?;
    let key = directives
        .iter()
        .filter(|directive| directive.name.node == "idempotent")
        .find_map(|directive| directive.get_argument("key"))
        .and_then(|value| match &value.node {
            async_graphql::Value::String(text) => Some(text.clone()),
            _ => None,
        });
    let alias = field.alias().unwrap_or(field.name());
    let key = match (key, &ctx.session().idempotency_key) {
        (Some(key), _) => key,
        (None, Some(header)) => format!("{header}/{alias}"),
        (None, None) => return Ok(None),
    };
    if key.is_empty() || key.len() > 255 || key.chars().any(char::is_control) {
        let reason = "an idempotency key has 1 to 255 characters, none of them control characters"
            .to_owned();
        return Err(Failure::BadInput(reason).into());
    }
    let mut hash = Sha256::new();
    for (name, value) in field.arguments().map_err(misread)? {
        hash.update(format!("{name}={};", canonical(&value)));
    }
    Ok(Some(Once {
        operation: field.name().to_owned(),
        key,
        input_hash: hex::encode(hash.finalize()),
    }))
}

/// A value as text, whatever the order in which its keys were written.
fn canonical(value: &async_graphql::Value) -> String {
    use async_graphql::Value;
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            let text = |(name, value): (&async_graphql::Name, &Value)| {
                format!("{name}:{}", canonical(value))
            };
            format!(
                "{{{}}}",
                fields.into_iter().map(text).collect::<Vec<_>>().join(",")
            )
        }
        Value::List(values) => {
            format!(
                "[{}]",
                values.iter().map(canonical).collect::<Vec<_>>().join(",")
            )
        }
        other => other.to_string(),
    }
}

//! The door for founding a legal entity: the one write that acts in none that exists yet.

use async_graphql::{Context, Result};
use uuid::Uuid;

use crate::failure::Failure;
use crate::graphql::context::{Answer, Ask, once, origin, write_under};
use crate::graphql::error::unauthenticated;
use crate::usecase::content_id;
use crate::usecase::legal_entity::create::Create;
use crate::usecase::legal_entity::itself::Itself;

/// Founds a legal entity under a fresh id. Under an idempotency key the id is made from the caller
/// and the key, so that a repeated request comes to the legal entity that it founded.
///
/// # Errors
/// When nobody signed in or the caller is no platform operator; faults; misuse of the key.
pub async fn found(ctx: &Context<'_>, act: &Create) -> Result<Answer<Itself>> {
    let session = ctx.session();
    let caller = session.caller.as_ref().ok_or_else(unauthenticated)?;
    let once = once(ctx)?;
    let id: Uuid = match &once {
        Some(once) => content_id::of(&[caller.subject().as_bytes(), once.key.as_bytes()]),
        None => session.db.clock().id(),
    };
    let grant = caller.found(id.into()).map_err(Failure::from)?;
    let grant = grant.asked_by(origin(ctx, once.as_ref())?);
    write_under(session, &grant, once, false, act).await
}

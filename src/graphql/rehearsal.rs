//! Documents held against the schema without being executed: trusted documents are known to be good
//! before anybody asks them.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, ServerError, ValidationResult};

use super::federation::Served;

/// The schema that a server serves, made so that it validates and stops there.
pub struct Rehearsal(Served);

impl Rehearsal {
    /// Of a server that is alone or a subgraph.
    #[must_use]
    pub fn new(federation: bool) -> Self {
        Self(Served::with(federation, ValidationOnly))
    }

    /// What is wrong with a document, whatever its variables will be; nothing if it is good.
    pub async fn faults(&self, text: &str, document: ExecutableDocument) -> Vec<ServerError> {
        let mut request = Request::new(text);
        request.set_parsed_query(document);
        self.0.execute(request).await.errors
    }
}

/// Ends every request after its validation.
struct ValidationOnly;

impl ExtensionFactory for ValidationOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ValidationOnly {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await?;
        // A failure without errors: the request goes no further, and nothing is wrong with it.
        Err(Vec::new())
    }
}

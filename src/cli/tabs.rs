//! The tabs that GraphiQL opens with.

use crate::http::Tab;

const WELCOME: &str = "# Welcome to Avtal.
#
# Ctrl-Enter asks what stands here. Ctrl-Space shows what may stand at the cursor. The book on the
# left holds the documentation, and the folder below it builds queries by clicking.
#
# Who asks is told by the header Authorization, below. Who acts in several legal entities names one
# in the header X-Legal-Entity.
query Welcome {
  __typename
}
";

const TABS: &[(&str, &str, &str)] = &[("Welcome", WELCOME, "")];

/// All tabs.
pub(super) fn all() -> Vec<Tab> {
    let tabs = TABS.iter().map(|(title, query, variables)| Tab {
        title: (*title).to_owned(),
        query: (*query).to_owned(),
        variables: (*variables).to_owned(),
    });
    tabs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without a session a document that is valid fails in its resolvers only, which have a path.
    #[tokio::test]
    async fn every_tab_is_a_valid_document() {
        let schema = crate::graphql::schema::build();
        for (title, query, variables) in TABS {
            assert!(
                variables.is_empty()
                    || serde_json::from_str::<serde_json::Value>(variables).is_ok()
            );
            let parsed = async_graphql::parser::parse_query(query);
            assert!(parsed.is_ok(), "{title}: {parsed:?}");
        }
        let response = schema.execute(WELCOME).await;
        assert!(response.errors.is_empty(), "{:?}", response.errors);
    }
}

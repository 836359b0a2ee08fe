//! The tabs that GraphiQL opens with: each works on the demo's data as it stands.

use crate::http::Tab;

const AGREEMENTS: &str = "# Welcome to Avtal.
#
# Ctrl-Enter asks what stands here. Ctrl-Space shows what may stand at the cursor. The book on the
# left holds the documentation, and the folder below it builds queries by clicking.
#
# Who asks is told by the header Authorization, below. Who acts in several legal entities names one
# in the header X-Legal-Entity.
query Agreements {
  legalEntity { code name accountingCurrency }
  agreements(first: 5, filter: { status: { eq: EFFECTIVE } }) {
    totalCount
    nodes {
      number
      title
      vendor { name }
      fulfillment { committed releasedOnly remaining percentage currency }
    }
  }
}
";

const COMMITMENTS: &str = "# The commitments that end next, and what remains of them.
query Commitments {
  agreementLines(first: 10, orderBy: [{ field: EXPIRATION_DATE }]) {
    nodes {
      agreement { number vendor { name } }
      commitmentType
      item { number name }
      procurementCategory { name }
      expirationDate
      fulfillment { measure unit currency committed releasedOnly remaining overReleased percentage }
    }
  }
}
";

const ORDERS: &str = "# Order lines, and where their price and discount came from.
query Orders {
  purchaseOrders(first: 5, orderBy: [{ field: ORDER_DATE, direction: DESC }]) {
    nodes {
      number
      orderDate
      status
      vendor { name }
      netAmount { amount currency }
      lines(first: 5) {
        nodes {
          description
          quantity
          unit
          netAmount { amount }
          agreementLine { lineNumber agreement { number } }
          provenance { priceSource discountPercentSource agreementVersion }
          matchTrace
        }
      }
    }
  }
}
";

const VERSIONS: &str = "# What confirmed agreements said, version by version.
query Versions {
  agreements(first: 3, filter: { not: { status: { eq: ON_HOLD } } }) {
    nodes {
      number
      latestVersion
      versions(first: 5) {
        nodes { number confirmedAt confirmedBy document { title lines { lineNumber unitPrice } } }
      }
    }
  }
}
";

const REFUSAL: &str = "# A refusal is data: every reason at once, and nothing is written.
mutation Refusal {
  agreementCreate(
    input: {
      vendorId: \"nobody\"
      agreementClassificationId: \"nothing\"
      currency: \"EUR\"
      defaultExpirationDate: \"1815-12-31\"
      preview: true
    }
  ) {
    agreement { number }
    userErrors { field code message }
  }
}
";

const WATCH: &str =
    "# Stays open, over a WebSocket, and tells what changes. Start it, then release or receive an
# order in another tab.
subscription Watch {
  agreementFulfillmentChanged {
    number
    fulfillment { committed releasedOnly receivedNotInvoiced invoiced remaining currency }
  }
}
";

const TABS: &[(&str, &str)] = &[
    ("Agreements", AGREEMENTS),
    ("Commitments", COMMITMENTS),
    ("Orders", ORDERS),
    ("Versions", VERSIONS),
    ("A refusal", REFUSAL),
    ("Watch", WATCH),
];

/// All tabs.
pub(super) fn all() -> Vec<Tab> {
    let tabs = TABS.iter().map(|(title, query)| Tab {
        title: (*title).to_owned(),
        query: (*query).to_owned(),
        variables: String::new(),
    });
    tabs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without a session a document that is valid fails in its resolvers only, which have a path.
    #[tokio::test]
    async fn every_tab_is_a_valid_document() {
        let schema = crate::graphql::schema::get();
        for (title, query) in TABS {
            let document = async_graphql::parser::parse_query(query).unwrap();
            assert_eq!(document.operations.iter().count(), 1, "{title}");
            let validated = schema.execute(format!("query Unused {{ __typename }} {query}"));
            let answer = validated.await;
            // Two operations and no name: what is said is that, unless the document is invalid.
            assert!(
                answer.errors.iter().all(|e| e.message.contains("peration")),
                "{answer:?}"
            );
        }
    }
}

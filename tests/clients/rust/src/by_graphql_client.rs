//! graphql_client: types that are made of the documents and of what introspection says.

use graphql_client::{GraphQLQuery, Response};

use crate::server::{Failed, Server};

type CurrencyCode = String;
type DateTime = String;
type Date = String;
type Decimal = String;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../generated/introspection.json",
    query_path = "../documents/agreements.graphql",
    response_derives = "Debug",
    skip_serializing_none
)]
struct Agreements;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../generated/introspection.json",
    query_path = "../documents/node.graphql",
    response_derives = "Debug"
)]
struct Nodes;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../generated/introspection.json",
    query_path = "../documents/vendor_create.graphql",
    response_derives = "Debug,PartialEq",
    variables_derives = "Default",
    skip_serializing_none
)]
struct VendorCreate;

/// Reads agreements, one of them by its id alone, and is refused a vendor.
pub fn run(server: &Server) -> Result<String, Failed> {
    let first = agreements::Variables {
        first: 3,
        after: None,
        filter: None,
    };
    let page = data::<Agreements>(server, first)?.agreements;
    assert_eq!(page.edges.len(), 3);
    assert!(page.page_info.has_next_page && page.total_count > 3);

    let one = &page.edges[0].node;
    assert!(one.fulfillment.committed.parse::<f64>().is_ok(), "{one:?}");
    let node = data::<Nodes>(server, nodes::Variables { id: one.id.clone() })?.node;
    let node = node.ok_or("the node is not there")?;
    let nodes::NodesNodeOn::Agreement(again) = &node.on else {
        return Err(format!("no agreement: {node:?}").into());
    };
    assert_eq!((&node.id, &again.number), (&one.id, &one.number));

    let input = vendor_create::VendorCreateInput {
        vendor_posting_group_id: Some(one.id.clone()),
        ..Default::default()
    };
    let refused = data::<VendorCreate>(server, vendor_create::Variables { input })?.vendor_create;
    assert!(refused.vendor.is_none(), "{refused:?}");
    let codes: Vec<_> = refused
        .user_errors
        .iter()
        .map(|error| &error.code)
        .collect();
    use vendor_create::UserErrorCode::{NOT_FOUND, REQUIRED};
    assert_eq!(codes, [&REQUIRED, &NOT_FOUND]);

    Ok(format!(
        "{} agreements, {} user errors",
        page.edges.len(),
        codes.len()
    ))
}

fn data<Q: GraphQLQuery>(server: &Server, of: Q::Variables) -> Result<Q::ResponseData, Failed> {
    let answer: Response<Q::ResponseData> = server.ask(&Q::build_query(of))?;
    match answer.errors {
        Some(errors) => Err(format!("{errors:?}").into()),
        None => answer.data.ok_or_else(|| "no data".into()),
    }
}

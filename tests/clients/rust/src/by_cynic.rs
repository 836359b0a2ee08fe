//! cynic: types that are written by hand, and held against schema.graphql by the compiler.

use std::collections::HashSet;

use cynic::{MutationBuilder, QueryBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::server::{Failed, Server};

#[cynic::schema("avtal")]
mod schema {}

#[derive(cynic::Scalar)]
struct Decimal(String);

#[derive(cynic::Scalar)]
struct CurrencyCode(String);

#[derive(cynic::Scalar)]
struct Date(String);

#[derive(cynic::Enum, Clone, Copy, PartialEq)]
enum AgreementStatus {
    Closed,
    Effective,
    OnHold,
}

/// Some of many: those that are new to a client are `Other`.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq)]
#[cynic(non_exhaustive)]
enum UserErrorCode {
    NotFound,
    Required,
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::InputObject)]
struct AgreementStatusFilter {
    #[cynic(skip_serializing_if = "Option::is_none")]
    eq: Option<AgreementStatus>,
}

#[derive(cynic::InputObject)]
struct AgreementFilter {
    #[cynic(skip_serializing_if = "Option::is_none")]
    status: Option<AgreementStatusFilter>,
}

#[derive(cynic::QueryVariables)]
struct Page {
    after: Option<String>,
    filter: Option<AgreementFilter>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Page")]
struct Agreements {
    #[arguments(first: 2, after: $after, filter: $filter)]
    agreements: AgreementConnection,
}

#[derive(cynic::QueryFragment)]
struct AgreementConnection {
    nodes: Vec<Agreement>,
    page_info: PageInfo,
    total_count: i32,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(cynic::QueryFragment)]
struct Agreement {
    id: cynic::Id,
    status: AgreementStatus,
    title: Option<String>,
    #[arguments(first: 10)]
    lines: AgreementLineConnection,
}

#[derive(cynic::QueryFragment)]
struct AgreementLineConnection {
    nodes: Vec<AgreementLine>,
}

#[derive(cynic::QueryFragment)]
struct AgreementLine {
    line_number: i32,
    effective_date: Date,
    quantity: Option<Decimal>,
    amount: Money,
}

#[derive(cynic::QueryFragment)]
struct Money {
    amount: Decimal,
    currency: CurrencyCode,
}

#[derive(cynic::InputObject)]
struct VendorCreateInput<'a> {
    name: &'a str,
    vendor_posting_group_id: Option<&'a cynic::Id>,
}

#[derive(cynic::QueryVariables)]
struct NewVendor<'a> {
    input: VendorCreateInput<'a>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "NewVendor")]
struct VendorCreate {
    #[arguments(input: $input)]
    vendor_create: VendorCreatePayload,
}

#[derive(cynic::QueryFragment)]
struct VendorCreatePayload {
    vendor: Option<Vendor>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryFragment)]
struct Vendor {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
struct UserError {
    code: UserErrorCode,
    field: Vec<String>,
    message: String,
}

/// Reads agreements with their lines, page after page; then is refused a vendor.
pub fn run(server: &Server) -> Result<String, Failed> {
    let mut agreements: Vec<Agreement> = Vec::new();
    let mut after = None;
    let total = loop {
        let status = Some(AgreementStatusFilter {
            eq: Some(AgreementStatus::Effective),
        });
        let filter = Some(AgreementFilter { status });
        let page: Agreements = data(server, &Agreements::build(Page { after, filter }))?;
        let AgreementConnection {
            nodes,
            page_info,
            total_count,
        } = page.agreements;
        agreements.extend(nodes);
        if !page_info.has_next_page || agreements.len() >= 6 {
            break total_count;
        }
        after = page_info.end_cursor;
    };
    let ids: HashSet<&str> = agreements
        .iter()
        .map(|agreement| agreement.id.inner())
        .collect();
    assert_eq!(ids.len(), agreements.len(), "each stands on one page");
    assert!(usize::try_from(total)? >= ids.len());
    let mut n_lines = 0;
    for agreement in &agreements {
        assert!(agreement.status == AgreementStatus::Effective);
        assert_ne!(agreement.title.as_deref(), Some(""));
        for line in &agreement.lines.nodes {
            n_lines += 1;
            assert!(line.line_number > 0);
            assert_eq!(line.effective_date.0.len(), "2026-11-27".len());
            assert!(
                line.quantity
                    .iter()
                    .chain([&line.amount.amount])
                    .all(is_number)
            );
            assert_eq!(line.amount.currency.0.len(), 3);
        }
    }
    assert!(n_lines > 0);

    // No name, and the id of something else.
    let vendor_posting_group_id = agreements.first().map(|agreement| &agreement.id);
    let input = VendorCreateInput {
        name: "",
        vendor_posting_group_id,
    };
    let refused: VendorCreate = data(server, &VendorCreate::build(NewVendor { input }))?;
    let VendorCreatePayload {
        vendor,
        user_errors,
    } = refused.vendor_create;
    assert!(vendor.is_none(), "{:?}", vendor.map(|vendor| vendor.id));
    let told: Vec<_> = user_errors
        .iter()
        .map(|UserError { code, field, .. }| (*code, field.join(".")))
        .collect();
    assert_eq!(
        told,
        [
            (UserErrorCode::Required, "name".to_owned()),
            (UserErrorCode::NotFound, "vendorPostingGroupId".to_owned()),
        ]
    );
    assert!(user_errors.iter().all(|error| !error.message.is_empty()));

    Ok(format!(
        "{} agreements, {n_lines} lines, {} user errors",
        agreements.len(),
        told.len()
    ))
}

fn is_number(Decimal(text): &Decimal) -> bool {
    text.parse::<f64>().is_ok()
}

fn data<T: DeserializeOwned, V: Serialize>(
    server: &Server,
    operation: &cynic::Operation<T, V>,
) -> Result<T, Failed> {
    let answer: cynic::GraphQlResponse<T> = server.ask(operation)?;
    match answer.errors {
        Some(errors) => Err(format!("{errors:?}").into()),
        None => answer.data.ok_or_else(|| "no data".into()),
    }
}

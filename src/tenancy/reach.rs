//! What of each table a caller with limits reaches.
//!
//! Reads of such a caller carry a condition on every table that hangs on vendors or on sites; what
//! use cases load within a transaction carries none, so that postings, sums and numbers are made of
//! all rows. What a caller names by an id is looked up here first, at the door (`graphql::hidden`):
//! what is out of reach is named as an id that never was. On PostgreSQL row-level security stays
//! the wall between legal entities, and knows nothing of this.
//!
//! A vendor is in reach by its posting group, which is the one grouping that every vendor has: its
//! own, or the one that the set-up gives to those that name none. Whatever is a vendor's comes with
//! the vendor.
//!
//! A document is shown whole or not at all, since its totals, versions and vouchers are of all its
//! lines: it is out of reach as soon as one of its lines is at a site out of reach. What names no
//! site is at none, and in reach. Only an agreement is a frame for many sites: it is in reach when
//! one of its lines is, or when it has none; its lines are shown each by itself, its sums are of
//! those that are shown, and its versions, which hold all lines, only while all lines are in reach.
//!
//! The general ledger is shown voucher by voucher, with the document that posted it. Items,
//! customers, accounts and what is set up belong to all. Figures over many rows are of the rows in
//! reach: the stock of an item is what came from vendors in reach and lies at sites in reach.

use std::cell::Cell;
use std::collections::HashSet;

use entity::ids::LegalEntityId;
use entity::kinds::{PostingGroupType, VoucherSource};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::auth::Limits;
use crate::failure::Failure;

use super::read::TenantRead;

/// What decides whether a row is in reach.
#[derive(Clone, Copy, Debug)]
enum Tie {
    /// It is a vendor: its group has to be listed.
    VendorGroup,
    /// It is a site: its code has to be listed.
    SiteCode,
    /// The column points at a row of the table, which has to be in reach.
    Of(&'static str, &'static str),
    /// The same, where the column may point at nothing.
    MayBeOf(&'static str, &'static str),
    /// The column may point at a row of the table, whose own places have to be in reach.
    At(&'static str, &'static str),
    /// The places of all rows of a table that point here by the column have to be in reach: those
    /// of a document's lines.
    All(&'static str, &'static str),
    /// The places of one of them have to be, if there are any.
    OneOf(&'static str, &'static str),
    /// The places of all rows of a table have to be that belong by the column to what the row
    /// itself belongs to by a column of that name.
    AllBeside(&'static str, &'static str),
    /// One of these tables has a row in reach that was posted by this voucher; or it adjusts stock,
    /// all of it at places in reach.
    PostedBy(&'static [&'static str]),
    /// Nobody with limits sees it.
    Nobody,
}

/// How a table hangs on vendors and sites.
#[derive(Clone, Copy, Debug)]
struct Hang {
    /// Where a row is itself.
    places: &'static [Tie],
    /// What it belongs to beside.
    of: &'static [Tie],
}

const SITE: Tie = Tie::MayBeOf("site_id", "site");
const WAREHOUSE: Tie = Tie::MayBeOf("warehouse_id", "warehouse");
const VENDOR: Tie = Tie::Of("vendor_id", "vendor");
const ORDERED: Tie = Tie::At("purchase_order_line_id", "purchase_order_line");
const SOLD: Tie = Tie::At("sales_order_line_id", "sales_order_line");

/// What has a voucher of its own.
const POSTED: &[&str] = &[
    "purchase_receipt",
    "purchase_invoice",
    "vendor_entry",
    "vendor_application",
    "sales_shipment",
    "sales_invoice",
    "customer_entry",
];

/// How each table hangs on vendors and sites; nothing on either where both lists are empty. A test
/// asks it for every table there is, so that a new one has to be decided about.
fn hang(table: &str) -> Option<Hang> {
    use Tie::{All, AllBeside, MayBeOf, Nobody, Of, OneOf, PostedBy, SiteCode, VendorGroup};
    let (places, of): (&'static [Tie], &'static [Tie]) = match table {
        "vendor" => (&[], &[VendorGroup]),
        "site" => (&[SiteCode], &[]),
        "warehouse" => (&[Of("site_id", "site")], &[]),
        "inventory_posting_setup" => (&[WAREHOUSE], &[]),
        "trade_agreement" | "trading_partner" => (&[], &[MayBeOf("vendor_id", "vendor")]),
        "matching_tolerance" => (
            &[],
            &[
                MayBeOf("vendor_id", "vendor"),
                MayBeOf("agreement_id", "agreement"),
            ],
        ),
        "agreement" => (
            &[OneOf("agreement_line", "agreement_id")],
            &[MayBeOf("vendor_id", "vendor")],
        ),
        "agreement_line" => (&[SITE, WAREHOUSE], &[Of("agreement_id", "agreement")]),
        "agreement_version" => (
            &[AllBeside("agreement_line", "agreement_id")],
            &[Of("agreement_id", "agreement")],
        ),
        // All that was drawn on a commitment in reach, whichever order drew it.
        "commitment_entry" => (&[], &[Of("agreement_line_id", "agreement_line")]),
        "purchase_order" => (
            &[All("purchase_order_line", "purchase_order_id")],
            &[VENDOR],
        ),
        "purchase_order_line" => (
            &[SITE, WAREHOUSE],
            &[Of("purchase_order_id", "purchase_order")],
        ),
        "purchase_order_version" => (&[], &[Of("purchase_order_id", "purchase_order")]),
        "purchase_receipt" => (
            &[All("purchase_receipt_line", "purchase_receipt_id")],
            &[VENDOR],
        ),
        "purchase_receipt_line" => (
            &[WAREHOUSE, ORDERED],
            &[Of("purchase_receipt_id", "purchase_receipt")],
        ),
        "purchase_invoice" => (
            &[All("purchase_invoice_line", "purchase_invoice_id")],
            &[VENDOR],
        ),
        "purchase_invoice_line" => (
            &[WAREHOUSE, ORDERED],
            &[Of("purchase_invoice_id", "purchase_invoice")],
        ),
        "purchase_invoice_match" => (
            &[],
            &[
                Of("purchase_invoice_line_id", "purchase_invoice_line"),
                Of("purchase_receipt_line_id", "purchase_receipt_line"),
            ],
        ),
        "purchase_invoice_draft" => (
            &[All("purchase_invoice_draft_line", "purchase_invoice_draft_id")],
            &[VENDOR],
        ),
        // A draft is calculated from all that its lines name.
        "purchase_invoice_draft_line" => (
            &[
                WAREHOUSE,
                MayBeOf("purchase_order_line_id", "purchase_order_line"),
                MayBeOf("purchase_receipt_line_id", "purchase_receipt_line"),
            ],
            &[Of("purchase_invoice_draft_id", "purchase_invoice_draft")],
        ),
        "purchase_charge_assignment" => (
            &[],
            &[
                Of("purchase_invoice_draft_line_id", "purchase_invoice_draft_line"),
                Of("purchase_receipt_line_id", "purchase_receipt_line"),
            ],
        ),
        "vendor_entry" => (&[All("purchase_invoice", "vendor_entry_id")], &[VENDOR]),
        "vendor_application" => (&[], &[VENDOR, Of("vendor_entry_id", "vendor_entry")]),
        "vendor_detail_entry" => (&[], &[Of("vendor_entry_id", "vendor_entry")]),
        "sales_order" => (&[All("sales_order_line", "sales_order_id")], &[]),
        "sales_order_line" => (&[WAREHOUSE], &[Of("sales_order_id", "sales_order")]),
        "sales_shipment" => (&[All("sales_shipment_line", "sales_shipment_id")], &[]),
        "sales_shipment_line" => (
            &[WAREHOUSE, SOLD],
            &[Of("sales_shipment_id", "sales_shipment")],
        ),
        "sales_invoice" => (&[All("sales_invoice_line", "sales_invoice_id")], &[]),
        "sales_invoice_line" => (&[SOLD], &[Of("sales_invoice_id", "sales_invoice")]),
        "customer_entry" => (&[All("sales_invoice", "customer_entry_id")], &[]),
        "item_entry" => (
            &[WAREHOUSE],
            &[
                MayBeOf("purchase_receipt_line_id", "purchase_receipt_line"),
                MayBeOf("sales_shipment_line_id", "sales_shipment_line"),
            ],
        ),
        "item_application" => (
            &[],
            &[
                Of("inbound_item_entry_id", "item_entry"),
                Of("outbound_item_entry_id", "item_entry"),
            ],
        ),
        "value_entry" => (
            &[WAREHOUSE],
            &[
                Of("item_entry_id", "item_entry"),
                MayBeOf("purchase_invoice_line_id", "purchase_invoice_line"),
            ],
        ),
        "voucher" => (&[], &[PostedBy(POSTED)]),
        "gl_entry" => (&[], &[Of("voucher_id", "voucher")]),
        "tax_entry" => (
            &[],
            &[MayBeOf("vendor_id", "vendor"), Of("voucher_id", "voucher")],
        ),
        // It tells of all rows.
        "audit_entry" | "audit_head" => (&[], &[Nobody]),
        // What all share.
        "agreement_classification"
        | "agreement_classification_name"
        | "customer"
        | "customer_posting_setup"
        | "dimension"
        | "dimension_set"
        | "dimension_set_entry"
        | "dimension_value"
        | "exchange_rate"
        | "general_posting_setup"
        | "gl_account"
        | "item"
        | "item_charge"
        | "item_unit"
        | "ledger_setup"
        | "number_sequence"
        | "over_receipt_code"
        | "payment_terms"
        | "posting_group"
        | "posting_period"
        | "procurement_category"
        | "tax_posting_setup"
        | "vendor_posting_setup"
        // The machinery's own.
        | "api_key"
        | "idempotency_key"
        | "revoked_token" => (&[], &[]),
        _ => return None,
    };
    Some(Hang { places, of })
}

/// Whether some rows of a table may be out of reach. So they all are where nothing is decided.
#[must_use]
pub fn hangs(table: &str) -> bool {
    hang(table).is_none_or(|hang| !hang.places.is_empty() || !hang.of.is_empty())
}

/// The condition under which rows of a table are in reach; none where all are.
pub(super) fn within(
    table: &str,
    limits: &Limits,
    legal_entity: LegalEntityId,
) -> Option<SimpleExpr> {
    let reach = Reach {
        limits,
        legal_entity,
        n_aliases: Cell::new(0),
    };
    limits.narrow_rows().then(|| reach.whole(table, table))?
}

impl TenantRead {
    /// Which of these rows of a table the caller sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen(&self, table: &str, ids: Vec<Uuid>) -> Result<HashSet<Uuid>, Failure> {
        let name = || Alias::new(table);
        let column = |column: &str| Expr::col((name(), Alias::new(column)));
        let legal_entity = self.handle.legal_entity();
        let limits = self.grant().limits();
        let select = Query::select()
            .column((name(), Alias::new("id")))
            .from(name())
            .and_where(column("legal_entity_id").eq(legal_entity))
            .and_where(column("id").is_in(ids.into_iter().map(Value::from)))
            .and_where_option(within(table, limits, legal_entity))
            .take();
        let statement = self.handle.backend().build(&select);
        let connection = self.handle.connection().await?;
        let rows = connection.query_all_raw(statement).await?;
        let ids = rows.into_iter().map(|row| row.try_get("", "id"));
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

/// Writes conditions.
struct Reach<'a> {
    limits: &'a Limits,
    legal_entity: LegalEntityId,
    n_aliases: Cell<usize>,
}

impl Reach<'_> {
    /// That a row is in reach; `at` is what the statement calls its table.
    fn whole(&self, table: &str, at: &str) -> Option<SimpleExpr> {
        match hang(table) {
            Some(hang) => self.all(hang.places.iter().chain(hang.of), at),
            None => self.tie(Tie::Nobody, at),
        }
    }

    /// That the places where a row is itself are in reach.
    fn places(&self, table: &str, at: &str) -> Option<SimpleExpr> {
        self.all(hang(table)?.places.iter(), at)
    }

    fn all<'t>(&self, ties: impl Iterator<Item = &'t Tie>, at: &str) -> Option<SimpleExpr> {
        let each = ties.filter_map(|tie| self.tie(*tie, at));
        each.reduce(ExprTrait::and)
    }

    fn tie(&self, tie: Tie, at: &str) -> Option<SimpleExpr> {
        Some(match tie {
            Tie::VendorGroup => self.vendor_group(at)?,
            Tie::SiteCode => column(at, "code").is_in(self.limits.sites()?.iter().cloned()),
            Tie::Of(own, table) => self.pointed_at(table, (at, own), Self::whole)?,
            Tie::MayBeOf(own, table) => {
                let there = self.pointed_at(table, (at, own), Self::whole)?;
                column(at, own).is_null().or(there)
            }
            Tie::At(own, table) => {
                let there = self.pointed_at(table, (at, own), Self::places)?;
                column(at, own).is_null().or(there)
            }
            Tie::All(of, by) => self.none_outside((of, by), (at, "id"))?,
            Tie::AllBeside(of, by) => self.none_outside((of, by), (at, by))?,
            Tie::OneOf(of, by) => {
                let (inside, any) = (self.alias(), self.alias());
                let is_inside = self.places(of, &inside)?;
                let rows = self.rows(of, &inside).and_where(is_inside).take();
                let one = SimpleExpr::exists(matching(rows, (&inside, by), (at, "id")));
                let rows = self.rows(of, &any).take();
                one.or(SimpleExpr::not_exists(matching(
                    rows,
                    (&any, by),
                    (at, "id"),
                )))
            }
            Tie::PostedBy(tables) => {
                let posted = tables.iter().map(|table| self.posts(table, at));
                posted.chain([self.adjusts(at)]).reduce(ExprTrait::or)?
            }
            Tie::Nobody => Expr::val(1).eq(0),
        })
    }

    /// That a row in reach of a table was posted by a voucher.
    fn posts(&self, table: &str, voucher: &str) -> SimpleExpr {
        let document = self.alias();
        let seen = self.whole(table, &document);
        let rows = self.rows(table, &document).and_where_option(seen).take();
        let by = (document.as_str(), "voucher_id");
        SimpleExpr::exists(matching(rows, by, (voucher, "id")))
    }

    /// That a voucher adjusts stock, all of it at places in reach.
    fn adjusts(&self, voucher: &str) -> SimpleExpr {
        let adjusts = column(voucher, "source").eq(VoucherSource::InventoryAdjustment);
        match self.none_outside(("value_entry", "voucher_id"), (voucher, "id")) {
            Some(none_outside) => adjusts.and(none_outside),
            None => adjusts,
        }
    }

    /// That a vendor's group is listed.
    fn vendor_group(&self, at: &str) -> Option<SimpleExpr> {
        let codes = self.limits.vendor_groups()?;
        let groups = || {
            let group = self.alias();
            let listed = column(&group, "code").is_in(codes.iter().cloned());
            let vendors = column(&group, "group_type").eq(PostingGroupType::Vendor);
            let mut rows = self.rows("posting_group", &group);
            let rows = rows.and_where(listed).and_where(vendors);
            rows.clear_selects().expr(column(&group, "id")).take()
        };
        let group = "vendor_posting_group_id";
        let setup = self.alias();
        let usual = column(&setup, group).in_subquery(groups());
        let usual = self.rows("ledger_setup", &setup).and_where(usual).take();
        let usual = column(at, group).is_null().and(SimpleExpr::exists(usual));
        Some(column(at, group).in_subquery(groups()).or(usual))
    }

    /// That no row of a table whose column is what a column here is, is at a place out of reach.
    fn none_outside(&self, (of, by): (&str, &str), (at, own): (&str, &str)) -> Option<SimpleExpr> {
        let row = self.alias();
        let outside = self.places(of, &row)?.not();
        let rows = self.rows(of, &row).and_where(outside).take();
        Some(SimpleExpr::not_exists(matching(
            rows,
            (&row, by),
            (at, own),
        )))
    }

    /// That the row that a column points at is within reach in some respect.
    fn pointed_at(
        &self,
        table: &str,
        (at, own): (&str, &str),
        within: impl Fn(&Self, &str, &str) -> Option<SimpleExpr>,
    ) -> Option<SimpleExpr> {
        let parent = self.alias();
        let is_within = within(self, table, &parent)?;
        let rows = self.rows(table, &parent).and_where(is_within).take();
        Some(SimpleExpr::exists(matching(
            rows,
            (&parent, "id"),
            (at, own),
        )))
    }

    /// Rows of a table of the legal entity, of which nothing is read but that they are there.
    fn rows(&self, table: &str, alias: &str) -> SelectStatement {
        Query::select()
            .expr(Expr::cust("1"))
            .from_as(Alias::new(table), Alias::new(alias))
            .and_where(column(alias, "legal_entity_id").eq(self.legal_entity))
            .take()
    }

    /// A name that the statement has no other use of.
    fn alias(&self) -> String {
        self.n_aliases.set(self.n_aliases.get() + 1);
        format!("reach{}", self.n_aliases.get())
    }
}

fn column(at: &str, name: &str) -> Expr {
    Expr::col((Alias::new(at), Alias::new(name)))
}

/// Those of some rows whose column is what a column outside of them is.
fn matching(
    mut rows: SelectStatement,
    (inner, by): (&str, &str),
    (outer, own): (&str, &str),
) -> SelectStatement {
    rows.and_where(column(inner, by).eq(column(outer, own)))
        .take()
}

#[cfg(test)]
mod tests {
    use entity::partition::{TABLES, TableKind};

    use super::*;

    #[test]
    fn it_is_decided_for_every_table_how_it_hangs() {
        let undecided: Vec<_> = TABLES
            .iter()
            .filter(|(_, kind)| matches!(kind, TableKind::Tenant | TableKind::AppendOnly))
            .filter(|(name, _)| hang(name).is_none())
            .collect();
        assert!(undecided.is_empty(), "{undecided:?}");
    }

    #[test]
    fn without_limits_there_is_no_condition() {
        let legal_entity = LegalEntityId(Uuid::nil());
        for (table, _) in TABLES {
            assert_eq!(within(table, &Limits::default(), legal_entity), None);
        }
    }

    #[test]
    fn a_limit_of_one_kind_says_nothing_of_the_other() {
        let legal_entity = LegalEntityId(Uuid::nil());
        let only = |vendors: Option<Vec<String>>, sites| Limits::new(vendors, sites, None);
        let vendors = only(Some(Vec::new()), None).unwrap();
        let sites = only(None, Some(Vec::new())).unwrap();
        assert!(within("vendor", &sites, legal_entity).is_none());
        assert!(within("site", &vendors, legal_entity).is_none());
        assert!(within("purchase_order", &vendors, legal_entity).is_some());
        assert!(within("purchase_order", &sites, legal_entity).is_some());
    }
}

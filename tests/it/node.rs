//! `node` and `nodes`: whatever a list shows is found again by its global id, as the same object;
//! whatever else is written there is nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::fill::{fill, global_id, global_of, id_of};
use crate::harness::graph::Graph;
use crate::harness::{TestApp, both};

/// Every node type, and the way from the root to a list of its objects.
const LISTS: &[(&str, &str)] = &[
    ("Agreement", "agreements.nodes"),
    ("AgreementClassification", "agreementClassifications.nodes"),
    ("AgreementLine", "agreementLines.nodes"),
    ("AgreementVersion", "agreements.nodes.versions.nodes"),
    ("AuditEntry", "auditEntries.nodes"),
    ("CommitmentEntry", "agreementLines.nodes.entries.nodes"),
    ("Customer", "customers.nodes"),
    ("Dimension", "dimensions.nodes"),
    ("DimensionValue", "dimensionValues.nodes"),
    ("ExchangeRate", "exchangeRates.nodes"),
    ("Item", "items.nodes"),
    ("GlAccount", "glAccounts"),
    ("GlEntry", "glEntries.nodes"),
    ("ItemEntry", "itemEntries.nodes"),
    ("TaxEntry", "taxEntries.nodes"),
    ("ValueEntry", "valueEntries.nodes"),
    ("Voucher", "vouchers.nodes"),
    ("PostingGroup", "postingGroups"),
    ("PaymentTerms", "paymentTerms"),
    ("PostingPeriod", "postingPeriods"),
    ("OverReceiptCode", "overReceiptCodes"),
    ("MatchingTolerance", "matchingTolerances.nodes"),
    ("ItemCharge", "itemCharges"),
    ("CustomerPostingSetup", "customerPostingSetups"),
    ("VendorPostingSetup", "vendorPostingSetups"),
    ("TaxPostingSetup", "taxPostingSetups"),
    ("InventoryPostingSetup", "inventoryPostingSetups"),
    ("GeneralPostingSetup", "generalPostingSetups"),
    ("ItemUnit", "items.nodes.units"),
    ("NumberSequence", "numberSequences"),
    ("ProcurementCategory", "procurementCategories.nodes"),
    ("PurchaseInvoice", "purchaseInvoices.nodes"),
    ("PurchaseInvoiceDraft", "purchaseInvoiceDrafts.nodes"),
    (
        "PurchaseInvoiceDraftLine",
        "purchaseInvoiceDrafts.nodes.lines",
    ),
    ("PurchaseInvoiceLine", "agreements.nodes.invoiceLines.nodes"),
    ("PurchaseOrder", "purchaseOrders.nodes"),
    ("PurchaseOrderLine", "purchaseOrderLines.nodes"),
    (
        "PurchaseOrderVersion",
        "purchaseOrders.nodes.versions.nodes",
    ),
    ("PurchaseReceipt", "purchaseReceipts.nodes"),
    ("PurchaseReceiptLine", "agreements.nodes.receiptLines.nodes"),
    ("SalesInvoice", "salesOrders.nodes.invoices"),
    ("SalesInvoiceLine", "salesOrders.nodes.invoices.lines"),
    ("SalesOrder", "salesOrders.nodes"),
    ("SalesOrderLine", "salesOrders.nodes.lines"),
    ("SalesShipment", "salesOrders.nodes.shipments"),
    ("SalesShipmentLine", "salesOrders.nodes.shipments.lines"),
    ("Site", "sites.nodes"),
    ("TradeAgreement", "tradeAgreements.nodes"),
    ("TradingPartner", "tradingPartners.nodes"),
    ("Vendor", "vendors.nodes"),
    ("VendorApplication", "vendorEntries.nodes.applications"),
    ("VendorEntry", "vendorEntries.nodes"),
    ("Warehouse", "warehouses.nodes"),
];

both! {
    async fn what_a_list_shows_is_found_by_its_id_as_the_same_object(app: TestApp) {
        let ward = Ward::new(app).await;
        let types: BTreeSet<&str> = LISTS.iter().map(|(node, _)| *node).collect();
        assert_eq!(ward.node_types(), types, "list every type that is a node");
        let mut all = Vec::new();
        for (node, way) in LISTS {
            let listed = ward.list(node, way).await;
            assert!(listed.len() > 1, "{node}: {listed:?}");
            for object in listed {
                assert_eq!(ward.node(&object["id"]).await, object, "{node}");
                all.push(object);
            }
        }
        // All at once, in an order that is nobody's own.
        all.sort_by_key(|object| {
            let id = object["id"].as_str().expect("an id");
            id.chars().rev().collect::<String>()
        });
        for part in all.chunks(100) {
            let ids: Vec<Value> = part.iter().map(|object| object["id"].clone()).collect();
            assert_eq!(ward.nodes(json!(ids)).await, json!(part));
        }
    }

    async fn foreign_unknown_and_malformed_ids_are_nothing_without_an_error(app: TestApp) {
        let ward = Ward::new(app).await;
        let vendor = id_of(ward.app.a.id, "vendor", 1);
        let mut nothing = vec![
            json!(""),
            json!("no id at all"),
            json!("VmVuZG9y"),
            json!(vendor.to_string()),
            // A row of ours, under the name of another type, of none, or of the wrong case.
            json!(global_of("Site", vendor)),
            json!(global_of("Nothing", vendor)),
            json!(global_of("vendor", vendor)),
            json!(global_of("", vendor)),
            // Not a node, though it has an id.
            json!(global_of("LegalEntity", ward.app.a.id.0)),
            // Padded, or with something behind it.
            json!(global_id(ward.app.a.id, "Vendor", 1) + "="),
            json!(global_id(ward.app.a.id, "Vendor", 1) + "AAAA"),
        ];
        for (node, _) in LISTS {
            nothing.push(json!(global_id(ward.app.b.id, node, 1)));
            nothing.push(json!(global_of(node, ward.app.clock.id())));
        }
        for id in &nothing {
            assert_eq!(ward.node(id).await, Value::Null, "{id}");
        }
        for part in nothing.chunks(100) {
            let nulls = vec![Value::Null; part.len()];
            assert_eq!(ward.nodes(json!(part)).await, json!(nulls));
        }
        // Nothing beside something: each stays in its place.
        let own = json!(global_id(ward.app.a.id, "Vendor", 1));
        let found = ward.node(&own).await;
        let mixed = ward.nodes(json!([own, nothing[0], own, nothing[20]])).await;
        assert_eq!(mixed, json!([found, null, found, null]));
    }

    async fn a_hundred_ids_are_taken_and_no_more(app: TestApp) {
        let ward = Ward::new(app).await;
        let id = json!(global_id(ward.app.a.id, "Vendor", 1));
        let found = ward.node(&id).await;
        assert_eq!(ward.nodes(json!([])).await, json!([]));
        let hundred = vec![id.clone(); 100];
        assert_eq!(ward.nodes(json!(hundred)).await, json!(vec![found; 100]));
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let too_many = json!({"ids": vec![id; 101]});
        let answer = ward.app.gql(&ward.app.viewer(&ward.app.a), query, too_many).await;
        assert_eq!(ask::fault(&answer), "BAD_USER_INPUT");
    }

    async fn objects_of_one_type_are_loaded_together(app: TestApp) {
        let ward = Ward::new(app).await;
        let ids: Vec<String> = LISTS
            .iter()
            .flat_map(|(node, _)| [1, 2].map(|n| global_id(ward.app.a.id, node, n)))
            .collect();
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let user = ward.app.user(avtal::auth::Role::Admin, &ward.app.a);
        // Two of each type, as many types as one request takes.
        for part in ids.chunks(100) {
            let read = ward.app.gql(&user, query, json!({"ids": part}));
            let n = ward.app.count_statements(read).await;
            assert_eq!(n, part.len() / 2);
        }
    }

    async fn nobody_without_the_right_to_read_finds_anything(app: TestApp) {
        let ward = Ward::new(app).await;
        let app = &ward.app;
        let id = global_id(app.a.id, "Vendor", 1);
        let query = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
        let variables = json!({"id": id});
        let partner = app.user(avtal::auth::Role::Partner, &app.a);
        for user in [partner, app.viewer(&app.b).at(&app.a)] {
            let answer = app.gql(&user, query, variables.clone()).await;
            assert_eq!(answer["data"], Value::Null, "{answer}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        let answer = app.gql_as_nobody(query, variables).await;
        assert_eq!(answer["data"], Value::Null, "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}

/// An application with rows of A and B in every table.
struct Ward {
    app: TestApp,
    graph: &'static Graph,
}

impl Ward {
    async fn new(app: TestApp) -> Self {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "CANARY-A").await;
        fill(&admin, app.b.id, "CANARY-B").await;
        let graph = Graph::read().await;
        Self { app, graph }
    }

    fn node_types(&self) -> BTreeSet<&str> {
        let node = self.graph.types.get("Node").expect("an interface");
        let types = node.possible_types.as_ref().expect("types of nodes");
        types.iter().map(|kind| kind.named()).collect()
    }

    /// The type's name and all its fields that are values, each under a name of its own.
    fn shown(&self, node: &str) -> String {
        let is_value = |kind: &str| {
            let kind = self.graph.types.get(kind).expect("a type");
            ["SCALAR", "ENUM"].contains(&kind.kind.as_str())
        };
        let fields = self.graph.types.get(node).and_then(|n| n.fields.as_ref());
        let names: Vec<String> = fields
            .expect("fields")
            .iter()
            .filter(|field| field.args.is_empty() && is_value(field.kind.named()))
            // A confirmed document is the order's or agreement's own; `fill` writes none.
            .filter(|field| !["id", "document"].contains(&field.name.as_str()))
            .filter(|field| (node, field.name.as_str()) != ("AgreementVersion", "number"))
            .map(|field| format!("{node}_{name}: {name}", name = field.name))
            .collect();
        assert!(!names.is_empty(), "{node} has nothing but an id");
        format!("__typename id ... on {node} {{ {} }}", names.join(" "))
    }

    async fn list(&self, node: &str, way: &str) -> Vec<Value> {
        let steps: Vec<&str> = way.split('.').collect();
        let nested = steps.iter().rev().fold(self.shown(node), |inner, step| {
            format!("{step} {{ {inner} }}")
        });
        let answer = self.ask(&format!("{{ {nested} }}"), json!({})).await;
        let mut level = vec![answer];
        for step in steps {
            level = level
                .iter()
                .flat_map(|object| match &object[step] {
                    Value::Array(list) => list.clone(),
                    object => vec![object.clone()],
                })
                .collect();
        }
        level
    }

    async fn node(&self, id: &Value) -> Value {
        let query = format!("query($id: ID!) {{ node(id: $id) {{ {} }} }}", self.all());
        self.ask(&query, json!({ "id": id })).await["node"].take()
    }

    async fn nodes(&self, ids: Value) -> Value {
        let all = self.all();
        let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {all} }} }}");
        self.ask(&query, json!({ "ids": ids })).await["nodes"].take()
    }

    fn all(&self) -> String {
        let shown: Vec<String> = LISTS.iter().map(|(node, _)| self.shown(node)).collect();
        shown.join(" ")
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let user = self.app.user(avtal::auth::Role::Admin, &self.app.a);
        let mut answer = self.app.gql(&user, query, variables).await;
        assert_eq!(answer.get("errors"), None, "{answer}\n{query}");
        answer["data"].take()
    }
}

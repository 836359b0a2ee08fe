//! Agreements of two legal entities that go with each other, and orders that draw on both (ICO-3).

use serde_json::{Value, json};

use super::orders::{Pair, latest, pair};
use crate::build::{self, act, code, done, node, over, read, refusals, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const TERMS: &str = "commitmentType item { number } procurementCategory { code } variant quantity
    unit unitPrice priceUnit discountPercent discountAmount amount { amount currency }
    releaseAmountMin { amount } releaseAmountMax { amount } maxEnforced priceFixed
    effectiveDate expirationDate text";

const FULFILLMENT: &str = "fulfillment { measure unit currency committed releasedOnly
    receivedNotInvoiced invoiced remaining overReleased }";

/// A and B with an agreement of each that go with each other: of A's purchases at B.
struct Agreed {
    pair: Pair,
    /// A's agreement with B, and its commitments.
    bought: String,
    bought_lines: Vec<String>,
    /// B's agreement with A, and its commitments.
    sold: String,
    sold_lines: Vec<String>,
}

/// What somebody's agreement promises, by line.
async fn promised(app: &TestApp, user: &User, id: &str) -> Vec<Value> {
    let fragment = format!("Agreement {{ lines {{ nodes {{ {TERMS} }} }} }}");
    let seen = node(app, user, id, &fragment).await;
    seen["lines"]["nodes"].as_array().expect("lines").clone()
}

/// The header of an agreement.
pub(crate) async fn header(app: &TestApp, user: &User, id: &str) -> Value {
    let fragment = "Agreement { id version number status title currency chainOrigin
        vendor { id } customer { id } deliveryTerms }";
    node(app, user, id, fragment).await
}

/// What was used of a commitment.
async fn used(app: &TestApp, user: &User, line: &str) -> Value {
    let fragment = format!("AgreementLine {{ {FULFILLMENT} }}");
    node(app, user, line, &fragment).await["fulfillment"].clone()
}

/// A classification that both know by the same external code; A's.
pub(crate) async fn classified(app: &TestApp, pair: &Pair) -> String {
    let external = code("X");
    build::classification(app, &pair.b, json!({"externalCode": external})).await;
    build::classification(app, &pair.a, json!({"externalCode": external})).await
}

impl Agreed {
    /// Of these commitments, in force.
    async fn of(app: &TestApp, says: Value, lines: impl Fn(&Pair) -> Value) -> Self {
        let pair = pair(app, says.clone(), says).await;
        let more = json!({
            "vendorId": pair.vendor, "agreementClassificationId": classified(app, &pair).await,
            "title": "Chairs", "deliveryTerms": "DAP", "lines": lines(&pair),
        });
        let bought = build::effective(app, &pair.a, more).await;
        let version = header(app, &pair.a, &bought).await["version"].clone();
        let input = json!({"id": bought, "version": version});
        done(app, &pair.a, "agreementTwinCreate", input, "").await;
        let sold = the_other(app, &pair.b).await;
        let (bought_lines, sold_lines) = (
            build::lines(app, &pair.a, &bought).await,
            build::lines(app, &pair.b, &sold).await,
        );
        Self {
            pair,
            bought,
            bought_lines,
            sold,
            sold_lines,
        }
    }

    /// Of a thousand pieces at 4.00 and no more, over the year.
    async fn thousand(app: &TestApp, says: Value) -> Self {
        let lines = |pair: &Pair| {
            json!([{
                "commitmentType": "PRODUCT_QUANTITY", "itemId": pair.items[0][0],
                "quantity": "1000", "unitPrice": "4", "maxEnforced": true,
            }])
        };
        Self::of(app, says, lines).await
    }

    /// An order of A's over so much, drawn on its agreement.
    async fn order(&self, app: &TestApp, quantity: &str) -> Value {
        let lines = json!([{"agreementLineId": self.bought_lines[0], "quantity": quantity}]);
        build::release(app, &self.pair.a, &self.bought, lines).await;
        latest(app, &self.pair.a, "purchaseOrders").await
    }

    /// That both promise the same, and both are used alike, line by line.
    async fn agrees(&self, app: &TestApp) {
        let (a, b) = (&self.pair.a, &self.pair.b);
        let (ours, theirs) = (
            promised(app, a, &self.bought).await,
            promised(app, b, &self.sold).await,
        );
        assert_eq!(ours, theirs);
        for (ours, theirs) in self.bought_lines.iter().zip(&self.sold_lines) {
            assert_eq!(used(app, a, ours).await, used(app, b, theirs).await);
        }
        self.pair.agrees(app).await;
    }

    /// What stands against A's promising 1,200.
    async fn raised(&self, app: &TestApp) -> Vec<String> {
        let fragment = "AgreementLine { id version }";
        let line = node(app, &self.pair.a, &self.bought_lines[0], fragment).await;
        let input = versioned(&line, json!({"quantity": "1200"}));
        refusals(&act(app, &self.pair.a, "agreementLineUpdate", input, "").await)
    }

    /// What remains, as A sees it.
    async fn remains(&self, app: &TestApp) -> String {
        text(&used(app, &self.pair.a, &self.bought_lines[0]).await["remaining"])
    }
}

/// The one agreement that somebody has.
async fn the_other(app: &TestApp, user: &User) -> String {
    let found = read(app, user, "agreements", "{ nodes { id } }").await["nodes"].take();
    let all = found.as_array().expect("nodes");
    assert_eq!(all.len(), 1, "{all:?}");
    text(&all[0]["id"])
}

fn versioned(row: &Value, more: Value) -> Value {
    over(json!({"id": row["id"], "version": row["version"]}), more)
}

both! {
    async fn an_agreement_makes_the_partners_which_promises_the_same(app: TestApp) {
        let category = code("CAT-");
        let (a, b) = (app.admin(&app.a), app.admin(&app.b));
        for user in [&a, &b] {
            let input = json!({"code": category, "name": "Chairs"});
            done(&app, user, "procurementCategoryCreate", input, "").await;
        }
        let category = read(&app, &a, "procurementCategories", "{ nodes { id } }").await;
        let category = category["nodes"][0]["id"].clone();
        let agreed = Agreed::of(&app, json!({}), |pair| json!([
            {"commitmentType": "PRODUCT_QUANTITY", "itemId": pair.items[0][0], "quantity": "1000",
             "unitPrice": "84", "priceUnit": "100", "discountAmount": "4", "discountPercent": "5",
             "maxEnforced": true, "priceFixed": true, "text": "In boxes", "releaseAmountMin": "10"},
            {"commitmentType": "PRODUCT_VALUE", "itemId": pair.items[0][1], "amount": "500",
             "discountPercent": "7.5"},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "300", "effectiveDate": "2026-03-01", "expirationDate": "2026-06-30"},
            {"commitmentType": "VALUE", "amount": "200", "releaseAmountMax": "50"},
        ])).await;
        agreed.agrees(&app).await;
        let (ours, theirs) = (
            header(&app, &agreed.pair.a, &agreed.bought).await,
            header(&app, &agreed.pair.b, &agreed.sold).await,
        );
        for field in ["status", "title", "currency", "deliveryTerms"] {
            assert_eq!(ours[field], theirs[field], "{field}");
        }
        let origins = (&ours["chainOrigin"], &theirs["chainOrigin"]);
        assert_eq!(origins, (&json!("SOURCE"), &json!("DERIVED")));
        assert!(ours["customer"].is_null() && theirs["vendor"].is_null(), "{ours} {theirs}");
        assert_eq!(promised(&app, &agreed.pair.b, &agreed.sold).await.len(), 4);
    }

    async fn both_are_used_alike_from_the_order_to_the_invoice(app: TestApp) {
        let says = json!({"receiptFromShipment": true, "invoiceFromSalesInvoice": "POSTED"});
        let agreed = Agreed::thousand(&app, says).await;
        agreed.order(&app, "40").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "960");
        let sale = latest(&app, &agreed.pair.b, "salesOrders").await;
        let lines = json!([{"salesOrderLineId": sale["lines"][0]["id"], "quantity": "30"}]);
        let input = json!({"salesOrderId": sale["id"], "lines": lines});
        done(&app, &agreed.pair.b, "salesShipmentPost", input, "").await;
        agreed.agrees(&app).await;
        let lines = json!([{"salesOrderLineId": sale["lines"][0]["id"], "quantity": "20"}]);
        let input = json!({"salesOrderId": sale["id"], "lines": lines});
        done(&app, &agreed.pair.b, "salesInvoicePost", input, "").await;
        agreed.agrees(&app).await;
        let seen = used(&app, &agreed.pair.b, &agreed.sold_lines[0]).await;
        let parts = ["releasedOnly", "receivedNotInvoiced", "invoiced", "remaining"];
        assert_eq!(parts.map(|part| text(&seen[part])), ["10", "10", "20", "960"]);
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        let line = versioned(&order["lines"][0], json!({}));
        done(&app, &agreed.pair.a, "purchaseOrderLineCancelRemainder", line, "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "970");
        assert_eq!(order["lines"][0]["unitPrice"], "4");
    }

    async fn goods_on_their_way_are_used_as_much_on_both_sides(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({"receiptFromShipment": false})).await;
        agreed.order(&app, "40").await;
        let sale = latest(&app, &agreed.pair.b, "salesOrders").await;
        let input = json!({"salesOrderId": sale["id"]});
        done(&app, &agreed.pair.b, "salesShipmentPost", input, "").await;
        let shown = "{ nodes { field onTheWay agreementLine { id } ownValue partnerValue } }";
        let told = read(&app, &agreed.pair.b, "chainDifferences", shown).await["nodes"].take();
        let fields = told.as_array().expect("nodes").iter();
        let told = |own: &Value| (text(&own["field"]), own["onTheWay"] == true);
        let fields: Vec<_> = fields.map(told).collect();
        assert!(fields.contains(&("FULFILLMENT".to_owned(), true)), "{fields:?}");
        assert!(fields.iter().all(|(_, on_the_way)| *on_the_way), "{fields:?}");
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        let input = json!({"purchaseOrderId": order["id"]});
        done(&app, &agreed.pair.a, "purchaseReceiptPost", input, "").await;
        agreed.agrees(&app).await;
    }

    async fn a_maximum_holds_for_both_and_what_is_refused_leaves_nothing(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({})).await;
        agreed.order(&app, "600").await;
        let lines = json!([{"agreementLineId": agreed.bought_lines[0], "quantity": "401"}]);
        let input = json!({"agreementId": agreed.bought, "lines": lines});
        let refused = act(&app, &agreed.pair.a, "agreementRelease", input, "").await;
        assert_eq!(refusals(&refused), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        agreed.agrees(&app).await;
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        let input = versioned(&order["lines"][0], json!({"quantity": "1000"}));
        done(&app, &agreed.pair.a, "purchaseOrderLineUpdate", input, "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "0");
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        done(&app, &agreed.pair.a, "purchaseOrderCancel", versioned(&order, json!({})), "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "1000");
    }

    async fn a_line_that_is_unlinked_or_linked_again_is_so_on_both_sides(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({})).await;
        let order = agreed.order(&app, "10").await;
        let input = versioned(&order["lines"][0], json!({"price": "KEEP"}));
        done(&app, &agreed.pair.a, "purchaseOrderLineUnlink", input, "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "1000");
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        let input = versioned(&order["lines"][0], json!({}));
        done(&app, &agreed.pair.a, "purchaseOrderLineLink", input, "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "990");
        // What does not fit any more is given up on both sides as well.
        let order = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        let more = json!({"quantity": "1001", "onLinkConflict": "UNLINK_KEEP_PRICE"});
        let input = versioned(&order["lines"][0], more);
        done(&app, &agreed.pair.a, "purchaseOrderLineUpdate", input, "").await;
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "1000");
    }

    async fn an_order_that_the_seller_makes_draws_on_both(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({})).await;
        let item = agreed.pair.items[1][0].clone();
        let lines = json!([{"itemId": item, "quantity": "25"}]);
        let input = json!({"agreementId": agreed.sold, "lines": lines});
        done(&app, &agreed.pair.b, "salesOrderCreate", input, "").await;
        let bought = latest(&app, &agreed.pair.a, "purchaseOrders").await;
        assert_eq!(bought["chainOrigin"], "DERIVED");
        assert_eq!(bought["lines"][0]["unitPrice"], "4");
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "975");
    }

    async fn terms_in_force_change_where_both_let_them(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({"agreementChangesAllowed": true})).await;
        assert_eq!(agreed.raised(&app).await, Vec::<String>::new());
        agreed.agrees(&app).await;
        assert_eq!(agreed.remains(&app).await, "1200");
    }

    async fn terms_change_on_hold_and_both_stand_alike(app: TestApp) {
        let agreed = Agreed::thousand(&app, json!({})).await;
        assert_eq!(agreed.raised(&app).await, ["AGREEMENT_IN_FORCE quantity"]);
        agreed.agrees(&app).await;
        let id = json!({"id": agreed.bought});
        done(&app, &agreed.pair.a, "agreementHold", id.clone(), "").await;
        assert_eq!(header(&app, &agreed.pair.b, &agreed.sold).await["status"], "ON_HOLD");
        assert_eq!(agreed.raised(&app).await, Vec::<String>::new());
        agreed.agrees(&app).await;
        done(&app, &agreed.pair.a, "agreementActivate", id.clone(), "").await;
        assert_eq!(agreed.remains(&app).await, "1200");
        done(&app, &agreed.pair.a, "agreementClose", id, "").await;
        assert_eq!(header(&app, &agreed.pair.b, &agreed.sold).await["status"], "CLOSED");
        agreed.agrees(&app).await;
    }

    async fn what_follows_is_changed_at_its_source(app: TestApp) {
        let says = json!({"agreementChangesAllowed": true});
        let agreed = Agreed::thousand(&app, says).await;
        let b = &agreed.pair.b;
        let line = node(&app, b, &agreed.sold_lines[0], "AgreementLine { id version }").await;
        let input = versioned(&line, json!({"unitPrice": "5"}));
        let refused = act(&app, b, "agreementLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["FOLLOWS_PARTNER unitPrice"]);
        let refused = act(&app, b, "agreementHold", json!({"id": agreed.sold}), "").await;
        assert_eq!(refusals(&refused), ["FOLLOWS_PARTNER id"]);
        let sold = header(&app, b, &agreed.sold).await;
        done(&app, b, "agreementConfirm", json!({"id": agreed.sold}), "").await;
        assert_eq!(header(&app, b, &agreed.sold).await["status"], sold["status"]);
        agreed.agrees(&app).await;
    }

    async fn commitments_come_and_go_on_both_sides(app: TestApp) {
        let says = json!({"agreementChangesAllowed": true});
        let agreed = Agreed::thousand(&app, says).await;
        let line = json!({"commitmentType": "VALUE", "amount": "70"});
        let input = json!({"agreementId": agreed.bought, "line": line});
        done(&app, &agreed.pair.a, "agreementLineAdd", input, "").await;
        assert_eq!(promised(&app, &agreed.pair.b, &agreed.sold).await.len(), 2);
        agreed.agrees(&app).await;
        let lines = build::lines(&app, &agreed.pair.a, &agreed.bought).await;
        let line = node(&app, &agreed.pair.a, &lines[1], "AgreementLine { id version }").await;
        done(&app, &agreed.pair.a, "agreementLineRemove", versioned(&line, json!({})), "").await;
        assert_eq!(promised(&app, &agreed.pair.b, &agreed.sold).await.len(), 1);
        agreed.agrees(&app).await;
    }
}

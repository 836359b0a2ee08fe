//! `salesOrderLineUpdate`.

use serde_json::{Value, json};

use crate::build::{act, done, ledgers, over, refusals};
use crate::harness::both;
use crate::purchase_receipt::sound;
use crate::sales_order::agreement::{LINE as SOLD, Seller};
use crate::sales_order::{shipped, sold, stocked};

const LINE: &str = "salesOrderLine { quantity unitPrice discountPercent description deliveryDate
    netAmount { amount } version }";

both! {
    async fn what_is_said_changes_and_the_net_amount_with_it(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let words = json!({"description": "Words"});
        let order = sold(&app, &user, json!({"lines": [line, words]})).await;
        let id = &order["lines"][0]["id"];
        let input = json!({
            "id": id, "version": 1, "quantity": "6", "unitPrice": "7", "discountPercent": "50",
            "description": "Bolts", "deliveryDate": "2026-12-24",
        });
        let changed = done(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(changed["salesOrderLine"], json!({
            "quantity": "6", "unitPrice": "7", "discountPercent": "50", "description": "Bolts",
            "deliveryDate": "2026-12-24", "netAmount": {"amount": "21.00"}, "version": 2,
        }));
        let part = json!([{"salesOrderLineId": id, "quantity": "3"}]);
        shipped(&app, &user, &order["id"], part).await;
        let input = json!({"id": id, "version": 3, "quantity": "2"});
        let refused = act(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(refusals(&refused), ["BELOW_RECEIVED quantity"]);
        assert_eq!(refused["userErrors"][0]["limit"], "3");
        let input = json!({"id": id, "version": 3, "quantity": "3"});
        done(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        let words = &order["lines"][1]["id"];
        let input = json!({"id": words, "version": 2, "quantity": "2", "description": " "});
        let refused = act(&app, &user, "salesOrderLineUpdate", input, LINE).await;
        assert_eq!(refusals(&refused), [
            "STALE_VERSION version", "REQUIRED description", "NOT_ALLOWED quantity",
        ]);
    }

    /// Vector A5; what is sold has no list price.
    async fn of_a_fixed_price_both_ways_out_are_shown(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("250").await;
        let line = &order["lines"][0];
        let refused = edit(&seller, line, json!({"unitPrice": "4.10"})).await;
        assert_eq!(refusals(&refused), ["LINK_CONFLICT "]);
        let conflict = &refused["userErrors"][0]["linkConflict"];
        assert_eq!(conflict["reasons"][0]["code"], "PRICE_FIXED");
        for way in ["unlinkAndReprice", "unlinkKeepPrice"] {
            assert_eq!(conflict[way], json!({
                "unitPrice": "4.1", "netAmount": {"amount": "1025.00"}, "remaining": "1000",
            }), "{way}");
        }
        assert_eq!(seller.see(line).await, *line);
        assert_eq!(seller.parts(&seller.line).await, ["250", "0", "0", "750"]);
        let out = json!({"unitPrice": "4.10", "onLinkConflict": "UNLINK_KEEP_PRICE"});
        let free = edit(&seller, line, out).await;
        let free = &free["salesOrderLine"];
        assert_eq!(free["agreementLine"], Value::Null);
        assert_eq!(free["provenance"]["priceSource"], "TYPED");
        assert_eq!(seller.parts(&seller.line).await, ["0", "0", "0", "1000"]);
        sound(&seller.app, &seller.user).await;
    }

    /// Committed 1,000, others 400, own 250: 600 is the most.
    async fn a_quantity_may_grow_to_what_the_others_leave(app: TestApp) {
        let seller = Seller::new(app).await;
        seller.linked("400").await;
        let order = seller.linked("250").await;
        let line = &order["lines"][0];
        let refused = edit(&seller, line, json!({"quantity": "601"})).await;
        let reason = &refused["userErrors"][0]["linkConflict"]["reasons"][0];
        assert_eq!(reason["code"], "MAXIMUM_QUANTITY_EXCEEDED");
        assert_eq!(reason["limit"], "600");
        let out = json!({"quantity": "601", "onLinkConflict": "UNLINK_AND_REPRICE"});
        let refused = edit(&seller, line, out).await;
        assert_eq!(refusals(&refused), ["REQUIRED unitPrice"]);
        let most = edit(&seller, line, json!({"quantity": "600"})).await;
        assert_eq!(most["salesOrderLine"]["netAmount"]["amount"], "2400.00");
        assert_eq!(seller.parts(&seller.line).await, ["1000", "0", "0", "0"]);
        let out = json!({
            "quantity": "601", "unitPrice": "5", "onLinkConflict": "UNLINK_AND_REPRICE",
        });
        let free = edit(&seller, &most["salesOrderLine"], out).await;
        assert_eq!(free["salesOrderLine"]["netAmount"]["amount"], "3005.00");
        assert_eq!(seller.parts(&seller.line).await, ["400", "0", "0", "600"]);
        sound(&seller.app, &seller.user).await;
    }

    async fn a_delivery_day_outside_the_validity_is_refused_while_linked(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("10").await;
        let line = &order["lines"][0];
        let out = json!({
            "deliveryDate": "2027-01-01", "onLinkConflict": "UNLINK_KEEP_PRICE",
        });
        let refused = edit(&seller, line, out).await;
        assert_eq!(refusals(&refused), ["DELIVERY_DATE_OUTSIDE_VALIDITY deliveryDate"]);
        edit(&seller, line, json!({"deliveryDate": "2026-12-31"})).await;
    }

    async fn a_line_changes_its_unit_its_variant_and_its_discount(app: TestApp) {
        let seller = Seller::new(app).await;
        let line = json!({"itemId": seller.item, "quantity": "24", "unitPrice": "5"});
        let input = json!({"customerId": seller.customer, "lines": [line]});
        let fields = format!("salesOrder {{ lines {{ {SOLD} }} }}");
        let made = seller.done("salesOrderCreate", input, &fields).await;
        let line = &made["salesOrder"]["lines"][0];
        let refused = edit(&seller, line, json!({"unit": "KG"})).await;
        assert_eq!(refusals(&refused), ["UNIT_NOT_OF_ITEM unit"]);
        let refused = edit(&seller, line, json!({"discountAmount": "6"})).await;
        assert_eq!(refusals(&refused), ["DISCOUNT_ABOVE_PRICE discountAmount"]);
        let changed = edit(&seller, line, json!({
            "unit": "BOX", "quantity": "2", "variant": "RED", "priceUnit": "10",
            "unitPrice": "600", "discountAmount": "100",
        })).await;
        let line = &changed["salesOrderLine"];
        assert_eq!([&line["unit"], &line["variant"], &line["priceUnit"]], ["BOX", "RED", "10"]);
        assert_eq!(line["netAmount"]["amount"], "100.00");
        let changed = edit(&seller, line, json!({"variant": null})).await;
        assert_eq!(changed["salesOrderLine"]["variant"], Value::Null);
    }

    async fn what_draws_on_a_commitment_keeps_its_unit_or_its_link_goes(app: TestApp) {
        let seller = Seller::new(app).await;
        let order = seller.linked("24").await;
        let refused = edit(&seller, &order["lines"][0], json!({"unit": "BOX"})).await;
        let reason = &refused["userErrors"][0]["linkConflict"]["reasons"][0];
        assert_eq!(reason["code"], "UNIT_MISMATCH");
    }
}

/// The payload of a change of a line.
async fn edit(seller: &Seller, line: &Value, more: Value) -> Value {
    let plain = json!({"id": line["id"], "version": line["version"]});
    let fields = format!(
        "salesOrderLine {{ {SOLD} }} userErrors {{ linkConflict {{
            reasons {{ code limit }}
            unlinkAndReprice {{ unitPrice netAmount {{ amount }} remaining }}
            unlinkKeepPrice {{ unitPrice netAmount {{ amount }} remaining }}
        }} }}"
    );
    seller
        .act("salesOrderLineUpdate", over(plain, more), &fields)
        .await
}

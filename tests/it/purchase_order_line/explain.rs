//! `explainMatch`: every commitment with everything that speaks for and against it (AGR-9).

use serde_json::{Value, json};

use crate::build::{category, item, over, payload, text};
use crate::harness::both;
use crate::purchase_order::{World, pick, pieces};

both! {
    async fn all_candidates_are_told_with_all_that_speaks_against_them(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let other = category(app, user, None).await;
        let foreign = item(app, user, json!({})).await;
        let fixed = json!({
            "variant": "RED",
            "unit": "BOX",
            "quantity": "5",
            "maxEnforced": true,
            "effectiveDate": "2026-08-01",
        });
        let agreement = world.promise(json!([
            {"commitmentType": "VALUE", "amount": "50", "maxEnforced": true},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": other, "amount": "900"},
            {"commitmentType": "PRODUCT_VALUE", "itemId": world.item, "amount": "900"},
            over(pieces(&world.item, "5", "4"), fixed),
            pieces(&foreign, "10", "4"),
        ])).await;
        let drawn = json!([{"itemId": world.item, "quantity": "20"}]);
        let order = world.order(&agreement, drawn).await;
        let told = explain(&world, &order["lines"]["nodes"][0]["id"]).await;
        let told: Vec<_> = told
            .iter()
            .map(|one| json!([
                one["agreementLine"]["lineNumber"],
                one["wins"],
                one["linked"],
                one["price"]["netAmount"]["amount"],
                codes(one),
            ]))
            .collect();
        assert_eq!(json!(told), json!([
            [4, false, false, "80.00", [
                "DIMENSION_MISMATCH",
                "UNIT_MISMATCH",
                "DELIVERY_DATE_OUTSIDE_VALIDITY",
                "MAXIMUM_QUANTITY_EXCEEDED",
            ]],
            [5, false, false, "80.00", ["ITEM_MISMATCH"]],
            [3, true, true, "92.00", []],
            [2, false, false, "92.00", ["CATEGORY_MISMATCH"]],
            [1, false, false, "92.00", ["MAXIMUM_AMOUNT_EXCEEDED"]],
        ]));
    }

    async fn what_the_line_itself_holds_speaks_not_against_it(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("1000").await;
        let told = explain(&world, &line["id"]).await;
        let said = pick(&told[0], &["wins", "linked"]);
        assert_eq!((told.len(), said), (1, vec![json!(true), json!(true)]));
        assert_eq!(codes(&told[0]), Vec::<String>::new());
    }

    /// What was unlinked and fits again is offered, not linked.
    async fn what_would_be_linked_is_offered(app: TestApp) {
        let world = World::new(app).await;
        let line = world.linked("250").await;
        let off = json!({"id": line["id"], "version": 1, "price": "REPRICE"});
        world.done("purchaseOrderLineUnlink", off, "").await;
        let told = explain(&world, &line["id"]).await;
        assert_eq!(pick(&told[0], &["wins", "linked"]), [true, false]);
        let closed = json!({"id": world.agreement});
        world.done("agreementClose", closed, "").await;
        let told = explain(&world, &line["id"]).await;
        assert_eq!(told[0]["wins"], false);
        assert_eq!(codes(&told[0]), ["AGREEMENT_NOT_EFFECTIVE"]);
    }

    async fn without_an_agreement_there_is_nothing_to_tell(app: TestApp) {
        let world = World::new(app).await;
        let lines = json!([{"itemId": world.item, "quantity": "1"}]);
        let input = json!({"vendorId": world.vendor, "lines": lines});
        let order = crate::build::order(&world.app, &world.user, input).await;
        let line = world.order_lines(&json!(order)).await.remove(0);
        assert_eq!(explain(&world, &line["id"]).await, Vec::<Value>::new());
    }
}

async fn explain(world: &World, line: &Value) -> Vec<Value> {
    let query = "query($id: ID!) { purchaseOrderLine(id: $id) { explainMatch {
        agreementLine { lineNumber } wins linked
        price { unitPrice netAmount { amount } } failures { code message remaining limit }
    } } }";
    let answer = world
        .app
        .gql(&world.user, query, json!({ "id": line }))
        .await;
    let line = payload(answer, "purchaseOrderLine");
    line["explainMatch"].as_array().expect("candidates").clone()
}

/// The codes of what speaks against a candidate.
fn codes(candidate: &Value) -> Vec<String> {
    let failures = candidate["failures"].as_array().expect("failures");
    failures
        .iter()
        .map(|failure| text(&failure["code"]))
        .collect()
}

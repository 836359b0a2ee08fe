//! `purchaseOrderLineAdd`, and where the price of a line comes from.

use serde_json::{Value, json};

use crate::build::{done, item, order, over, refusals, text, vendor, warnings};
use crate::harness::both;
use crate::purchase_order::{LINE, World, pick, pieces};

fn added() -> String {
    format!("purchaseOrderLine {{ {LINE} }} warnings {{ code elementIndex message }}")
}

both! {
    async fn a_line_that_fits_is_linked_and_draws(app: TestApp) {
        let world = World::new(app).await;
        let order = world.order(&world.agreement, json!([])).await["id"].clone();
        let made = add(&world, &order, json!({"itemId": world.item, "quantity": "250"})).await;
        let line = &made["purchaseOrderLine"];
        let said = ["lineNumber", "unitPrice", "netAmount.amount", "agreementLine.id"];
        assert_eq!(json!(pick(line, &said)), json!([1, "4", "1000.00", world.line]));
        assert_eq!(world.balance(&world.line).await, ["250", "750"]);
        assert_eq!(world.see(&order).await["version"], 2);
        let trace = text(&line["matchTrace"]);
        assert_eq!(trace, "agreement AGR-000001; line 1: linked");
    }

    async fn a_line_that_does_not_fit_is_free(app: TestApp) {
        let world = World::new(app).await;
        let order_id = world.order(&world.agreement, json!([])).await["id"].clone();
        let much = json!({"itemId": world.item, "quantity": "1001"});
        let made = add(&world, &order_id, much).await;
        assert_eq!(made["purchaseOrderLine"]["agreementLine"], Value::Null);
        // Fixed is fixed: another price than the agreement's is no link.
        let dear = json!({"itemId": world.item, "quantity": "1", "unitPrice": "4.10"});
        let made = add(&world, &order_id, dear).await;
        let found = pick(&made["purchaseOrderLine"], &["agreementLine", "unitPrice"]);
        assert_eq!(json!(found), json!([null, "4.1"]));
        // Closed is closed, for new lines.
        world.done("agreementClose", json!({"id": world.agreement}), "").await;
        let late = add(&world, &order_id, json!({"itemId": world.item, "quantity": "1"})).await;
        assert_eq!(late["purchaseOrderLine"]["agreementLine"], Value::Null);
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }

    async fn line_numbers_are_never_used_twice(app: TestApp) {
        let world = World::new(app).await;
        let line = json!({"itemId": world.item, "quantity": "1"});
        let order = world.order(&world.agreement, json!([line, line])).await;
        let last = &order["lines"]["nodes"][1];
        let input = json!({"id": last["id"], "version": 1});
        world.done("purchaseOrderLineRemove", input, "").await;
        let made = add(&world, &order["id"], line).await;
        assert_eq!(made["purchaseOrderLine"]["lineNumber"], 3);
    }

    async fn what_is_unsound_stale_or_foreign_is_refused(app: TestApp) {
        let world = World::new(app).await;
        let input = json!({"vendorId": world.vendor});
        let order_id = json!(order(&world.app, &world.user, input).await);
        let theirs = world.app.admin(&world.app.b);
        let foreign = item(&world.app, &theirs, json!({})).await;
        let foreign_order = json!(order(&world.app, &theirs, json!({})).await);
        let line = json!({"itemId": world.item, "quantity": "1"});
        let cases = [
            (&foreign_order, line.clone(), "NOT_FOUND purchaseOrderId"),
            (&order_id, over(line.clone(), json!({"quantity": "0"})), "NOT_POSITIVE line.quantity"),
            (&order_id, over(line.clone(), json!({"itemId": foreign})), "NOT_FOUND line.itemId"),
            (
                &order_id,
                over(line.clone(), json!({"unitPrice": "-1"})),
                "NEGATIVE line.unitPrice",
            ),
        ];
        for (order, line, expected) in cases {
            let input = json!({"purchaseOrderId": order, "line": line});
            let refused = world.act("purchaseOrderLineAdd", input, &added()).await;
            assert_eq!(refusals(&refused), [expected]);
        }
        world.done("purchaseOrderCancel", json!({"id": order_id, "version": 1}), "").await;
        let input = json!({"purchaseOrderId": order_id, "line": line});
        let refused = world.act("purchaseOrderLineAdd", input, &added()).await;
        assert_eq!(refusals(&refused), ["ORDER_STATUS purchaseOrderId"]);
    }

    async fn a_preview_writes_nothing(app: TestApp) {
        let world = World::new(app).await;
        let order = world.order(&world.agreement, json!([])).await["id"].clone();
        let line = json!({"itemId": world.item, "quantity": "250"});
        let input = json!({"purchaseOrderId": order, "line": line, "preview": true});
        let shown = world.done("purchaseOrderLineAdd", input, &added()).await;
        assert_eq!(shown["purchaseOrderLine"]["agreementLine"]["id"], world.line);
        assert_eq!(world.order_lines(&order).await.len(), 0);
        assert_eq!(world.balance(&world.line).await, ["0", "1000"]);
    }

    /// A10: a linked line keeps its price and the version that gave it.
    async fn an_agreements_price_says_which_version_gave_it(app: TestApp) {
        let world = World::new(app).await;
        let agreement = world.promise(json!([pieces(&world.item, "100", "4.00")])).await;
        let line = world.lines(&agreement).await.remove(0);
        let id = json!({"id": agreement});
        world.done("agreementConfirm", id.clone(), "").await;
        let order = world.order(&agreement, json!([])).await["id"].clone();
        let wanted = json!({"itemId": world.item, "quantity": "10"});
        let first = add(&world, &order, wanted.clone()).await["purchaseOrderLine"].clone();
        let change = json!({"id": line, "version": 1, "unitPrice": "3.90"});
        world.done("agreementLineUpdate", change, "").await;
        world.done("agreementConfirm", id, "").await;
        let second = add(&world, &order, wanted).await["purchaseOrderLine"].clone();
        let said = [
            "unitPrice",
            "provenance.priceSource",
            "provenance.agreementVersion",
            "provenance.agreementLine.id",
        ];
        let first = world.line(&first["id"]).await;
        assert_eq!(json!(pick(&first, &said)), json!(["4", "AGREEMENT", 1, line]));
        assert_eq!(json!(pick(&second, &said)), json!(["3.9", "AGREEMENT", 2, line]));
    }

    async fn of_the_price_list_the_most_specific_entry_gives_the_price(app: TestApp) {
        let world = World::new(app).await;
        let (app, user) = (&world.app, &world.user);
        let own = item(app, user, json!({"purchasePrice": "9"})).await;
        let other = vendor(app, user, json!({})).await;
        let entry = async |more: Value| {
            let base = json!({
                "tradeAgreementType": "PRICE",
                "currency": "EUR",
                "unit": "PCS",
                "validFrom": "2026-01-01",
            });
            let fields = "tradeAgreement { id }";
            let made = done(app, user, "tradeAgreementCreate", over(base, more), fields).await;
            text(&made["tradeAgreement"]["id"])
        };
        let order = json!(order(app, user, json!({"vendorId": world.vendor})).await);
        let price = async |quantity: &str, day: &str| {
            let line = json!({"itemId": own, "quantity": quantity, "deliveryDate": day});
            let made = add(&world, &order, line).await;
            let line = &made["purchaseOrderLine"];
            let found = ["unitPrice", "provenance.priceSource", "provenance.priceTradeAgreement"];
            json!(pick(line, &found))
        };
        let given = |price: &str, id: &String| json!([price, "TRADE_AGREEMENT", {"id": id}]);
        assert_eq!(price("1", "2026-07-15").await, json!(["9", "ITEM", null]));
        let anybody = entry(json!({"itemId": own, "unitPrice": "7"})).await;
        assert_eq!(price("1", "2026-07-15").await, given("7", &anybody));
        let others = json!({"itemId": own, "vendorId": other, "unitPrice": "1"});
        entry(others).await;
        entry(json!({"itemId": own, "unitPrice": "0.1", "currency": "SEK"})).await;
        entry(json!({"itemId": own, "unitPrice": "0.1", "unit": "BOX"})).await;
        assert_eq!(price("1", "2026-07-15").await, given("7", &anybody));
        let vendors = json!({"itemId": own, "vendorId": world.vendor, "unitPrice": "7.50"});
        let vendors = entry(vendors).await;
        assert_eq!(price("1", "2026-07-15").await, given("7.5", &vendors));
        let many = json!({
            "itemId": own,
            "vendorId": world.vendor,
            "unitPrice": "6",
            "quantityMin": "100",
            "validTo": "2026-07-31",
        });
        let many = entry(many).await;
        assert_eq!(price("99", "2026-07-31").await, given("7.5", &vendors));
        assert_eq!(price("100", "2026-07-31").await, given("6", &many));
        assert_eq!(price("100", "2026-08-01").await, given("7.5", &vendors));
        assert_eq!(price("100", "2025-12-31").await, json!(["9", "ITEM", null]));
    }

    async fn a_discount_of_the_price_list_goes_with_any_price_but_the_agreements(app: TestApp) {
        let world = World::new(app).await;
        let entry = json!({
            "tradeAgreementType": "DISCOUNT",
            "currency": "EUR",
            "itemId": world.item,
            "discountPercent": "10",
            "validFrom": "2026-01-01",
        });
        let made = world.done("tradeAgreementCreate", entry, "tradeAgreement { id }").await;
        let id = &made["tradeAgreement"]["id"];
        let found = async |agreement: &str, more: Value| {
            let order = world.order(agreement, json!([])).await["id"].clone();
            let line = over(json!({"itemId": world.item, "quantity": "10"}), more);
            let made = add(&world, &order, line).await;
            json!(pick(&made["purchaseOrderLine"], &[
                "discountPercent",
                "netAmount.amount",
                "provenance.discountPercentSource",
                "provenance.discountTradeAgreement.id",
            ]))
        };
        let of_value = json!({"commitmentType": "VALUE", "amount": "9999", "discountPercent": "3"});
        let nothing = world.promise(json!([])).await;
        let of_value = world.promise(json!([of_value])).await;
        let none = json!({});
        let list = json!(["10", "41.40", "TRADE_AGREEMENT", id]);
        assert_eq!(found(&nothing, none.clone()).await, list);
        let agreements = json!(["0", "40.00", "AGREEMENT", null]);
        assert_eq!(found(&world.agreement, none.clone()).await, agreements);
        // Commitments by value govern the percent, and only that.
        assert_eq!(found(&of_value, none).await, json!(["3", "44.62", "AGREEMENT", null]));
        let typed = json!({"discountPercent": "50"});
        assert_eq!(found(&nothing, typed).await, json!(["50", "23.00", "TYPED", null]));
    }

    async fn an_items_price_follows_the_unit_and_the_exchange_rate(app: TestApp) {
        let world = World::new(app).await;
        let rate = json!({
            "currency": "SEK",
            "rate": "10",
            "quotedUnits": 100,
            "validFrom": "2026-01-01",
        });
        world.done("exchangeRateSet", rate, "").await;
        let price = async |currency: &str, more: Value| {
            let input = json!({"vendorId": world.vendor, "currency": currency});
            let order = json!(order(&world.app, &world.user, input).await);
            let line = over(json!({"itemId": world.item, "quantity": "2"}), more);
            let made = add(&world, &order, line).await;
            let line = &made["purchaseOrderLine"];
            (
                json!(pick(line, &["unitPrice", "netAmount.amount", "provenance.priceSource"])),
                warnings(&made),
            )
        };
        let none = Vec::<String>::new();
        let plain = json!({});
        let boxes = json!({"unit": "BOX"});
        assert_eq!(price("EUR", boxes).await, (json!(["55.2", "110.40", "ITEM"]), none.clone()));
        let crowns = (json!(["46", "92.00", "ITEM"]), none.clone());
        assert_eq!(price("SEK", plain.clone()).await, crowns);
        let missing = (json!(["0", "0.00", "NONE"]), vec!["PRICE_MISSING".to_owned()]);
        assert_eq!(price("USD", plain).await, missing);
        let typed = json!({"unitPrice": "84", "priceUnit": "100"});
        assert_eq!(price("USD", typed).await, (json!(["84", "1.68", "TYPED"]), none));
    }
}

async fn add(world: &World, order: &Value, line: Value) -> Value {
    let input = json!({"purchaseOrderId": order, "line": line});
    world.done("purchaseOrderLineAdd", input, &added()).await
}

//! Sales orders draw on agreements with customers: the same life as on the other side (ICO-3,
//! AGR-8, AGR-9, AGR-12).

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{ORDER, customer, shipped, stocked};
use crate::build::{self, act, done, over, refusals, text, warnings};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::sound;

/// What is asked of a sales line.
pub(crate) const LINE: &str = "id version quantity unit unitPrice priceUnit discountPercent
    discountAmount netAmount { amount } invoicedAmount { amount } deliveryDate variant
    shippedQuantity invoicedQuantity cancelledQuantity agreementLine { id } matchTrace
    provenance {
        priceSource discountPercentSource discountAmountSource agreementVersion
        agreementLine { id } priceTradeAgreement { id }
    }";

/// A seller's world: a customer, 2,000 pieces of an item that are bought at 2.00, and an effective
/// agreement on 1,000 of it at 4.00, maximum enforced and price fixed.
pub(crate) struct Seller {
    pub(crate) app: TestApp,
    pub(crate) user: User,
    pub(crate) customer: String,
    pub(crate) item: String,
    pub(crate) agreement: String,
    pub(crate) line: String,
}

impl Seller {
    pub(crate) async fn new(app: TestApp) -> Self {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let customer = customer(&app, &user, json!({})).await;
        let item = stocked(&app, &user, "2000", "2").await;
        let mut seller = Self {
            app,
            user,
            customer,
            item,
            agreement: String::new(),
            line: String::new(),
        };
        let pieces = json!({
            "itemId": seller.item, "quantity": "1000", "unit": "PCS", "unitPrice": "4",
            "maxEnforced": true, "priceFixed": true,
        });
        seller.agreement = seller.promise(json!({"lines": [pieces]})).await;
        seller.line = seller.lines(&seller.agreement).await.remove(0);
        seller
    }

    /// An effective agreement with the customer over the year 2026.
    pub(crate) async fn promise(&self, more: Value) -> String {
        let class = build::classification(&self.app, &self.user, json!({})).await;
        let plain = json!({
            "customerId": self.customer, "agreementClassificationId": class,
            "defaultEffectiveDate": "2026-01-01", "defaultExpirationDate": "2026-12-31",
        });
        let made = self
            .done("agreementCreate", over(plain, more), "agreement { id }")
            .await;
        let id = text(&made["agreement"]["id"]);
        self.done("agreementActivate", json!({"id": id}), "").await;
        id
    }

    /// The lines of an agreement.
    pub(crate) async fn lines(&self, of: &str) -> Vec<String> {
        build::lines(&self.app, &self.user, of).await
    }

    /// The payload of a mutation that may be refused.
    pub(crate) async fn act(&self, mutation: &str, input: Value, fields: &str) -> Value {
        act(&self.app, &self.user, mutation, input, fields).await
    }

    /// The payload of a mutation that was done.
    pub(crate) async fn done(&self, mutation: &str, input: Value, fields: &str) -> Value {
        done(&self.app, &self.user, mutation, input, fields).await
    }

    /// An order from an agreement, with its lines as `LINE` asks for them.
    pub(crate) async fn order(&self, agreement: &str, lines: Value) -> Value {
        let input = json!({"agreementId": agreement, "lines": lines});
        let fields = format!("salesOrder {{ id number version lines {{ {LINE} }} }}");
        self.done("salesOrderCreate", input, &fields).await["salesOrder"].clone()
    }

    /// An order of so much of the item.
    pub(crate) async fn linked(&self, quantity: &str) -> Value {
        let lines = json!([{"itemId": self.item, "quantity": quantity}]);
        self.order(&self.agreement, lines).await
    }

    /// A line as it stands.
    pub(crate) async fn see(&self, line: &Value) -> Value {
        let id = line["id"].as_str().expect("an id");
        build::node(
            &self.app,
            &self.user,
            id,
            &format!("SalesOrderLine {{ {LINE} }}"),
        )
        .await
    }

    /// Ordered, left and not invoiced, invoiced, and what remains of a commitment.
    pub(crate) async fn parts(&self, line: &str) -> [String; 4] {
        let fragment = "AgreementLine { fulfillment {
            releasedOnly receivedNotInvoiced invoiced remaining } }";
        let found = build::node(&self.app, &self.user, line, fragment).await;
        let parts = [
            "releasedOnly",
            "receivedNotInvoiced",
            "invoiced",
            "remaining",
        ];
        parts.map(|part| text(&found["fulfillment"][part]))
    }

    /// Ships so much of an order's first line; the shipment.
    pub(crate) async fn ship(&self, order: &Value, quantity: &str) -> Value {
        let line = json!({"salesOrderLineId": order["lines"][0]["id"], "quantity": quantity});
        shipped(&self.app, &self.user, &order["id"], json!([line])).await[0].clone()
    }

    /// Invoices so much of an order's first line.
    pub(crate) async fn invoice(&self, order: &Value, quantity: &str) {
        let line = json!({"salesOrderLineId": order["lines"][0]["id"], "quantity": quantity});
        let input = json!({"salesOrderId": order["id"], "lines": [line]});
        self.done("salesInvoicePost", input, "").await;
    }
}

both! {
    /// Vector A1, as far as sales go.
    async fn a1_the_full_life_of_a_quantity_that_is_sold(app: TestApp) {
        let seller = Seller::new(app).await;
        let parts = || seller.parts(&seller.line);
        assert_eq!(parts().await, ["0", "0", "0", "1000"]);
        let first = seller.linked("400").await;
        assert_eq!(parts().await, ["400", "0", "0", "600"]);
        seller.ship(&first, "200").await;
        let last = seller.ship(&first, "100").await;
        assert_eq!(parts().await, ["100", "300", "0", "600"]);
        seller.invoice(&first, "200").await;
        assert_eq!(parts().await, ["100", "100", "200", "600"]);
        let second = seller.linked("250").await;
        assert_eq!(parts().await, ["350", "100", "200", "350"]);
        seller.done("salesShipmentUndo", json!({"id": last["id"]}), "").await;
        assert_eq!(parts().await, ["450", "0", "200", "350"]);
        let input = json!({"id": second["id"], "version": 1});
        seller.done("salesOrderCancel", input, "").await;
        assert_eq!(parts().await, ["200", "0", "200", "600"]);
        let gone = seller.see(&second["lines"][0]).await;
        assert_eq!(gone["cancelledQuantity"], "250");
        assert_eq!(gone["agreementLine"]["id"], seller.line);
        let own = seller.see(&first["lines"][0]).await;
        assert_eq!(own["invoicedAmount"]["amount"], "800.00");
        sound(&seller.app, &seller.user).await;
    }

    async fn an_amount_is_split_to_the_cent_by_what_has_left_and_what_is_invoiced(app: TestApp) {
        let seller = Seller::new(app).await;
        let value = json!({
            "commitmentType": "VALUE", "amount": "50000", "discountPercent": "3",
        });
        let agreement = seller.promise(json!({"lines": [value]})).await;
        let own = seller.lines(&agreement).await.remove(0);
        // Vector A2.
        let line = json!({"itemId": seller.item, "quantity": "100", "unitPrice": "120"});
        let order = seller.order(&agreement, json!([line])).await;
        assert_eq!(order["lines"][0]["netAmount"]["amount"], "11640.00");
        assert_eq!(order["lines"][0]["discountPercent"], "3");
        assert_eq!(order["lines"][0]["provenance"]["priceSource"], "TYPED");
        assert_eq!(order["lines"][0]["provenance"]["discountPercentSource"], "AGREEMENT");
        assert_eq!(seller.parts(&own).await, ["11640.00", "0.00", "0.00", "38360.00"]);
        seller.ship(&order, "33").await;
        assert_eq!(seller.parts(&own).await, ["7798.80", "3841.20", "0.00", "38360.00"]);
        seller.invoice(&order, "7").await;
        assert_eq!(seller.parts(&own).await, ["7798.80", "3026.40", "814.80", "38360.00"]);
        sound(&seller.app, &seller.user).await;
    }

    async fn each_type_of_commitment_is_drawn_on_and_the_most_specific_one_first(app: TestApp) {
        let seller = Seller::new(app).await;
        let category = build::category(&seller.app, &seller.user, None).await;
        let input = json!({"procurementCategoryId": category});
        let other = build::item(&seller.app, &seller.user, input).await;
        let third = build::item(&seller.app, &seller.user, json!({})).await;
        let agreement = seller.promise(json!({"lines": [
            {"commitmentType": "VALUE", "amount": "1000", "discountPercent": "1"},
            {"commitmentType": "CATEGORY_VALUE", "procurementCategoryId": category,
             "amount": "1000", "discountPercent": "2"},
            {"commitmentType": "PRODUCT_VALUE", "itemId": seller.item, "amount": "1000",
             "discountPercent": "3"},
        ]})).await;
        let own = seller.lines(&agreement).await;
        let line = |item: &str| json!({"itemId": item, "quantity": "1", "unitPrice": "100"});
        let order = seller.order(&agreement, json!([
            line(&third), line(&other), line(&seller.item), {"description": "Words"},
            over(line(&seller.item), json!({"agreementLineId": own[0]})),
        ])).await;
        let found: Vec<Value> = order["lines"].as_array().expect("lines").iter()
            .map(|line| json!([line["agreementLine"]["id"], line["netAmount"]["amount"]]))
            .collect();
        assert_eq!(json!(found), json!([
            [own[0], "99.00"], [own[1], "98.00"], [own[2], "97.00"], [null, "0.00"],
            [own[0], "99.00"],
        ]));
        assert_eq!(seller.parts(&own[0]).await[0], "198.00");
        sound(&seller.app, &seller.user).await;
    }

    async fn terms_are_the_agreements_where_nothing_was_typed(app: TestApp) {
        let seller = Seller::new(app).await;
        let pieces = json!({"itemId": seller.item, "quantity": "10", "unitPrice": "4"});
        let agreement = seller.promise(json!({
            "currency": "USD", "paymentTerms": "60D", "deliveryAddress": "Dock 4",
            "lines": [pieces],
        })).await;
        let input = json!({"agreementId": agreement});
        let fields = format!("{ORDER} warnings {{ code elementIndex }}");
        let made = seller.done("salesOrderCreate", input.clone(), &fields).await;
        let order = &made["salesOrder"];
        assert_eq!(order["currency"], "USD");
        assert_eq!(order["paymentTerms"], "60D");
        assert_eq!(order["deliveryAddress"], "Dock 4");
        let own = over(input, json!({
            "takeCurrency": false, "takeDeliveryAddress": false, "paymentTerms": "10D",
            "lines": [{"itemId": seller.item, "quantity": "1", "unitPrice": "5"}],
        }));
        let fields = format!(
            "salesOrder {{ currency paymentTerms deliveryAddress agreement {{ id }}
                customer {{ id }} lines {{ {LINE} }} }} warnings {{ code elementIndex }}"
        );
        let made = seller.done("salesOrderCreate", own, &fields).await;
        let order = &made["salesOrder"];
        assert_eq!(warnings(&made), ["CURRENCY_MISMATCH"]);
        assert_eq!(order["currency"], "EUR");
        assert_eq!(order["paymentTerms"], "10D");
        assert_eq!(order["deliveryAddress"], "Their road 5");
        assert_eq!(order["agreement"]["id"], agreement);
        assert_eq!(order["customer"]["id"], seller.customer);
        assert_eq!(order["lines"][0]["agreementLine"], Value::Null);
    }

    async fn an_agreement_that_is_not_the_customers_is_refused(app: TestApp) {
        let seller = Seller::new(app).await;
        let refused = seller.act("salesOrderCreate", json!({}), ORDER).await;
        assert_eq!(refusals(&refused), ["REQUIRED customerId"]);
        let other = customer(&seller.app, &seller.user, json!({})).await;
        let input = json!({"agreementId": seller.agreement, "customerId": other});
        let refused = seller.act("salesOrderCreate", input, ORDER).await;
        assert_eq!(refusals(&refused), ["CUSTOMER_MISMATCH agreementId"]);
        let bought = build::effective(&seller.app, &seller.user, json!({})).await;
        let refused = seller.act("salesOrderCreate", json!({"agreementId": bought}), ORDER).await;
        assert_eq!(refusals(&refused), ["CUSTOMER_MISMATCH agreementId"]);
        seller.done("agreementHold", json!({"id": seller.agreement}), "").await;
        let input = json!({"agreementId": seller.agreement});
        let refused = seller.act("salesOrderCreate", input, ORDER).await;
        assert_eq!(refusals(&refused), ["AGREEMENT_NOT_EFFECTIVE agreementId"]);
        let refused = seller.act("salesOrderCreate", json!({"agreementId": "no"}), ORDER).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND agreementId"]);
    }

    async fn a_line_that_fits_nothing_needs_a_price(app: TestApp) {
        let seller = Seller::new(app).await;
        let input = json!({"agreementId": seller.agreement, "lines": [
            {"itemId": seller.item, "quantity": "1001"},
            {"itemId": seller.item, "quantity": "1", "deliveryDate": "2027-01-01"},
        ]});
        let refused = seller.act("salesOrderCreate", input, ORDER).await;
        assert_eq!(refusals(&refused), [
            "REQUIRED lines[0].unitPrice", "REQUIRED lines[1].unitPrice",
        ]);
        let line = json!({"itemId": seller.item, "quantity": "1001", "unitPrice": "5"});
        let order = seller.order(&seller.agreement, json!([line])).await;
        assert_eq!(order["lines"][0]["agreementLine"], Value::Null);
        let trace = text(&order["lines"][0]["matchTrace"]);
        assert!(trace.contains("only 1000 PCS"), "{trace}");
        assert_eq!(seller.parts(&seller.line).await, ["0", "0", "0", "1000"]);
    }

    async fn a_named_commitment_is_drawn_on_or_the_line_refused(app: TestApp) {
        let seller = Seller::new(app).await;
        let line = |more: Value| over(json!({
            "itemId": seller.item, "quantity": "1", "agreementLineId": seller.line,
        }), more);
        let create = |lines: Value| {
            let input = json!({"agreementId": seller.agreement, "lines": lines});
            seller.act("salesOrderCreate", input, ORDER)
        };
        let refused = create(json!([
            line(json!({"quantity": "1001", "deliveryDate": "2027-01-01"})),
            line(json!({"unitPrice": "3"})),
            line(json!({"agreementLineId": "nothing"})),
            {"description": "Words", "agreementLineId": seller.line},
        ])).await;
        assert_eq!(refusals(&refused), [
            "DELIVERY_DATE_OUTSIDE_VALIDITY lines[0].agreementLineId",
            "MAXIMUM_QUANTITY_EXCEEDED lines[0].agreementLineId",
            "PRICE_FIXED lines[1].agreementLineId",
            "NOT_FOUND lines[2].agreementLineId",
            "NOT_ALLOWED lines[3].agreementLineId",
        ]);
        let input = json!({"customerId": seller.customer, "lines": [
            line(json!({"unitPrice": "4"})),
        ]});
        let refused = seller.act("salesOrderCreate", input, ORDER).await;
        assert_eq!(refusals(&refused), ["ORDER_WITHOUT_AGREEMENT lines[0].agreementLineId"]);
    }

    async fn lines_of_one_order_together_stay_within_the_maximum(app: TestApp) {
        let seller = Seller::new(app).await;
        let line = |quantity: &str| json!({
            "itemId": seller.item, "quantity": quantity, "unitPrice": "4",
        });
        let order = seller.order(&seller.agreement, json!([line("600"), line("600")])).await;
        let link = |n: usize| order["lines"][n]["agreementLine"]["id"].clone();
        assert_eq!([link(0), link(1)], [json!(seller.line), Value::Null]);
        assert_eq!(seller.parts(&seller.line).await, ["600", "0", "0", "400"]);
    }

    async fn of_many_at_once_exactly_as_many_are_linked_as_fit(app: TestApp) {
        let seller = Seller::new(app).await;
        let tries = (0..8).map(|_| {
            let line = json!({
                "itemId": seller.item, "quantity": "200", "agreementLineId": seller.line,
            });
            let input = json!({"agreementId": seller.agreement, "lines": [line]});
            seller.act("salesOrderCreate", input, ORDER)
        });
        let tried = join_all(tries).await;
        let refused: Vec<Vec<String>> = tried.iter().map(refusals)
            .filter(|refused| !refused.is_empty()).collect();
        assert_eq!(refused.len(), 3, "{refused:?}");
        for refused in &refused {
            assert!(refused[0].starts_with("MAXIMUM_QUANTITY_EXCEEDED "), "{refused:?}");
        }
        assert_eq!(seller.parts(&seller.line).await, ["1000", "0", "0", "0"]);
        sound(&seller.app, &seller.user).await;
    }

    async fn what_is_delivered_straight_moves_both_sides(app: TestApp) {
        let seller = Seller::new(app).await;
        let bought = json!({"itemId": seller.item, "quantity": "500", "unitPrice": "3"});
        let bought = json!({"lines": [bought]});
        let purchase = build::effective(&seller.app, &seller.user, bought).await;
        let theirs = seller.lines(&purchase).await.remove(0);
        let line = json!({"itemId": seller.item, "quantity": "20", "dropShipment": true});
        let order = seller.order(&seller.agreement, json!([line])).await;
        let input = json!({"salesOrderId": order["id"], "agreementId": purchase});
        let fields = "purchaseOrder { id }";
        seller.done("salesOrderDropShip", input, fields).await;
        seller.ship(&order, "5").await;
        assert_eq!(seller.parts(&seller.line).await, ["15", "5", "0", "980"]);
        assert_eq!(seller.parts(&theirs).await, ["15", "5", "0", "480"]);
        let posted = seller.ship(&order, "3").await;
        assert_eq!(seller.parts(&seller.line).await, ["12", "8", "0", "980"]);
        seller.done("salesShipmentUndo", json!({"id": posted["id"]}), "").await;
        assert_eq!(seller.parts(&seller.line).await, ["15", "5", "0", "980"]);
        assert_eq!(seller.parts(&theirs).await, ["15", "5", "0", "480"]);
        sound(&seller.app, &seller.user).await;
    }

    async fn a_preview_draws_nothing(app: TestApp) {
        let seller = Seller::new(app).await;
        let line = json!({"itemId": seller.item, "quantity": "10"});
        let input = json!({
            "agreementId": seller.agreement, "lines": [line], "preview": true,
        });
        let fields = format!("salesOrder {{ lines {{ {LINE} }} }}");
        let shown = seller.done("salesOrderCreate", input, &fields).await;
        assert_eq!(shown["salesOrder"]["lines"][0]["agreementLine"]["id"], seller.line);
        assert_eq!(seller.parts(&seller.line).await, ["0", "0", "0", "1000"]);
    }

    async fn an_order_does_not_cost_by_the_line(app: TestApp) {
        let seller = Seller::new(app).await;
        let line = json!({"itemId": seller.item, "quantity": "1"});
        let mut counts = Vec::new();
        for n in [1, 20] {
            let lines = vec![line.clone(); n];
            let input = json!({"agreementId": seller.agreement, "lines": lines});
            let asked = seller.act("salesOrderCreate", input, "salesOrder { id }");
            counts.push(seller.app.count_statements(asked).await);
        }
        assert!(counts[1] < counts[0] + 10, "{counts:?}");
    }
}

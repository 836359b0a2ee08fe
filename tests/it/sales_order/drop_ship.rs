//! `salesOrderDropShip`, and the receipts and shipments of what it binds (ORD-6).

use serde_json::{Value, json};

use super::{in_stock, see, sold, stocked};
use crate::build::{self, act, done, ledgers, over, refusals, text};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::db::number;
use crate::harness::user::User;
use crate::purchase_receipt::{sound, stands};

const MADE: &str = "purchaseOrder { id source deliveryAddress vendor { id }
    lines(first: 9) { nodes { id quantity unit description version salesOrderLine { id } } } }
    warnings { code elementIndex }";

/// A vendor, and a sales order of 10 pieces that it is to deliver to the customer, bought at 4.
struct Dropped {
    app: TestApp,
    user: User,
    vendor: String,
    order: Value,
    line: Value,
}

impl Dropped {
    async fn new(app: TestApp) -> Self {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let more = json!({"defaultVendorId": vendor, "purchasePrice": "4", "name": "Bolt"});
        let item = build::item(&app, &user, more).await;
        let line = json!({
            "itemId": item, "quantity": "10", "unitPrice": "9", "dropShipment": true,
        });
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let line = order["lines"][0]["id"].clone();
        Self {
            app,
            user,
            vendor,
            order,
            line,
        }
    }

    async fn act(&self, mutation: &str, input: Value, fields: &str) -> Value {
        act(&self.app, &self.user, mutation, input, fields).await
    }

    async fn done(&self, mutation: &str, input: Value, fields: &str) -> Value {
        done(&self.app, &self.user, mutation, input, fields).await
    }

    /// The purchase order of all that is to be dropped.
    async fn bought(&self) -> Value {
        let input = json!({"salesOrderId": self.order["id"]});
        self.done("salesOrderDropShip", input, MADE).await["purchaseOrder"].clone()
    }

    async fn shipped(&self) -> Value {
        see(&self.app, &self.user, &self.order["id"]).await["lines"][0]["shippedQuantity"].clone()
    }

    async fn received(&self, line: &Value) -> Value {
        let fragment = "PurchaseOrderLine { progress { received } }";
        let seen = build::node(&self.app, &self.user, &text(line), fragment).await;
        seen["progress"]["received"].clone()
    }

    /// How many applications there are, and of how many item entries something remains.
    async fn applied(&self) -> (i64, i64) {
        let admin = self.app.test_db.admin().await;
        let applications = number(&admin, "SELECT COUNT(*) FROM item_application").await;
        let open = "SELECT COUNT(*) FROM item_entry WHERE remaining_quantity <> 0";
        (applications, number(&admin, open).await)
    }
}

both! {
    async fn the_purchase_order_is_the_sales_lines_at_the_customers_address(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        assert_eq!(order["source"], "SALES_ORDER");
        assert_eq!(order["deliveryAddress"], "Their road 5");
        assert_eq!(order["vendor"]["id"], world.vendor);
        let line = &order["lines"]["nodes"][0];
        assert_eq!(line["quantity"], "10");
        assert_eq!(line["unit"], "PCS");
        assert_eq!(line["description"], "Bolt");
        assert_eq!(line["salesOrderLine"]["id"], world.line);
        let seen = see(&world.app, &world.user, &world.order["id"]).await;
        assert_eq!(seen["lines"][0]["purchaseOrderLines"], json!([{"id": line["id"]}]));
        sound(&world.app, &world.user).await;
    }

    async fn a_receipt_is_the_shipment_and_stock_stays_at_nothing(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        let line = &order["lines"]["nodes"][0]["id"];
        let part = json!([{"purchaseOrderLineId": line, "quantity": "4"}]);
        let input = json!({"purchaseOrderId": order["id"], "lines": part});
        world.done("purchaseReceiptPost", input, "").await;
        assert_eq!(world.shipped().await, "4");
        assert_eq!(in_stock(&world.app).await, 0);
        assert_eq!(world.applied().await, (1, 0));
        // Received and sold at what is expected until it is invoiced.
        assert_eq!(stands(&world.app, "1410").await, 0);
        assert_eq!(stands(&world.app, "2450").await, -1_600);
        assert_eq!(stands(&world.app, "4210").await, 1_600);
        sound(&world.app, &world.user).await;
        let fragment = "SalesOrder { shippingProgress shipments { number lines { quantity } } }";
        let id = text(&world.order["id"]);
        let seen = build::node(&world.app, &world.user, &id, fragment).await;
        assert_eq!(seen, json!({
            "shippingProgress": "PARTLY",
            "shipments": [{"number": "SHP-000001", "lines": [{"quantity": "4"}]}],
        }));
        let input = json!({"purchaseOrderId": order["id"]});
        world.done("purchaseReceiptPost", input, "").await;
        assert_eq!(world.shipped().await, "10");
        assert_eq!(in_stock(&world.app).await, 0);
        sound(&world.app, &world.user).await;
        // The customer is invoiced for what the vendor has delivered.
        let input = json!({"salesOrderId": world.order["id"]});
        let fields = "salesInvoice { netAmount { amount } }";
        let invoice = world.done("salesInvoicePost", input, fields).await;
        assert_eq!(invoice["salesInvoice"]["netAmount"]["amount"], "90.00");
        sound(&world.app, &world.user).await;
    }

    async fn a_shipment_is_the_receipt(app: TestApp) {
        let world = Dropped::new(app).await;
        let wait = json!({"salesOrderId": world.order["id"]});
        let refused = world.act("salesShipmentPost", wait.clone(), "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
        let order = world.bought().await;
        let line = &order["lines"]["nodes"][0]["id"];
        let part = json!([{"salesOrderLineId": world.line, "quantity": "11"}]);
        let input = json!({"salesOrderId": world.order["id"], "lines": part});
        let refused = world.act("salesShipmentPost", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_OUTSTANDING lines[0].quantity"]);
        let part = json!([{"salesOrderLineId": world.line, "quantity": "3"}]);
        let input = over(input, json!({"lines": part}));
        let fields = "salesShipments { number lines { quantity } }";
        let posted = world.done("salesShipmentPost", input, fields).await;
        assert_eq!(posted["salesShipments"], json!([
            {"number": "SHP-000001", "lines": [{"quantity": "3"}]},
        ]));
        assert_eq!(world.received(line).await, "3");
        assert_eq!(world.shipped().await, "3");
        world.done("salesShipmentPost", wait, "").await;
        assert_eq!(world.received(line).await, "10");
        assert_eq!(in_stock(&world.app).await, 0);
        assert_eq!(world.applied().await, (2, 0));
        sound(&world.app, &world.user).await;
    }

    async fn our_own_stock_and_vendors_ship_together(app: TestApp) {
        let world = Dropped::new(app).await;
        let item = stocked(&world.app, &world.user, "5", "2").await;
        let more = json!({"defaultVendorId": world.vendor, "purchasePrice": "4"});
        let dropped = build::item(&world.app, &world.user, more).await;
        let order = sold(&world.app, &world.user, json!({"lines": [
            {"itemId": item, "quantity": "5", "unitPrice": "9"},
            {"itemId": dropped, "quantity": "2", "unitPrice": "9", "dropShipment": true},
        ]})).await;
        let input = json!({"salesOrderId": order["id"]});
        world.done("salesOrderDropShip", input.clone(), "").await;
        let fields = "salesShipments { lines { quantity } }";
        let posted = world.done("salesShipmentPost", input, fields).await;
        assert_eq!(posted["salesShipments"], json!([
            {"lines": [{"quantity": "5"}]}, {"lines": [{"quantity": "2"}]},
        ]));
        assert_eq!(in_stock(&world.app).await, 0);
        sound(&world.app, &world.user).await;
    }

    async fn a_sale_is_changed_together_with_what_was_bought_for_it(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        let bought = &order["lines"]["nodes"][0]["id"];
        let before = see(&world.app, &world.user, &world.order["id"]).await["lines"][0].clone();
        let input = json!({
            "id": world.line, "version": before["version"], "quantity": "9",
            "deliveryDate": "2026-09-09",
        });
        world.done("salesOrderLineUpdate", input, "").await;
        let fragment = "PurchaseOrderLine { quantity deliveryDate progress { received } }";
        let seen = build::node(&world.app, &world.user, &text(bought), fragment).await;
        assert_eq!((&seen["quantity"], &seen["deliveryDate"]), (&json!("9"), &json!("2026-09-09")));
        let sold = see(&world.app, &world.user, &world.order["id"]).await["lines"][0].clone();
        assert_eq!(sold["quantity"], "9");
        // An old version changes neither.
        let input = json!({"id": world.line, "version": before["version"], "quantity": "3"});
        let refused = world.act("salesOrderLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
        let seen = build::node(&world.app, &world.user, &text(bought), fragment).await;
        assert_eq!(seen["quantity"], "9");
        // What has come is the least.
        let part = json!([{"purchaseOrderLineId": bought, "quantity": "4"}]);
        let input = json!({"purchaseOrderId": order["id"], "lines": part});
        world.done("purchaseReceiptPost", input, "").await;
        let sold = see(&world.app, &world.user, &world.order["id"]).await["lines"][0].clone();
        let input = json!({"id": world.line, "version": sold["version"], "quantity": "3"});
        let refused = world.act("salesOrderLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["BELOW_RECEIVED quantity"]);
        let input = json!({"id": world.line, "version": sold["version"], "quantity": "4"});
        world.done("salesOrderLineUpdate", input, "").await;
        sound(&world.app, &world.user).await;
    }

    async fn a_sale_is_given_up_together_with_what_was_bought_for_it(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        let cancel = json!({"id": world.order["id"], "version": 1});
        world.done("salesOrderCancel", cancel, "").await;
        let seen = format!("purchaseOrder(id: {})", order["id"]);
        let seen = build::read(&world.app, &world.user, &seen, "{ status }").await;
        assert_eq!(seen["status"], "CANCELLED");
        let sold = see(&world.app, &world.user, &world.order["id"]).await;
        assert_eq!(sold["status"], "CANCELLED");
        sound(&world.app, &world.user).await;
    }

    async fn what_is_bound_stays_as_both_orders_have_it(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        let line = &order["lines"]["nodes"][0];
        let input = json!({"id": line["id"], "version": line["version"], "quantity": "9"});
        let refused = world.act("purchaseOrderLineUpdate", input, "").await;
        assert_eq!(refusals(&refused), ["BOUND_TO_SALE quantity"]);
        let input = json!({"id": line["id"], "version": line["version"], "unitPrice": "5"});
        world.done("purchaseOrderLineUpdate", input, "").await;
        let input = json!({"id": world.line, "version": 1, "variant": "red"});
        let refused = world.act("salesOrderLineUpdate", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["BOUND_TO_SALE variant"]);
        let again = json!({"salesOrderId": world.order["id"], "lineIds": [world.line]});
        let refused = world.act("salesOrderDropShip", again.clone(), "").await;
        assert_eq!(refusals(&refused), ["ALREADY_LINKED lineIds[0]"]);
        let none = json!({"salesOrderId": world.order["id"]});
        let refused = world.act("salesOrderDropShip", none, "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_RELEASE lineIds"]);
        // More than ordered is nobody's to take.
        let code = json!({
            "code": "FIVE", "name": "Five", "tolerancePercent": "50", "isDefault": true,
        });
        world.done("overReceiptCodeSet", code, "").await;
        let part = json!([{"purchaseOrderLineId": line["id"], "quantity": "11"}]);
        let input = json!({"purchaseOrderId": order["id"], "lines": part});
        let refused = world.act("purchaseReceiptPost", input, "").await;
        assert_eq!(refusals(&refused), ["QUANTITY_ABOVE_OUTSTANDING lines[0].quantity"]);
        // A purchase order that is given up binds no longer.
        let seen = format!("purchaseOrder(id: {})", order["id"]);
        let seen = build::read(&world.app, &world.user, &seen, "{ version }").await;
        let input = json!({"id": order["id"], "version": seen["version"]});
        world.done("purchaseOrderCancel", input, "").await;
        let input = json!({"id": world.line, "version": 1, "quantity": "9"});
        world.done("salesOrderLineUpdate", input, "").await;
        world.done("salesOrderDropShip", again, "").await;
        sound(&world.app, &world.user).await;
    }

    async fn the_pair_is_undone_together_while_neither_is_invoiced(app: TestApp) {
        let world = Dropped::new(app).await;
        let order = world.bought().await;
        let line = &order["lines"]["nodes"][0]["id"];
        let fields = "purchaseReceipt { id }";
        let mut receipts = Vec::new();
        for quantity in ["4", "6"] {
            let part = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
            let input = json!({"purchaseOrderId": order["id"], "lines": part});
            let posted = world.done("purchaseReceiptPost", input, fields).await;
            receipts.push(posted["purchaseReceipt"]["id"].clone());
        }
        world.done("purchaseReceiptUndo", json!({"id": receipts[0]}), "").await;
        assert_eq!(world.shipped().await, "6");
        assert_eq!(world.received(line).await, "6");
        assert_eq!(in_stock(&world.app).await, 0);
        assert_eq!(world.applied().await, (3, 0));
        assert_eq!(stands(&world.app, "1410").await, 0);
        assert_eq!(stands(&world.app, "2450").await, -2_400);
        assert_eq!(stands(&world.app, "4210").await, 2_400);
        sound(&world.app, &world.user).await;
        let fragment = "SalesOrder { shipments { id lines { quantity undoes { quantity } } } }";
        let id = text(&world.order["id"]);
        let seen = build::node(&world.app, &world.user, &id, fragment).await;
        let back = &seen["shipments"][2]["lines"];
        assert_eq!(*back, json!([{"quantity": "-4", "undoes": {"quantity": "4"}}]));
        // The shipment that the vendor's receipt has posted is undone with it, from either side.
        let input = json!({"id": seen["shipments"][1]["id"]});
        world.done("salesShipmentUndo", input, "").await;
        assert_eq!(world.shipped().await, "0");
        assert_eq!(world.received(line).await, "0");
        assert_eq!(stands(&world.app, "4210").await, 0);
        sound(&world.app, &world.user).await;
        let input = json!({"purchaseOrderId": order["id"]});
        let posted = world.done("purchaseReceiptPost", input, fields).await;
        let input = json!({"salesOrderId": world.order["id"]});
        world.done("salesInvoicePost", input, "").await;
        let input = json!({"id": posted["purchaseReceipt"]["id"]});
        let refused = world.act("purchaseReceiptUndo", input, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_INVOICED id"]);
        sound(&world.app, &world.user).await;
    }

    async fn what_has_no_stock_is_delivered_and_undone_too(app: TestApp) {
        let world = Dropped::new(app).await;
        let more = json!({"defaultVendorId": world.vendor, "itemType": "SERVICE"});
        let item = build::item(&world.app, &world.user, more).await;
        let line = json!({
            "itemId": item, "quantity": "10", "unitPrice": "9", "dropShipment": true,
        });
        let order = sold(&world.app, &world.user, json!({"lines": [line]})).await;
        let input = json!({"salesOrderId": order["id"]});
        world.done("salesOrderDropShip", input.clone(), "").await;
        let fields = "salesShipments { id }";
        let posted = world.done("salesShipmentPost", input, fields).await;
        let input = json!({"id": posted["salesShipments"][0]["id"]});
        world.done("salesShipmentUndo", input, "").await;
        let seen = see(&world.app, &world.user, &order["id"]).await;
        assert_eq!(seen["shippingProgress"], "NONE");
        assert_eq!(world.applied().await, (0, 0));
        sound(&world.app, &world.user).await;
    }

    async fn who_delivers_is_said_or_common_to_the_items(app: TestApp) {
        let world = Dropped::new(app).await;
        let other = build::vendor(&world.app, &world.user, json!({})).await;
        let more = json!({"defaultVendorId": other});
        let item = build::item(&world.app, &world.user, more).await;
        let plain = build::item(&world.app, &world.user, json!({})).await;
        let line = |item: &str| json!({
            "itemId": item, "quantity": "1", "unitPrice": "9", "dropShipment": true,
        });
        let ours = over(line(&plain), json!({"dropShipment": false}));
        let order = sold(&world.app, &world.user, json!({"lines": [
            line(&item), line(&plain), ours,
        ]})).await;
        let input = json!({"salesOrderId": order["id"]});
        let refused = world.act("salesOrderDropShip", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["REQUIRED vendorId"]);
        let of = |n: usize| &order["lines"][n]["id"];
        let chosen = json!({"lineIds": [of(2), of(1), of(1), "nothing"], "vendorId": other});
        let refused = world.act("salesOrderDropShip", over(input.clone(), chosen), "").await;
        assert_eq!(refusals(&refused), [
            "NOT_ALLOWED lineIds[0]", "DUPLICATE lineIds[2]", "NOT_FOUND lineIds[3]",
        ]);
        let one = over(input.clone(), json!({"lineIds": [of(0)]}));
        let made = world.done("salesOrderDropShip", one, MADE).await;
        assert_eq!(made["purchaseOrder"]["vendor"]["id"], other);
        let named = over(input, json!({"vendorId": world.vendor}));
        let made = world.done("salesOrderDropShip", named, MADE).await;
        assert_eq!(made["purchaseOrder"]["vendor"]["id"], world.vendor);
        assert_eq!(made["purchaseOrder"]["lines"]["nodes"][0]["salesOrderLine"]["id"], *of(1));
        sound(&world.app, &world.user).await;
    }
}

//! `salesShipmentPost`.

use serde_json::{Value, json};

use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;
use crate::purchase_receipt::{sound, stands};
use crate::sales_order::{in_stock, received, see, shipped, sold, stocked};

both! {
    async fn what_leaves_is_taken_first_in_first_out_and_costs_what_it_came_at(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        received(&app, &user, &item, ("10", "3")).await;
        let line = json!({"itemId": item, "quantity": "15", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let id = &order["lines"][0]["id"];
        let part = json!([{"salesOrderLineId": id, "quantity": "12"}]);
        let posted = shipped(&app, &user, &order["id"], part).await;
        assert_eq!(posted[0]["number"], "SHP-000001");
        assert_eq!(posted[0]["lines"][0]["quantity"], "12");
        // Nothing is invoiced yet: 10 at 2 and 2 at 3 are expected.
        assert_eq!(stands(&app, "4210").await, 2_600);
        assert_eq!(stands(&app, "1410").await, 2_400);
        assert_eq!(in_stock(&app).await, 8);
        let seen = see(&app, &user, &order["id"]).await;
        assert_eq!(seen["shippingProgress"], "PARTLY");
        assert_eq!(seen["invoicingProgress"], "NONE");
        assert_eq!(seen["lines"][0]["shippedQuantity"], "12");
        sound(&app, &user).await;
        shipped(&app, &user, &order["id"], json!([])).await;
        let seen = see(&app, &user, &order["id"]).await;
        assert_eq!(seen["shippingProgress"], "COMPLETE");
        assert_eq!(stands(&app, "4210").await, 3_500);
        let fragment = "SalesOrder { shipments { number lines { quantity } } }";
        let id = build::text(&order["id"]);
        let seen = build::node(&app, &user, &id, fragment).await;
        assert_eq!(seen["shipments"], json!([
            {"number": "SHP-000001", "lines": [{"quantity": "12"}]},
            {"number": "SHP-000002", "lines": [{"quantity": "3"}]},
        ]));
        sound(&app, &user).await;
        let input = json!({"salesOrderId": order["id"]});
        let refused = act(&app, &user, "salesShipmentPost", input, "").await;
        assert_eq!(refusals(&refused), ["NOTHING_TO_POST lines"]);
    }

    async fn boxes_leave_as_pieces_and_services_leave_no_stock(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "30", "2").await;
        let service = build::item(&app, &user, json!({"itemType": "SERVICE"})).await;
        let order = sold(&app, &user, json!({"lines": [
            {"itemId": item, "quantity": "2", "unit": "BOX", "unitPrice": "40"},
            {"itemId": service, "quantity": "1", "unitPrice": "40"},
            {"description": "Words"},
        ]})).await;
        let posted = shipped(&app, &user, &order["id"], json!([])).await;
        let lines = posted[0]["lines"].as_array().expect("lines").len();
        assert_eq!(lines, 2);
        assert_eq!(in_stock(&app).await, 6);
        assert_eq!(stands(&app, "4210").await, 4_800);
        sound(&app, &user).await;
    }

    async fn all_that_is_wrong_is_said_at_once_and_nothing_is_written(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "15", "unitPrice": "5"});
        let dropped = build::over(line.clone(), json!({"dropShipment": true}));
        let order = sold(&app, &user, json!({"lines": [line, line, dropped]})).await;
        let of = |n: usize| &order["lines"][n]["id"];
        let input = json!({
            "salesOrderId": order["id"], "postingDate": "2031-01-01",
            "lines": [
                {"salesOrderLineId": of(0), "quantity": "16"},
                {"salesOrderLineId": of(0), "quantity": "1"},
                {"salesOrderLineId": of(1), "quantity": "0"},
                {"salesOrderLineId": of(2), "quantity": "1"},
                {"salesOrderLineId": "nothing", "quantity": "1"},
            ],
        });
        let customer = build::read(&app, &user, "customers", "{ nodes { id } }").await;
        let input_of = json!({
            "id": customer["nodes"][0]["id"], "version": 1, "blocked": true,
        });
        done(&app, &user, "customerUpdate", input_of.clone(), "").await;
        let refused = act(&app, &user, "salesShipmentPost", input, "").await;
        assert_eq!(refusals(&refused), [
            "CUSTOMER_BLOCKED salesOrderId",
            "PERIOD_CLOSED postingDate",
            "DUPLICATE lines[1].salesOrderLineId",
            "NOT_FOUND lines[4].salesOrderLineId",
            "QUANTITY_ABOVE_OUTSTANDING lines[0].quantity",
            "NOT_POSITIVE lines[2].quantity",
            "NOT_ALLOWED lines[3].salesOrderLineId",
        ]);
        let free = build::over(input_of, json!({"version": 2, "blocked": false}));
        done(&app, &user, "customerUpdate", free, "").await;
        let short = json!({"salesOrderId": order["id"], "lines": [
            {"salesOrderLineId": of(0), "quantity": "6"},
            {"salesOrderLineId": of(1), "quantity": "6"},
        ]});
        let refused = act(&app, &user, "salesShipmentPost", short, "").await;
        assert_eq!(refusals(&refused), ["STOCK_MISSING lines[1].quantity"]);
        assert_eq!(refused["userErrors"][0]["remaining"], "4");
        assert_eq!(in_stock(&app).await, 10);
        sound(&app, &user).await;
    }

    async fn a_preview_shows_the_shipment_and_keeps_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let input = json!({"salesOrderId": order["id"], "preview": true});
        let fields = "salesShipments { lines { quantity } salesOrder { shippingProgress } }";
        let shown = done(&app, &user, "salesShipmentPost", input, fields).await;
        assert_eq!(shown["salesShipments"], json!([{
            "lines": [{"quantity": "4"}], "salesOrder": {"shippingProgress": "COMPLETE"},
        }]));
        assert_eq!(in_stock(&app).await, 10);
    }

    async fn one_key_ships_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        let part = json!([{"salesOrderLineId": order["lines"][0]["id"], "quantity": "2"}]);
        let input = json!({"salesOrderId": order["id"], "lines": part});
        let fields = "salesShipments { number }";
        let mut answers: Vec<Value> = Vec::new();
        for _ in 0..2 {
            let answer = build::answer_keyed(
                &app, &user, "salesShipmentPost", input.clone(), fields, "once",
            );
            answers.push(answer.await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(in_stock(&app).await, 8);
    }

    async fn what_is_averaged_leaves_at_the_average(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let item = stocked(&app, &user, "10", "2").await;
        received(&app, &user, &item, ("10", "3")).await;
        let sql = "UPDATE item SET costing_method = 'AVERAGE'";
        crate::harness::db::run(&app.test_db.admin().await, sql).await;
        let line = json!({"itemId": item, "quantity": "4", "unitPrice": "5"});
        let order = sold(&app, &user, json!({"lines": [line]})).await;
        shipped(&app, &user, &order["id"], json!([])).await;
        assert_eq!(stands(&app, "4200").await + stands(&app, "4210").await, 1_000);
        sound(&app, &user).await;
    }
}

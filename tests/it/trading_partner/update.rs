//! `tradingPartnerUpdate` (ICO-1, ICO-2).

use serde_json::{Value, json};

use super::{SHOWN, id_of, partner};
use crate::ask;
use crate::build::{self, act, done, refusals};
use crate::harness::db::run;
use crate::harness::fill::key;
use crate::harness::{TestApp, both};
use crate::sales_order::{customer, sold};

both! {
    async fn what_is_said_changes_and_the_rest_stays(app: TestApp) {
        let user = app.admin(&app.a);
        let made = partner(&app, &user, json!({})).await;
        let customer = customer(&app, &user, json!({})).await;
        let input = json!({
            "id": made["id"], "version": 1, "customerId": customer, "priceChangesAllowed": true,
            "invoiceFromSalesInvoice": "NOTHING", "blocked": true,
        });
        let changed = done(&app, &user, "tradingPartnerUpdate", input.clone(), SHOWN).await;
        let expected = build::over(made.clone(), json!({
            "customer": {"id": customer}, "priceChangesAllowed": true,
            "invoiceFromSalesInvoice": "NOTHING", "blocked": true, "version": 2,
        }));
        assert_eq!(changed["tradingPartner"], expected);
        let stale = act(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
        assert_eq!(refusals(&stale), ["STALE_VERSION version"]);
        let input = json!({
            "id": made["id"], "version": 2, "orderNumbering": "PARTNER_NUMBER",
            "discountChangesAllowed": true, "agreementSearch": true,
            "receiptFromShipment": false, "blocked": false,
        });
        let changed = done(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
        let expected = build::over(expected, json!({
            "orderNumbering": "PARTNER_NUMBER", "discountChangesAllowed": true,
            "agreementSearch": true, "receiptFromShipment": false, "blocked": false,
            "version": 3,
        }));
        assert_eq!(changed["tradingPartner"], expected);
    }

    async fn before_the_first_order_all_of_a_partner_may_be_changed(app: TestApp) {
        let user = app.admin(&app.a);
        let c = app.found("C").await;
        // An order from before the trade binds nothing.
        let vendor = build::vendor(&app, &user, json!({})).await;
        build::order(&app, &user, json!({"vendorId": vendor})).await;
        let made = partner(&app, &user, json!({"vendorId": vendor})).await;
        let customer = customer(&app, &user, json!({})).await;
        let input = json!({
            "id": made["id"], "version": 1, "legalEntityId": id_of(&c), "vendorId": null,
            "customerId": customer,
        });
        let changed = done(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
        let changed = &changed["tradingPartner"];
        assert_eq!(changed["legalEntityId"], id_of(&c));
        assert_eq!(changed["vendor"], Value::Null);
        assert_eq!(changed["customer"], json!({"id": customer}));
    }

    async fn a_changed_partner_keeps_to_the_rules_of_a_new_one(app: TestApp) {
        let user = app.admin(&app.a);
        let c = app.found("C").await;
        let first = partner(&app, &user, json!({})).await;
        let second = partner(&app, &user, json!({"legalEntityId": id_of(&c)})).await;
        let foreign = build::vendor(&app, &app.admin(&app.b), json!({})).await;
        for (changes, refused) in [
            (json!({"vendorId": null}), "REQUIRED vendorId"),
            (json!({"vendorId": foreign}), "NOT_FOUND vendorId"),
            (json!({"customerId": "nobody"}), "NOT_FOUND customerId"),
            (json!({"vendorId": first["vendor"]["id"]}), "ALREADY_USED vendorId"),
            (json!({"legalEntityId": id_of(&app.b)}), "ALREADY_USED legalEntityId"),
            (json!({"legalEntityId": id_of(&app.a)}), "NOT_ALLOWED legalEntityId"),
            (json!({"legalEntityId": "nobody"}), "NOT_FOUND legalEntityId"),
        ] {
            let input = build::over(json!({"id": second["id"], "version": 1}), changes);
            let payload = act(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
            assert_eq!(payload["tradingPartner"], Value::Null);
            assert_eq!(refusals(&payload), [refused]);
        }
    }

    async fn the_accounts_of_a_partner_stay_once_orders_go_with_its(app: TestApp) {
        let user = app.admin(&app.a);
        let c = app.found("C").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let customer = customer(&app, &user, json!({})).await;
        build::order(&app, &user, json!({"vendorId": vendor})).await;
        sold(&app, &user, json!({"customerId": customer})).await;
        let input = json!({"vendorId": vendor, "customerId": customer});
        let made = partner(&app, &user, input).await;
        let other = json!({
            "vendorId": build::vendor(&app, &user, json!({})).await,
            "customerId": null,
            "legalEntityId": id_of(&c),
        });
        for (table, account) in [("purchase_order", "vendorId"), ("sales_order", "customerId")] {
            go_with_b(&app, table).await;
            for field in [account, "legalEntityId"] {
                let mut input = json!({"id": made["id"], "version": 1});
                input[field] = other[field].clone();
                let payload = act(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
                assert_eq!(refusals(&payload), [format!("IN_USE {field}")]);
            }
        }
        // What names the same, and the rest, may be said.
        let input = json!({
            "id": made["id"], "version": 1, "legalEntityId": id_of(&app.b), "vendorId": vendor,
            "customerId": customer, "blocked": true,
        });
        let changed = done(&app, &user, "tradingPartnerUpdate", input, SHOWN).await;
        assert_eq!(changed["tradingPartner"]["blocked"], true);
    }

    async fn an_id_that_names_nothing_is_not_found(app: TestApp) {
        let user = app.admin(&app.a);
        let strange = app.admin(&app.b);
        let foreign = partner(&app, &strange, json!({"legalEntityId": id_of(&app.a)})).await;
        for id in ask::nothing(&app, "TradingPartner", &foreign["id"]) {
            let input = json!({"id": id, "version": 1, "blocked": true});
            let shown = "tradingPartner { id }";
            let refused = act(&app, &user, "tradingPartnerUpdate", input, shown).await;
            assert_eq!(refusals(&refused), ["NOT_FOUND id"]);
        }
    }

    async fn who_does_not_set_the_legal_entity_up_changes_no_partner(app: TestApp) {
        let users = ask::not_setup(&app);
        let made = partner(&app, &app.admin(&app.a), json!({})).await;
        let input = json!({"id": made["id"], "version": 1, "blocked": true});
        let n_asked = ask::forbidden_to(&app, &users, "tradingPartnerUpdate", input).await;
        assert_eq!(n_asked, users.len());
    }
}

/// Has all orders of A in a table go with orders of B, as those of trade between the two do.
async fn go_with_b(app: &TestApp, table: &str) {
    let admin = app.test_db.admin().await;
    let backend = admin.get_database_backend();
    let (a, b) = (key(backend, app.a.id.0), key(backend, app.b.id.0));
    let sql = format!(
        "UPDATE {table} SET chain_origin = 'SOURCE', chain_legal_entity_id = {b} \
         WHERE legal_entity_id = {a}"
    );
    run(&admin, &sql).await;
}

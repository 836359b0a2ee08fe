//! `tradingPartnerCreate` (ICO-1, ICO-2).

use serde_json::{Value, json};

use super::{SHOWN, id_of, partner};
use crate::ask;
use crate::build::{self, act, done, read, refusals};
use crate::harness::both;
use crate::harness::fill::global_of;
use crate::sales_order::customer;

both! {
    async fn a_partner_is_named_with_its_vendor_and_the_usual_rules(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({"legalEntityId": id_of(&app.b), "vendorId": vendor});
        let made = done(&app, &user, "tradingPartnerCreate", input, SHOWN).await;
        let made = &made["tradingPartner"];
        assert_eq!(*made, json!({
            "id": made["id"], "legalEntityId": id_of(&app.b), "vendor": {"id": vendor},
            "customer": null, "orderNumbering": "OWN_SEQUENCE", "priceChangesAllowed": false,
            "discountChangesAllowed": false, "agreementSearch": false,
            "receiptFromShipment": true, "invoiceFromSalesInvoice": "DRAFT", "blocked": false,
            "version": 1,
        }));
        let viewer = app.viewer(&app.a);
        let shown = "legalEntityId version";
        let found = ask::get(&app, &viewer, "tradingPartner", shown, &made["id"]).await;
        assert_eq!(found, json!({"legalEntityId": id_of(&app.b), "version": 1}));
    }

    async fn a_partner_may_be_both_vendor_and_customer_under_rules_of_its_own(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let customer = customer(&app, &user, json!({})).await;
        let made = partner(&app, &user, json!({
            "vendorId": vendor, "customerId": customer, "orderNumbering": "PARTNER_NUMBER",
            "priceChangesAllowed": true, "discountChangesAllowed": true, "agreementSearch": true,
            "receiptFromShipment": false, "invoiceFromSalesInvoice": "POSTED",
        })).await;
        assert_eq!(made, json!({
            "id": made["id"], "legalEntityId": id_of(&app.b), "vendor": {"id": vendor},
            "customer": {"id": customer}, "orderNumbering": "PARTNER_NUMBER",
            "priceChangesAllowed": true, "discountChangesAllowed": true, "agreementSearch": true,
            "receiptFromShipment": false, "invoiceFromSalesInvoice": "POSTED", "blocked": false,
            "version": 1,
        }));
    }

    async fn a_legal_entity_that_is_not_there_is_named_like_one_that_is(app: TestApp) {
        let user = app.admin(&app.a);
        let unknown = json!(global_of("LegalEntity", app.clock.id()));
        let made = partner(&app, &user, json!({"legalEntityId": unknown})).await;
        assert_eq!(made["legalEntityId"], unknown);
        // B hears nothing of being named.
        partner(&app, &user, json!({})).await;
        let there = app.admin(&app.b);
        assert_eq!(read(&app, &there, "tradingPartners", "{ totalCount }").await["totalCount"], 0);
    }

    async fn a_legal_entity_does_not_trade_with_itself(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let input = json!({"legalEntityId": id_of(&app.a), "vendorId": vendor});
        let refused = act(&app, &user, "tradingPartnerCreate", input, SHOWN).await;
        assert_eq!(refused["tradingPartner"], Value::Null);
        assert_eq!(refusals(&refused), ["NOT_ALLOWED legalEntityId"]);
    }

    async fn what_is_no_id_of_a_legal_entity_is_not_found(app: TestApp) {
        let user = app.admin(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        for id in [json!(vendor), json!("no id at all")] {
            let input = json!({"legalEntityId": id, "vendorId": vendor});
            let refused = act(&app, &user, "tradingPartnerCreate", input, SHOWN).await;
            assert_eq!(refusals(&refused), ["NOT_FOUND legalEntityId"]);
        }
    }

    async fn a_partner_is_a_vendor_or_a_customer_that_is_there(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"legalEntityId": id_of(&app.b)});
        let refused = act(&app, &user, "tradingPartnerCreate", input, SHOWN).await;
        assert_eq!(refusals(&refused), ["REQUIRED vendorId"]);
        let strange = app.admin(&app.b);
        let input = json!({
            "legalEntityId": id_of(&app.b),
            "vendorId": build::vendor(&app, &strange, json!({})).await,
            "customerId": customer(&app, &strange, json!({})).await,
        });
        let refused = act(&app, &user, "tradingPartnerCreate", input, SHOWN).await;
        assert_eq!(refusals(&refused), ["NOT_FOUND vendorId", "NOT_FOUND customerId"]);
    }

    async fn no_two_partners_are_one_legal_entity_vendor_or_customer(app: TestApp) {
        let user = app.admin(&app.a);
        let c = app.found("C").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let customer = customer(&app, &user, json!({})).await;
        partner(&app, &user, json!({"vendorId": vendor, "customerId": customer})).await;
        let mut asked = json!({
            "legalEntityId": id_of(&app.b), "vendorId": vendor, "customerId": customer,
        });
        let refused = act(&app, &user, "tradingPartnerCreate", asked.clone(), SHOWN).await;
        assert_eq!(refusals(&refused), [
            "ALREADY_USED legalEntityId", "ALREADY_USED vendorId", "ALREADY_USED customerId",
        ]);
        asked["legalEntityId"] = id_of(&c);
        asked["vendorId"] = json!(build::vendor(&app, &user, json!({})).await);
        let refused = act(&app, &user, "tradingPartnerCreate", asked.clone(), SHOWN).await;
        assert_eq!(refusals(&refused), ["ALREADY_USED customerId"]);
        // Two that are no customers share none.
        asked["customerId"] = Value::Null;
        done(&app, &user, "tradingPartnerCreate", asked, SHOWN).await;
        let input = json!({"legalEntityId": global_of("LegalEntity", app.clock.id())});
        partner(&app, &user, input).await;
    }

    async fn the_other_side_names_ours_by_itself(app: TestApp) {
        for (own, other) in [(&app.a, &app.b), (&app.b, &app.a)] {
            let user = app.admin(own);
            partner(&app, &user, json!({"legalEntityId": id_of(other)})).await;
            let all = ask::list(&app, &user, "tradingPartners", "legalEntityId").await;
            assert_eq!(all, json!([{"legalEntityId": id_of(other)}]));
        }
    }

    async fn partners_are_listed_filtered_and_sorted(app: TestApp) {
        let user = app.admin(&app.a);
        let c = app.found("C").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let customer = customer(&app, &user, json!({})).await;
        let first = partner(&app, &user, json!({"vendorId": vendor})).await;
        let second = json!({"legalEntityId": id_of(&c), "customerId": customer});
        let second = partner(&app, &user, second).await;
        let (first, second) = (json!({"id": first["id"]}), json!({"id": second["id"]}));
        let (b, c) = (id_of(&app.b), id_of(&c));
        for (asked, nodes) in [
            (String::new(), json!([first, second])),
            ("(orderBy: [{field: CREATED_AT, direction: DESC}])".into(), json!([second, first])),
            (format!("(filter: {{legalEntityId: {{eq: {c}}}}})"), json!([second])),
            (format!("(filter: {{vendorId: {{eq: \"{vendor}\"}}}})"), json!([first])),
            (format!("(filter: {{customerId: {{eq: \"{customer}\"}}}})"), json!([second])),
            (format!("(filter: {{id: {{in: [{}]}}}})", first["id"]), json!([first])),
            (format!("(filter: {{not: {{legalEntityId: {{eq: {b}}}}}}})"), json!([second])),
            ("(filter: {blocked: {eq: true}})".into(), json!([])),
        ] {
            let field = format!("tradingPartners{asked}");
            let listed = read(&app, &user, &field, "{ nodes { id } }").await;
            assert_eq!(listed["nodes"], nodes, "{field}");
        }
    }

    async fn who_does_not_set_the_legal_entity_up_names_no_partner(app: TestApp) {
        let users = ask::not_setup(&app);
        let vendor = build::vendor(&app, &app.admin(&app.a), json!({})).await;
        let input = json!({"legalEntityId": id_of(&app.b), "vendorId": vendor});
        let n_asked = ask::forbidden_to(&app, &users, "tradingPartnerCreate", input).await;
        assert_eq!(n_asked, users.len());
    }

    async fn a_partner_whose_vendor_is_out_of_reach_is_not_seen(app: TestApp) {
        let user = app.admin(&app.a);
        build::ledgers(&app, &user).await;
        let mut ids = Vec::new();
        for code in ["NEAR", "FAR"] {
            let group = build::group(&app, &user, "VENDOR", code).await;
            let vendor = json!({"vendorPostingGroupId": group});
            let vendor = build::vendor(&app, &user, vendor).await;
            let other = json!(global_of("LegalEntity", app.clock.id()));
            let input = json!({"legalEntityId": other, "vendorId": vendor});
            ids.push(partner(&app, &user, input).await["id"].clone());
        }
        let limited = app.viewer(&app.a).limited(json!({"vendor_groups": ["NEAR"]}));
        let seen = ask::list(&app, &limited, "tradingPartners", "id").await;
        assert_eq!(seen, json!([{"id": ids[0]}]));
        let hidden = ask::get(&app, &limited, "tradingPartner", "id", &ids[1]).await;
        assert_eq!(hidden, Value::Null);
    }
}

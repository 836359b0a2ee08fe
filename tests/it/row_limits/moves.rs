//! What somebody with limits writes: within reach, and of all rows.

use avtal::auth::Role;
use serde_json::{Value, json};

use super::{Two, order, seen};
use crate::build::{self, act, answer_keyed, done, group, node, refusals, text};
use crate::harness::both;

both! {
    async fn nothing_is_written_for_a_vendor_or_a_site_out_of_reach(app: TestApp) {
        let two = Two::new(&app).await;
        let item = build::item(&app, &two.admin, json!({ "itemType": "SERVICE" })).await;
        let line = |site: Option<&String>| {
            json!({ "itemId": item, "quantity": "1", "unitPrice": "5", "siteId": site })
        };
        let buyer = two.of_vendors(&app, Role::Buyer);
        let hidden = vec!["NOT_FOUND vendorId"];
        for (vendor, expected) in [(&two.vendors[0], vec![]), (&two.vendors[1], hidden)] {
            let input = json!({ "vendorId": vendor, "lines": [line(None)] });
            let made = act(&app, &buyer, "purchaseOrderCreate", input, "").await;
            assert_eq!(refusals(&made), expected);
        }
        let buyer = two.of_sites(&app, Role::Buyer);
        let at = |site| json!({ "vendorId": two.vendors[0], "lines": [line(Some(site))] });
        let made = act(&app, &buyer, "purchaseOrderCreate", at(&two.sites[0]), "").await;
        assert_eq!(refusals(&made), Vec::<String>::new());
        let made = act(&app, &buyer, "purchaseOrderCreate", at(&two.sites[1]), "").await;
        assert_eq!(refusals(&made), ["NOT_FOUND lines[0].siteId"]);
    }

    async fn an_id_is_hidden_wherever_a_document_says_it(app: TestApp) {
        let two = Two::new(&app).await;
        let hidden = order(&app, &two.admin, &two.vendors[1], None, "10").await;
        let buyer = two.of_vendors(&app, Role::Buyer);
        let say = "userErrors { code }";
        for query in [
            format!(
                "mutation {{ it: purchaseOrderConfirm(input: {{ id: \"{hidden}\" }}) {{ {say} }} }}"
            ),
            format!("mutation($id: ID! = \"{hidden}\") {{
                it: purchaseOrderConfirm(input: {{ id: $id }}) {{ {say} }} }}"),
            format!("mutation($input: PurchaseOrderConfirmInput! = {{ id: \"{hidden}\" }}) {{
                it: purchaseOrderConfirm(input: $input) {{ {say} }} }}"),
            format!("mutation A {{ ... F }} fragment F on Mutation {{
                it: purchaseOrderConfirm(input: {{ id: \"{hidden}\" }}) {{ {say} }} }}"),
            format!("mutation {{ ... on Mutation {{
                it: purchaseOrderConfirm(input: {{ id: \"{hidden}\" }}) {{ {say} }} }} }}"),
        ] {
            let answer = app.gql(&buyer, &query, json!({})).await;
            let expected = json!([{ "code": "NOT_FOUND" }]);
            assert_eq!(answer["data"]["it"]["userErrors"], expected, "{query}: {answer}");
        }
        let status = node(&app, &two.admin, &hidden, "PurchaseOrder { status }").await;
        assert_eq!(status["status"], "DRAFT");
    }

    async fn a_vendor_is_neither_made_nor_moved_out_of_reach(app: TestApp) {
        let two = Two::new(&app).await;
        let far = group(&app, &two.admin, "VENDOR", "FAR").await;
        let manager = two.of_vendors(&app, Role::PurchasingManager);
        let made = json!({ "name": "Away", "vendorPostingGroupId": far });
        let made = act(&app, &manager, "vendorCreate", made, "vendor { name }").await;
        assert_eq!(refusals(&made), ["OUTSIDE_LIMITS "]);
        assert_eq!(made["vendor"], Value::Null);
        let version = node(&app, &two.admin, &two.vendors[0], "Vendor { version }").await;
        let moved = json!({
            "id": two.vendors[0], "version": version["version"], "vendorPostingGroupId": far,
        });
        let told = act(&app, &manager, "vendorUpdate", moved, "").await;
        assert_eq!(refusals(&told), ["OUTSIDE_LIMITS "]);
        let after = node(&app, &two.admin, &two.vendors[0], "Vendor { version }").await;
        assert_eq!(after, version);
    }

    async fn an_order_for_a_vendor_that_only_the_item_names_is_refused(app: TestApp) {
        let two = Two::new(&app).await;
        let far = json!({ "itemType": "SERVICE", "defaultVendorId": two.vendors[1] });
        let item = build::item(&app, &two.admin, far).await;
        let buyer = two.of_vendors(&app, Role::Buyer);
        let line = json!({ "itemId": item, "quantity": "1", "unitPrice": "5" });
        let wanted = json!({ "source": "PLANNED_ORDER", "lines": [{ "line": line }] });
        for preview in [true, false] {
            let wanted = build::over(wanted.clone(), json!({ "preview": preview }));
            let told = act(&app, &buyer, "purchaseOrderFirm", wanted, "").await;
            assert_eq!(refusals(&told), ["OUTSIDE_LIMITS "]);
        }
        let shown = node(&app, &buyer, &item, "Item { defaultVendor { name } }").await;
        assert_eq!(shown["defaultVendor"], Value::Null);
    }

    async fn what_was_done_under_a_key_is_not_shown_when_it_has_left(app: TestApp) {
        let two = Two::new(&app).await;
        let buyer = two.of_vendors(&app, Role::Buyer);
        let input = json!({ "vendorId": two.vendors[0], "lines": [] });
        let fields = "purchaseOrder { id }";
        let create = "purchaseOrderCreate";
        let first = answer_keyed(&app, &buyer, create, input.clone(), fields, "k").await;
        let id = text(&first["data"]["purchaseOrderCreate"]["purchaseOrder"]["id"]);
        let again = answer_keyed(&app, &buyer, create, input.clone(), fields, "k").await;
        assert_eq!(first, again);
        let far = group(&app, &two.admin, "VENDOR", "FAR").await;
        let shown = node(&app, &two.admin, &two.vendors[0], "Vendor { version }").await;
        let moved = json!({
            "id": two.vendors[0], "version": shown["version"], "vendorPostingGroupId": far,
        });
        done(&app, &two.admin, "vendorUpdate", moved, "").await;
        let gone = answer_keyed(&app, &buyer, "purchaseOrderCreate", input, fields, "k").await;
        assert!(!gone.to_string().contains(&id), "{gone}");
        assert_eq!(seen(&app, &buyer, &id).await, Value::Null);
    }

    async fn a_commitment_is_drawn_on_by_all_rows_whoever_draws(app: TestApp) {
        let two = Two::new(&app).await;
        let [here, there] = &two.sites;
        let item = build::item(&app, &two.admin, json!({ "itemType": "SERVICE" })).await;
        let line = json!({
            "itemId": item, "quantity": "100", "unitPrice": "1", "maxEnforced": true,
        });
        let agreement = json!({ "vendorId": two.vendors[0], "lines": [line] });
        let agreement = build::effective(&app, &two.admin, agreement).await;
        let line = build::lines(&app, &two.admin, &agreement).await.remove(0);
        let draw = |site: &String, n: &str| {
            json!({ "agreementId": agreement, "lines": [
                { "agreementLineId": line, "quantity": n, "siteId": site },
            ] })
        };
        done(&app, &two.admin, "agreementRelease", draw(there, "70"), "").await;
        let buyer = two.of_sites(&app, Role::Buyer);
        let told = act(&app, &buyer, "agreementRelease", draw(here, "31"), "").await;
        assert_eq!(refusals(&told), ["MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"]);
        assert_eq!(told["userErrors"][0]["remaining"], "30");
        done(&app, &buyer, "agreementRelease", draw(here, "30"), "").await;
        let told = act(&app, &buyer, "agreementRelease", draw(there, "1"), "").await;
        let expected =
            ["NOT_FOUND lines[0].siteId", "MAXIMUM_QUANTITY_EXCEEDED lines[0].quantity"];
        assert_eq!(refusals(&told), expected);
    }
}

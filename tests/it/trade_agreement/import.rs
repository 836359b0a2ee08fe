//! `tradeAgreementImport`.

use serde_json::json;

use crate::ask::{list, payload};
use crate::harness::both;

both! {
    async fn a_price_list_is_taken_whole_or_not_at_all(app: TestApp) {
        let user = app.manager(&app.a);
        let item = json!({ "name": "Bolt", "itemType": "INVENTORY", "baseUnit": "PCS" });
        let made = payload(&app, &user, "itemCreate", "item { id }", item).await;
        let price = |from: &str, price: &str| {
            json!({
                "tradeAgreementType": "PRICE",
                "itemId": made["item"]["id"],
                "unit": "PCS",
                "currency": "EUR",
                "validFrom": from,
                "unitPrice": price,
                "priceUnit": "1",
            })
        };
        let shown = "tradeAgreements { unitPrice validFrom }";
        let bad = json!({ "rows": [price("2026-01-01", "12"), price("2027-01-01", "-1")] });
        let refused = payload(&app, &user, "tradeAgreementImport", shown, bad).await;
        assert_eq!(refused["userErrors"][0]["elementIndex"], 1, "{refused}");
        assert_eq!(refused["userErrors"][0]["field"], json!(["rows", "unitPrice"]));
        assert_eq!(list(&app, &user, "tradeAgreements", "id").await, json!([]));
        let good = json!({ "rows": [price("2026-01-01", "12"), price("2027-01-01", "13")] });
        let made = payload(&app, &user, "tradeAgreementImport", shown, good).await;
        assert_eq!(made["userErrors"], json!([]));
        assert_eq!(made["tradeAgreements"][1]["validFrom"], "2027-01-01");
    }
}

//! `agreementImport`.

use serde_json::{Value, json};

use super::count;
use crate::build;
use crate::harness::both;

const SHOWN: &str = "agreements { number status lines { nodes { quantity } } }";

both! {
    async fn agreements_come_with_their_commitments_or_not_at_all(app: TestApp) {
        let user = app.manager(&app.a);
        let vendor = build::vendor(&app, &user, json!({})).await;
        let classification = build::classification(&app, &user, json!({})).await;
        let item = build::item(&app, &user, json!({})).await;
        let row = |quantities: &[&str]| {
            let line = |quantity: &&str| {
                json!({ "itemId": item, "quantity": quantity, "unitPrice": "4.00" })
            };
            json!({
                "vendorId": vendor,
                "agreementClassificationId": classification,
                "defaultEffectiveDate": "2026-01-01",
                "defaultExpirationDate": "2026-12-31",
                "lines": quantities.iter().map(line).collect::<Value>(),
            })
        };
        let rows = json!({ "rows": [row(&["10"]), row(&["10", "-1"])] });
        let refused = build::act(&app, &user, "agreementImport", rows, SHOWN).await;
        let error = &refused["userErrors"][0];
        assert_eq!(error["elementIndex"], 1, "{refused}");
        assert_eq!(error["field"], json!(["rows", "lines", "1", "quantity"]));
        assert_eq!(count(&app, &user).await, 0);
        let mut one = row(&["20"]);
        one["preview"] = json!(true);
        let rows = json!({ "rows": [row(&["10"]), one] });
        let shown = build::act(&app, &user, "agreementImport", rows, SHOWN).await;
        assert_eq!(shown["userErrors"], json!([]));
        assert_eq!(count(&app, &user).await, 0, "one preview previews all");
        let rows = json!({ "rows": [row(&["10"]), row(&["20", "30"])] });
        let made = build::act(&app, &user, "agreementImport", rows, SHOWN).await;
        assert_eq!(made["agreements"][1]["status"], "ON_HOLD");
        assert_eq!(made["agreements"][1]["lines"]["nodes"][1]["quantity"], "30");
        assert_eq!(count(&app, &user).await, 2);
    }
}

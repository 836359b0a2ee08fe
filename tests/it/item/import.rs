//! `itemImport`.

use serde_json::json;

use crate::ask::payload;
use crate::harness::both;

both! {
    async fn items_come_with_their_units_and_a_bad_unit_is_told_by_row_and_place(app: TestApp) {
        let user = app.manager(&app.a);
        let good = json!({
            "name": "Bolt",
            "itemType": "INVENTORY",
            "baseUnit": "PCS",
            "units": [{ "unit": "BOX", "factor": "12" }],
        });
        let mut bad = good.clone();
        bad["units"] = json!([
            { "unit": "BOX", "factor": "12" },
            { "unit": "PAL", "factor": "0" },
        ]);
        let shown = "items { name units { unit factor } }";
        let input = json!({ "rows": [good, bad] });
        let refused = payload(&app, &user, "itemImport", shown, input).await;
        assert_eq!(refused["items"], json!([]));
        for error in refused["userErrors"].as_array().expect("a list") {
            assert_eq!(error["elementIndex"], 1, "{error}");
            assert_eq!(error["field"][0], "rows", "{error}");
            assert_eq!(error["field"][1], "units", "{error}");
            assert_eq!(error["field"][2], "1", "{error}");
        }
        assert_ne!(refused["userErrors"], json!([]));
        let made = payload(&app, &user, "itemImport", shown, json!({ "rows": [good] })).await;
        assert_eq!(made["userErrors"], json!([]));
        assert_eq!(made["items"][0]["name"], "Bolt");
    }
}

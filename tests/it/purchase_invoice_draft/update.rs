//! `purchaseInvoiceDraftUpdate`.

use serde_json::json;

use crate::build::{act, done, item, ledgers, node, refusals, vendor};
use crate::harness::both;
use crate::purchase_invoice::draft;

both! {
    async fn header_and_lines_are_changed_and_calculated_anew(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = vendor(&app, &user, json!({})).await;
        let item = item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "1", "unitPrice": "10"}]);
        let id = draft(&app, &user, json!({"vendorId": vendor, "lines": lines})).await;
        let lines = json!([{"itemId": item, "quantity": "4", "unitPrice": "10"}]);
        let edit = json!({
            "id": id, "version": 1, "invoiceDiscountPercent": "10", "lines": lines,
            "dueDate": "2026-12-31",
        });
        done(&app, &user, "purchaseInvoiceDraftUpdate", edit, "").await;
        let fragment = "PurchaseInvoiceDraft { version dueDate lines { lineNumber }
            amounts { grossAmount invoiceDiscountAmount netAmount taxAmount totalAmount
                taxes { percent baseAmount taxAmount } } }";
        let seen = node(&app, &user, &id, fragment).await;
        let expected = json!({
            "version": 2, "dueDate": "2026-12-31", "lines": [{"lineNumber": 2}],
            "amounts": {
                "grossAmount": "40", "invoiceDiscountAmount": "4", "netAmount": "36",
                "taxAmount": "9", "totalAmount": "45",
                "taxes": [{"percent": "25", "baseAmount": "36", "taxAmount": "9"}],
            },
        });
        assert_eq!(seen, expected);
    }

    async fn what_is_wrong_is_told_at_once_and_nothing_is_kept(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = vendor(&app, &user, json!({})).await;
        let item = item(&app, &user, json!({})).await;
        let lines = json!([{"itemId": item, "quantity": "1", "unitPrice": "10"}]);
        let id = draft(&app, &user, json!({"vendorId": vendor, "lines": lines})).await;
        let edit = json!({
            "id": id, "version": 1, "invoiceDiscountPercent": "101", "documentTotal": "1.001",
            "appliesToVendorEntryId": "x",
            "lines": [
                {"itemId": item, "quantity": "-1"}, {"glAccountId": "x", "unitPrice": "1"},
            ],
        });
        let refused = act(&app, &user, "purchaseInvoiceDraftUpdate", edit, "").await;
        let expected = [
            "PERCENT_OUT_OF_RANGE invoiceDiscountPercent",
            "TOO_MANY_DECIMALS documentTotal",
            "NOT_FOUND appliesToVendorEntryId",
            "SIGN_MISMATCH lines[0].quantity",
            "NOT_FOUND lines[1].glAccountId",
        ];
        assert_eq!(refusals(&refused), expected);
        let stale = json!({"id": id, "version": 3});
        let refused = act(&app, &user, "purchaseInvoiceDraftUpdate", stale, "").await;
        assert_eq!(refusals(&refused), ["STALE_VERSION version"]);
    }
}

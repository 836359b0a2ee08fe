//! `purchaseInvoiceDraftApprove` (MAT-2, C1 to C10).

use serde_json::{Value, json};

use crate::build::{done, ledgers, refusals, text};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_invoice::{draft, post};
use crate::purchase_receipt::{order, received, sound};

/// A legal entity that matches three ways and tolerates five percent on unit prices; a draft of an
/// order of 1,000 at 1.00, of which so many have arrived, at another price.
async fn dear(app: &TestApp, user: &User, price: &str) -> String {
    ledgers(app, user).await;
    let policy = json!({
        "version": 1, "matchingPolicy": "THREE_WAY", "priceTolerancePercent": "5",
        "totalTolerancePercent": "50",
    });
    done(app, user, "ledgerSetupUpdate", policy, "").await;
    let (order, line) = order(app, user, json!({"quantity": "1000", "unitPrice": "1"})).await;
    received(app, user, (&order, &line), "100").await;
    let lines = json!([{"purchaseOrderLineId": line, "unitPrice": price}]);
    let input = json!({"purchaseOrderId": order, "vendorInvoiceNumber": "V", "lines": lines});
    draft(app, user, input).await
}

async fn discrepancies(app: &TestApp, user: &User, id: &str) -> Value {
    let field = format!("purchaseInvoiceDraft(id: \"{id}\")");
    let fields =
        "{ amounts { discrepancies { kind expected actual variancePercent approvable } } }";
    crate::build::read(app, user, &field, fields).await["amounts"]["discrepancies"].clone()
}

both! {
    async fn what_is_just_tolerated_is_posted(app: TestApp) {
        let user = app.admin(&app.a);
        let id = dear(&app, &user, "1.05").await;
        assert_eq!(discrepancies(&app, &user, &id).await, json!([]));
        let posted = post(&app, &user, &id).await;
        assert_eq!(posted["purchaseInvoice"]["netAmount"], "105");
        sound(&app, &user).await;
    }

    async fn what_is_too_dear_waits_for_an_approval(app: TestApp) {
        let user = app.admin(&app.a);
        let id = dear(&app, &user, "1.10").await;
        let expected = json!([{
            "kind": "NET_UNIT_PRICE", "expected": "1", "actual": "1.1",
            "variancePercent": "10", "approvable": true,
        }]);
        assert_eq!(discrepancies(&app, &user, &id).await, expected);
        let refused = post(&app, &user, &id).await;
        assert_eq!(refusals(&refused), ["MATCHING_DISCREPANCY lines[0]"]);
        let approve = json!({"id": id, "version": 1});
        let fields = "purchaseInvoiceDraft { version approvedBy }";
        let done = done(&app, &user, "purchaseInvoiceDraftApprove", approve, fields).await;
        let approved = text(&done["purchaseInvoiceDraft"]["approvedBy"]);
        assert!(!approved.is_empty());
        let posted = post(&app, &user, &id).await;
        assert_eq!(posted["purchaseInvoice"]["netAmount"], "110");
        sound(&app, &user).await;
    }

    async fn a_change_takes_the_approval_back(app: TestApp) {
        let user = app.admin(&app.a);
        let id = dear(&app, &user, "1.10").await;
        let approve = json!({"id": id, "version": 1});
        done(&app, &user, "purchaseInvoiceDraftApprove", approve, "").await;
        let edit = json!({"id": id, "version": 2, "vendorInvoiceNumber": "W"});
        done(&app, &user, "purchaseInvoiceDraftUpdate", edit, "").await;
        let refused = post(&app, &user, &id).await;
        assert_eq!(refusals(&refused), ["MATCHING_DISCREPANCY lines[0]"]);
    }
}

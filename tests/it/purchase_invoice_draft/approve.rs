//! `purchaseInvoiceDraftApprove` (MAT-2, C1 to C10).

use serde_json::{Value, json};

use crate::build::{self, done, ledgers, refusals, text};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::user::User;
use crate::purchase_invoice::{draft, post};
use crate::purchase_receipt::{order, received, sound};

/// A legal entity that matches three ways and tolerates five percent on unit prices; a draft of an
/// order of 1,000 at 1.00, of which so many have arrived, at another price.
async fn dear(app: &TestApp, user: &User, price: &str) -> String {
    dear_within(app, user, price, json!({})).await
}

/// The same, with other tolerances.
async fn dear_within(app: &TestApp, user: &User, price: &str, more: Value) -> String {
    ledgers(app, user).await;
    let policy = json!({
        "version": 1, "matchingPolicy": "THREE_WAY", "priceTolerancePercent": "5",
        "totalTolerancePercent": "50",
    });
    done(app, user, "ledgerSetupUpdate", policy, "").await;
    let more = build::over(json!({"version": 2}), more);
    done(app, user, "ledgerSetupUpdate", more, "").await;
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

    async fn what_no_tolerance_is_set_for_is_not_compared(app: TestApp) {
        let user = app.admin(&app.a);
        let only = json!({"totalTolerancePercent": null});
        let id = dear_within(&app, &user, "1.05", only).await;
        assert_eq!(discrepancies(&app, &user, &id).await, json!([]), "C1");
        let none = json!({
            "version": 3, "priceTolerancePercent": null, "totalToleranceAmount": null,
        });
        done(&app, &user, "ledgerSetupUpdate", none, "").await;
        let found = discrepancies(&app, &user, &id).await;
        assert_eq!(found[0]["kind"], "NET_UNIT_PRICE", "nothing is set, nothing may differ");
    }

    async fn c2_to_c10_what_is_tolerated_is_what_is_set(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let total = |percent: Value, amount: Value| json!({
            "totalTolerancePercent": percent, "totalToleranceAmount": amount,
            "priceTolerancePercent": null,
        });
        let price = json!({
            "totalTolerancePercent": null, "totalToleranceAmount": null,
            "priceTolerancePercent": "2",
        });
        let (percent, amount) = (json!("10"), json!("100"));
        let cases = [
            ("C2", total(percent.clone(), Value::Null), "100", vec![("105", 0), ("150", 1)]),
            ("C3", total(Value::Null, amount.clone()), "100", vec![("150", 0), ("205", 1)]),
            ("C4", total(percent, amount), "100", vec![("105", 0), ("150", 1), ("205", 1)]),
            ("C9", price.clone(), "40", vec![("41", 1)]),
            ("C10", price, "10", vec![("10.05", 0)]),
        ];
        for (version, (name, tolerances, ordered, invoices)) in (1..).zip(cases) {
            let policy = json!({"version": version, "matchingPolicy": "TWO_WAY"});
            let policy = build::over(policy, tolerances);
            done(&app, &user, "ledgerSetupUpdate", policy, "").await;
            let line = json!({"quantity": "1", "unitPrice": ordered});
            let (order, line) = order(&app, &user, line).await;
            received(&app, &user, (&order, &line), "1").await;
            for (price, found) in invoices {
                let lines = json!([{"purchaseOrderLineId": line, "unitPrice": price}]);
                let input = json!({"purchaseOrderId": order, "lines": lines});
                let id = draft(&app, &user, input).await;
                let seen = discrepancies(&app, &user, &id).await;
                assert_eq!(seen.as_array().expect("a list").len(), found, "{name} {price}");
                let delete = json!({"id": id, "version": 1});
                done(&app, &user, "purchaseInvoiceDraftDelete", delete, "").await;
            }
        }
    }

    async fn a_tolerated_amount_is_one_of_the_accounting_currency(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.5"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let policy = json!({
            "version": 1, "matchingPolicy": "TWO_WAY", "totalToleranceAmount": "1",
        });
        done(&app, &user, "ledgerSetupUpdate", policy, "").await;
        let vendor = build::vendor(&app, &user, json!({"currency": "USD"})).await;
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "10"});
        let order = json!({"vendorId": vendor, "lines": [line]});
        let order = build::order(&app, &user, order).await;
        let line = build::lines(&app, &user, &order).await.remove(0);
        received(&app, &user, (&order, &line), "1").await;
        for (price, found) in [("12", 0), ("12.01", 1)] {
            let lines = json!([{"purchaseOrderLineId": line, "unitPrice": price}]);
            let input = json!({"purchaseOrderId": order, "lines": lines});
            let id = draft(&app, &user, input).await;
            let seen = discrepancies(&app, &user, &id).await;
            assert_eq!(seen.as_array().expect("a list").len(), found, "{price}: {seen}");
            let delete = json!({"id": id, "version": 1});
            done(&app, &user, "purchaseInvoiceDraftDelete", delete, "").await;
        }
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

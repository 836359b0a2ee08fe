//! Credit memos of posted lines: nothing twice, goods and money together (COR-8).

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{account, cancel, direct, draft, drafted, invoiced, parts, post, posted};
use crate::build::{self, ledgers, refusals, text};
use crate::harness::both;
use crate::purchase_receipt::{order, received, sound, stands};

/// A credit memo of lines, under a number of the vendor.
fn memo(vendor: &Value, number: &str, lines: Value) -> Value {
    json!({
        "documentType": "CREDIT_MEMO", "vendorId": vendor, "vendorInvoiceNumber": number,
        "lines": lines,
    })
}

both! {
    async fn goods_of_one_receipt_go_back_with_all_lines_that_charged_them(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (order, line) = order(&app, &user, json!({"quantity": "10", "unitPrice": "100"})).await;
        received(&app, &user, (&order, &line), "10").await;
        let first = invoiced(&app, &user, &line, ("4", "V-1")).await;
        let second = invoiced(&app, &user, &line, ("6", "V-2")).await;
        let vendor = build::node(&app, &user, &order, "PurchaseOrder { vendor { id } }").await;
        let vendor = &vendor["vendor"]["id"];
        let lines = json!([
            {"purchaseInvoiceLineId": first["lines"][0]["id"]},
            {"purchaseInvoiceLineId": second["lines"][0]["id"]},
        ]);
        let given_back = posted(&app, &user, memo(vendor, "C-1", lines)).await;
        assert_eq!(given_back["totalAmount"], "-1250");
        for account in ["1400", "2440"] {
            assert_eq!(stands(&app, account).await, 0, "{account}");
        }
        sound(&app, &user).await;
    }

    async fn what_is_credited_by_two_at_once_is_credited_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = json!(build::vendor(&app, &user, json!({})).await);
        let expense = account(&app, &user, "6110").await;
        let app = Arc::new(app);
        for round in 0..4 {
            let input = json!({
                "vendorId": vendor, "vendorInvoiceNumber": format!("V-{round}"),
                "lines": [{"glAccountId": expense, "unitPrice": "100"}],
            });
            let invoice = posted(&app, &user, input).await;
            let line = json!([{"purchaseInvoiceLineId": invoice["lines"][0]["id"]}]);
            let mut drafts = Vec::new();
            for n in 0..2 {
                let number = format!("C-{round}-{n}");
                drafts.push(draft(&app, &user, memo(&vendor, &number, line.clone())).await);
            }
            let tries = drafts.into_iter().map(|id| {
                let (app, user) = (app.clone(), user.clone());
                tokio::spawn(async move { post(&app, &user, &id).await })
            });
            let cancels = {
                let (app, user, id) = (app.clone(), user.clone(), text(&invoice["id"]));
                tokio::spawn(async move { cancel(&app, &user, &id, json!({})).await })
            };
            let answers = join_all(tries.chain([cancels])).await;
            let done = answers.iter().filter(|answer| {
                answer.as_ref().expect("an answer")["userErrors"] == json!([])
            });
            assert_eq!(done.count(), 1, "{answers:?}");
        }
        assert_eq!(stands(&app, "6110").await, 0);
        sound(&app, &user).await;
    }

    async fn a_draft_that_was_overtaken_credits_nothing(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = json!(build::vendor(&app, &user, json!({})).await);
        let expense = account(&app, &user, "6110").await;
        let input = json!({
            "vendorId": vendor, "vendorInvoiceNumber": "V-1",
            "lines": [{"glAccountId": expense, "quantity": "3", "unitPrice": "100"}],
        });
        let invoice = posted(&app, &user, input).await;
        let line = |quantity: &str| json!([{
            "purchaseInvoiceLineId": invoice["lines"][0]["id"], "quantity": quantity,
        }]);
        let late = draft(&app, &user, memo(&vendor, "C-1", line("-2"))).await;
        posted(&app, &user, memo(&vendor, "C-2", line("-2"))).await;
        let refused = post(&app, &user, &late).await;
        assert_eq!(refusals(&refused).len(), 1);
        assert_eq!(refused["userErrors"][0]["limit"], "1");
        assert_eq!(stands(&app, "6110").await, 10_000);
        sound(&app, &user).await;
    }

    async fn a_credit_memo_of_nothing_posted_moves_no_commitment(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (agreement, item, commitment) = direct(&app, &user).await;
        let invoice = json!({
            "agreementId": agreement, "vendorInvoiceNumber": "V-1",
            "lines": [{"itemId": item, "quantity": "60"}],
        });
        posted(&app, &user, invoice).await;
        let allowance = json!({
            "documentType": "CREDIT_MEMO", "agreementId": agreement, "vendorInvoiceNumber": "C-1",
            "lines": [{"itemId": item, "quantity": "-50"}],
        });
        posted(&app, &user, allowance.clone()).await;
        assert_eq!(parts(&app, &user, &commitment).await, ["0", "0", "60", "40"]);
        let more = build::over(allowance, json!({
            "vendorInvoiceNumber": "C-2", "lines": [{"itemId": item, "quantity": "-500"}],
        }));
        let drafted = drafted(&app, &user, more).await;
        assert_eq!(drafted["userErrors"], json!([]), "no maximum stands against a credit");
        sound(&app, &user).await;
    }

    async fn the_cent_of_a_cancelled_part_is_charged_with_the_next(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let line = json!({"quantity": "10", "unitPrice": "0.333"});
        let (order, line) = order(&app, &user, line).await;
        received(&app, &user, (&order, &line), "10").await;
        let first = invoiced(&app, &user, &line, ("5", "V-1")).await;
        let second = invoiced(&app, &user, &line, ("5", "V-2")).await;
        assert_eq!([&first["netAmount"], &second["netAmount"]], ["1.67", "1.66"]);
        let first = text(&first["id"]);
        assert_eq!(cancel(&app, &user, &first, json!({})).await["userErrors"], json!([]));
        let again = invoiced(&app, &user, &line, ("5", "V-3")).await;
        assert_eq!(again["netAmount"], "1.67");
        assert_eq!(stands(&app, "1410").await, 0);
        sound(&app, &user).await;
    }
}

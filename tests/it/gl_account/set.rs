//! `glAccountSet`.

use serde_json::{Value, json};

use crate::build::{self, act, done, group, ledgers, read, refusals};
use crate::harness::both;
use crate::purchase_invoice::invoiced;
use crate::purchase_receipt::{order, received, sound};

both! {
    async fn an_account_is_added_and_changed_by_its_number(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let input = json!({"number": "5710", "name": "Customs", "category": "EXPENSE"});
        let fields = "glAccount { id number name category directPosting blocked version }";
        let made = done(&app, &user, "glAccountSet", input, fields).await["glAccount"].clone();
        assert_eq!(made["directPosting"], false);
        let input = json!({
            "number": "5710", "name": "Customs duty", "category": "EXPENSE", "directPosting": true,
            "blocked": true,
        });
        let changed = done(&app, &user, "glAccountSet", input, fields).await["glAccount"].clone();
        assert_eq!(changed, json!({
            "id": made["id"], "number": "5710", "name": "Customs duty", "category": "EXPENSE",
            "directPosting": true, "blocked": true, "version": 2,
        }));
        let all = read(&app, &user, "glAccounts", "{ number }").await;
        let numbers: Vec<&Value> = all.as_array().expect("a list").iter().collect();
        assert_eq!(numbers.len(), 27);
        assert_eq!(numbers[0]["number"], "1400");
    }

    async fn a_blank_number_and_name_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        let input = json!({"number": "", "name": " ", "category": "ASSET"});
        let refused = act(&app, &user, "glAccountSet", input, "").await;
        assert_eq!(refusals(&refused), ["REQUIRED number", "REQUIRED name"]);
    }

    async fn documents_name_no_account_that_ledgers_explain(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for number in ["2440", "1510", "1400", "1410", "2450", "4210", "2640", "2610"] {
            let input = json!({
                "number": number, "name": "Named", "category": "ASSET", "directPosting": true,
            });
            let refused = act(&app, &user, "glAccountSet", input, "").await;
            assert_eq!(refusals(&refused), ["NOT_ALLOWED directPosting"], "{number}");
        }
        // Nothing stands on the interim account any more; what was posted to it is still explained.
        let (order, line) = order(&app, &user, json!({"quantity": "5", "unitPrice": "10"})).await;
        received(&app, &user, (&order, &line), "5").await;
        invoiced(&app, &user, &line, ("5", "V-1")).await;
        let input = json!({
            "inventoryPostingGroupId": group(&app, &user, "INVENTORY", "STOCK").await,
            "inventoryGlAccountId": build::account(&app, &user, "1400").await,
            "interimGlAccountId": build::another(&app, &user, "1411").await,
        });
        done(&app, &user, "inventoryPostingSetupSet", input, "").await;
        let mut input = json!({
            "number": "1410", "name": "Named", "category": "ASSET", "directPosting": true,
        });
        let refused = act(&app, &user, "glAccountSet", input.clone(), "").await;
        assert_eq!(refusals(&refused), ["NOT_ALLOWED directPosting"]);
        input["number"] = json!("4010");
        done(&app, &user, "glAccountSet", input, "").await;
        sound(&app, &user).await;
    }
}

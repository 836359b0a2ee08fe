//! `glAccountSet`.

use serde_json::{Value, json};

use crate::build::{act, done, ledgers, read, refusals};
use crate::harness::both;

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
}

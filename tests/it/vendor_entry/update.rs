//! `vendorEntryUpdate` (PAY-5).

use serde_json::json;

use crate::build::{self, act, done, ledgers, refusals};
use crate::harness::both;
use crate::vendor_payment::{all_of, invoice, paid};

const FIELDS: &str = "vendorEntry { onHold dueDate version }";

both! {
    async fn an_entry_is_held_freed_and_due_on_another_day(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let hold = json!({"id": owed, "version": 1, "onHold": "ASK", "dueDate": "2026-07-01"});
        let seen = done(&app, &user, "vendorEntryUpdate", hold.clone(), FIELDS).await;
        let expected = json!({"onHold": "ASK", "dueDate": "2026-07-01", "version": 2});
        assert_eq!(seen["vendorEntry"], expected);
        let stale = act(&app, &user, "vendorEntryUpdate", hold, FIELDS).await;
        assert_eq!(refusals(&stale), ["STALE_VERSION version"]);
        let nothing = json!({"id": owed, "version": 2});
        let seen = done(&app, &user, "vendorEntryUpdate", nothing, FIELDS).await;
        assert_eq!(seen["vendorEntry"]["onHold"], "ASK");
        let free = json!({"id": owed, "version": 3, "onHold": null});
        let seen = done(&app, &user, "vendorEntryUpdate", free, FIELDS).await;
        let expected = json!({"onHold": null, "dueDate": "2026-07-01", "version": 4});
        assert_eq!(seen["vendorEntry"], expected);
    }

    async fn a_hold_has_three_characters_and_a_settled_entry_stays(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
        let input = json!({"amount": "100", "applications": all_of(&[&owed])});
        paid(&app, &user, &vendor, input).await;
        let long = json!({"id": owed, "version": 2, "onHold": "LONG", "dueDate": "0999-01-01"});
        let refused = act(&app, &user, "vendorEntryUpdate", long, FIELDS).await;
        assert_eq!(refusals(&refused), ["MALFORMED onHold", "MALFORMED dueDate", "NOT_OPEN id"]);
    }
}

//! `postingPeriodSet`.

use serde_json::json;

use crate::build::{act, done, read, refusals};
use crate::harness::both;

both! {
    async fn a_period_is_closed_and_reopened_by_its_first_day(app: TestApp) {
        let user = app.admin(&app.a);
        let june = json!({"firstDay": "2026-06-01", "lastDay": "2026-06-30", "name": "June"});
        let fields = "postingPeriod { id closed inventoryClosed version }";
        let made = done(&app, &user, "postingPeriodSet", june.clone(), fields).await;
        assert_eq!(made["postingPeriod"]["closed"], false);
        let mut closing = june.clone();
        closing["closed"] = json!(true);
        let closed = done(&app, &user, "postingPeriodSet", closing, fields).await;
        assert_eq!(closed["postingPeriod"]["id"], made["postingPeriod"]["id"]);
        assert_eq!(closed["postingPeriod"]["closed"], true);
        let reopened = done(&app, &user, "postingPeriodSet", june, fields).await;
        assert_eq!(reopened["postingPeriod"]["closed"], false);
        let all = read(&app, &user, "postingPeriods", "{ firstDay lastDay name }").await;
        let expected = json!([
            {"firstDay": "2026-06-01", "lastDay": "2026-06-30", "name": "June"},
        ]);
        assert_eq!(all, expected);
    }

    async fn periods_do_not_overlap_and_do_not_end_before_they_begin(app: TestApp) {
        let user = app.admin(&app.a);
        let june = json!({"firstDay": "2026-06-01", "lastDay": "2026-06-30", "name": "June"});
        done(&app, &user, "postingPeriodSet", june, "").await;
        let over = json!({"firstDay": "2026-06-30", "lastDay": "2026-07-31", "name": "July"});
        let refused = act(&app, &user, "postingPeriodSet", over, "").await;
        assert_eq!(refusals(&refused), ["ALREADY_USED firstDay"]);
        let back = json!({"firstDay": "2026-08-02", "lastDay": "2026-08-01", "name": "August"});
        let refused = act(&app, &user, "postingPeriodSet", back, "").await;
        assert_eq!(refusals(&refused), ["PERIOD_REVERSED lastDay"]);
    }
}

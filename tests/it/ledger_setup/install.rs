//! `ledgerSetupInstall`: everything that postings need, at once and once.

use serde_json::{Value, json};

use crate::build::{act, done, ledgers, read, refusals};
use crate::harness::both;
use crate::harness::db::number;

both! {
    async fn the_standard_set_up_has_accounts_groups_matrices_terms_and_periods(app: TestApp) {
        let user = app.admin(&app.a);
        assert_eq!(read(&app, &user, "ledgerSetup", "{ id }").await, Value::Null);
        let input = json!({"firstYear": 2026, "lastYear": 2027});
        let fields = "ledgerSetup { id version expectedCostPosting costingMethod }";
        let made = done(&app, &user, "ledgerSetupInstall", input, fields).await;
        assert_eq!(made["ledgerSetup"]["expectedCostPosting"], true);
        assert_eq!(made["ledgerSetup"]["costingMethod"], "FIFO");
        let there = read(&app, &user, "ledgerSetup", "{ id }").await;
        assert_eq!(there["id"], made["ledgerSetup"]["id"]);
        let admin = app.test_db.admin().await;
        for (table, n) in [
            ("gl_account", 26),
            ("posting_group", 12),
            ("general_posting_setup", 4),
            ("tax_posting_setup", 6),
            ("posting_period", 24),
            ("vendor_posting_setup", 1),
        ] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            assert_eq!(number(&admin, &sql).await, n, "{table}");
        }
    }

    async fn it_is_installed_once(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let again = act(&app, &user, "ledgerSetupInstall", json!({}), "").await;
        assert_eq!(refusals(&again), ["ALREADY_USED "]);
        // Another legal entity has its own.
        done(&app, &app.admin(&app.b), "ledgerSetupInstall", json!({}), "").await;
    }

    async fn wrong_years_and_rates_are_refused_together(app: TestApp) {
        let user = app.admin(&app.a);
        let wrong = json!({"standardTaxPercent": "101", "firstYear": 2027, "lastYear": 2026});
        let refused = act(&app, &user, "ledgerSetupInstall", wrong, "").await;
        let expected = ["PERCENT_OUT_OF_RANGE standardTaxPercent", "PERIOD_REVERSED lastYear"];
        assert_eq!(refusals(&refused), expected);
        let wrong = json!({"firstYear": 2000, "lastYear": 2026});
        let refused = act(&app, &user, "ledgerSetupInstall", wrong, "").await;
        assert_eq!(refusals(&refused), ["TOO_MANY lastYear"]);
        assert_eq!(read(&app, &user, "ledgerSetup", "{ id }").await, Value::Null);
    }
}

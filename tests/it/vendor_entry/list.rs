//! `vendorEntries`, `Vendor.entries` and `Vendor.balance`.

use serde_json::{Value, json};

use crate::build::{self, done, ledgers, text};
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::purchase_receipt::sound;
use crate::vendor_payment::{all_of, invoice, left, paid, thousand};

/// Numbers of the entries that a field with these arguments gives.
async fn numbers(app: &TestApp, user: &User, arguments: &str) -> Vec<String> {
    let field = format!("vendorEntries{arguments}");
    let seen = build::read(app, user, &field, "{ nodes { documentNumber } }").await;
    let nodes = seen["nodes"].as_array().expect("nodes");
    nodes
        .iter()
        .map(|row| text(&row["documentNumber"]))
        .collect()
}

both! {
    async fn entries_are_filtered_sorted_and_paged(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let other = build::vendor(&app, &user, json!({})).await;
        let late = json!({"amount": "100", "postingDate": "2026-03-01"});
        let late = invoice(&app, &user, &vendor, late).await;
        let early = json!({
            "amount": "50", "postingDate": "2026-02-01", "vendorInvoiceNumber": "Bill 7",
        });
        invoice(&app, &user, &other, early).await;
        let input = json!({"amount": "100", "applications": all_of(&[&late])});
        let payment = paid(&app, &user, &vendor, input).await;
        assert_eq!(numbers(&app, &user, "").await, ["INV-000002", "INV-000001", "PAY-000001"]);
        let down = "(orderBy: [{field: DOCUMENT_NUMBER, direction: DESC}], first: 2)";
        assert_eq!(numbers(&app, &user, down).await, ["PAY-000001", "INV-000002"]);
        for (filter, expected) in [
            ("open: {eq: true}", vec!["INV-000002"]),
            ("documentType: {eq: PAYMENT}", vec!["PAY-000001"]),
            ("externalNumber: {contains: \"bill 7\"}", vec!["INV-000002"]),
            ("dueDate: {lte: \"2026-03-01\"}", vec!["INV-000002", "INV-000001"]),
            ("postingDate: {gte: \"2026-03-01\"}", vec!["INV-000001", "PAY-000001"]),
            ("documentNumber: {eq: \"INV-000001\"}", vec!["INV-000001"]),
            ("onHold: {isNull: false}", vec![]),
            ("currency: {eq: \"USD\"}", vec![]),
            ("not: {open: {eq: true}}", vec!["INV-000001", "PAY-000001"]),
        ] {
            let found = numbers(&app, &user, &format!("(filter: {{{filter}}})")).await;
            assert_eq!(found, expected, "{filter}");
        }
        let of = format!("(filter: {{vendorId: {{eq: \"{other}\"}}}})");
        assert_eq!(numbers(&app, &user, &of).await, ["INV-000002"]);
        let of = format!("(filter: {{id: {{eq: \"{payment}\"}}}})");
        assert_eq!(numbers(&app, &user, &of).await, ["PAY-000001"]);
        let one = build::read(&app, &user, &format!("vendorEntry(id: \"{payment}\")"), "{
            documentNumber }").await;
        assert_eq!(one["documentNumber"], "PAY-000001");
        let fragment = "Vendor { entries(first: 1) { totalCount pageInfo { hasNextPage }
            nodes { documentNumber } }
            rest: entries(filter: {open: {eq: false}}, last: 1) { nodes { documentNumber } } }";
        let seen = build::node(&app, &user, &vendor, fragment).await;
        assert_eq!(seen, json!({
            "entries": {
                "totalCount": 2, "pageInfo": {"hasNextPage": true},
                "nodes": [{"documentNumber": "INV-000001"}],
            },
            "rest": {"nodes": [{"documentNumber": "PAY-000001"}]},
        }));
    }

    async fn d1_terms_count_from_the_document(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = invoice(&app, &user, &vendor, json!({
            "amount": "450", "documentDate": "2026-01-15", "postingDate": "2026-01-20",
            "paymentTerms": "8D2-NET30",
        })).await;
        let fragment = "VendorEntry { postingDate documentDate dueDate discountDate
            discountAmount { amount } remainingAmount { amount } discountToleranceDate }";
        let seen = build::node(&app, &user, &owed, fragment).await;
        assert_eq!(seen, json!({
            "postingDate": "2026-01-20", "documentDate": "2026-01-15", "dueDate": "2026-02-14",
            "discountDate": "2026-01-23", "discountAmount": {"amount": "9.00"},
            "remainingAmount": {"amount": "-450.00"}, "discountToleranceDate": null,
        }));
        let field = "paymentSuggestions(input: {lastDueDate: \"2026-02-14\", postingDate: \
            \"2026-01-23\"})";
        let seen = build::read(&app, &user, field, "{ vendors { total { amount } } }").await;
        assert_eq!(seen["vendors"][0]["total"]["amount"], "441.00");
        let pay = json!({
            "amount": "441", "postingDate": "2026-01-23", "applications": all_of(&[&owed]),
        });
        paid(&app, &user, &vendor, pay).await;
        assert_eq!(left(&app, &user, &owed).await[0], "0.00");
        sound(&app, &user).await;
    }

    async fn a_balance_is_the_sum_of_what_was_posted_up_to_a_day(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": "0.9"});
        done(&app, &user, "exchangeRateSet", rate, "").await;
        let vendor = build::vendor(&app, &user, json!({})).await;
        let owed = thousand(&app, &user, &vendor).await;
        let dollars = json!({"amount": "10", "currency": "USD", "postingDate": "2026-01-05"});
        paid(&app, &user, &vendor, dollars).await;
        paid(&app, &user, &vendor, json!({
            "amount": "980", "postingDate": "2026-01-10", "applications": all_of(&[&owed]),
        })).await;
        let of = |own: &str, accounting: &str| json!({
            "amount": {"amount": own}, "accountingAmount": {"amount": accounting},
        });
        let table: [(&str, Value); 4] = [
            ("(asOf: \"2025-12-31\")", json!([])),
            ("(asOf: \"2026-01-01\")", json!([of("-1000.00", "-1000.00")])),
            ("(asOf: \"2026-01-09\")", json!([of("-1000.00", "-1000.00"), of("10.00", "9.00")])),
            ("", json!([of("0.00", "0.00"), of("10.00", "9.00")])),
        ];
        for (arguments, expected) in table {
            let fragment = format!(
                "Vendor {{ balance{arguments} {{ amount {{ amount }} accountingAmount \
                 {{ amount }} }} }}"
            );
            let seen = build::node(&app, &user, &vendor, &fragment).await;
            assert_eq!(seen["balance"], expected, "{arguments}");
        }
    }

    async fn many_vendors_cost_as_many_statements_as_one(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let query = "{ vendors { nodes { balance(asOf: \"2026-12-31\") { amount { amount } }
            entries(first: 3) { nodes { documentNumber details { amount { amount } }
                applications { details { entryType } undoneBy { id } } } } } } }";
        let mut counts = Vec::new();
        for _ in 0..3 {
            let vendor = build::vendor(&app, &user, json!({})).await;
            let owed = invoice(&app, &user, &vendor, json!({"amount": "100"})).await;
            let input = json!({"amount": "60", "applications": all_of(&[&owed])});
            paid(&app, &user, &vendor, input).await;
            let read = app.gql(&user, query, json!({}));
            counts.push(app.count_statements(read).await);
        }
        assert_eq!(counts, [counts[0]; 3]);
    }
}

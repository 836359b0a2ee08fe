//! The connections of posted documents and ledgers: filters, orders, pages.

use serde_json::{Value, json};

use super::{found, received, received_of};
use crate::build::{self, ledgers, read, text};
use crate::harness::both;
use crate::harness::fill::{fill, global_id};

/// What a list shows of one field, in an order.
fn column(page: &Value, field: &str) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| text(&node[field])).collect()
}

both! {
    async fn vouchers_are_found_by_what_they_say(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        received(&app, &user, ("1", "1"), "2026-06-10").await;
        received(&app, &user, ("1", "1"), "2026-06-12").await;
        for (filter, n) in [
            ("number: {eq: \"VCH-000002\"}", 1),
            ("documentNumber: {eq: \"RCT-000001\"}, source: {eq: PURCHASE_RECEIPT}", 1),
            ("source: {in: [PURCHASE_INVOICE]}", 0),
            ("postingDate: {lte: \"2026-06-11\"}", 1),
            ("postingDate: {gte: \"2026-06-10\"}", 2),
            ("recordedBy: {eq: \"nobody\"}", 0),
            ("not: {number: {contains: \"vch\"}}", 0),
            ("or: [{number: {eq: \"VCH-000001\"}}, {number: {eq: \"VCH-000002\"}}]", 2),
        ] {
            assert_eq!(found(&app, &user, "vouchers", filter).await, n, "{filter}");
        }
    }

    async fn entries_are_found_by_voucher_account_and_day(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, receipt) = received(&app, &user, ("1", "3"), "2026-06-10").await;
        received(&app, &user, ("1", "4"), "2026-06-12").await;
        let fragment = "PurchaseReceipt { voucher { id entries { id glAccount { id } } } }";
        let seen = build::node(&app, &user, &receipt, fragment).await["voucher"].clone();
        let (voucher, entry) = (text(&seen["id"]), text(&seen["entries"][0]["id"]));
        let account = text(&seen["entries"][0]["glAccount"]["id"]);
        for (filter, n) in [
            (format!("id: {{eq: \"{entry}\"}}"), 1),
            (format!("voucherId: {{eq: \"{voucher}\"}}"), 2),
            (format!("glAccountId: {{eq: \"{account}\"}}"), 2),
            (format!("glAccountId: {{eq: \"{account}\"}}, voucherId: {{eq: \"{voucher}\"}}"), 1),
            ("postingDate: {gte: \"2026-06-11\"}".to_owned(), 2),
            ("currency: {eq: \"USD\"}".to_owned(), 0),
        ] {
            assert_eq!(found(&app, &user, "glEntries", &filter).await, n, "{filter}");
        }
        let within = "GlAccount { number
            all: entries { totalCount nodes { accountingAmount { amount } } }
            late: entries(filter: {postingDate: {gte: \"2026-06-11\"}}) {
                totalCount nodes { accountingAmount { amount } } }
            first: entries(first: 1) { totalCount pageInfo { hasNextPage endCursor } }
            last: entries(last: 1) { nodes { accountingAmount { amount } } } }";
        let seen = build::node(&app, &user, &account, within).await;
        assert_eq!(seen["number"], "1410");
        let amount = |amount: &str| json!({"accountingAmount": {"amount": amount}});
        assert_eq!(seen["all"], json!({
            "totalCount": 2, "nodes": [amount("3.00"), amount("4.00")],
        }));
        assert_eq!(seen["late"], json!({"totalCount": 1, "nodes": [amount("4.00")]}));
        assert_eq!(seen["first"]["totalCount"], 2);
        assert_eq!(seen["first"]["pageInfo"]["hasNextPage"], true);
        assert_eq!(seen["last"]["nodes"], json!([amount("4.00")]));
        let cursor = text(&seen["first"]["pageInfo"]["endCursor"]);
        let after = format!(
            "GlAccount {{ entries(first: 1, after: \"{cursor}\") {{
                nodes {{ accountingAmount {{ amount }} }} pageInfo {{ hasNextPage }} }} }}"
        );
        let seen = build::node(&app, &user, &account, &after).await;
        assert_eq!(seen["entries"]["nodes"], json!([amount("4.00")]));
        assert_eq!(seen["entries"]["pageInfo"]["hasNextPage"], false);
    }

    async fn entries_sort_by_day_and_by_amount(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        received(&app, &user, ("1", "5"), "2026-06-12").await;
        received(&app, &user, ("1", "7"), "2026-06-10").await;
        let amounts = async |order: &str| {
            let field = format!("glEntries(orderBy: [{order}])");
            let page = read(&app, &user, &field, "{ nodes { accountingAmount { amount } } }").await;
            let nodes = page["nodes"].as_array().expect("a list").clone();
            let amounts = nodes.iter().map(|n| text(&n["accountingAmount"]["amount"]));
            amounts.collect::<Vec<String>>().join(" ")
        };
        assert_eq!(amounts("").await, "7.00 -7.00 5.00 -5.00");
        let latest_first = "{field: POSTING_DATE, direction: DESC}";
        assert_eq!(amounts(latest_first).await, "-5.00 5.00 -7.00 7.00");
        assert_eq!(amounts("{field: AMOUNT}").await, "-7.00 -5.00 5.00 7.00");
    }

    async fn stock_movements_and_their_cost_are_found(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let site = build::site(&app, &user).await;
        let warehouse = build::warehouse(&app, &user, &site).await;
        let item = build::item(&app, &user, json!({})).await;
        let more = json!({"siteId": site, "warehouseId": warehouse, "variant": "RED"});
        let receipt = received_of(&app, &user, (&item, "2", "3"), "2026-06-10", more).await;
        received(&app, &user, ("1", "4"), "2026-06-12").await;
        let fragment = "PurchaseReceipt { voucher { id } lines { id itemEntry { id } } }";
        let seen = build::node(&app, &user, &receipt, fragment).await;
        let line = text(&seen["lines"][0]["id"]);
        let entry = text(&seen["lines"][0]["itemEntry"]["id"]);
        let voucher = text(&seen["voucher"]["id"]);
        let both = [
            (format!("itemId: {{eq: \"{item}\"}}"), 1),
            (format!("warehouseId: {{eq: \"{warehouse}\"}}"), 1),
            ("warehouseId: {isNull: true}".to_owned(), 1),
            ("variant: {eq: \"RED\"}".to_owned(), 1),
            ("documentNumber: {in: [\"RCT-000001\", \"RCT-000002\"]}".to_owned(), 2),
            ("postingDate: {eq: \"2026-06-12\"}".to_owned(), 1),
        ];
        for list in ["itemEntries", "valueEntries"] {
            for (filter, n) in &both {
                assert_eq!(found(&app, &user, list, filter).await, *n, "{list} {filter}");
            }
        }
        for (list, filter, n) in [
            ("itemEntries", "entryType: {eq: PURCHASE}".to_owned(), 2),
            ("itemEntries", "entryType: {eq: SALE}".to_owned(), 0),
            ("itemEntries", format!("purchaseReceiptLineId: {{eq: \"{line}\"}}"), 1),
            ("itemEntries", format!("id: {{in: [\"{entry}\"]}}"), 1),
            ("valueEntries", format!("itemEntryId: {{eq: \"{entry}\"}}"), 1),
            ("valueEntries", format!("voucherId: {{eq: \"{voucher}\"}}"), 1),
            ("valueEntries", "entryType: {eq: VARIANCE}".to_owned(), 0),
        ] {
            assert_eq!(found(&app, &user, list, &filter).await, n, "{list} {filter}");
        }
        let orders = [
            ("", "RCT-000001 RCT-000002"),
            ("{field: POSTING_DATE, direction: DESC}", "RCT-000002 RCT-000001"),
            ("{field: DOCUMENT_NUMBER}", "RCT-000001 RCT-000002"),
        ];
        for list in ["vouchers", "itemEntries", "valueEntries"] {
            for (order, expected) in orders {
                let field = format!("{list}(orderBy: [{order}])");
                let page = read(&app, &user, &field, "{ nodes { documentNumber } }").await;
                assert_eq!(column(&page, "documentNumber").join(" "), expected, "{field}");
            }
        }
    }

    async fn receipts_are_found_everywhere(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        let (_, receipt) = received(&app, &user, ("1", "3"), "2026-06-10").await;
        received(&app, &user, ("1", "4"), "2026-06-12").await;
        let fragment = "PurchaseReceipt { vendor { id receipts { totalCount }
            none: receipts(filter: {receiptType: {eq: UNDO}}) { totalCount } }
            purchaseOrder { id } }";
        let seen = build::node(&app, &user, &receipt, fragment).await;
        assert_eq!(seen["vendor"]["receipts"]["totalCount"], 1);
        assert_eq!(seen["vendor"]["none"]["totalCount"], 0);
        let (vendor, order) = (text(&seen["vendor"]["id"]), text(&seen["purchaseOrder"]["id"]));
        for (filter, n) in [
            (format!("id: {{eq: \"{receipt}\"}}"), 1),
            (format!("vendorId: {{eq: \"{vendor}\"}}"), 1),
            (format!("purchaseOrderId: {{eq: \"{order}\"}}"), 1),
            ("number: {contains: \"rct\"}".to_owned(), 2),
            ("receiptType: {eq: RECEIPT}".to_owned(), 2),
            ("receiptType: {eq: UNDO}".to_owned(), 0),
            ("vendorShipmentNumber: {isNull: true}".to_owned(), 2),
            ("postingDate: {gte: \"2026-06-11\"}".to_owned(), 1),
        ] {
            assert_eq!(found(&app, &user, "purchaseReceipts", &filter).await, n, "{filter}");
        }
        let field = "purchaseReceipts(orderBy: [{field: DOCUMENT_NUMBER, direction: DESC}])";
        let page = read(&app, &user, field, "{ nodes { number } }").await;
        assert_eq!(column(&page, "number"), ["RCT-000002", "RCT-000001"]);
    }

    async fn tax_entries_are_found(app: TestApp) {
        let user = app.admin(&app.a);
        fill(&app.test_db.admin().await, app.a.id, "CANARY").await;
        let voucher = global_id(app.a.id, "Voucher", 1);
        let vendor = global_id(app.a.id, "Vendor", 2);
        for (filter, n) in [
            (format!("voucherId: {{eq: \"{voucher}\"}}"), 1),
            (format!("vendorId: {{eq: \"{vendor}\"}}"), 1),
            ("postingDate: {gte: \"2026-06-15\"}".to_owned(), 2),
            ("documentNumber: {eq: \"CANARY 1\"}".to_owned(), 1),
            ("currency: {eq: \"EUR\"}".to_owned(), 2),
        ] {
            assert_eq!(found(&app, &user, "taxEntries", &filter).await, n, "{filter}");
        }
        let fragment = "Voucher { taxEntries { percent baseAmount { amount currency }
            taxAmount { amount } accountingBaseAmount { amount } accountingTaxAmount { amount }
            vendor { name } businessPostingGroup { code } productPostingGroup { code }
            taxGlAccount { number } voucher { number } } }";
        let seen = build::node(&app, &user, &voucher, fragment).await;
        assert_eq!(seen["taxEntries"], json!([{
            "percent": "1", "baseAmount": {"amount": "100.00", "currency": "EUR"},
            "taxAmount": {"amount": "100.00"}, "accountingBaseAmount": {"amount": "100.00"},
            "accountingTaxAmount": {"amount": "100.00"}, "vendor": {"name": "CANARY 1"},
            "businessPostingGroup": {"code": "CANARY 1"},
            "productPostingGroup": {"code": "CANARY 1"},
            "taxGlAccount": {"number": "CANARY 1"}, "voucher": {"number": "CANARY 1"},
        }]));
    }
}

//! What reading costs the database: statements do not grow with rows.

use super::received;
use crate::build::ledgers;
use crate::harness::both;
use crate::round_trips::cost;

const RECEIPTS: &str = "query($first: Int!) { purchaseReceipts(first: $first) { nodes {
    number
    vendor { number receipts(first: 5) { nodes { number } } }
    purchaseOrder { number receipts { nodes { number } } }
    voucher {
        number
        document { ... on PurchaseReceipt { number } }
        entries { glAccount { number } accountingAmount { amount } }
        valueEntries { voucher { number } itemEntry { quantity } }
        itemEntries { quantity }
        taxEntries { percent }
    }
    lines {
        item { number }
        purchaseOrderLine { receiptLines { quantity } }
        itemEntry { expectedCost { amount } took { quantity } takenBy { quantity } }
        undoneBy { quantity }
    }
} } }";

const STOCK: &str = "query($first: Int!) { items(first: $first) { nodes {
    number
    stock(asOf: \"2026-06-30\") { warehouse { code } variant quantity expectedCost { amount } }
    entries(first: 5) { nodes {
        quantity actualCost { amount } valueEntries { expectedCost { amount } }
        purchaseReceiptLine { purchaseReceipt { number } }
    } }
} } }";

const ENTRIES: &str = "query($first: Int!) { glEntries(first: $first) { nodes {
    voucher { number document { ... on PurchaseReceipt { number } } }
    glAccount {
        number balance(asOf: \"2026-06-30\") { amount } entries(first: 3) { nodes { text } }
    }
    amount { amount } accountingAmount { amount }
    dimensions { value { code } }
} } }";

both! {
    async fn a_page_costs_the_same_for_two_and_for_six(app: TestApp) {
        let user = app.admin(&app.a);
        ledgers(&app, &user).await;
        for day in 1..=6 {
            received(&app, &user, ("1", "2"), &format!("2026-06-0{day}")).await;
        }
        for (query, field) in [
            (RECEIPTS, "purchaseReceipts"),
            (STOCK, "items"),
            (ENTRIES, "glEntries"),
        ] {
            let few = cost(&app, &user, query, 2, field).await;
            let many = cost(&app, &user, query, 6, field).await;
            assert_eq!(few.len(), many.len(), "{field} grows:\n{}", many.join("\n"));
        }
    }
}

//! Invoices of orders that two legal entities have with each other (ICO-4).

use serde_json::{Value, json};

use crate::build::{self, account, act, done, group, ledgers, over, read, refusals, text};
use crate::harness::fill::global_of;
use crate::harness::user::{LegalEntity, User};
use crate::harness::{TestApp, both};
use crate::purchase_invoice::{cancelled, draft, post, posted};
use crate::purchase_receipt::sound;
use crate::sales_order::{customer, see, shipped, stocked};

const SOLD: &str = "salesInvoice { number netAmount { amount } taxAmount { amount }
    totalAmount { amount } }";

/// A, which buys, and B, which sells.
struct Trade {
    buyer: User,
    seller: User,
    /// What B is to A.
    vendor: String,
    /// The buyer's items; the seller calls them by the same numbers and has a hundred of each.
    items: Vec<String>,
}

/// An order of A's, and what goes with it.
struct Ordered {
    id: String,
    lines: Vec<String>,
    /// The sales order of B, with its lines.
    sale: Value,
}

/// The two with their ledgers and two items. A says what invoices of B make with it, and more.
async fn trade(app: &TestApp, invoices: &str, more: Value) -> Trade {
    let (buyer, seller) = (app.admin(&app.a), app.admin(&app.b));
    ledgers(app, &buyer).await;
    ledgers(app, &seller).await;
    let named = |le: &LegalEntity| global_of("LegalEntity", le.id.0);
    let vendor = build::vendor(app, &buyer, json!({})).await;
    let input = json!({
        "legalEntityId": named(&app.b), "vendorId": vendor, "invoiceFromSalesInvoice": invoices,
    });
    done(app, &buyer, "tradingPartnerCreate", over(input, more), "").await;
    let customer = customer(app, &seller, json!({})).await;
    let input = json!({"legalEntityId": named(&app.a), "customerId": customer});
    done(app, &seller, "tradingPartnerCreate", input, "").await;
    let mut items = Vec::new();
    for _ in 0..2 {
        stocked(app, &seller, "100", "1").await;
        items.push(build::item(app, &buyer, json!({})).await);
    }
    Trade {
        buyer,
        seller,
        vendor,
        items,
    }
}

impl Trade {
    /// An order of so many pieces at such prices, of the first item and the second.
    async fn ordered(&self, app: &TestApp, lines: &[(&str, &str)]) -> Ordered {
        let mut wanted = Vec::new();
        for (item, (n, price)) in self.items.iter().zip(lines) {
            wanted.push(json!({"itemId": item, "quantity": n, "unitPrice": price}));
        }
        let order = json!({"vendorId": self.vendor, "lines": wanted});
        let id = build::order(app, &self.buyer, order).await;
        let latest = "salesOrders(orderBy: [{field: NUMBER, direction: DESC}], first: 1)";
        let sale = read(app, &self.seller, latest, "{ nodes { id lines { id } } }").await;
        Ordered {
            lines: build::lines(app, &self.buyer, &id).await,
            sale: sale["nodes"][0].clone(),
            id,
        }
    }

    /// The same, shipped and received.
    async fn delivered(&self, app: &TestApp, lines: &[(&str, &str)]) -> Ordered {
        let ordered = self.ordered(app, lines).await;
        shipped(app, &self.seller, &ordered.sale["id"], json!([])).await;
        ordered
    }

    /// Invoices what has left of an order, or what is said of it; the payload.
    async fn sell(&self, app: &TestApp, ordered: &Ordered, more: Value) -> Value {
        let input = over(json!({"salesOrderId": ordered.sale["id"]}), more);
        act(app, &self.seller, "salesInvoicePost", input, SOLD).await
    }

    /// The same, done; the number of the invoice.
    async fn sold(&self, app: &TestApp, ordered: &Ordered, more: Value) -> String {
        let payload = self.sell(app, ordered, more).await;
        assert_eq!(payload["userErrors"], json!([]));
        text(&payload["salesInvoice"]["number"])
    }

    /// Drafts an invoice of such lines under a number by hand, and posts it; the refusals.
    async fn refused(&self, app: &TestApp, number: &str, lines: Value) -> Vec<String> {
        let input = json!({
            "vendorId": self.vendor, "vendorInvoiceNumber": number, "lines": lines,
        });
        let draft = draft(app, &self.buyer, input).await;
        refusals(&post(app, &self.buyer, &draft).await)
    }

    /// How many drafts and posted documents the buyer has.
    async fn has(&self, app: &TestApp) -> Vec<u64> {
        let mut found = Vec::new();
        for list in ["purchaseInvoiceDrafts", "purchaseInvoices"] {
            let all = read(app, &self.buyer, list, "{ totalCount }").await;
            found.push(all["totalCount"].as_u64().expect("a number"));
        }
        found
    }

    async fn is_sound(&self, app: &TestApp) {
        sound(app, &self.buyer).await;
        sound(app, &self.seller).await;
    }
}

/// Such quantities of order lines; all that is open where none is said.
fn of(lines: &[(&str, Option<&str>)]) -> Value {
    let line = |(line, n): &(&str, Option<&str>)| match n {
        Some(n) => json!({"purchaseOrderLineId": line, "quantity": n}),
        None => json!({"purchaseOrderLineId": line}),
    };
    json!(lines.iter().map(line).collect::<Vec<_>>())
}

both! {
    async fn a_sales_invoice_becomes_a_draft_of_what_it_charges(app: TestApp) {
        let trade = trade(&app, "DRAFT", json!({})).await;
        let ordered = trade.delivered(&app, &[("10", "90"), ("4", "2.5")]).await;
        let sold = |n: usize| &ordered.sale["lines"][n]["id"];
        let payload = trade.sell(&app, &ordered, json!({
            "postingDate": "2026-06-16", "documentDate": "2026-06-14",
            "lines": [
                {"salesOrderLineId": sold(1), "quantity": "4"},
                {"salesOrderLineId": sold(0), "quantity": "6"},
            ],
        })).await;
        let invoice = &payload["salesInvoice"];
        assert_eq!(invoice["totalAmount"]["amount"], "687.50", "{payload}");
        let fields = "{ nodes { id vendorInvoiceNumber documentDate postingDate
            purchaseOrder { id } vendor { id }
            lines { purchaseOrderLine { id } quantity unitPrice } } }";
        let drafts = read(&app, &trade.buyer, "purchaseInvoiceDrafts", fields).await;
        let id = text(&drafts["nodes"][0]["id"]);
        let [first, second] = [&ordered.lines[0], &ordered.lines[1]];
        assert_eq!(drafts["nodes"], json!([{
            "id": id, "vendorInvoiceNumber": invoice["number"], "documentDate": "2026-06-14",
            "postingDate": "2026-06-16", "purchaseOrder": {"id": ordered.id},
            "vendor": {"id": trade.vendor},
            "lines": [
                {"purchaseOrderLine": {"id": second}, "quantity": "4", "unitPrice": "2.5"},
                {"purchaseOrderLine": {"id": first}, "quantity": "6", "unitPrice": "90"},
            ],
        }]));
        let posted = post(&app, &trade.buyer, &id).await;
        assert_eq!(posted["userErrors"], json!([]));
        assert_eq!(posted["purchaseInvoice"]["netAmount"], "550");
        assert_eq!(posted["purchaseInvoice"]["totalAmount"], "687.5");
        trade.is_sound(&app).await;
    }

    async fn a_sales_invoice_is_posted_with_the_buyer_to_the_cent(app: TestApp) {
        let trade = trade(&app, "POSTED", json!({})).await;
        let ordered = trade.ordered(&app, &[("3", "33.333")]).await;
        let id = &ordered.sale["lines"][0]["id"];
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let part = json!([{"salesOrderLineId": id, "quantity": "1"}]);
            shipped(&app, &trade.seller, &ordered.sale["id"], part).await;
            numbers.push(trade.sold(&app, &ordered, json!({})).await);
        }
        let fields = "{ nodes { vendorInvoiceNumber netAmount lines { quantity } } }";
        let bills = read(&app, &trade.buyer, "purchaseInvoices", fields).await;
        let bill = |n: usize, net: &str| json!({
            "vendorInvoiceNumber": numbers[n], "netAmount": net, "lines": [{"quantity": "1"}],
        });
        let expected = json!([bill(0, "33.33"), bill(1, "33.34"), bill(2, "33.33")]);
        assert_eq!(bills["nodes"], expected);
        assert_eq!(trade.has(&app).await, [0, 3]);
        trade.is_sound(&app).await;
    }

    async fn a_buyer_that_enters_invoices_by_hand_is_sent_none(app: TestApp) {
        let trade = trade(&app, "NOTHING", json!({})).await;
        let ordered = trade.delivered(&app, &[("6", "10")]).await;
        let line = ordered.lines[0].as_str();
        let four = json!([{"salesOrderLineId": ordered.sale["lines"][0]["id"], "quantity": "4"}]);
        let number = trade.sold(&app, &ordered, json!({"lines": four})).await;
        assert_eq!(trade.has(&app).await, [0, 0]);
        let input = json!({
            "purchaseOrderId": ordered.id, "vendorInvoiceNumber": number,
            "lines": of(&[(line, Some("4"))]),
        });
        assert_eq!(posted(&app, &trade.buyer, input).await["netAmount"], "40");
        // What is left waits for an invoice of its own.
        let again = trade.refused(&app, &number, of(&[(line, None)])).await;
        assert_eq!(again, ["VENDOR_INVOICE_NUMBER_USED vendorInvoiceNumber"]);
        let unknown = trade.refused(&app, "SOME-1", of(&[(line, None)])).await;
        assert_eq!(unknown, ["PARTNER_INVOICE_DIFFERS vendorInvoiceNumber"]);
        trade.is_sound(&app).await;
    }

    async fn nothing_is_posted_that_the_seller_did_not_invoice(app: TestApp) {
        let trade = trade(&app, "NOTHING", json!({})).await;
        let ordered = trade.delivered(&app, &[("10", "90"), ("4", "2.5")]).await;
        let number = trade.sold(&app, &ordered, json!({})).await;
        let [first, second] = [ordered.lines[0].as_str(), ordered.lines[1].as_str()];
        let freight = account(&app, &trade.buyer, "6110").await;
        let dearer = json!({"purchaseOrderLineId": first, "unitPrice": "90.01"});
        let freight = json!({"glAccountId": freight, "unitPrice": "7"});
        let whole = |line: &str| json!({"purchaseOrderLineId": line});
        for (lines, refused) in [
            (json!([dearer, whole(second)]), "lines[0]"),
            (of(&[(second, None), (first, Some("9"))]), "lines[1].quantity"),
            (json!([whole(second)]), "lines"),
            (json!([whole(first), whole(second), freight]), "lines[2]"),
        ] {
            let found = trade.refused(&app, &number, lines.clone()).await;
            assert_eq!(found, [format!("PARTNER_INVOICE_DIFFERS {refused}")], "{lines}");
        }
        let input = json!({
            "purchaseOrderId": ordered.id, "vendorInvoiceNumber": number,
            "invoiceDiscountPercent": "10",
        });
        let discounted = draft(&app, &trade.buyer, input.clone()).await;
        let refused = post(&app, &trade.buyer, &discounted).await;
        let expected = ["PARTNER_INVOICE_DIFFERS lines[0]", "PARTNER_INVOICE_DIFFERS lines[1]"];
        assert_eq!(refusals(&refused), expected);
        assert_eq!(trade.has(&app).await, [5, 0]);
        let input = over(input, json!({"invoiceDiscountPercent": "0"}));
        assert_eq!(posted(&app, &trade.buyer, input).await["netAmount"], "910");
        trade.is_sound(&app).await;
    }

    async fn neither_tolerances_nor_an_approval_help_against_the_seller(app: TestApp) {
        let trade = trade(&app, "NOTHING", json!({})).await;
        let policy = json!({
            "version": 1, "matchingPolicy": "TWO_WAY", "priceTolerancePercent": "5",
            "totalTolerancePercent": "50",
        });
        done(&app, &trade.buyer, "ledgerSetupUpdate", policy, "").await;
        let ordered = trade.delivered(&app, &[("1", "100")]).await;
        let number = trade.sold(&app, &ordered, json!({})).await;
        let dear = |price: &str| json!([
            {"purchaseOrderLineId": ordered.lines[0], "unitPrice": price},
        ]);
        let tolerated = trade.refused(&app, &number, dear("101")).await;
        assert_eq!(tolerated, ["PARTNER_INVOICE_DIFFERS lines[0]"]);
        let input = json!({
            "vendorId": trade.vendor, "vendorInvoiceNumber": number, "lines": dear("200"),
        });
        let draft = draft(&app, &trade.buyer, input).await;
        let approve = json!({"id": draft, "version": 1});
        done(&app, &trade.buyer, "purchaseInvoiceDraftApprove", approve, "").await;
        let approved = post(&app, &trade.buyer, &draft).await;
        assert_eq!(refusals(&approved), ["PARTNER_INVOICE_DIFFERS lines[0]"]);
        let said = text(&approved["userErrors"][0]["message"]);
        assert!(said.contains("its net amount is 100"), "{said}");
    }

    async fn where_the_buyer_counts_another_tax_neither_side_posts(app: TestApp) {
        let trade = trade(&app, "POSTED", json!({})).await;
        let input = json!({
            "businessPostingGroupId": group(&app, &trade.buyer, "TAX_BUSINESS", "DOMESTIC").await,
            "productPostingGroupId": group(&app, &trade.buyer, "TAX_PRODUCT", "STANDARD").await,
            "percent": "12",
            "purchaseTaxGlAccountId": account(&app, &trade.buyer, "2640").await,
        });
        done(&app, &trade.buyer, "taxPostingSetupSet", input, "").await;
        let ordered = trade.delivered(&app, &[("10", "100")]).await;
        let refused = trade.sell(&app, &ordered, json!({})).await;
        assert_eq!(refused["salesInvoice"], Value::Null);
        assert_eq!(refusals(&refused), ["REFUSED_BY_PARTNER documentTotal"]);
        let said = text(&refused["userErrors"][0]["message"]);
        assert!(said.contains("its tax is 250"), "{said}");
        assert_eq!(trade.has(&app).await, [0, 0]);
        let seen = see(&app, &trade.seller, &ordered.sale["id"]).await;
        assert_eq!(seen["lines"][0]["invoicedQuantity"], "0");
        trade.is_sound(&app).await;
    }

    async fn what_has_not_come_is_not_invoiced_to_the_buyer(app: TestApp) {
        let by_hand = json!({"receiptFromShipment": false});
        let trade = trade(&app, "POSTED", by_hand).await;
        let ordered = trade.delivered(&app, &[("10", "100")]).await;
        let refused = trade.sell(&app, &ordered, json!({})).await;
        assert_eq!(refusals(&refused), ["REFUSED_BY_PARTNER lines[0].quantity"]);
        assert_eq!(trade.has(&app).await, [0, 0]);
        let input = json!({"purchaseOrderId": ordered.id});
        done(&app, &trade.buyer, "purchaseReceiptPost", input, "").await;
        trade.sold(&app, &ordered, json!({})).await;
        assert_eq!(trade.has(&app).await, [0, 1]);
        trade.is_sound(&app).await;
    }

    async fn a_draft_waits_for_what_has_not_come(app: TestApp) {
        let by_hand = json!({"receiptFromShipment": false});
        let trade = trade(&app, "DRAFT", by_hand).await;
        let ordered = trade.delivered(&app, &[("10", "100")]).await;
        trade.sold(&app, &ordered, json!({})).await;
        let drafts = read(&app, &trade.buyer, "purchaseInvoiceDrafts", "{ nodes { id } }").await;
        let draft = text(&drafts["nodes"][0]["id"]);
        let early = post(&app, &trade.buyer, &draft).await;
        assert_eq!(refusals(&early), ["QUANTITY_ABOVE_RECEIVED lines[0].quantity"]);
        let input = json!({"purchaseOrderId": ordered.id});
        done(&app, &trade.buyer, "purchaseReceiptPost", input, "").await;
        let posted = post(&app, &trade.buyer, &draft).await;
        assert_eq!(posted["purchaseInvoice"]["totalAmount"], "1250");
        trade.is_sound(&app).await;
    }

    async fn invoices_of_two_orders_are_two_invoices(app: TestApp) {
        let trade = trade(&app, "NOTHING", json!({})).await;
        let mut all = Vec::new();
        for _ in 0..2 {
            let ordered = trade.delivered(&app, &[("1", "10")]).await;
            let number = trade.sold(&app, &ordered, json!({})).await;
            all.push((ordered.lines[0].clone(), number));
        }
        let [first, second] = [all[0].0.as_str(), all[1].0.as_str()];
        let [number, other] = [&all[0].1, &all[1].1];
        let both = of(&[(first, None), (second, None)]);
        let together = trade.refused(&app, number, both).await;
        assert_eq!(together, ["PARTNER_INVOICE_DIFFERS lines[1]"]);
        // They are alike but for what they are of.
        let crossed = trade.refused(&app, other, of(&[(first, None)])).await;
        assert_eq!(crossed, ["PARTNER_INVOICE_DIFFERS vendorInvoiceNumber"]);
        for (line, number) in [(first, number), (second, other)] {
            assert_eq!(trade.refused(&app, number, of(&[(line, None)])).await, [""; 0]);
        }
        assert_eq!(trade.has(&app).await, [2, 2]);
        trade.is_sound(&app).await;
    }

    async fn an_invoice_that_was_cancelled_may_be_posted_again(app: TestApp) {
        let trade = trade(&app, "POSTED", json!({})).await;
        let ordered = trade.delivered(&app, &[("10", "100")]).await;
        let number = trade.sold(&app, &ordered, json!({})).await;
        let bills = read(&app, &trade.buyer, "purchaseInvoices", "{ nodes { id } }").await;
        cancelled(&app, &trade.buyer, &text(&bills["nodes"][0]["id"]), json!({})).await;
        let line = ordered.lines[0].as_str();
        let less = trade.refused(&app, &number, of(&[(line, Some("9"))])).await;
        assert_eq!(less, ["PARTNER_INVOICE_DIFFERS lines[0].quantity"]);
        let again = trade.refused(&app, &number, of(&[(line, None)])).await;
        assert_eq!(again, [""; 0]);
        trade.is_sound(&app).await;
    }

    async fn a_preview_leaves_nothing_on_either_side(app: TestApp) {
        let trade = trade(&app, "POSTED", json!({})).await;
        let ordered = trade.delivered(&app, &[("10", "100")]).await;
        let shown = trade.sell(&app, &ordered, json!({"preview": true})).await;
        assert_eq!(shown["salesInvoice"]["totalAmount"]["amount"], "1250.00", "{shown}");
        assert_eq!(trade.has(&app).await, [0, 0]);
        trade.sold(&app, &ordered, json!({})).await;
        assert_eq!(trade.has(&app).await, [0, 1]);
    }
}

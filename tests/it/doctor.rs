//! The doctor: whatever is changed behind the acts' back is told by the check that looks at it, and
//! nothing is told once it is put back.

use avtal::auth::Permission;
use avtal::usecase::doctor;
use sea_orm::DatabaseConnection;
use serde_json::json;

use crate::build::{self, done, ledgers};
use crate::harness::TestApp;
use crate::harness::both;
use crate::harness::db::run;
use crate::harness::user::User;
use crate::purchase_invoice::{invoiced, posted};
use crate::purchase_receipt::{order, received, sound};
use crate::sales_order::{shipped, sold};

/// Books with an order that is invoiced in part, a service of an order and one of no order, an item
/// of which all came and went, and a sale.
pub(crate) async fn books(app: &TestApp) -> User {
    let user = app.admin(&app.a);
    ledgers(app, &user).await;
    let line = json!({"quantity": "10", "unitPrice": "100", "discountPercent": "10"});
    let (goods, line) = order(app, &user, line).await;
    received(app, &user, (&goods, &line), "6").await;
    let lines = json!([{"purchaseOrderLineId": line, "quantity": "4"}]);
    let input = json!({
        "purchaseOrderId": goods, "vendorInvoiceNumber": "V-1", "lines": lines,
        "invoiceDiscountPercent": "5",
    });
    posted(app, &user, input).await;
    let vendor = build::vendor(app, &user, json!({})).await;
    let service = build::item(app, &user, json!({"itemType": "SERVICE"})).await;
    let line = json!({"itemId": service, "quantity": "2", "unitPrice": "50"});
    let input = json!({"vendorId": vendor, "lines": [line.clone()]});
    let services = build::order(app, &user, input).await;
    let own = build::lines(app, &user, &services).await.remove(0);
    received(app, &user, (&services, &own), "2").await;
    invoiced(app, &user, &own, ("2", "V-2")).await;
    let gone = build::item(app, &user, json!({})).await;
    let more = json!({"itemId": gone, "quantity": "3", "unitPrice": "7"});
    let input = json!({
        "vendorId": vendor, "vendorInvoiceNumber": "V-3", "lines": [line, more],
    });
    posted(app, &user, input).await;
    let line = json!({"itemId": gone, "quantity": "3", "unitPrice": "9"});
    let order = sold(app, &user, json!({"lines": [line]})).await;
    shipped(app, &user, &order["id"], json!([])).await;
    let input = json!({"salesOrderId": order["id"]});
    done(app, &user, "salesInvoicePost", input, "").await;
    sound(app, &user).await;
    user
}

/// Changes one table after the other behind the acts' back, and wants to be told of each.
async fn told(app: &TestApp, user: &User, cases: &[(&str, &str, &str)]) {
    let admin = app.test_db.admin().await;
    let freed: &[&str] = match app.test_db.is_postgres() {
        true => &[
            "SET session_replication_role = replica",
            "ALTER TABLE purchase_order_line DROP CONSTRAINT purchase_order_line_invoiced_check",
        ],
        false => &[
            "PRAGMA foreign_keys = OFF",
            "PRAGMA ignore_check_constraints = ON",
        ],
    };
    for sql in freed {
        run(&admin, sql).await;
    }
    for (table, sql, check) in cases {
        open(app, &admin, table).await;
        run(
            &admin,
            &format!("CREATE TABLE saved AS SELECT * FROM {table}"),
        )
        .await;
        run(&admin, sql).await;
        let grant = user.caller().grant(None, Permission::Read);
        let found = doctor::run(&app.db.read(&grant.expect("may read"))).await;
        let found = found.expect("the database answers");
        assert!(
            found.iter().any(|own| own.check == *check),
            "{sql}: {found:?}"
        );
        run(&admin, &format!("DELETE FROM {table}")).await;
        run(&admin, &format!("INSERT INTO {table} SELECT * FROM saved")).await;
        run(&admin, "DROP TABLE saved").await;
    }
    sound(app, user).await;
}

/// Lets a table be changed that is only added to.
async fn open(app: &TestApp, admin: &DatabaseConnection, table: &str) {
    for act in ["update", "delete"]
        .iter()
        .filter(|_| !app.test_db.is_postgres())
    {
        run(admin, &format!("DROP TRIGGER IF EXISTS {table}_no_{act}")).await;
    }
}

both! {
    async fn an_order_line_that_its_documents_do_not_explain_is_told(app: TestApp) {
        let user = books(&app).await;
        told(&app, &user, &[
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET received_quantity = quantity * 2",
                "order-line-received",
            ),
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET received_quantity = quantity * 2",
                "order-line-progress",
            ),
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET invoiced_quantity = received_quantity + 1",
                "order-line-invoiced",
            ),
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET invoiced_quantity = received_quantity + 1",
                "order-line-progress",
            ),
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET invoiced_quantity = -1",
                "order-line-progress",
            ),
            (
                "purchase_order_line",
                "UPDATE purchase_order_line SET invoiced_amount = invoiced_amount * 2",
                "order-line-invoiced",
            ),
        ])
        .await;
    }

    async fn an_invoice_that_is_not_its_lines_and_its_tax_is_told(app: TestApp) {
        let user = books(&app).await;
        told(&app, &user, &[
            (
                "purchase_invoice",
                "UPDATE purchase_invoice SET net_amount = net_amount + 10000000, \
                 total_amount = total_amount + 10000000",
                "invoice-lines",
            ),
            (
                "purchase_invoice",
                "UPDATE purchase_invoice SET total_amount = total_amount + 10000000",
                "invoice-total",
            ),
            (
                "purchase_invoice",
                "UPDATE purchase_invoice SET invoice_discount_amount = 1",
                "invoice-lines",
            ),
            (
                "purchase_invoice_line",
                "UPDATE purchase_invoice_line SET net_amount = net_amount + 10000000",
                "invoice-lines",
            ),
            ("tax_entry", "DELETE FROM tax_entry", "invoice-tax"),
            (
                "tax_entry",
                "UPDATE tax_entry SET accounting_tax_amount = accounting_tax_amount + 1",
                "tax-posting",
            ),
            (
                "gl_entry",
                "UPDATE gl_entry SET gl_account_id = \
                 (SELECT id FROM gl_account WHERE number = '4000') WHERE gl_account_id IN \
                 (SELECT id FROM gl_account WHERE number = '2640')",
                "tax-posting",
            ),
            (
                "sales_invoice",
                "UPDATE sales_invoice SET net_amount = net_amount + 1, \
                 total_amount = total_amount + 1",
                "invoice-lines",
            ),
            (
                "sales_invoice_line",
                "UPDATE sales_invoice_line SET tax_amount = tax_amount + 1",
                "invoice-lines",
            ),
        ])
        .await;
    }

    async fn an_invoice_that_its_voucher_or_its_entry_does_not_bear_out_is_told(app: TestApp) {
        let user = books(&app).await;
        told(&app, &user, &[
            (
                "purchase_invoice",
                "UPDATE purchase_invoice SET voucher_id = \
                 (SELECT voucher_id FROM purchase_invoice ORDER BY number LIMIT 1)",
                "invoice-voucher",
            ),
            (
                "vendor_entry",
                "UPDATE vendor_entry SET amount = amount * 2",
                "vendor-entry-amount",
            ),
            (
                "vendor_entry",
                "UPDATE vendor_entry SET amount = amount * 2",
                "invoice-vendor-entry",
            ),
            (
                "customer_entry",
                "UPDATE customer_entry SET amount = amount * 2",
                "invoice-customer-entry",
            ),
        ])
        .await;
    }

    async fn an_invoice_line_that_no_receipt_explains_is_told(app: TestApp) {
        let user = books(&app).await;
        let unstocked = "DELETE FROM purchase_receipt_line WHERE id NOT IN \
            (SELECT purchase_receipt_line_id FROM item_entry \
             WHERE purchase_receipt_line_id IS NOT NULL)";
        told(&app, &user, &[
            ("purchase_receipt_line", unstocked, "order-line-received"),
            ("purchase_receipt_line", unstocked, "invoice-line-matches"),
            (
                "purchase_invoice_match",
                "DELETE FROM purchase_invoice_match",
                "invoice-line-matches",
            ),
            (
                "item_entry",
                "UPDATE item_entry SET quantity = quantity + 1, \
                 remaining_quantity = remaining_quantity + 1 WHERE quantity > 0",
                "receipt-line-stock",
            ),
            ("item_entry", "DELETE FROM item_entry", "receipt-line-stock"),
        ])
        .await;
    }

    async fn a_cost_that_is_on_no_account_or_left_of_nothing_is_told(app: TestApp) {
        let user = books(&app).await;
        told(&app, &user, &[
            (
                "value_entry",
                "UPDATE value_entry SET actual_cost = actual_cost + 1 \
                 WHERE inventory_gl_account_id IS NULL",
                "value-entry-account",
            ),
            (
                "value_entry",
                "UPDATE value_entry SET interim_gl_account_id = NULL WHERE expected_cost < 0",
                "value-entry-account",
            ),
            (
                "value_entry",
                "UPDATE value_entry SET voucher_id = NULL",
                "value-entry-account",
            ),
            (
                "value_entry",
                "UPDATE value_entry SET actual_cost = actual_cost + 1 WHERE actual_cost > 0",
                "stock-gone",
            ),
            (
                "value_entry",
                "UPDATE value_entry SET inventory_gl_account_id = \
                 (SELECT id FROM gl_account WHERE number = '1410') WHERE actual_cost > 0",
                "stock-gone",
            ),
        ])
        .await;
    }
}

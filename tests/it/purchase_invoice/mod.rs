//! Posted invoices.

mod cancel;
mod changed;
mod correct;
mod credited;
mod post;

pub(crate) use post::account;

use serde_json::{Value, json};

use crate::build::{self, act, done, node, text};
use crate::harness::TestApp;
use crate::harness::user::User;

/// What tests ask of a posted document.
pub(crate) const POSTED: &str = "purchaseInvoice { id number documentType netAmount taxAmount
    totalAmount dueDate discountDate lines { id quantity netAmount taxAmount } }";

/// A draft; its payload.
pub(crate) async fn drafted(app: &TestApp, user: &User, input: Value) -> Value {
    let fields = "purchaseInvoiceDraft { id version lines { id quantity unitPrice } }";
    act(app, user, "purchaseInvoiceDraftCreate", input, fields).await
}

/// A draft that was made; its id.
pub(crate) async fn draft(app: &TestApp, user: &User, input: Value) -> String {
    let payload = drafted(app, user, input).await;
    assert_eq!(payload["userErrors"], json!([]));
    text(&payload["purchaseInvoiceDraft"]["id"])
}

/// Posts a draft; the payload.
pub(crate) async fn post(app: &TestApp, user: &User, draft: &str) -> Value {
    let input = json!({"purchaseInvoiceDraftId": draft});
    act(app, user, "purchaseInvoicePost", input, POSTED).await
}

/// Drafts and posts; the posted document.
pub(crate) async fn posted(app: &TestApp, user: &User, input: Value) -> Value {
    let draft = draft(app, user, input).await;
    let input = json!({"purchaseInvoiceDraftId": draft});
    let payload = done(app, user, "purchaseInvoicePost", input, POSTED).await;
    payload["purchaseInvoice"].clone()
}

/// An invoice without an order, of an item of a vendor, that is posted.
pub(crate) async fn bare(
    app: &TestApp,
    user: &User,
    quantity: &str,
    price: &str,
) -> (String, String, Value) {
    let vendor = build::vendor(app, user, json!({})).await;
    let item = build::item(app, user, json!({})).await;
    let input = json!({
        "vendorId": vendor, "vendorInvoiceNumber": "V-1",
        "lines": [{"itemId": item, "quantity": quantity, "unitPrice": price}],
    });
    let invoice = posted(app, user, input).await;
    (vendor, item, invoice)
}

/// An agreement over 100 pieces at 4.00, enforced, that is invoiced directly; with its item and its
/// commitment.
pub(crate) async fn direct(app: &TestApp, user: &User) -> (String, String, String) {
    let direct = json!({"requireDirectInvoicing": true});
    let classification = build::classification(app, user, direct).await;
    let item = build::item(app, user, json!({})).await;
    let line = json!({
        "itemId": item, "quantity": "100", "unitPrice": "4", "maxEnforced": true,
    });
    let agreement = json!({"agreementClassificationId": classification, "lines": [line]});
    let agreement = build::effective(app, user, agreement).await;
    let commitment = build::lines(app, user, &agreement).await.remove(0);
    (agreement, item, commitment)
}

/// Invoices a quantity of one order line under a vendor's number; the posted document.
pub(crate) async fn invoiced(
    app: &TestApp,
    user: &User,
    line: &str,
    (quantity, number): (&str, &str),
) -> Value {
    let order = node(
        app,
        user,
        line,
        "PurchaseOrderLine { purchaseOrder { id } }",
    )
    .await;
    let order = text(&order["purchaseOrder"]["id"]);
    let lines = json!([{"purchaseOrderLineId": line, "quantity": quantity}]);
    let input = json!({
        "purchaseOrderId": order, "vendorInvoiceNumber": number, "lines": lines,
    });
    posted(app, user, input).await
}

/// Cancels a posted document; the payload.
pub(crate) async fn cancel(app: &TestApp, user: &User, id: &str, more: Value) -> Value {
    let input = crate::build::over(json!({"id": id}), more);
    act(app, user, "purchaseInvoiceCancel", input, POSTED).await
}

/// Cancelled; the cancelling document.
pub(crate) async fn cancelled(app: &TestApp, user: &User, id: &str, more: Value) -> Value {
    let payload = cancel(app, user, id, more).await;
    assert_eq!(payload["userErrors"], json!([]));
    payload["purchaseInvoice"].clone()
}

/// Released only, received and not invoiced, invoiced, remaining.
pub(crate) async fn parts(app: &TestApp, user: &User, commitment: &str) -> [String; 4] {
    let fragment =
        "AgreementLine { fulfillment { releasedOnly receivedNotInvoiced invoiced remaining } }";
    let seen = node(app, user, commitment, fragment).await["fulfillment"].clone();
    [
        "releasedOnly",
        "receivedNotInvoiced",
        "invoiced",
        "remaining",
    ]
    .map(|part| text(&seen[part]))
}

//! Items (VEN-4).

mod create;
mod import;
mod posting;
mod update;

use serde_json::{Value, json};

use crate::ask;
use crate::harness::TestApp;
use crate::harness::user::User;

const SHOWN: &str = "id number name itemType baseUnit purchaseUnit procurementCategory { id } \
                     defaultVendor { id } purchasePrice priceCurrency priceUnit orderMultiple \
                     orderQuantityMin orderQuantityMax blocked units { unit factor } version";

/// The payload of an `itemCreate`.
async fn create(app: &TestApp, user: &User, input: Value) -> Value {
    let shown = format!("item {{ {SHOWN} }}");
    ask::payload(app, user, "itemCreate", &shown, input).await
}

/// An item that is bought in pieces, or in boxes of twelve.
pub(crate) async fn item(app: &TestApp, user: &User, name: &str) -> Value {
    let units = json!([{"unit": "BOX", "factor": "12"}]);
    let input = json!({"name": name, "itemType": "INVENTORY", "baseUnit": "PCS", "units": units});
    ask::done(&create(app, user, input).await, "item")
}

/// All items that somebody sees.
pub(crate) async fn all(app: &TestApp, user: &User) -> Value {
    ask::list(app, user, "items", SHOWN).await
}

/// A vendor.
pub(crate) async fn vendor(app: &TestApp, user: &User, name: &str) -> Value {
    let made = json!({ "name": name });
    let made = ask::payload(app, user, "vendorCreate", "vendor { id }", made).await;
    ask::done(&made, "vendor")
}

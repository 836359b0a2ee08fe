//! Legal entities that trade with each other.

mod create;
mod update;

use serde_json::{Value, json};

use crate::build::{self, done};
use crate::harness::TestApp;
use crate::harness::fill::global_of;
use crate::harness::user::{LegalEntity, User};

/// What is asked of a trading partner.
const SHOWN: &str = "tradingPartner { id legalEntityId vendor { id } customer { id }
    orderNumbering priceChangesAllowed discountChangesAllowed agreementSearch
    receiptFromShipment invoiceFromSalesInvoice blocked version }";

/// The global id of a legal entity.
fn id_of(le: &LegalEntity) -> Value {
    json!(global_of("LegalEntity", le.id.0))
}

/// B as a trading partner of A, with such values besides; a vendor unless it is said what it is.
async fn partner(app: &TestApp, user: &User, more: Value) -> Value {
    let mut input = build::over(json!({"legalEntityId": id_of(&app.b)}), more);
    if input.get("vendorId").is_none() && input.get("customerId").is_none() {
        input["vendorId"] = json!(build::vendor(app, user, json!({})).await);
    }
    let made = done(app, user, "tradingPartnerCreate", input, SHOWN).await;
    made["tradingPartner"].clone()
}

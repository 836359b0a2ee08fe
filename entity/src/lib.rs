//! The tables of Avtal: one file a table, the keys, the closed sets and the exact numbers.
//!
//! This room describes rows and nothing else: no GraphQL, no HTTP, no behaviour, no defaults that a
//! database or a hook would fill in. Start at [`partition`] for how a table belongs to a legal
//! entity, at [`exact`] for how money and quantities are stored.

pub mod codes;
pub mod exact;
pub mod ids;
pub mod kinds;
pub mod partition;

pub mod agreement;
pub mod agreement_classification;
pub mod agreement_classification_name;
pub mod agreement_line;
pub mod agreement_version;
pub mod commitment_entry;
pub mod currency;
pub mod dimension;
pub mod dimension_set;
pub mod dimension_set_entry;
pub mod dimension_value;
pub mod exchange_rate;
pub mod idempotency_key;
pub mod item;
pub mod item_unit;
pub mod legal_entity;
pub mod number_sequence;
pub mod procurement_category;
pub mod purchase_invoice_line;
pub mod purchase_order;
pub mod purchase_order_line;
pub mod purchase_order_version;
pub mod purchase_receipt_line;
pub mod site;
pub mod trade_agreement;
pub mod unit;
pub mod vendor;
pub mod warehouse;

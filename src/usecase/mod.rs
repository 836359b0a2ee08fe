//! The acts: one verb a file, always inside somebody's transaction.
//!
//! A use case is load, decide, write: it reads facts, asks one pure rule, writes the rule's plan.
//! This room knows columns and rows; it knows no GraphQL, no HTTP, no clock. Lower nouns only, in
//! the order of the list below from the bottom up: `agreement` may use `purchase_order`, which may
//! use `commitment`, not the other way round. Start at `agreement/release.rs`.

pub mod amount_limit;
pub mod chain;
pub mod check;
mod check_named;
mod check_values;
pub mod content_id;
pub mod filter;
pub mod import;
pub mod list;
pub mod names;
pub mod outcome;
pub mod sort;

pub mod doctor;

pub mod agreement;
pub mod agreement_line;
pub mod sales_shipment;

pub mod inventory_adjustment;
pub mod purchase_receipt;

pub mod vendor_payment;

pub mod vendor_entry;

pub mod sales_invoice;
pub mod sales_order;
pub mod sales_order_line;
pub mod shipping;

pub mod purchase_invoice;
pub mod purchase_invoice_draft;
pub mod purchase_order;
pub mod purchase_order_line;
pub mod purchase_return_order;

pub mod commitment;
pub mod ledger;
pub mod posted;
pub mod price;

pub mod gl_entry;
pub mod item_entry;
pub mod tax_entry;
pub mod value_entry;
pub mod voucher;

pub mod agreement_classification;
pub mod api_key;
pub mod audit_entry;
pub mod currency;
pub mod customer;
pub mod customer_posting_setup;
pub mod dimension;
pub mod dimension_set;
pub mod dimension_value;
pub mod exchange_rate;
pub mod general_posting_setup;
pub mod gl_account;
pub mod inventory_posting_setup;
pub mod item;
pub mod item_charge;
pub mod item_unit;
pub mod ledger_setup;
pub mod legal_entity;
pub mod matching_tolerance;
pub mod number_sequence;
pub mod over_receipt_code;
pub mod payment_terms;
pub mod posting_group;
pub mod posting_period;
pub mod procurement_category;
pub mod site;
pub mod tax_posting_setup;
pub mod token;
pub mod trade_agreement;
pub mod trading_partner;
pub mod unit;
pub mod vendor;
pub mod vendor_posting_setup;
pub mod warehouse;

//! The tables of Avtal: one file a table, the keys, the closed sets and the exact numbers.
//!
//! This room describes rows and nothing else: no GraphQL, no HTTP, no behaviour, no defaults that a
//! database or a hook would fill in. Start at [`partition`] for how a table belongs to a legal
//! entity, at [`exact`] for how money and quantities are stored.

pub mod api_key;
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
pub mod customer;
pub mod customer_entry;
pub mod customer_posting_setup;
pub mod dimension;
pub mod dimension_set;
pub mod dimension_set_entry;
pub mod dimension_value;
pub mod exchange_rate;
pub mod general_posting_setup;
pub mod gl_account;
pub mod gl_entry;
pub mod idempotency_key;
pub mod inventory_posting_setup;
pub mod item;
pub mod item_application;
pub mod item_charge;
pub mod item_entry;
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
pub mod purchase_charge_assignment;
pub mod purchase_invoice;
pub mod purchase_invoice_draft;
pub mod purchase_invoice_draft_line;
pub mod purchase_invoice_line;
pub mod purchase_invoice_match;
pub mod purchase_order;
pub mod purchase_order_line;
pub mod purchase_order_version;
pub mod purchase_receipt;
pub mod purchase_receipt_line;
pub mod revoked_token;
pub mod sales_invoice;
pub mod sales_invoice_line;
pub mod sales_order;
pub mod sales_order_line;
pub mod sales_shipment;
pub mod sales_shipment_line;
pub mod site;
pub mod tax_entry;
pub mod tax_posting_setup;
pub mod trade_agreement;
pub mod unit;
pub mod value_entry;
pub mod vendor;
pub mod vendor_application;
pub mod vendor_detail_entry;
pub mod vendor_entry;
pub mod vendor_posting_setup;
pub mod voucher;
pub mod warehouse;

//! The graph: what clients see, and the doors to the use cases.
//!
//! A resolver is one call. This room knows no column, no transaction and no HTTP; it asks
//! [`context`] for a read or a write under a permission, and shows what comes of it. An object
//! carries the [`view`] that it was read from, so that everything below it is read from the same
//! moment (and, in a preview, from the transaction that is undone afterwards). Start at [`schema`].

pub mod agreement;
pub mod agreement_classification;
pub mod agreement_line;
pub mod answer_size;
pub mod api_key;
pub mod commitment;
pub mod context;
pub mod currency;
pub mod customer;
pub mod customer_posting_setup;
pub mod dimension;
pub mod dimension_set;
pub mod dimension_value;
pub mod error;
pub mod exact_numbers;
pub mod exchange_rate;
pub mod filter;
pub mod general_posting_setup;
pub mod gl_account;
pub mod gl_entry;
pub mod id;
pub mod inventory_adjustment;
pub mod inventory_posting_setup;
pub mod item;
pub mod item_charge;
pub mod item_entry;
pub mod item_unit;
pub mod kinds;
pub mod ledger_setup;
pub mod legal_entity;
pub mod list;
pub mod matching_tolerance;
pub mod node;
pub mod number_sequence;
pub mod over_receipt_code;
pub mod page;
pub mod payment_terms;
pub mod posted;
pub mod posting_group;
pub mod posting_period;
pub mod procurement_category;
pub mod purchase_invoice;
pub mod purchase_invoice_draft;
pub mod purchase_order;
pub mod purchase_order_line;
pub mod purchase_receipt;
pub mod purchase_return_order;
pub mod removal;
pub mod sales_invoice;
pub mod sales_order;
pub mod sales_order_line;
pub mod sales_shipment;
pub mod scalar;
pub mod schema;
pub mod site;
pub mod tax_entry;
pub mod tax_posting_setup;
pub mod token;
pub mod trade_agreement;
pub mod unit;
pub mod user_error;
pub mod value_entry;
pub mod vendor;
pub mod vendor_entry;
pub mod vendor_payment;
pub mod vendor_posting_setup;
pub mod view;
pub mod voucher;
pub mod warehouse;
pub mod warning;

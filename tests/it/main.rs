//! All integration tests, in one binary: `harness` makes what they need, the rest are laws.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

mod harness;

mod agreement;
mod agreement_classification;
mod agreement_line;
mod ask;
mod build;
mod catalogue;
mod codes;
mod concurrency;
mod customer_posting_setup;
mod dimension;
mod dimension_value;
mod exact;
mod exchange_rate;
mod floors;
mod general_posting_setup;
mod gl_account;
mod inventory_posting_setup;
mod isolation;
mod item;
mod item_charge;
mod item_unit;
mod ledger_setup;
mod legal_entity;
mod matching_tolerance;
mod migrations;
mod node;
mod number_sequence;
mod over_receipt_code;
mod payment_terms;
mod permissions;
mod posting_group;
mod posting_period;
mod procurement_category;
mod purchase_order;
mod purchase_order_line;
mod purchase_receipt;
mod reference;
mod round_trips;
mod row_security;
mod schema;
mod site;
mod statements;
mod tax_posting_setup;
mod tidy;
mod too_many;
mod trade_agreement;
mod vendor;
mod vendor_entry;
mod vendor_payment;
mod vendor_posting_setup;
mod warehouse;

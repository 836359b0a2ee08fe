//! Customers.

mod create;
mod update;

/// What is asked of a customer.
const SHOWN: &str = "customer { id number name currency paymentTerms address blocked version
    customerPostingGroup { code } businessPostingGroup { code } taxBusinessPostingGroup { code } }";

//! Payments to vendors, refunds, and what could be paid (PAY-2 … PAY-5).

pub mod post;
pub mod suggest;

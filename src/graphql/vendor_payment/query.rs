//! Asking what could be paid.

use async_graphql::{Context, InputObject, Object, Result};

use crate::auth::Permission;
use crate::graphql::context::Ask;
use crate::graphql::scalar::{CurrencyCode, Date, Decimal};
use crate::usecase::vendor_payment::suggest;

use super::suggestion::PaymentSuggestions;

/// Which payments are to be suggested.
#[derive(InputObject, Clone, Debug)]
pub struct PaymentSuggestionsInput {
    /// Entries that are due by this day are paid.
    last_due_date: Date,
    /// The day for which the payments will be posted, which decides about discounts; today when
    /// left out.
    posting_date: Option<Date>,
    /// The currency that is paid in; the accounting currency when left out.
    currency: Option<CurrencyCode>,
    /// Whether entries that are due later are paid for the sake of their discount, where its last
    /// day is no later than the last due date.
    #[graphql(default)]
    find_payment_discounts: bool,
    /// Whether vendors come by their priority, 1 first and 0 last; else by number.
    #[graphql(default)]
    use_vendor_priority: bool,
    /// The most that is paid in all, which asks for vendors by priority; no limit when left out.
    available_amount: Option<Decimal>,
}

/// Asking what could be paid.
#[derive(Default)]
pub struct VendorPaymentQuery;

/// Asking what could be paid.
#[Object]
impl VendorPaymentQuery {
    /// Which open entries could be paid, vendor by vendor. Nothing is kept.
    async fn payment_suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payments.")] input: PaymentSuggestionsInput,
    ) -> Result<PaymentSuggestions> {
        let view = ctx.read(Permission::Read).await?;
        let today = view.now().date_naive();
        let ask = suggest::Suggest {
            currency: input.currency.map(|code| code.0),
            last_due_date: input.last_due_date.0,
            posting_date: input.posting_date.map_or(today, |day| day.0),
            find_discounts: input.find_payment_discounts,
            use_priority: input.use_vendor_priority,
            available: input.available_amount.map(|amount| amount.0),
        };
        let found = suggest::run(view.read(), &ask).await?;
        Ok(PaymentSuggestions::new(found, view))
    }
}

//! The exchange rate that a posting is converted at.

use chrono::NaiveDate;
use entity::codes::CurrencyCode;
use entity::exact::Rate;

use crate::domain::money::round;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::check::Check;
use crate::usecase::exchange_rate::read::rate_on;

/// What one unit of a currency costs in the accounting currency on a day, with the nine decimals
/// that are stored; none, and a refusal of the input's `field`, where no rate is known.
///
/// # Errors
/// When the database fails.
pub async fn on(
    scope: &impl Scope,
    field: &str,
    currency: CurrencyCode,
    date: NaiveDate,
    check: &mut Check,
) -> Result<Option<Rate>, Failure> {
    let rate = rate_on(scope, currency, date).await?;
    let rate = rate.and_then(|rate| Rate::try_from(round(rate, Rate::SCALE)).ok());
    if rate.is_none() {
        check.refuse(field, Violation::ExchangeRateMissing { currency, date });
    }
    Ok(rate)
}

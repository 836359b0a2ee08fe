//! Warnings: what is unusual about a result, though allowed.

use async_graphql::{Enum, SimpleObject};

use crate::usecase::outcome;

/// What can be warned of.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
#[graphql(remote = "crate::usecase::outcome::WarningCode")]
pub enum WarningCode {
    /// A line's net amount is below the commitment's least release amount.
    ReleaseAmountBelowMinimum,
    /// A line's net amount is above the commitment's largest release amount.
    ReleaseAmountAboveMaximum,
    /// The order's currency is not its agreement's, so that no line can be linked.
    CurrencyMismatch,
    /// The quantity is not one that the item's order settings recommend.
    QuantityNotRecommended,
    /// No price was found, so that it is zero.
    PriceMissing,
    /// A line could not be linked.
    NotLinked,
    /// A line was left out because no vendor is known for its item.
    VendorMissing,
}

/// Something unusual that was allowed.
#[derive(SimpleObject, Clone, Debug)]
pub struct Warning {
    /// What it is, for programs.
    code: WarningCode,
    /// What it is, for people.
    message: String,
    /// Which element of the input's list of lines it is about.
    element_index: Option<i32>,
}

impl From<outcome::Warning> for Warning {
    fn from(warning: outcome::Warning) -> Self {
        Self {
            code: warning.code.into(),
            message: warning.message,
            element_index: warning.element.and_then(|n| i32::try_from(n).ok()),
        }
    }
}

/// Writes a mutation's payload that can carry warnings.
macro_rules! warned {
    ($(#[$doc:meta])* $payload:ident, $(#[$fdoc:meta])* $field:ident: $node:ident, $model:ty) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            $(#[$fdoc])*
            $field: Option<$node>,
            /// What is unusual about it, though allowed.
            warnings: Vec<$crate::graphql::warning::Warning>,
            /// Why it was refused; empty when it was done.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl From<$crate::graphql::context::Answer<$crate::usecase::outcome::Warned<$model>>>
            for $payload
        {
            fn from(
                answer: $crate::graphql::context::Answer<$crate::usecase::outcome::Warned<$model>>,
            ) -> Self {
                use $crate::graphql::context::Answer;
                match answer {
                    Answer::Done(done, view) => Self {
                        $field: Some($node::new(done.row, view)),
                        warnings: done.warnings.into_iter().map(Into::into).collect(),
                        user_errors: Vec::new(),
                    },
                    Answer::Refused(refusals) => Self {
                        $field: None,
                        warnings: Vec::new(),
                        user_errors: refusals.into_iter().map(Into::into).collect(),
                    },
                }
            }
        }
    };
}
pub(crate) use warned;

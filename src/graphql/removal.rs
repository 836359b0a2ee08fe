//! Payloads of mutations that take a row away.

/// Writes the payload of a mutation that takes a row away: its global id, none when it was refused,
/// and the reasons.
macro_rules! removal {
    ($(#[$doc:meta])* $payload:ident, $id:ident) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            /// Global id of what is gone; none when refused.
            removed_id: Option<async_graphql::ID>,
            /// Why it was refused; empty when it was done.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl From<$crate::graphql::context::Answer<$crate::usecase::outcome::Removed>>
            for $payload
        {
            fn from(
                answer: $crate::graphql::context::Answer<$crate::usecase::outcome::Removed>,
            ) -> Self {
                use $crate::graphql::context::Answer;
                match answer {
                    Answer::Done(removed, _) => Self {
                        removed_id: Some($crate::graphql::id::global(
                            ::entity::ids::$id::from(removed.0),
                        )),
                        user_errors: Vec::new(),
                    },
                    Answer::Refused(refusals) => Self {
                        removed_id: None,
                        user_errors: refusals.into_iter().map(Into::into).collect(),
                    },
                }
            }
        }
    };
}
pub(crate) use removal;

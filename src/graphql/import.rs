//! The inputs and payloads of imports (C-13).

/// Writes an import's input over rows that are the inputs of single acts, and its payload.
macro_rules! imports {
    (
        $(#[$input_doc:meta])* $input:ident of $row:ident;
        $(#[$doc:meta])* $payload:ident, $(#[$field_doc:meta])* $field:ident: $node:ident, $model:ty
    ) => {
        $(#[$input_doc])*
        #[derive(async_graphql::InputObject)]
        pub struct $input {
            /// The rows, at most 1,000. All of them are written, or none.
            #[graphql(validator(max_items = 1000))]
            rows: Vec<$row>,
            /// Whether to only show what would come of it: everything is checked, nothing is kept.
            #[graphql(default)]
            preview: bool,
        }

        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            $(#[$field_doc])*
            $field: Vec<$node>,
            /// Why it was refused, with the index of the row; empty when all rows were written.
            user_errors: Vec<$crate::graphql::user_error::UserError>,
        }

        impl From<$crate::graphql::context::Answer<$crate::usecase::import::Imported<$model>>>
            for $payload
        {
            fn from(
                answer: $crate::graphql::context::Answer<
                    $crate::usecase::import::Imported<$model>,
                >,
            ) -> Self {
                use $crate::graphql::context::Answer;
                match answer {
                    Answer::Done(rows, view) => Self {
                        $field: rows
                            .0
                            .into_iter()
                            .map(|row| $node::new(row, view.clone()))
                            .collect(),
                        user_errors: Vec::new(),
                    },
                    Answer::Refused(refusals) => Self {
                        $field: Vec::new(),
                        user_errors: refusals.into_iter().map(Into::into).collect(),
                    },
                }
            }
        }
    };
}
pub(crate) use imports;

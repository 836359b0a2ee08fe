//! Numbers that JSON readers would round before anybody can refuse them.
//!
//! A number with a point goes through a double in every JSON reader, the engine's included. One of
//! up to 15 digits survives that; a longer one would be changed in silence, so it is refused while
//! it is still text (S-01).

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{ErrorExtensionValues, ServerError, ServerResult, Variables};

/// Digits that a number carries through a double unharmed.
const SAFE_DIGITS: usize = 15;

/// What such a number is answered with.
pub const REASON: &str = "a number of more than 15 digits has to be written as text";

/// Whether a document or a JSON text has a number of more digits than survive. Texts and comments
/// are passed over.
#[must_use]
pub fn has_long_number(text: &str) -> bool {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => quoted(rest),
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '-' | '0'..='9' => {
                let belongs = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
                let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
                let number = rest.get(..length).unwrap_or_default();
                let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
                if mantissa.bytes().filter(u8::is_ascii_digit).count() > SAFE_DIGITS {
                    return true;
                }
                length
            }
            c if c == '_' || c.is_ascii_alphabetic() => {
                let belongs = |c: char| c == '_' || c.is_ascii_alphanumeric();
                rest.find(|c| !belongs(c)).unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    false
}

/// The length of the quoted text at the beginning, or of everything where it is left open.
fn quoted(rest: &str) -> usize {
    const BLOCK: &str = "\"\"\"";
    if let Some(block) = rest.strip_prefix(BLOCK) {
        let mut from = 0;
        while let Some(at) = block.get(from..).and_then(|after| after.find(BLOCK)) {
            let end = from + at;
            if block
                .get(..end)
                .is_some_and(|before| before.ends_with('\\'))
            {
                from = end + BLOCK.len();
            } else {
                return end + 2 * BLOCK.len();
            }
        }
        return rest.len();
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Refuses documents with such numbers.
pub struct ExactNumbers;

impl ExtensionFactory for ExactNumbers {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for ExactNumbers {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        if has_long_number(query) {
            let mut error = ServerError::new(REASON, None);
            let mut extensions = ErrorExtensionValues::default();
            extensions.set("code", "BAD_USER_INPUT");
            error.extensions = Some(extensions);
            return Err(error);
        }
        next.run(ctx, query, variables).await
    }
}

#[cfg(test)]
mod tests {
    use super::has_long_number;

    #[test]
    fn a_number_of_sixteen_digits_is_found() {
        assert!(has_long_number("{ f(a: 1.000000000000001) }"));
        assert!(has_long_number(r#"{"a":[-9007199254740993]}"#));
    }

    #[test]
    fn fifteen_digits_texts_and_comments_are_left_alone() {
        assert!(!has_long_number("{ f(a: 1.00000000000001, b: 1e20) }"));
        assert!(!has_long_number(
            r#"{ f(a: "12345678901234567890") } # 12345678901234567890"#
        ));
        assert!(!has_long_number(
            "{ f(a: \"\"\"1234567890123456789\"\"\") name12345678901234567 }"
        ));
        assert!(!has_long_number(r#"{"a":"\\\"12345678901234567890"}"#));
    }
}

//! Reads a document's words before anything else does: how many, how deep in brackets, how long.
//!
//! It needs one pass and constant memory, so it is safe on whatever comes. A text or comment hides
//! nothing from it, since what is left open is refused here already.

use crate::config::Limits;

use super::precheck::Refused;

/// Counts a document's words and brackets.
///
/// # Errors
/// When there are too many, or a text is left open.
pub(super) fn scan(document: &str, limits: &Limits) -> Result<(), Refused> {
    if document.len() > limits.document_bytes {
        return Err(Refused::limit(
            "the document",
            limits.document_bytes,
            "bytes",
        ));
    }
    let mut rest = document;
    let mut tokens: usize = 0;
    let mut depth: usize = 0;
    while let Some(first) = rest.chars().next() {
        let (length, counts) = match first {
            ' ' | '\t' | '\n' | '\r' | ',' | '\u{feff}' => (first.len_utf8(), false),
            '#' => (until(rest, |c| c != '\n' && c != '\r'), false),
            '"' => (text(rest)?, true),
            '.' => (until(rest, |c| c == '.').min(3), true),
            '_' | 'a'..='z' | 'A'..='Z' => (until(rest, is_name), true),
            '-' | '0'..='9' => (until(rest, |c| is_name(c) || "+-.".contains(c)), true),
            _ => (first.len_utf8(), true),
        };
        match first {
            '{' | '[' | '(' => depth = depth.saturating_add(1),
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            _ if is_name(first) && length > limits.name_bytes => {
                return Err(Refused::limit("a name", limits.name_bytes, "bytes"));
            }
            _ => {}
        }
        tokens = tokens.saturating_add(usize::from(counts));
        if tokens > limits.tokens {
            return Err(Refused::limit("the document", limits.tokens, "words"));
        }
        if depth > limits.brackets {
            let what = "the document's nesting";
            return Err(Refused::limit(what, limits.brackets, "brackets"));
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

/// The length of what a text begins with.
fn until(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The length of the quoted text at the beginning.
fn text(rest: &str) -> Result<usize, Refused> {
    const BLOCK: &str = "\"\"\"";
    let open = || Refused::Syntax {
        message: "syntax error: a text is left open".to_owned(),
        at: None,
    };
    if let Some(block) = rest.strip_prefix(BLOCK) {
        let mut from = 0;
        loop {
            let after = block.get(from..).unwrap_or_default();
            let at = from + after.find(BLOCK).ok_or_else(open)?;
            if block.get(..at).is_some_and(|before| before.ends_with('\\')) {
                from = at + BLOCK.len();
            } else {
                return Ok(at + 2 * BLOCK.len());
            }
        }
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' | '\r' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Ok(at + 1),
            _ => {}
        }
    }
    Err(open())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(document: &str, tokens: usize, brackets: usize) -> bool {
        let limits = Limits {
            tokens,
            brackets,
            ..Limits::default()
        };
        scan(document, &limits).is_ok()
    }

    #[test]
    fn words_are_counted_and_nothing_else() {
        let document = concat!(
            "query Q($a: [Int!] = [1, -2.5e+3]) { # no { words } here\n",
            "a(b: \"{ \\\" }\", c: \"\"\"{ \\\"\"\" \"x\" }\"\"\") ...F @d }"
        );
        let words = 31;
        assert!(scanned(document, words, 9));
        assert!(!scanned(document, words - 1, 9));
    }

    #[test]
    fn brackets_are_counted_outside_texts_only() {
        assert!(scanned("{a(b:[[1]])}", 99, 4));
        assert!(!scanned("{a(b:[[1]])}", 99, 3));
        assert!(scanned("{a(b:\"[[[[[[[[\")}", 99, 2));
        assert!(scanned("}}}}{a}", 99, 1));
        let deep = "[".repeat(60_000);
        assert!(scan(&deep, &Limits::default()).is_err());
    }

    #[test]
    fn an_open_text_is_refused() {
        for open in [
            "\"",
            "{a(b:\"x\n\")}",
            "\"\"\" [[",
            "\"\\\"",
            "\"\"\" \\\"\"\"",
        ] {
            assert!(!scanned(open, 99, 99), "{open}");
        }
        assert!(scanned("\"\"", 99, 99));
        assert!(scanned("\"\"\"\"\"\"", 99, 99));
    }

    #[test]
    fn long_names_and_documents_are_refused() {
        let limits = Limits::default();
        assert!(scan(&"n".repeat(limits.name_bytes), &limits).is_ok());
        assert!(scan(&"n".repeat(limits.name_bytes + 1), &limits).is_err());
        assert!(scan(&" ".repeat(limits.document_bytes), &limits).is_ok());
        assert!(scan(&" ".repeat(limits.document_bytes + 1), &limits).is_err());
    }
}

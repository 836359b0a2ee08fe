//! The law of refusals: every code of the enum UserErrorCode is expected by some test, by its name
//! in the schema, or is listed with the reason why no test can come to it yet.
//!
//! A code that no test expects could be given for the wrong reason, or never.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// This file, whose texts expect nothing.
const ITSELF: &str = "codes.rs";

#[test]
fn every_code_of_a_refusal_is_expected_by_some_test() {
    let codes = codes_of(&read("schema.graphql"));
    assert!(!codes.is_empty(), "schema.graphql has no codes");
    let list = read("tests/it/unexpected_codes.txt");
    let exceptions = exceptions_of(&list);
    let expected = expected();

    let mut offences = Vec::new();
    for code in &codes {
        let is_excused = exceptions.contains_key(code.as_str());
        match (expected.contains(code), is_excused) {
            (false, false) => offences.push(format!("{code}: no test expects it")),
            (true, true) => offences.push(format!("{code}: has its test; take it off the list")),
            (true, false) | (false, true) => {}
        }
    }
    for (code, reason) in exceptions {
        if !codes.contains(code) {
            offences.push(format!("{code}: listed, but is no code"));
        }
        if reason.is_empty() {
            offences.push(format!("{code}: listed without a reason"));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn only_the_literals_of_a_source_are_read() {
    let source = r##"
        // "COMMENT"
        let quote = '"'; let escaped = '\''; let lifetime: &'static str = "ONE two";
        let raw = r#"a "THREE" b"#; /// "DOC"
        let escape = "\"FOUR"; let plain = r"FIVE\"; let last = "SIX";
    "##;
    let words = words_of(source);
    let codes: Vec<&str> = ["ONE", "THREE", "FOUR", "FIVE", "SIX"].into();
    for code in &codes {
        assert!(words.contains(*code), "{code} is not in {words:?}");
    }
    for other in ["COMMENT", "DOC", "quote", "let"] {
        assert!(!words.contains(other), "{other} is in {words:?}");
    }
}

/// The members of `enum UserErrorCode`.
fn codes_of(sdl: &str) -> BTreeSet<String> {
    let (_, from) = sdl
        .split_once("\nenum UserErrorCode {")
        .expect("an enum of codes");
    let (members, _) = from.split_once("\n}").expect("the end of the enum");
    // What is between an even and an odd mark is no description.
    let names = members.split("\"\"\"").step_by(2);
    names
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

/// Codes with their reasons: `CODE: reason`.
fn exceptions_of(list: &str) -> BTreeMap<&str, &str> {
    let lines = list.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(':').unwrap_or((line, "")))
        .map(|(code, reason)| (code.trim(), reason.trim()))
        .collect()
}

/// All words of all string literals of the tests.
fn expected() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut folders = vec![root().join("tests/it")];
    while let Some(folder) = folders.pop() {
        // The harness expects nothing.
        if folder.ends_with("harness") {
            continue;
        }
        for entry in folder.read_dir().expect("the folder is read") {
            let path = entry.expect("the folder is read").path();
            let name = path.file_name().unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if name != ITSELF && path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(&path).expect("the file is read");
                words.extend(words_of(&source));
            }
        }
    }
    assert!(!words.is_empty(), "no tests were read");
    words
}

fn words_of(source: &str) -> BTreeSet<String> {
    let is_name = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    literals(source)
        .iter()
        .flat_map(|literal| literal.split(move |letter| !is_name(letter)))
        .map(str::to_owned)
        .collect()
}

/// The string literals of a Rust source, as they are written.
fn literals(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        if from.starts_with("//") {
            rest = from.split_once('\n').map_or("", |(_, next)| next);
        } else if let Some(text) = from.strip_prefix('"') {
            let (literal, next) = cut(before, text);
            found.push(literal);
            rest = next;
        } else {
            // A quoted quote opens no string.
            let quoted = ["'\"'", "'\\''", "'\\\"'", "'\\\\'"];
            let quote = quoted.iter().find(|quote| from.starts_with(**quote));
            let skipped = quote.map_or(1, |quote| quote.len());
            rest = from.get(skipped..).unwrap_or_default();
        }
    }
    found
}

/// A literal that begins after the quote between `before` and `text`, and what follows it.
fn cut<'a>(before: &str, text: &'a str) -> (&'a str, &'a str) {
    let bare = before.trim_end_matches('#');
    if bare.ends_with('r') {
        let end = format!("\"{}", "#".repeat(before.len() - bare.len()));
        return text.split_once(&end).unwrap_or((text, ""));
    }
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if letter == '"' && !is_escaped {
            let (literal, next) = text.split_at(at);
            return (literal, next.get(1..).unwrap_or_default());
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    (text, "")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

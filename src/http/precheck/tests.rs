use std::fmt::Write;
use std::time::{Duration, Instant};

use super::*;

fn checked(document: &str) -> Result<Checked, Refused> {
    check(document, &Limits::default())
}

fn refused_for(document: &str, unit: &str) {
    match checked(document) {
        Err(Refused::Limit(message)) => assert!(message.ends_with(unit), "{message}"),
        other => panic!("{unit}: {other:?}"),
    }
}

/// Fragments of which each spreads the next `wide` times.
fn tower(levels: usize, wide: usize) -> String {
    let mut document = String::from("{ r { ...F0 } }");
    for level in 0..levels {
        let next = format!("...F{} ", level + 1).repeat(wide);
        write!(document, " fragment F{level} on Query {{ {next} }}").unwrap();
    }
    write!(document, " fragment F{levels} on Query {{ __typename }}").unwrap();
    document
}

#[test]
fn towers_of_fragments_are_refused_at_once() {
    for document in [tower(24, 2), tower(8, 10), tower(48, 5)] {
        let begun = Instant::now();
        refused_for(&document, "selections");
        // The engine needs minutes; a busy machine needs its moment.
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    assert!(checked(&tower(8, 2)).is_ok());
}

#[test]
fn a_tower_in_an_operation_that_is_not_asked_for_is_refused_too() {
    let document = tower(24, 2).replacen("{ r", "query A { a } query B { r", 1);
    refused_for(&document, "selections");
}

#[test]
fn fragments_that_contain_themselves_are_refused() {
    for document in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }",
        "{ a } fragment A on Query { ... on Query { ...A } }",
    ] {
        let outcome = checked(document);
        assert!(matches!(outcome, Err(Refused::Cycle(_))), "{document}");
    }
}

#[test]
fn each_limit_holds_at_its_edge() {
    let limits = Limits {
        depth: 100,
        ..Limits::default()
    };
    let with = |document: &str| check(document, &limits);
    let aliases = |n: usize| {
        let fields: String = (0..n).map(|i| format!("a{i}: x ")).collect();
        format!("{{ r {{ {fields} }} }}")
    };
    let roots = |n: usize| {
        let fields: String = (0..n).map(|i| format!("f{i} ")).collect();
        format!("{{ {fields} }}")
    };
    let directives = |n: usize| format!("{{ f {} }}", "@d ".repeat(n));
    let fragments = |n: usize| {
        let all: String = (0..n)
            .map(|i| format!(" fragment F{i} on Q {{ a }}"))
            .collect();
        format!("{{ a }}{all}")
    };
    let operations = |n: usize| {
        (0..n)
            .map(|i| format!("query Q{i} {{ a }} "))
            .collect::<String>()
    };
    let variables = |n: usize| {
        let all: String = (0..n).map(|i| format!("$v{i}: Int ")).collect();
        format!("query({all}) {{ a }}")
    };
    let brackets = |n: usize| format!("{}a{}", "{a".repeat(n), "}".repeat(n));
    let names = |n: usize| format!("{{ {} }}", "x".repeat(n));
    let words = |n: usize| format!("{{ a(x: [{}]) }}", "1 ".repeat(n - 9));
    let bytes = |n: usize| format!("{{ a }}{}", " ".repeat(n - 5));
    let selections = |n: usize| {
        let fields = "a ".repeat(n / 2 - 2);
        format!("{{ r {{ ...F }} s {{ ...F }} }} fragment F on Q {{ {fields} }}").replacen(
            "{ r",
            if n.is_multiple_of(2) { "{ r" } else { "{ t r" },
            1,
        )
    };
    type Make<'a> = &'a dyn Fn(usize) -> String;
    let edges: [(Make, usize, &str); 11] = [
        (&names, limits.name_bytes, "bytes"),
        (&words, limits.tokens, "words"),
        (&bytes, limits.document_bytes, "bytes"),
        (&selections, limits.selections, "selections"),
        (&aliases, limits.aliases, "aliases"),
        (&roots, limits.root_fields, "root fields"),
        (&directives, limits.directives, "directives"),
        (&fragments, limits.fragments, "fragments"),
        (&operations, limits.operations, "operations"),
        (&variables, limits.variables, "variables"),
        (&brackets, limits.brackets, "brackets"),
    ];
    for (make, limit, unit) in edges {
        let at = with(&make(limit));
        assert!(at.is_ok(), "{unit}: {at:?}");
        match with(&make(limit + 1)) {
            Err(Refused::Limit(message)) => assert!(message.ends_with(unit), "{message}"),
            other => panic!("{unit}: {other:?}"),
        }
    }
}

#[test]
fn depth_is_counted_with_fragments_written_out() {
    let limits = Limits {
        depth: 6,
        ..Limits::default()
    };
    let nested = |n: usize| format!("{}x{}", "{ a ".repeat(n - 1) + "{ ", " }".repeat(n));
    assert!(check(&nested(6), &limits).is_ok());
    assert!(check(&nested(7), &limits).is_err());
    let spread = |n: usize| format!("{{ a {{ b {{ ...F }} }} }} fragment F on Q {}", nested(n));
    assert!(check(&spread(4), &limits).is_ok());
    let Err(Refused::Limit(message)) = check(&spread(5), &limits) else {
        panic!("not refused");
    };
    assert_eq!(
        message,
        "an operation is above the limit of 6 fields of depth"
    );
}

#[test]
fn a_root_field_in_a_fragment_is_a_root_field() {
    let fields: String = (0..11).map(|i| format!("f{i} ")).collect();
    let twice = format!("{{ ...F ... on Query {{ ...F }} }} fragment F on Query {{ {fields} }}");
    refused_for(&twice, "root fields");
}

#[test]
fn syntax_errors_are_short_and_do_not_repeat_the_document() {
    let document = format!("{{ {} ", "word ".repeat(100));
    let Err(Refused::Syntax { message, at }) = checked(&document) else {
        panic!("not refused");
    };
    assert!(
        message.len() <= 200 && !message.contains("word"),
        "{message}"
    );
    assert!(at.is_some());
    let Err(Refused::Syntax { message, .. }) = checked("\"What it does\" query Q { a }") else {
        panic!("not refused");
    };
    assert!(message.ends_with("is not supported"), "{message}");
}

#[test]
fn the_operation_is_the_named_or_the_only_one() {
    let two = checked("query A { a } mutation B { b }").unwrap();
    assert!(two.operation(Some("B")).is_ok());
    assert!(two.operation(Some("C")).is_err());
    assert!(two.operation(None).is_err());
    let one = checked("query A { a }").unwrap();
    assert!(one.operation(None).is_ok());
    assert!(checked("{ a }").unwrap().operation(Some("A")).is_err());
}

#[test]
fn introspection_and_arguments_by_variable_are_seen() {
    let checked =
        checked("query($v: Int) { a(x: [{y: $v}] z: 1) ...F } fragment F on Q { __type }");
    let checked = checked.unwrap();
    assert!(checked.introspects);
    assert_eq!(checked.variable_arguments.len(), 1);
}

//! The graph's contract: as committed, explained, and of one form throughout.

use avtal::graphql::schema::sdl;
use expect_test::expect_file;

use crate::harness::graph::{Graph, Input};

#[test]
fn the_sdl_is_the_committed_one() {
    expect_file!["../../schema.graphql"].assert_eq(sdl());
}

#[tokio::test]
async fn everything_is_explained() {
    let graph = Graph::read().await;
    let mut mute = Vec::new();
    let mut tell = |what: String, description: &Option<String>| {
        let is_text = description
            .as_ref()
            .is_some_and(|text| !text.trim().is_empty());
        if !is_text {
            mute.push(what);
        }
    };
    for (name, kind) in &graph.types {
        // The specification explains its own scalars.
        if !["Boolean", "Float", "ID", "Int", "String"].contains(&name.as_str()) {
            tell(name.clone(), &kind.description);
        }
        for field in kind.fields.iter().flatten() {
            tell(format!("{name}.{}", field.name), &field.description);
            for arg in &field.args {
                tell(
                    format!("{name}.{}({})", field.name, arg.name),
                    &arg.description,
                );
            }
        }
        for input in kind.input_fields.iter().flatten() {
            tell(format!("{name}.{}", input.name), &input.description);
        }
        for value in kind.enum_values.iter().flatten() {
            tell(format!("{name}.{}", value.name), &value.description);
        }
    }
    for directive in &graph.directives {
        tell(format!("@{}", directive.name), &directive.description);
        // What comes from the specification and says nothing of its arguments is not ours.
        let ours = !["deprecated", "include", "skip", "specifiedBy", "oneOf"]
            .contains(&directive.name.as_str());
        for arg in directive.args.iter().filter(|_| ours) {
            tell(
                format!("@{}({})", directive.name, arg.name),
                &arg.description,
            );
        }
    }
    assert!(
        mute.is_empty(),
        "without a description:\n{}",
        mute.join("\n")
    );
}

#[tokio::test]
async fn every_scalar_says_where_it_is_specified() {
    let graph = Graph::read().await;
    let built_in = ["Boolean", "Float", "ID", "Int", "String"];
    let ours: Vec<_> = graph
        .types
        .values()
        .filter(|kind| kind.kind == "SCALAR" && !built_in.contains(&kind.name.as_str()))
        .collect();
    assert!(!ours.is_empty(), "no scalar is walked");
    for scalar in ours {
        let url = scalar.specified_by_url.as_deref().unwrap_or_default();
        assert!(url.starts_with("https://"), "{}: {url:?}", scalar.name);
    }
}

#[tokio::test]
async fn no_number_is_a_float() {
    let graph = Graph::read().await;
    let mut floats = Vec::new();
    for (name, kind) in &graph.types {
        for field in kind.fields.iter().flatten() {
            let args = field.args.iter().map(|arg| &arg.kind);
            if args
                .chain([&field.kind])
                .any(|kind| kind.named() == "Float")
            {
                floats.push(format!("{name}.{}", field.name));
            }
        }
        for input in kind.input_fields.iter().flatten() {
            if input.kind.named() == "Float" {
                floats.push(format!("{name}.{}", input.name));
            }
        }
    }
    assert!(floats.is_empty(), "decimals are exact: {floats:?}");
}

#[tokio::test]
async fn every_mutation_takes_one_input_and_says_why_not() {
    let graph = Graph::read().await;
    for root in graph.mutations() {
        let name = root.field.name;
        let (first, rest) = name.split_at(1);
        let pascal = format!("{}{rest}", first.to_uppercase());
        let [input]: [Input; 1] = root
            .field
            .args
            .try_into()
            .unwrap_or_else(|args| panic!("{name}: not one argument but {args:?}"));
        assert_eq!(input.name, "input", "{name}");
        assert_eq!(input.kind.text(), format!("{pascal}Input!"), "{name}");
        assert_eq!(
            root.field.kind.text(),
            format!("{pascal}Payload!"),
            "{name}"
        );
        let payload = graph.types.get(root.field.kind.named()).expect("a type");
        let errors: Vec<_> = payload
            .fields
            .iter()
            .flatten()
            .filter(|field| field.name == "userErrors")
            .map(|field| field.kind.text())
            .collect();
        assert_eq!(errors, ["[UserError!]!"], "{name}");
        let other_required: Vec<_> = payload
            .fields
            .iter()
            .flatten()
            .filter(|field| field.kind.is_required() && field.kind.kind != "LIST")
            .filter(|field| {
                field
                    .kind
                    .of_type
                    .as_ref()
                    .is_some_and(|of| of.kind == "OBJECT")
            })
            .map(|field| &field.name)
            .collect();
        assert!(
            other_required.is_empty(),
            "{name}: refused, it has no {other_required:?}"
        );
    }
}

#[tokio::test]
async fn every_connection_has_the_same_form() {
    let graph = Graph::read().await;
    let connections: Vec<_> = graph
        .types
        .values()
        .filter(|kind| kind.name.ends_with("Connection"))
        .collect();
    assert!(!connections.is_empty(), "no connection is walked");
    for connection in connections {
        let mut fields: Vec<&str> = connection
            .fields
            .iter()
            .flatten()
            .map(|field| field.name.as_str())
            .collect();
        fields.sort_unstable();
        for name in ["edges", "nodes", "pageInfo", "totalCount"] {
            assert!(fields.contains(&name), "{}: no {name}", connection.name);
        }
    }
    for (name, kind) in &graph.types {
        for field in kind.fields.iter().flatten() {
            if !field.kind.named().ends_with("Connection") {
                continue;
            }
            let args: Vec<&str> = field.args.iter().map(|arg| arg.name.as_str()).collect();
            for arg in ["first", "after", "last", "before"] {
                assert!(args.contains(&arg), "{name}.{}: no {arg}", field.name);
            }
        }
    }
}

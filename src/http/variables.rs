//! Are the variables what the operation declares? The engine asks only when a field uses one, in
//! the midst of executing; wrong variables are a wrong request and are refused before.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Value, Variables};

use super::answer::Refusal;
use super::asked::{keys, unreadable};

/// The variables of a request as they came, a JSON object, if any came: what waits keeps text, of
/// which only what its operation declares is ever read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Given(Option<String>);

impl Given {
    /// Those of a JSON object.
    pub(super) fn of(json: Option<&str>) -> Self {
        Self(json.map(str::to_owned))
    }

    /// Those that an operation declares.
    ///
    /// # Errors
    /// When one is nested too deep, or has a text that is none.
    pub(super) fn declared(&self, operation: &OperationDefinition) -> Result<Variables, Refusal> {
        let keys = self.0.as_deref().and_then(keys).unwrap_or_default();
        let mut variables = Variables::default();
        for definition in &operation.variable_definitions {
            let name = &definition.node.name.node;
            let Some(json) = keys.get(name.as_str()) else {
                continue;
            };
            // By the engine's own reader: the one of JSON takes some objects for JSON in a text,
            // which nobody has counted, nor looked at for numbers that are too long.
            let value = serde_json::from_str(json.get());
            let value = value.map_err(|_reason| {
                unreadable(format!("the variable ${name} cannot be read as JSON"))
            })?;
            variables.insert(name.clone(), value);
        }
        Ok(variables)
    }
}

/// What is wrong with the variables, if something is: one is missing, or is not of the built-in
/// type it is declared with. Types of the schema's own are the engine's to check.
pub(super) fn wrong(operation: &OperationDefinition, variables: &Variables) -> Option<String> {
    operation
        .variable_definitions
        .iter()
        .find_map(|definition| {
            let definition = &definition.node;
            let name = &definition.name.node;
            let kind = &definition.var_type.node;
            match variables.get(name) {
                None if kind.nullable || definition.default_value.is_some() => None,
                None => Some(format!("the variable ${name} of type {kind} is missing")),
                Some(value) if fits(value, kind) => None,
                Some(_) => Some(format!("the variable ${name} is not of type {kind}")),
            }
        })
}

fn fits(value: &Value, kind: &Type) -> bool {
    match (value, &kind.base) {
        (Value::Null, _) => kind.nullable,
        (Value::List(items), BaseType::List(inner)) => items.iter().all(|item| fits(item, inner)),
        // One value stands for a list of one.
        (value, BaseType::List(inner)) => fits(value, inner),
        (value, BaseType::Named(name)) => fits_named(value, name.as_str()),
    }
}

fn fits_named(value: &Value, name: &str) -> bool {
    match (name, value) {
        ("Int", Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        ("Float", Value::Number(_))
        | ("String" | "ID", Value::String(_))
        | ("Boolean", Value::Boolean(_)) => true,
        ("ID", Value::Number(number)) => number.is_i64() || number.is_u64(),
        ("Int" | "Float" | "String" | "ID" | "Boolean", _) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Limits;
    use crate::http::precheck::check;

    #[test]
    fn only_what_the_operation_declares_is_read() {
        let document = "query A($v: Int, $w: Int) { a(v: $v, w: $w) } query B { b }";
        let checked = check(document, &Limits::default()).unwrap();
        let deep = "[".repeat(500) + &"]".repeat(500);
        let given = Given::of(Some(&format!(r#"{{"v":1,"x":2,"deep":{deep}}}"#)));
        let read = |name| given.declared(checked.operation(Some(name)).unwrap());
        assert_eq!(read("A").unwrap(), Variables::from_json(json!({ "v": 1 })));
        assert_eq!(read("B").unwrap(), Variables::default());
        let given = Given::of(Some(&format!(r#"{{"v":{deep}}}"#)));
        let read = given.declared(checked.operation(Some("A")).unwrap());
        assert_eq!(read.err().unwrap().code(), "BAD_REQUEST");
    }

    #[test]
    fn a_text_is_never_read_as_json() {
        let checked = check("query($v: Made) { a(v: $v) }", &Limits::default()).unwrap();
        let key = "$serde_json::private::RawValue";
        let given = Given::of(Some(&format!(r#"{{"v":{{"{key}":"[1,2]"}}}}"#)));
        let read = given.declared(checked.operation(None).unwrap()).unwrap();
        let Some(Value::Object(object)) = read.get("v") else {
            panic!("it is no object: {read}");
        };
        assert_eq!(object.get(key), Some(&Value::String("[1,2]".to_owned())));
    }

    #[test]
    fn variables_are_what_they_are_declared_as() {
        for (kind, value, good) in [
            ("Int!", json!(1), true),
            ("Int!", json!(2_147_483_648_i64), false),
            ("Int", json!(1.5), false),
            ("Int", json!(null), true),
            ("Int!", json!(null), false),
            ("Float", json!(1), true),
            ("String!", json!({"a": 1}), false),
            ("String!", json!(7), false),
            ("ID!", json!(7), true),
            ("ID!", json!("7"), true),
            ("Boolean", json!("true"), false),
            ("[Int!]!", json!([1, 2]), true),
            ("[Int!]!", json!([1, null]), false),
            ("[Int!]!", json!(1), true),
            ("Made", json!({"up": []}), true),
        ] {
            let document = format!("query($v: {kind}) {{ a(v: $v) }}");
            let checked = check(&document, &Limits::default()).unwrap();
            let variables = Variables::from_json(json!({ "v": value }));
            let operation = checked.operation(None).unwrap();
            assert_eq!(
                wrong(operation, &variables).is_none(),
                good,
                "{kind} = {value}"
            );
        }
    }

    #[test]
    fn a_missing_variable_is_told_by_name() {
        for (declared, good) in [("Int!", false), ("Int", true), ("Int! = 1", true)] {
            let document = format!("query($v: {declared}) {{ a(v: $v) }}");
            let checked = check(&document, &Limits::default()).unwrap();
            let message = wrong(checked.operation(None).unwrap(), &Variables::default());
            assert_eq!(message.is_none(), good, "{declared}");
            assert!(message.is_none_or(|message| message.contains("$v")));
        }
    }
}

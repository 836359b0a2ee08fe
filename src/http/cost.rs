//! What an operation asks for with full pages (C-08): an upper bound for the fields and list
//! elements of its answer, as far as the document tells. Lists without pages count as one element.
//!
//! The same unit is counted while an answer is made, so that what was asked for and what it came to
//! can be compared, and both are charged from one bucket.

use std::collections::HashMap;

use async_graphql::parser::types::{Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

use crate::graphql::page::{PAGE_SIZE, PAGE_SIZE_MAX};

use super::precheck::Checked;

/// What a selection costs: once, and again for each row of the page that it stands in.
#[derive(Clone, Copy, Default)]
struct Cost {
    once: usize,
    a_row: usize,
}

impl Cost {
    fn over(self, rows: usize) -> usize {
        self.once.saturating_add(self.a_row.saturating_mul(rows))
    }
}

/// The most fields and list elements that an operation may be answered with.
pub(super) fn most(
    checked: &Checked,
    operation: &OperationDefinition,
    variables: &Variables,
) -> usize {
    let mut count = Count {
        checked,
        operation,
        variables,
        fragments: HashMap::new(),
    };
    count
        .set(&operation.selection_set.node)
        .over(default_page())
}

fn default_page() -> usize {
    usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX)
}

struct Count<'a> {
    checked: &'a Checked,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    fragments: HashMap<&'a str, Cost>,
}

impl<'a> Count<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Cost {
        let mut sum = Cost::default();
        for selection in &set.items {
            let cost = match &selection.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(own) => self.set(&own.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            };
            sum.once = sum.once.saturating_add(cost.once);
            sum.a_row = sum.a_row.saturating_add(cost.a_row);
        }
        sum
    }

    /// The precheck made sure that no fragment contains itself.
    fn fragment(&mut self, name: &'a Name) -> Cost {
        if let Some(known) = self.fragments.get(name.as_str()) {
            return *known;
        }
        let Some(fragment) = self.checked.document.fragments.get(name) else {
            return Cost::default();
        };
        let cost = self.set(&fragment.node.selection_set.node);
        self.fragments.insert(name.as_str(), cost);
        cost
    }

    fn field(&mut self, field: &'a Field) -> Cost {
        let below = self.set(&field.selection_set.node);
        let is_page = matches!(field.name.node.as_str(), "nodes" | "edges");
        if is_page && field.arguments.is_empty() {
            let element = below.over(default_page()).saturating_add(1);
            return Cost {
                once: 1,
                a_row: element,
            };
        }
        let once = below.over(self.rows(field)).saturating_add(1);
        let elements = match self.argument(field, "ids") {
            Some(Value::List(ids)) => ids.len(),
            _ => 1,
        };
        Cost {
            once: once.saturating_mul(elements.max(1)),
            a_row: 0,
        }
    }

    /// How many rows the page of a connection has at most.
    fn rows(&self, field: &'a Field) -> usize {
        let asked = ["first", "last"].into_iter().find_map(|name| {
            match self.argument(field, name)? {
                // What is no size of a page is refused when it is read.
                Value::Number(rows) => rows.as_u64().and_then(|rows| usize::try_from(rows).ok()),
                _ => None,
            }
        });
        let most = usize::try_from(PAGE_SIZE_MAX).unwrap_or(usize::MAX);
        asked.unwrap_or_else(default_page).min(most)
    }

    /// The value of an argument, its variable filled in.
    fn argument(&self, field: &'a Field, name: &str) -> Option<Value> {
        let value = &field.get_argument(name)?.node;
        let filled = value.clone().into_const_with(|variable| {
            let set = self.variables.get(&variable).cloned();
            let declared = || {
                let all = self.operation.variable_definitions.iter();
                let mut own = all.filter(|definition| definition.node.name.node == variable);
                own.next()?
                    .node
                    .default_value
                    .clone()
                    .map(|value| value.node)
            };
            set.or_else(declared).ok_or(())
        });
        filled.ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Limits;
    use crate::http::precheck::check;

    fn cost(document: &str, variables: serde_json::Value) -> usize {
        let checked = check(document, &Limits::default()).unwrap();
        let operation = checked.operation(None).unwrap();
        most(&checked, operation, &Variables::from_json(variables))
    }

    #[test]
    fn a_page_costs_its_rows_and_what_they_show() {
        for (document, variables, fields_and_elements) in [
            ("{ a }", json!({}), 1),
            ("{ a { b c } }", json!({}), 3),
            // vendors, totalCount, nodes, and ten times an element with two fields.
            (
                "{ vendors(first: 10) { totalCount nodes { id name } } }",
                json!({}),
                33,
            ),
            ("{ vendors { nodes { id } } }", json!({}), 102),
            ("{ vendors(first: 9999) { nodes { id } } }", json!({}), 502),
            ("{ vendors(first: -3) { nodes { id } } }", json!({}), 102),
            (
                "query($n: Int) { vendors(last: $n) { nodes { id } } }",
                json!({"n": 3}),
                8,
            ),
            (
                "query($n: Int = 4) { vendors(last: $n) { nodes { id } } }",
                json!({}),
                10,
            ),
            (
                "query($n: Int) { vendors(last: $n) { nodes { id } } }",
                json!({}),
                102,
            ),
            // An edge is an element with two fields, of which one is an object with one.
            (
                "{ v(first: 2) { edges { cursor node { id } } } }",
                json!({}),
                10,
            ),
            ("{ nodes(ids: [\"a\", \"b\"]) { id } }", json!({}), 4),
            (
                "{ v(first: 10) { ...F } w(first: 2) { ...F } } fragment F on C { nodes { id } }",
                json!({}),
                1 + 1 + 20 + 1 + 1 + 4,
            ),
            (
                "{ v(first: 10) { nodes { w(first: 5) { nodes { id } } } } }",
                json!({}),
                1 + 1 + 10 * (1 + 1 + 1 + 5 * 2),
            ),
        ] {
            assert_eq!(cost(document, variables), fields_and_elements, "{document}");
        }
    }

    #[test]
    fn cost_does_not_run_over() {
        let deep = "nodes { v(first: 250) {".repeat(7);
        let document = format!("{{ v(first: 250) {{ {deep} x {} }} }}", "}}".repeat(7));
        let limits = Limits {
            depth: 100,
            ..Limits::default()
        };
        let checked = check(&document, &limits).unwrap();
        let operation = checked.operation(None).unwrap();
        assert!(most(&checked, operation, &Variables::default()) > 1_000_000_000);
    }
}

//! Is a document small enough for the engine? Asked before the engine looks at it.
//!
//! The engine follows every fragment as often as it is spread, before it compares any limit of its
//! own: a document of 1 KB in which each fragment spreads the next twice keeps it busy for ever.
//! Here each fragment is measured once.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Name, Pos, Positioned};

use crate::config::Limits;

use super::scan::scan;

/// Why a document is not executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no document.
    Syntax {
        /// What is wrong.
        message: String,
        /// Where.
        at: Option<Pos>,
    },
    /// It is above a limit, which the message names.
    Limit(String),
    /// A fragment contains itself.
    Cycle(Pos),
    /// It has no such operation, or several and none is named.
    Operation(String),
}

impl Refused {
    /// The answer would have too many values. What a mutation did before it was answered stands.
    pub(super) fn large(limit: usize, writes: bool) -> Self {
        Self::answer(limit, "fields and list elements", writes)
    }

    /// The answer would be too long.
    pub(super) fn long(limit: usize, writes: bool) -> Self {
        Self::answer(limit, "bytes", writes)
    }

    fn answer(limit: usize, unit: &str, writes: bool) -> Self {
        let done = match writes {
            true => "; what the mutation did stands",
            false => "",
        };
        Self::limit("the answer", limit, &format!("{unit}{done}"))
    }

    pub(super) fn limit(what: &str, limit: usize, unit: &str) -> Self {
        Self::Limit(format!("{what} is above the limit of {limit} {unit}"))
    }
}

/// A document that may be executed, and what was seen on the way.
#[derive(Debug)]
pub struct Checked {
    /// The document.
    pub document: ExecutableDocument,
    /// Whether it asks for the schema.
    pub introspects: bool,
    /// Where the arguments stand whose value depends on variables.
    pub variable_arguments: HashSet<Pos>,
    /// What is counted over several documents that come in one body.
    pub size: Whole,
}

/// What documents have together, fragments written out: several that come in one body count as
/// one, or a list would be the way round the limits (H-07).
#[derive(Debug, Default)]
pub struct Whole {
    selections: usize,
    roots: usize,
    directives: usize,
    aliases: HashMap<String, usize>,
}

impl Whole {
    /// Adds another document.
    pub(super) fn add(&mut self, other: &Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.roots = self.roots.saturating_add(other.roots);
        self.directives = self.directives.saturating_add(other.directives);
        for (field, n) in &other.aliases {
            let sum = self.aliases.entry(field.clone()).or_default();
            *sum = sum.saturating_add(*n);
        }
    }

    /// Whether one document could have as much.
    ///
    /// # Errors
    /// When it is above a limit.
    pub(super) fn within(&self, limits: &Limits) -> Result<(), Refused> {
        const WHAT: &str = "the list of requests";
        at_most(WHAT, self.selections, limits.selections, "selections")?;
        at_most(WHAT, self.roots, limits.root_fields, "root fields")?;
        at_most(WHAT, self.directives, limits.directives, "directives")?;
        let most = self.aliases.values().copied().max().unwrap_or_default();
        at_most(WHAT, most, limits.aliases, "aliases of one field")
    }
}

impl Checked {
    /// The name of its operation, where it has one operation and that has a name.
    #[must_use]
    pub fn only_name(&self) -> Option<&str> {
        let mut all = self.document.operations.iter();
        match (all.next(), all.next()) {
            (Some((name, _)), None) => name.map(|name| name.as_str()),
            _ => None,
        }
    }

    /// The operation that is to be executed.
    ///
    /// # Errors
    /// When it has no such operation, or several and none is named.
    pub fn operation(&self, name: Option<&str>) -> Result<&OperationDefinition, Refused> {
        let mut all = self.document.operations.iter();
        let found = match name {
            Some(name) => all.find(|(known, _)| known.is_some_and(|known| known == name)),
            None if all.len() > 1 => None,
            None => all.next(),
        };
        found.map(|(_, operation)| &operation.node).ok_or_else(|| {
            Refused::Operation(match name {
                Some(_) => "the document has no operation of that name".to_owned(),
                None => "the document has several operations: name one".to_owned(),
            })
        })
    }
}

/// Parses a document if it is small enough.
///
/// # Errors
/// When it is above a limit, no document, or contains itself.
pub fn check(document: &str, limits: &Limits) -> Result<Checked, Refused> {
    scan(document, limits)?;
    let parsed = parse_query(document).map_err(|error| syntax(document, &error))?;
    let operations = parsed.operations.iter().len();
    at_most("the document", operations, limits.operations, "operations")?;
    let fragments = parsed.fragments.len();
    at_most("the document", fragments, limits.fragments, "fragments")?;

    let mut walk = Walk::new(&parsed, limits);
    for name in parsed.fragments.keys() {
        walk.fragment(name, Pos::default())?;
    }
    let mut selections: usize = 0;
    let mut roots: usize = 0;
    for (_, operation) in parsed.operations.iter() {
        let operation = &operation.node;
        let variables = operation.variable_definitions.len();
        at_most("an operation", variables, limits.variables, "variables")?;
        walk.directives(operation.directives.len())?;
        let size = walk.set(&operation.selection_set)?;
        selections = selections.saturating_add(size.selections);
        at_most("the document", selections, limits.selections, "selections")?;
        roots = roots.max(size.roots);
        at_most("an operation", roots, limits.root_fields, "root fields")?;
        at_most("an operation", size.depth, limits.depth, "fields of depth")?;
    }
    let Walk {
        introspects,
        variable_arguments,
        directives,
        aliases,
        ..
    } = walk;
    let aliases = aliases.into_iter().map(|(name, n)| (name.to_owned(), n));
    let size = Whole {
        selections,
        roots,
        directives,
        aliases: aliases.collect(),
    };
    Ok(Checked {
        document: parsed,
        introspects,
        variable_arguments,
        size,
    })
}

fn at_most(what: &str, is: usize, limit: usize, unit: &str) -> Result<(), Refused> {
    if is > limit {
        return Err(Refused::limit(what, limit, unit));
    }
    Ok(())
}

/// The parser's message without the document, which it draws a picture of.
fn syntax(document: &str, error: &ParseError) -> Refused {
    let full = error.to_string();
    let short = full.rsplit_once("= ").map_or(full.as_str(), |(_, end)| end);
    let mut message = format!("syntax error: {}", short.trim());
    if document.trim_start().starts_with('"') {
        message.push_str("; a description before an operation is not supported");
    }
    Refused::Syntax {
        message,
        at: error.positions().next(),
    }
}

/// The size of a selection with its fragments written out.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: usize,
    roots: usize,
    depth: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.roots = self.roots.saturating_add(other.roots);
        self.depth = self.depth.max(other.depth);
    }
}

/// Goes over a document, each fragment once.
struct Walk<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    /// `None` while the fragment is being measured.
    measured: HashMap<&'a str, Option<Size>>,
    aliases: HashMap<&'a str, usize>,
    directives: usize,
    introspects: bool,
    variable_arguments: HashSet<Pos>,
}

impl<'a> Walk<'a> {
    fn new(document: &'a ExecutableDocument, limits: &'a Limits) -> Self {
        Self {
            document,
            limits,
            measured: HashMap::new(),
            aliases: HashMap::new(),
            directives: 0,
            introspects: false,
            variable_arguments: HashSet::new(),
        }
    }

    fn fragment(&mut self, name: &'a Name, spread_at: Pos) -> Result<Size, Refused> {
        match self.measured.get(name.as_str()) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Refused::Cycle(spread_at)),
            None => {}
        }
        // A fragment that is not there is the validation's to refuse.
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.measured.insert(name.as_str(), None);
        self.directives(fragment.node.directives.len())?;
        let size = self.set(&fragment.node.selection_set)?;
        self.measured.insert(name.as_str(), Some(size));
        Ok(size)
    }

    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<Size, Refused> {
        let mut size = Size::default();
        for selection in &set.node.items {
            self.directives(selection.node.directives().len())?;
            size.selections = size.selections.saturating_add(1);
            match &selection.node {
                Selection::Field(field) => {
                    self.field(&field.node)?;
                    let below = self.set(&field.node.selection_set)?;
                    size.add(Size {
                        roots: 1,
                        selections: below.selections,
                        depth: below.depth.saturating_add(1),
                    });
                }
                Selection::FragmentSpread(spread) => {
                    size.add(self.fragment(&spread.node.fragment_name.node, spread.pos)?);
                }
                Selection::InlineFragment(fragment) => {
                    size.add(self.set(&fragment.node.selection_set)?);
                }
            }
        }
        Ok(size)
    }

    fn field(&mut self, field: &'a Field) -> Result<(), Refused> {
        let name = field.name.node.as_str();
        self.introspects |= ["__schema", "__type", "_service"].contains(&name);
        for (argument, value) in &field.arguments {
            if value.node.clone().into_const().is_none() {
                self.variable_arguments.insert(argument.pos);
            }
        }
        if field.alias.is_some() {
            let n = self.aliases.entry(name).or_default();
            *n = n.saturating_add(1);
            at_most("one field", *n, self.limits.aliases, "aliases")?;
        }
        Ok(())
    }

    fn directives(&mut self, more: usize) -> Result<(), Refused> {
        self.directives = self.directives.saturating_add(more);
        let limit = self.limits.directives;
        at_most("the document", self.directives, limit, "directives")
    }
}

#[cfg(test)]
mod tests;

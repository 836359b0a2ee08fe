//! What a caller with limits names by an id and does not reach is an id that never was (A-09,
//!
//!
//! Acts load what they need from all rows, and a filter may name what is out of reach to learn
//! which rows in reach point at it. So what an operation names is looked up before it begins, all
//! ids of a document in one statement for each table. An id that is out of reach, or of nothing at
//! all, is read as the key that no row has: whatever is made of an unknown id is made of this one,
//! and nobody who writes an act has to think of it. Reads are narrowed where they are made
//! (`tenancy::reach`), and what an act gives back is looked at again before it is kept (`context`).
//!
//! An id is what stands in a variable of the type `ID`, or in an argument or input field that is
//! called like one, or within a filter that is called so; a test holds the schema to these names.
//! This knows no type of the graph.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest,
};
use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet, Type,
    VariableDefinition,
};
use async_graphql::{ID, Name, Request, ServerError, ServerResult};
use async_graphql_value::{ConstValue, Value};
use entity::partition::{TABLES, TableKind};
use uuid::Uuid;

use crate::auth::Permission;
use crate::tenancy::{hangs, type_of};

use super::context::Session;
use super::id::{of_nothing, parts};

/// Reads ids that are out of the caller's reach as ids that never were.
pub struct Hidden;

impl ExtensionFactory for Hidden {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Hidden {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let session = request.data.get(&TypeId::of::<Arc<Session>>());
        let session = session.and_then(|data| data.downcast_ref::<Arc<Session>>());
        if let Some(session) = session.filter(|session| session.is_narrowed()).cloned() {
            hide(&session, &mut request).await?;
        }
        next.run(ctx, request).await
    }
}

/// Replaces what is out of reach in a request.
async fn hide(session: &Session, request: &mut Request) -> ServerResult<()> {
    // What cannot be parsed is refused for that a moment later.
    let Ok(document) = request.parsed_query() else {
        return Ok(());
    };
    let mut document = document.clone();
    let mut named: BTreeMap<String, HashSet<Uuid>> = BTreeMap::new();
    each_id(&mut document, request, &mut |id| {
        if let Some((kind, key)) = parts(&ID(id.clone())) {
            named.entry(kind).or_default().insert(key);
        }
    });
    if named.is_empty() {
        return Ok(());
    }
    let hidden = hidden(session, named).await?;
    each_id(&mut document, request, &mut |id| {
        let parts = parts(&ID(id.clone()));
        if let Some((kind, _)) = parts.filter(|parts| hidden.contains(parts)) {
            *id = of_nothing(&kind);
        }
    });
    request.set_parsed_query(document);
    Ok(())
}

/// Which ids of tables that hang on vendors or sites the caller does not see.
async fn hidden(
    session: &Session,
    named: BTreeMap<String, HashSet<Uuid>>,
) -> ServerResult<HashSet<(String, Uuid)>> {
    // Who may read nothing reaches nothing.
    let read = session.grant(Permission::Read).ok();
    let read = read.map(|grant| session.db.read(&grant));
    let mut hidden = HashSet::new();
    for (table, kind) in TABLES {
        // What all legal entities share is in everybody's reach, and so are these themselves.
        let is_owned = matches!(kind, TableKind::Tenant | TableKind::AppendOnly);
        if !is_owned || !hangs(table) {
            continue;
        }
        let kind = type_of(table);
        let Some(ids) = named.get(&kind) else {
            continue;
        };
        let seen = match &read {
            Some(read) => read.seen(table, ids.iter().copied().collect()).await,
            None => Ok(HashSet::new()),
        };
        let seen = seen.map_err(|failure| {
            let error = async_graphql::Error::from(failure);
            ServerError {
                extensions: error.extensions,
                ..ServerError::new(error.message, None)
            }
        })?;
        let unseen = ids.difference(&seen);
        hidden.extend(unseen.map(|id| (kind.clone(), *id)));
    }
    Ok(hidden)
}

/// Whether an argument or an input field of this name is an id, or several.
fn names_id(name: &str) -> bool {
    ["id", "ids"].contains(&name) || name.ends_with("Id") || name.ends_with("Ids")
}

/// Does something with each id that a request names, in its variables and in its document.
fn each_id(
    document: &mut ExecutableDocument,
    request: &mut Request,
    work: &mut impl FnMut(&mut String),
) {
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(all) => all.values_mut().collect(),
    };
    for operation in operations {
        for definition in &mut operation.node.variable_definitions {
            let VariableDefinition {
                name,
                var_type,
                default_value,
                ..
            } = &mut definition.node;
            let is_id = is_id(&var_type.node);
            if let Some(value) = default_value {
                in_constant(&mut value.node, is_id, work);
            }
            if let Some(value) = request.variables.get_mut(&name.node) {
                in_constant(value, is_id, work);
            }
        }
        in_selection(&mut operation.node.selection_set.node, work);
    }
    for fragment in document.fragments.values_mut() {
        in_selection(&mut fragment.node.selection_set.node, work);
    }
}

/// Whether a variable holds ids, or a filter of them.
fn is_id(kind: &Type) -> bool {
    match &kind.base {
        BaseType::Named(name) => ["ID", "IdFilter"].contains(&name.as_str()),
        BaseType::List(inner) => is_id(inner),
    }
}

fn in_selection(selection: &mut SelectionSet, work: &mut impl FnMut(&mut String)) {
    for item in &mut selection.items {
        match &mut item.node {
            Selection::Field(field) => {
                let Field {
                    arguments,
                    selection_set,
                    ..
                } = &mut field.node;
                for (name, value) in arguments {
                    in_value(&mut value.node, names_id(&name.node), work);
                }
                in_selection(&mut selection_set.node, work);
            }
            Selection::InlineFragment(fragment) => {
                in_selection(&mut fragment.node.selection_set.node, work);
            }
            // Fragments are gone through by themselves.
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// The two kinds of values, with variables in them and without, are gone through alike.
macro_rules! in_values {
    ($name:ident, $value:ident) => {
        fn $name(value: &mut $value, is_id: bool, work: &mut impl FnMut(&mut String)) {
            match value {
                $value::String(text) if is_id => work(text),
                $value::List(all) => {
                    for one in all {
                        $name(one, is_id, work);
                    }
                }
                $value::Object(fields) => {
                    for (name, field) in fields {
                        $name(field, is_id || names_id(Name::as_str(name)), work);
                    }
                }
                _ => {}
            }
        }
    };
}

in_values!(in_constant, ConstValue);
in_values!(in_value, Value);

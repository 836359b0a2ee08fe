//! Connections as tables: which there are, and what of their rows fits a cell.
//!
//! All of it is read from the schema, so that a new connection, or a new field, is a table or a
//! column from its first day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use async_graphql::Value;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

use super::schema;

/// How many columns a table may have, and how deep one may lie.
const COLUMNS_MAX: usize = 100;
const DEPTH_MAX: usize = 4;

/// A connection of the root.
#[derive(Debug)]
pub struct Connection {
    /// The field's name.
    pub name: String,
    /// The type of its filter, if it has one.
    pub filter: Option<String>,
    /// The type of its order, if it has one.
    pub order: Option<String>,
    node: String,
}

/// A column: the way to a value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    path: Vec<String>,
    /// Whether its values are numbers.
    pub is_number: bool,
}

struct Field {
    name: String,
    kind: String,
    is_list: bool,
    /// Whether nobody has to say anything to read it.
    is_bare: bool,
}

struct Tables {
    connections: BTreeMap<String, Connection>,
    /// Types with fields, in the order in which they are declared.
    objects: BTreeMap<String, Vec<Field>>,
    leaves: BTreeSet<String>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(read);

/// The name of a type without its marks, and whether it is a list.
pub(super) fn named(kind: &Type) -> (String, bool) {
    match &kind.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (named(inner).0, true),
    }
}

fn field(definition: &FieldDefinition) -> Field {
    let (kind, is_list) = named(&definition.ty.node);
    let mut arguments = definition.arguments.iter().map(|argument| &argument.node);
    Field {
        name: definition.name.node.to_string(),
        kind,
        is_list,
        is_bare: arguments.all(|one| one.ty.node.nullable || one.default_value.is_some()),
    }
}

fn read() -> Tables {
    let mut tables = Tables {
        connections: BTreeMap::new(),
        objects: BTreeMap::new(),
        leaves: ["Boolean", "Float", "ID", "Int", "String"]
            .map(str::to_owned)
            .into(),
    };
    let sdl = schema::get().sdl();
    let Ok(document) = parse_schema(sdl) else {
        tracing::error!("the schema cannot be read back");
        return tables;
    };
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let name = definition.node.name.node.to_string();
        match definition.node.kind {
            TypeKind::Scalar | TypeKind::Enum(_) => {
                tables.leaves.insert(name);
            }
            TypeKind::Object(object) => {
                if name == "Query" {
                    let roots = object
                        .fields
                        .iter()
                        .filter_map(|root| connection(&root.node));
                    tables.connections = roots.map(|one| (one.name.clone(), one)).collect();
                }
                let fields = object.fields.iter().map(|one| field(&one.node));
                tables.objects.insert(name, fields.collect());
            }
            _ => {}
        }
    }
    tables
}

fn connection(root: &FieldDefinition) -> Option<Connection> {
    let node = named(&root.ty.node)
        .0
        .strip_suffix("Connection")?
        .to_owned();
    let argument = |name: &str| {
        let found = root.arguments.iter().find(|one| one.node.name.node == name);
        found.map(|one| one.node.ty.node.to_string())
    };
    Some(Connection {
        name: root.name.node.to_string(),
        filter: argument("filter"),
        order: argument("orderBy"),
        node,
    })
}

/// The connection of this name.
#[must_use]
pub fn connection_named(name: &str) -> Option<&'static Connection> {
    TABLES.connections.get(name)
}

impl Connection {
    /// The columns that were asked for, comma between them and dots in them; without any, all that
    /// a row itself says, what money says, and the numbers or codes of what it points at.
    ///
    /// # Errors
    /// When there is no such column, or there are too many.
    pub fn columns(&self, asked: Option<&str>) -> Result<Vec<Column>, String> {
        let columns = match asked {
            None => self.usual(),
            Some(asked) => asked
                .split(',')
                .map(|path| {
                    let path = path.trim();
                    let column = column(&self.node, path);
                    column.ok_or_else(|| format!("there is no column \"{path}\""))
                })
                .collect::<Result<_, _>>()?,
        };
        let mut seen = BTreeSet::new();
        if let Some(twice) = columns.iter().find(|column| !seen.insert(&column.path)) {
            return Err(format!("the column \"{}\" is there twice", twice.name()));
        }
        if columns.len() > COLUMNS_MAX {
            return Err(format!("at most {COLUMNS_MAX} columns"));
        }
        Ok(columns)
    }

    fn usual(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for field in fields_of(&self.node) {
            let below: &[&str] = match field.kind.as_str() {
                _ if TABLES.leaves.contains(&field.kind) => &[""],
                "Money" => &[".amount", ".currency"],
                _ => {
                    match fields_of(&field.kind).find(|f| ["number", "code"].contains(&&*f.name)) {
                        Some(found) if found.name == "number" => &[".number"],
                        Some(_) => &[".code"],
                        None => &[],
                    }
                }
            };
            let paths = below.iter().map(|below| format!("{}{below}", field.name));
            columns.extend(paths.filter_map(|path| column(&self.node, &path)));
        }
        columns.truncate(COLUMNS_MAX);
        columns
    }

    /// The document that asks for a page of these columns.
    #[must_use]
    pub fn document(&self, columns: &[Column], page: u32) -> String {
        let mut heads = vec!["$after: String".to_owned(), "$first: Boolean!".to_owned()];
        let mut given = vec![format!("first: {page}"), "after: $after".to_owned()];
        for (name, kind) in [("filter", &self.filter), ("orderBy", &self.order)] {
            if let Some(kind) = kind {
                heads.push(format!("${name}: {kind}"));
                given.push(format!("{name}: ${name}"));
            }
        }
        let paths: Vec<&[String]> = columns
            .iter()
            .map(|column| column.path.as_slice())
            .collect();
        format!(
            "query Export({}) {{ page: {}({}) {{ totalCount @include(if: $first) nodes {{ {} }} \
             pageInfo {{ hasNextPage endCursor }} }} }}",
            heads.join(", "),
            self.name,
            given.join(", "),
            selection(&paths)
        )
    }
}

/// Fields that give one value for the asking.
fn fields_of(kind: &str) -> impl Iterator<Item = &'static Field> {
    let fields = TABLES.objects.get(kind).into_iter().flatten();
    fields.filter(|field| field.is_bare && !field.is_list)
}

fn column(node: &str, path: &str) -> Option<Column> {
    let names: Vec<String> = path.split('.').map(str::to_owned).collect();
    if names.len() > DEPTH_MAX {
        return None;
    }
    let mut kind = node;
    for name in &names {
        kind = fields_of(kind)
            .find(|field| field.name == *name)?
            .kind
            .as_str();
    }
    TABLES.leaves.contains(kind).then(|| Column {
        path: names,
        is_number: ["BigInt", "Decimal", "Float", "Int"].contains(&kind),
    })
}

/// What has to be selected for these paths, in their order.
fn selection(paths: &[&[String]]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut done: Vec<&String> = Vec::new();
    for (name, _) in paths.iter().filter_map(|path| path.split_first()) {
        if done.contains(&name) {
            continue;
        }
        done.push(name);
        let own = paths.iter().filter_map(|path| path.split_first());
        let below: Vec<&[String]> = own
            .filter(|(first, rest)| *first == name && !rest.is_empty())
            .map(|(_, rest)| rest)
            .collect();
        parts.push(match below.as_slice() {
            [] => name.clone(),
            below => format!("{name} {{ {} }}", selection(below)),
        });
    }
    parts.join(" ")
}

impl Column {
    /// Its name: the way to it, with dots.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// Its value in a row; none where that, or what it belongs to, is absent.
    #[must_use]
    pub fn of<'a>(&self, row: &'a Value) -> Option<&'a Value> {
        let mut value = row;
        for name in &self.path {
            let Value::Object(object) = value else {
                return None;
            };
            value = object.get(name.as_str())?;
        }
        (*value != Value::Null).then_some(value)
    }
}

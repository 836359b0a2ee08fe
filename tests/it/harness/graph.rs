//! The graph as a client learns it, and requests made from it: laws walk what is there, so that a
//! new field is under them from its first day.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use avtal::graphql::schema;
use entity::ids::LegalEntityId;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::fill;

/// All types of the graph, by name; the introspection's own left out.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) types: BTreeMap<String, Type>,
    pub(crate) directives: Vec<Directive>,
    /// What was selected of a type, so many levels deep at most.
    selections: Mutex<BTreeMap<(String, usize), String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Type {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(rename = "specifiedByURL")]
    pub(crate) specified_by_url: Option<String>,
    pub(crate) fields: Option<Vec<Field>>,
    pub(crate) input_fields: Option<Vec<Input>>,
    pub(crate) enum_values: Option<Vec<EnumValue>>,
    pub(crate) possible_types: Option<Vec<TypeRef>>,
    #[serde(default)]
    pub(crate) is_one_of: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) args: Vec<Input>,
    #[serde(rename = "type")]
    pub(crate) kind: TypeRef,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: TypeRef,
    pub(crate) default_value: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) args: Vec<Input>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TypeRef {
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    pub(crate) of_type: Option<Box<TypeRef>>,
}

impl TypeRef {
    /// The type's name without what is wrapped around it.
    pub(crate) fn named(&self) -> &str {
        match (&self.of_type, &self.name) {
            (Some(inner), _) => inner.named(),
            (None, Some(name)) => name,
            (None, None) => panic!("a type without a name"),
        }
    }

    pub(crate) fn is_required(&self) -> bool {
        self.kind == "NON_NULL"
    }

    /// As it is written: `[Vendor!]!`.
    pub(crate) fn text(&self) -> String {
        let inner = || self.of_type.as_ref().expect("something is wrapped").text();
        match self.kind.as_str() {
            "NON_NULL" => format!("{}!", inner()),
            "LIST" => format!("[{}]", inner()),
            _ => self.named().to_owned(),
        }
    }
}

impl Input {
    /// Whether a request cannot leave it out.
    fn is_needed(&self) -> bool {
        self.kind.is_required() && self.default_value.is_none()
    }
}

/// A field of a root.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// `query`, `mutation` or `subscription`.
    pub(crate) operation: &'static str,
    pub(crate) field: Field,
}

/// A place among a field's arguments where an id stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The names on the way, from the argument on.
    pub(crate) path: Vec<String>,
    /// The input types on the way.
    types: Vec<String>,
}

/// What stands for an id of a type: the type's name to an id.
pub(crate) type Ids<'a> = &'a dyn Fn(&str) -> String;

/// How many words a selection may have, so that the schema's limit of complexity lets it pass.
const WORDS_MAX: usize = 4_500;

const TYPE_REF: &str = "kind name ofType { kind name ofType { kind name ofType { kind name ofType \
                        { kind name } } } }";

impl Graph {
    /// What the schema says of itself.
    pub(crate) async fn read() -> &'static Self {
        static GRAPH: OnceCell<Graph> = OnceCell::const_new();
        GRAPH.get_or_init(Self::asked).await
    }

    async fn asked() -> Self {
        let input = format!("name description defaultValue type {{ {TYPE_REF} }}");
        let query = format!(
            "{{ __schema {{
                directives {{ name description args {{ {input} }} }}
                types {{
                    kind name description specifiedByURL isOneOf
                    fields(includeDeprecated: true) {{
                        name description args {{ {input} }} type {{ {TYPE_REF} }}
                    }}
                    inputFields {{ {input} }}
                    enumValues(includeDeprecated: true) {{ name description }}
                    possibleTypes {{ {TYPE_REF} }}
                }}
            }} }}"
        );
        let response = schema::get().execute(query).await;
        let answer = serde_json::to_value(&response).expect("a response is JSON");
        let schema = &answer["data"]["__schema"];
        let read = |name: &str| schema[name].clone();
        let types: Vec<Type> = serde_json::from_value(read("types"))
            .unwrap_or_else(|error| panic!("{error}: {answer}"));
        let directives = serde_json::from_value(read("directives")).expect("directives");
        Self {
            types: types
                .into_iter()
                .filter(|kind| !kind.name.starts_with("__"))
                .map(|kind| (kind.name.clone(), kind))
                .collect(),
            directives,
            selections: Mutex::default(),
        }
    }

    pub(crate) fn queries(&self) -> Vec<Root> {
        self.roots("query", "Query")
    }

    pub(crate) fn mutations(&self) -> Vec<Root> {
        self.roots("mutation", "Mutation")
    }

    pub(crate) fn subscriptions(&self) -> Vec<Root> {
        self.roots("subscription", "Subscription")
    }

    /// All fields of all roots.
    pub(crate) fn all_roots(&self) -> Vec<Root> {
        let mut roots = self.queries();
        roots.append(&mut self.mutations());
        roots.append(&mut self.subscriptions());
        roots
    }

    fn roots(&self, operation: &'static str, name: &str) -> Vec<Root> {
        let fields = self.types.get(name).and_then(|kind| kind.fields.clone());
        let fields = fields.unwrap_or_default();
        assert!(
            !fields.is_empty(),
            "{name} has no fields, so nothing is walked"
        );
        let root = |field| Root { operation, field };
        fields.into_iter().map(root).collect()
    }

    fn of(&self, name: &str) -> &Type {
        self.types
            .get(name)
            .unwrap_or_else(|| panic!("no type {name}"))
    }

    /// All places of a root's arguments where an id stands, in nested inputs too. An input that
    /// holds itself, as a filter does, is gone through once more and no further.
    pub(crate) fn places(&self, root: &Root) -> Vec<Place> {
        let mut places = Vec::new();
        let start = Place {
            path: Vec::new(),
            types: Vec::new(),
        };
        for arg in &root.field.args {
            self.collect(arg, &start, &mut places);
        }
        places
    }

    fn collect(&self, input: &Input, so_far: &Place, places: &mut Vec<Place>) {
        let mut place = so_far.clone();
        place.path.push(input.name.clone());
        let name = input.kind.named().to_owned();
        if name == "ID" {
            places.push(place);
            return;
        }
        if place.types.iter().filter(|kind| **kind == name).count() > 1 {
            return;
        }
        place.types.push(name.clone());
        for field in self.of(&name).input_fields.iter().flatten() {
            self.collect(field, &place, places);
        }
    }

    /// The types whose ids a place may be for: by the names on the way to it, from the inside out.
    /// All types, where no name says it.
    pub(crate) fn types_at(&self, root: &Root, place: &Place, all: &[String]) -> Vec<String> {
        let words = place
            .path
            .iter()
            .rev()
            .map(|word| word.trim_end_matches("Ids").trim_end_matches("Id"))
            .filter(|word| !["id", "ids", "eq", "in", "input", "filter"].contains(word));
        let by_word = words.map(|word| {
            let word = word.to_lowercase();
            let singular = word.trim_end_matches('s');
            let fits = |name: &&String| {
                let name = name.to_lowercase();
                name.ends_with(singular) || singular.ends_with(&name)
            };
            all.iter().filter(fits).cloned().collect::<Vec<_>>()
        });
        let longest_prefix = |word: &str| {
            let word = word.to_lowercase();
            let fits = |name: &&String| word.starts_with(&name.to_lowercase());
            all.iter()
                .filter(fits)
                .max_by_key(|name| name.len())
                .cloned()
                .into_iter()
                .collect::<Vec<_>>()
        };
        let by_type = place.types.iter().rev().map(|name| longest_prefix(name));
        let by_root = std::iter::once(longest_prefix(&root.field.name));
        by_word
            .take(1)
            .chain(by_type)
            .chain(by_root)
            .find(|types| !types.is_empty())
            .unwrap_or_else(|| all.to_vec())
    }

    /// What stands for the ids of a request that a legal entity makes about its own rows.
    pub(crate) fn own_ids(le: LegalEntityId) -> impl Fn(&str) -> String {
        let all = fill::node_types();
        move |word: &str| {
            // Any type will do where all do.
            let word = if word == "node" { "vendor" } else { word }.to_lowercase();
            let node = all
                .iter()
                .filter(|node| {
                    let node = node.to_lowercase();
                    word.starts_with(&node) || word.ends_with(&node) || node.ends_with(&word)
                })
                .max_by_key(|node| {
                    // "vendor" before "agreementVendor"; the longest that fits the word.
                    let node = node.to_lowercase();
                    (word == node, word.contains(&node), node.len())
                });
            node.map_or_else(|| word.clone(), |node| fill::global_id(le, node, 1))
        }
    }

    /// A request of a root field: its text and its variables. Arguments that may be left out are,
    /// but for those on the way to `place`, where `id` stands. What is selected is as deep as a
    /// request may be; beside an id, what a row would show of itself and next to itself.
    pub(crate) fn request(
        &self,
        root: &Root,
        place: Option<(&Place, &str)>,
        ids: Ids<'_>,
    ) -> (String, Value) {
        let mut heads = Vec::new();
        let mut calls = Vec::new();
        let mut variables = Map::new();
        for arg in &root.field.args {
            let inside = place.and_then(|(place, id)| step(&place.path, &arg.name, id));
            if inside.is_none() && !arg.is_needed() {
                continue;
            }
            let value = self.value(&arg.name, &arg.kind, inside, ids, &root.field.name);
            heads.push(format!("${}: {}", arg.name, arg.kind.text()));
            calls.push(format!("{}: ${}", arg.name, arg.name));
            variables.insert(arg.name.clone(), value);
        }
        let wrap = |list: &[String]| match list {
            [] => String::new(),
            _ => format!("({})", list.join(", ")),
        };
        let text = format!(
            "{}{} {{ {}{}{} }}",
            root.operation,
            wrap(&heads),
            root.field.name,
            wrap(&calls),
            self.deepest(root.field.kind.named(), if place.is_some() { 2 } else { 4 })
        );
        (text, Value::Object(variables))
    }

    fn value(
        &self,
        name: &str,
        kind: &TypeRef,
        inside: Option<(&[String], &str)>,
        ids: Ids<'_>,
        owner: &str,
    ) -> Value {
        match (kind.kind.as_str(), &kind.of_type) {
            ("NON_NULL", Some(inner)) => self.value(name, inner, inside, ids, owner),
            ("LIST", Some(inner)) => json!([self.value(name, inner, inside, ids, owner)]),
            ("INPUT_OBJECT", _) => self.object(kind.named(), inside, ids),
            ("ENUM", _) => {
                let values = self.of(kind.named()).enum_values.as_ref();
                json!(values.and_then(|all| all.first()).expect("a member").name)
            }
            _ => match inside {
                Some((_, id)) => json!(id),
                None => self.scalar(name, kind.named(), ids, owner),
            },
        }
    }

    fn object(&self, name: &str, inside: Option<(&[String], &str)>, ids: Ids<'_>) -> Value {
        let kind = self.of(name);
        let one_of = kind.is_one_of.unwrap_or_default();
        let mut object = Map::new();
        for field in kind.input_fields.iter().flatten() {
            let inner = inside.and_then(|(path, id)| step(path, &field.name, id));
            let first = one_of && inside.is_none() && object.is_empty();
            if inner.is_some() || first || field.is_needed() {
                let value = self.value(&field.name, &field.kind, inner, ids, name);
                object.insert(field.name.clone(), value);
            }
        }
        Value::Object(object)
    }

    fn scalar(&self, name: &str, kind: &str, ids: Ids<'_>, owner: &str) -> Value {
        let lower = name.to_lowercase();
        match kind {
            "ID" if ["id", "ids"].contains(&name) => json!(ids(owner)),
            "ID" => json!(ids(name.trim_end_matches("Ids").trim_end_matches("Id"))),
            "Int" => json!(1),
            "Float" => json!(1.5),
            "Boolean" => json!(true),
            "Decimal" => json!("1"),
            "Date" => json!("2026-06-15"),
            "DateTime" => json!("2026-06-15T12:00:00Z"),
            "CurrencyCode" => json!("EUR"),
            _ if lower.ends_with("currency") => json!("EUR"),
            _ if lower.ends_with("unit") => json!("PCS"),
            _ => json!("x"),
        }
    }

    /// All that can be selected of a type without arguments, as deep as a request may be.
    fn deepest(&self, name: &str, levels_max: usize) -> String {
        let selected = self.selections.lock();
        let mut selected = selected.unwrap_or_else(PoisonError::into_inner);
        let made = selected.entry((name.to_owned(), levels_max));
        let make = || {
            let levels = (1..=levels_max).rev();
            let mut selections = levels.map(|depth| self.selection(name, depth));
            let fits =
                |text: &String| text.split(' ').filter(|word| word.len() > 1).count() < WORDS_MAX;
            selections.find(fits).expect("one level is never too much")
        };
        made.or_insert_with(make).clone()
    }

    /// All that can be selected of a type without arguments, so many levels deep.
    fn selection(&self, name: &str, depth: usize) -> String {
        let kind = self.of(name);
        let branches: Vec<&str> = match kind.kind.as_str() {
            "SCALAR" | "ENUM" => return String::new(),
            "OBJECT" => return format!(" {{ {} }}", self.fields(kind, depth, "")),
            _ => kind
                .possible_types
                .iter()
                .flatten()
                .map(TypeRef::named)
                .collect(),
        };
        // Fields of one name may differ in type from branch to branch: each gets its own alias.
        let branches = branches.iter().map(|branch| {
            let fields = self.fields(self.of(branch), depth.min(2), branch);
            format!("... on {branch} {{ {fields} }}")
        });
        let branches: Vec<String> = branches.collect();
        format!(" {{ __typename {} }}", branches.join(" "))
    }

    fn fields(&self, kind: &Type, depth: usize, alias: &str) -> String {
        let mut fields = vec!["__typename".to_owned()];
        for field in kind.fields.iter().flatten() {
            let of = field.kind.named();
            let is_leaf = ["SCALAR", "ENUM"].contains(&self.of(of).kind.as_str());
            if field.args.iter().any(Input::is_needed) || (!is_leaf && depth == 0) {
                continue;
            }
            let name = match alias {
                "" => field.name.clone(),
                alias => format!("{alias}_{0}: {0}", field.name),
            };
            let inner = if is_leaf {
                String::new()
            } else {
                self.selection(of, depth - 1)
            };
            fields.push(name + &inner);
        }
        fields.join(" ")
    }
}

/// One step along a path: what is left of it behind a name, if it begins with that name.
fn step<'a>(path: &'a [String], name: &str, id: &'a str) -> Option<(&'a [String], &'a str)> {
    let (first, rest) = path.split_first()?;
    (first == name).then_some((rest, id))
}

//! Imports as tables: which there are, what a row of each may say, and sending rows to one (C-13).
//!
//! All of it is read from the schema, so that a new import, or a new field of its rows, can be read
//! from files from its first day. The rows take the way of every other mutation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeDefinition, TypeKind, TypeSystemDefinition};
use async_graphql::{Error, Pos, Request, ServerError, Value, Variables};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::columns::named;
use super::context::Session;
use super::federation::Served;
use super::schema;

mod known;

/// What the name of every mutation that imports ends with.
const ENDING: &str = "Import";

/// The code of what is not of the right form.
pub const BAD_INPUT: &str = "BAD_USER_INPUT";

/// A mutation that imports.
#[derive(Debug)]
pub struct Import {
    /// What it is called in files: the plural of what it writes, `vendors`.
    pub name: String,
    mutation: String,
    row: String,
    has_number: bool,
    fields: BTreeMap<String, Cell>,
}

/// How a cell of text becomes a value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// As it is: texts, ids, days, exact numbers, members of closed sets.
    Text,
    /// As a whole number.
    Number,
    /// As `true` or `false`.
    Truth,
    /// As JSON: lists and objects.
    Json,
}

impl Cell {
    /// The value that a text means.
    ///
    /// # Errors
    /// Why it means none, as text.
    pub fn value(self, text: &str) -> Result<Json, String> {
        match self {
            Self::Text => Ok(text.into()),
            Self::Number => text
                .parse::<i64>()
                .map(Json::from)
                .map_err(|_other| format!("\"{text}\" is no whole number")),
            Self::Truth => text
                .parse::<bool>()
                .map(Json::from)
                .map_err(|_other| format!("\"{text}\" is neither true nor false")),
            Self::Json => {
                serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))
            }
        }
    }
}

/// What came of a batch of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All rows were written (or, in a dry run, would be), in their order.
    Written(Vec<Written>),
    /// No row was written, for these reasons.
    Refused(Vec<Refused>),
}

/// A row that was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Written {
    /// Its global id.
    pub id: String,
    /// Its number, where it has one.
    pub number: Option<String>,
}

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which row of the batch, from 0; none where it is about all of them.
    pub row: Option<usize>,
    /// The way to the field within the row, with dots; empty for the whole row.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// The reason, for people.
    pub message: String,
}

/// Why a batch came to nothing, whatever is in its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// The reason, for people.
    pub message: String,
}

static IMPORTS: LazyLock<BTreeMap<String, Import>> = LazyLock::new(read);

/// The import of this name.
#[must_use]
pub fn import_named(name: &str) -> Option<&'static Import> {
    IMPORTS.get(name)
}

/// The names of all imports.
#[must_use]
pub fn names() -> Vec<&'static str> {
    IMPORTS.keys().map(String::as_str).collect()
}

fn read() -> BTreeMap<String, Import> {
    let Ok(document) = parse_schema(schema::get().sdl()) else {
        tracing::error!("the schema cannot be read back");
        return BTreeMap::new();
    };
    let types = document
        .definitions
        .into_iter()
        .filter_map(|one| match one {
            TypeSystemDefinition::Type(definition) => {
                Some((definition.node.name.node.to_string(), definition.node))
            }
            _ => None,
        });
    let types = Types(types.collect());
    let imports = types.fields("Mutation").into_iter().filter_map(|mutation| {
        let (name, (payload, _)) = mutation;
        name.ends_with(ENDING)
            .then(|| types.import(name, &payload))
            .flatten()
    });
    imports
        .map(|import| (import.name.clone(), import))
        .collect()
}

struct Types(BTreeMap<String, TypeDefinition>);

impl Types {
    /// The fields of an object or an input: name, name of the type, and whether it is a list.
    fn fields(&self, kind: &str) -> Vec<(String, (String, bool))> {
        match self.0.get(kind).map(|definition| &definition.kind) {
            Some(TypeKind::Object(object)) => object
                .fields
                .iter()
                .map(|field| (field.node.name.node.to_string(), named(&field.node.ty.node)))
                .collect(),
            Some(TypeKind::InputObject(input)) => input
                .fields
                .iter()
                .map(|field| (field.node.name.node.to_string(), named(&field.node.ty.node)))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn import(&self, mutation: String, payload: &str) -> Option<Import> {
        let (name, (node, _)) = self
            .fields(payload)
            .into_iter()
            .find(|(name, (_, is_list))| *is_list && name != "userErrors")?;
        let input = format!("{}Input", payload.strip_suffix("Payload")?);
        let (row, _) = self
            .fields(&input)
            .into_iter()
            .find_map(|(name, kind)| (name == "rows").then_some(kind))?;
        let fields = self.fields(&row).into_iter();
        // What is asked of the whole import is not asked of a row.
        let fields = fields.filter(|(name, _)| name != "preview");
        Some(Import {
            name,
            mutation,
            fields: fields
                .map(|(name, (kind, is_list))| (name, self.cell(&kind, is_list)))
                .collect(),
            row,
            has_number: self.fields(&node).iter().any(|(name, _)| name == "number"),
        })
    }

    fn cell(&self, kind: &str, is_list: bool) -> Cell {
        let is_input = self
            .0
            .get(kind)
            .is_some_and(|definition| matches!(definition.kind, TypeKind::InputObject(_)));
        match kind {
            _ if is_list || is_input => Cell::Json,
            "Int" => Cell::Number,
            "Boolean" => Cell::Truth,
            _ => Cell::Text,
        }
    }
}

impl Import {
    /// The field that a column is of. An export's `vendor.id` is the field `vendorId`.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn field(&self, head: &str) -> Result<(String, Cell), String> {
        let mut parts = head.trim().split('.');
        let mut name = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let mut letters = part.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.push_str(letters.as_str());
        }
        match self.fields.get(&name) {
            Some(cell) => Ok((name, *cell)),
            None => {
                let all: Vec<&str> = self.fields.keys().map(String::as_str).collect();
                Err(format!(
                    "there is no field \"{}\"; there are {}",
                    head.trim(),
                    all.join(", ")
                ))
            }
        }
    }

    /// Writes rows, all of them or none; in a dry run, none. Where some are no rows of this import
    /// (`misread`, by their places), the others are tried all the same, so that all that is wrong
    /// is told, and nothing is written.
    ///
    /// # Errors
    /// When it cannot be done whatever the rows are: nobody may do it, or the database is away.
    pub async fn run(
        &self,
        schema: &Served,
        session: Session,
        rows: &[Json],
        misread: Vec<Refused>,
        dry_run: bool,
    ) -> Result<Outcome, Fault> {
        let session = Arc::new(session);
        let mut refused = misread;
        let mut tried = self.tried(schema, &session, rows, &refused, dry_run).await;
        if matches!(&tried, Err(error) if code(error).is_none()) {
            // A row that is not of the right form spoils all, and is not named.
            refused.extend(self.misformed(schema, &session, rows, &refused).await);
            tried = self
                .tried(schema, &session.again(), rows, &refused, dry_run)
                .await;
        }
        match tried.map_err(fault)? {
            written if refused.is_empty() => return Ok(written),
            Outcome::Written(_) => {}
            Outcome::Refused(more) => refused.extend(more),
        }
        refused.sort_by_key(|one| one.row);
        Ok(Outcome::Refused(refused))
    }

    /// Whether a session may import at all, which is asked by importing nothing.
    ///
    /// # Errors
    /// When it may not, or the database is away.
    pub async fn permitted(&self, schema: &Served, session: Session) -> Result<(), Fault> {
        let asked = self.ask(schema, &Arc::new(session), &[], true).await;
        asked.map_err(fault).map(|_nothing| ())
    }

    /// Tries the rows that are not refused yet; keeps nothing where there are others.
    async fn tried(
        &self,
        schema: &Served,
        session: &Arc<Session>,
        rows: &[Json],
        refused: &[Refused],
        dry_run: bool,
    ) -> Result<Outcome, ServerError> {
        let bad = rows_of(refused);
        let good = rows.iter().enumerate();
        let good = good.filter(|(place, _)| !bad.contains(place));
        let (places, good): (Vec<usize>, Vec<&Json>) = good.unzip();
        let dry_run = dry_run || !refused.is_empty();
        let mut outcome = self.ask(schema, session, &good, dry_run).await?;
        if let Outcome::Refused(refused) = &mut outcome {
            for one in refused {
                one.row = one.row.and_then(|row| places.get(row).copied());
            }
        }
        Ok(outcome)
    }

    /// Which rows are not of the right form, of those that are not refused yet.
    async fn misformed(
        &self,
        schema: &Served,
        session: &Arc<Session>,
        rows: &[Json],
        refused: &[Refused],
    ) -> Vec<Refused> {
        // Nobody's row that is of the right form is refused for that, before the database is asked.
        let nobody = Arc::new(Session::new(session.db.clone(), None, None, None));
        let known = rows_of(refused);
        let mut misformed = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            if known.contains(&place) {
                continue;
            }
            // Each is a request of its own: others go on between them.
            tokio::task::yield_now().await;
            let alone = self.ask(schema, &nobody, &[row], true).await;
            if let Err(error) = alone
                && code(&error).is_none()
            {
                misformed.push(of_form(place, &error.message));
            }
        }
        misformed
    }

    async fn ask(
        &self,
        schema: &Served,
        session: &Arc<Session>,
        rows: &[&Json],
        dry_run: bool,
    ) -> Result<Outcome, ServerError> {
        let number = if self.has_number { " number" } else { "" };
        let document = format!(
            "mutation Import($rows: [{row}!]!, $preview: Boolean!) {{ \
             {mutation}(input: {{ rows: $rows, preview: $preview }}) {{ \
             rows: {name} {{ id{number} }} userErrors {{ code field message elementIndex }} }} }}",
            row = self.row,
            mutation = self.mutation,
            name = self.name,
        );
        let request = Request::new(document)
            .variables(Variables::from_json(json!({
                "rows": rows, "preview": dry_run
            })))
            .data(Arc::clone(session));
        let response = schema.execute(request).await;
        if let Some(error) = response.errors.into_iter().next() {
            return Err(error);
        }
        let broken = |text: &str| ServerError::new(text.to_owned(), None);
        let Value::Object(mut data) = response.data else {
            return Err(broken("an answer without data"));
        };
        let payload = data.swap_remove(self.mutation.as_str()).unwrap_or_default();
        let payload: Payload =
            async_graphql::from_value(payload).map_err(|error| broken(&error.to_string()))?;
        Ok(match payload.user_errors.is_empty() {
            true => Outcome::Written(payload.rows),
            false => Outcome::Refused(payload.user_errors.into_iter().map(refused).collect()),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    rows: Vec<Written>,
    user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserError {
    code: String,
    field: Vec<String>,
    message: String,
    element_index: Option<usize>,
}

fn refused(error: UserError) -> Refused {
    // The row is told by itself.
    let field = error.field.into_iter().filter(|step| step != "rows");
    let field: Vec<String> = field.collect();
    Refused {
        row: error.element_index,
        field: field.join("."),
        code: error.code,
        message: error.message,
    }
}

/// What the engine says of the form of a row that was asked alone. It names the field in its text.
fn of_form(place: usize, message: &str) -> Refused {
    const BEFORE: &str = "Invalid value for argument \"input.rows.0";
    let told = message.strip_prefix(BEFORE);
    let (field, reason) = told
        .and_then(|told| told.split_once("\", "))
        .unwrap_or(("", message));
    // What is read within what is no news to whoever wrote the row.
    let reason = reason.split(" (occurred while parsing").next();
    Refused {
        row: Some(place),
        field: field.trim_start_matches('.').to_owned(),
        code: BAD_INPUT.to_owned(),
        message: reason.unwrap_or_default().to_owned(),
    }
}

/// That a batch comes to nothing.
fn fault(error: ServerError) -> Fault {
    Fault {
        code: code(&error).unwrap_or_else(|| BAD_INPUT.to_owned()),
        message: error.message,
    }
}

fn fault_of(error: Error) -> Fault {
    fault(error.into_server_error(Pos::default()))
}

/// The code of an error that is ours; none where the engine found the input to be of no form.
fn code(error: &ServerError) -> Option<String> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        Value::Enum(code) => Some(code.to_string()),
        _ => None,
    }
}

/// Rows that were refused in a batch, each once.
#[must_use]
pub fn rows_of(refused: &[Refused]) -> BTreeSet<usize> {
    refused.iter().filter_map(|one| one.row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_import_of_the_graph_is_there() {
        assert_eq!(
            names(),
            ["agreements", "items", "tradeAgreements", "vendors"]
        );
    }

    #[test]
    fn columns_are_fields_and_an_exports_columns_too() {
        let import = import_named("tradeAgreements").unwrap();
        let of = |head: &str| import.field(head).ok();
        assert_eq!(of("vendorId"), Some(("vendorId".to_owned(), Cell::Text)));
        assert_eq!(of(" vendor.id"), Some(("vendorId".to_owned(), Cell::Text)));
        assert_eq!(of("vendor"), None);
        let vendors = import_named("vendors").unwrap();
        assert_eq!(vendors.field("paymentPriority").unwrap().1, Cell::Number);
        assert_eq!(
            vendors.field("paymentToleranceBlocked").unwrap().1,
            Cell::Truth
        );
        let agreements = import_named("agreements").unwrap();
        assert_eq!(agreements.field("lines").unwrap().1, Cell::Json);
        assert!(agreements.field("preview").is_err());
    }

    #[test]
    fn what_is_no_row_is_told_by_its_field_and_without_the_way_to_it() {
        let said = "Invalid value for argument \"input.rows.0.name\", expected type \"String\"";
        let told = of_form(7, said);
        assert_eq!((told.row, told.field.as_str()), (Some(7), "name"));
        assert_eq!(told.message, "expected type \"String\"");
        let said = "Invalid value for argument \"input.rows.0\", unknown field \"a\"";
        assert_eq!(of_form(0, said).message, "unknown field \"a\"");
        let said = "Failed to parse \"Date\": no day (occurred while parsing \"Row\")";
        assert_eq!(of_form(0, said).message, "Failed to parse \"Date\": no day");
    }

    #[test]
    fn cells_are_what_their_fields_are() {
        assert_eq!(Cell::Text.value("007"), Ok(json!("007")));
        assert_eq!(Cell::Number.value("7"), Ok(json!(7)));
        assert!(Cell::Number.value("7.5").is_err());
        assert_eq!(Cell::Truth.value("true"), Ok(json!(true)));
        assert!(Cell::Truth.value("yes").is_err());
        assert_eq!(Cell::Json.value("[{\"a\": 1}]"), Ok(json!([{"a": 1}])));
    }
}

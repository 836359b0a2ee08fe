//! The graph as a subgraph of a federated one (C-16): what a gateway asks besides.
//!
//! A gateway composes by `_service` and fetches by `_entities`. Both stand in a schema of their
//! own, so that a server that is no subgraph shows nothing of them.

use std::sync::LazyLock;

use async_graphql::extensions::ExtensionFactory;
use async_graphql::{
    Any, Context, ID, MergedObject, Object, Request, Response, Result, Schema, SchemaBuilder,
    SimpleObject, Value,
};
use futures_util::stream::BoxStream;

use crate::auth::Permission;
use crate::failure::Failure;

use super::context::Ask;
use super::id::parts;
use super::node::{Entity, load};
use super::schema::{self, AvtalSchema, Mutation, Reading, Subscription};

/// How many entities one field gives: more than a page, since a gateway asks for many at once.
const ENTITIES_MAX: usize = 1_000;

/// What this subgraph is.
#[derive(SimpleObject)]
#[graphql(name = "_Service")]
pub struct Service {
    /// The subgraph's schema in the schema language, with its keys.
    sdl: &'static str,
}

/// What a gateway asks.
#[derive(Default)]
pub struct GatewayQuery;

/// What a gateway asks.
#[Object]
impl GatewayQuery {
    /// What this subgraph is.
    #[graphql(name = "_service")]
    async fn service(&self) -> Service {
        Service { sdl: sdl() }
    }

    /// What is known here of these entities, in their order; none where nothing that the caller can
    /// see is meant.
    #[graphql(name = "_entities")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entities by `__typename` and `id`, at most 1,000.")] representations: Vec<
            Any,
        >,
    ) -> Result<Vec<Option<Entity>>> {
        if representations.len() > ENTITIES_MAX {
            return Err(Failure::BadInput("at most 1,000 entities".to_owned()).into());
        }
        let view = ctx.read(Permission::Read).await?;
        let one = |Any(known): &Any| {
            let (view, meant) = (view.clone(), meant(known));
            async move {
                match meant {
                    Some((kind, key)) => Ok(load(view, &kind, key).await?.map(Entity::from)),
                    None => Ok(None),
                }
            }
        };
        futures_util::future::try_join_all(representations.iter().map(one)).await
    }
}

/// The type and key that a representation means; none where its type is not that of its id.
fn meant(known: &Value) -> Option<(String, uuid::Uuid)> {
    let Value::Object(known) = known else {
        return None;
    };
    let text = |name: &str| match known.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (kind, key) = parts(&ID(text("id")?))?;
    (text("__typename")? == kind).then_some((kind, key))
}

/// Reading, for a gateway too.
#[derive(MergedObject, Default)]
#[graphql(name = "Query")]
pub struct GatewayRoot(Reading, GatewayQuery);

/// The schema of a subgraph.
pub type SubgraphSchema = Schema<GatewayRoot, Mutation, Subscription>;

/// The schema that a server serves: its own, or that of a subgraph.
#[derive(Clone)]
pub enum Served {
    /// Its own.
    Alone(AvtalSchema),
    /// That of a subgraph.
    Subgraph(SubgraphSchema),
}

impl Served {
    /// The schema by what the settings say.
    #[must_use]
    pub fn new(federation: bool) -> Self {
        match federation {
            false => Self::Alone(schema::get()),
            true => Self::Subgraph(get()),
        }
    }

    /// The same with an extension besides.
    pub(super) fn with(federation: bool, extension: impl ExtensionFactory) -> Self {
        match federation {
            false => Self::Alone(schema::builder().extension(extension).finish()),
            true => Self::Subgraph(builder().extension(extension).finish()),
        }
    }

    /// Executes a query or a mutation.
    pub async fn execute(&self, request: Request) -> Response {
        match self {
            Self::Alone(schema) => schema.execute(request).await,
            Self::Subgraph(schema) => schema.execute(request).await,
        }
    }

    /// Executes whatever a document asks, answer by answer.
    pub fn execute_stream(&self, request: Request) -> BoxStream<'static, Response> {
        match self {
            Self::Alone(schema) => Box::pin(schema.execute_stream(request)),
            Self::Subgraph(schema) => Box::pin(schema.execute_stream(request)),
        }
    }
}

/// The schema of a subgraph.
#[must_use]
pub fn get() -> SubgraphSchema {
    static SCHEMA: LazyLock<SubgraphSchema> = LazyLock::new(|| builder().finish());
    SCHEMA.clone()
}

fn builder() -> SchemaBuilder<GatewayRoot, Mutation, Subscription> {
    let mutation = Mutation::default();
    let schema = Schema::build(GatewayRoot::default(), mutation, Subscription::default());
    schema::limited(schema)
}

const LINK: &str = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.5\", \
                    import: [\"@key\", \"@shareable\"])";

/// What specifications define and a subgraph does not repeat.
const KNOWN: [&str; 5] = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];

/// The subgraph's schema in the schema language. Everything with a global id is an entity by it.
#[must_use]
pub fn sdl() -> &'static str {
    static SDL: LazyLock<String> = LazyLock::new(print);
    &SDL
}

fn print() -> String {
    let plain = schema::sdl();
    let without_roots = plain
        .rsplit_once("\n\"\"\"\n")
        .and_then(|(before, _roots)| before.rsplit_once("\"\"\"\n"));
    let mut sdl = String::from(LINK);
    sdl.push_str("\n\n");
    for line in without_roots.map_or(plain, |(types, _)| types).lines() {
        let is_known = KNOWN
            .iter()
            .any(|name| line.starts_with(&format!("directive @{name}")));
        if is_known {
            // What was said of it goes with it.
            let said = sdl
                .strip_suffix("\"\"\"\n")
                .and_then(|before| before.rfind("\"\"\"\n"));
            sdl.truncate(said.unwrap_or(sdl.len()));
            continue;
        }
        match line.strip_suffix(" implements Node {") {
            Some(entity) => {
                sdl.push_str(entity);
                sdl.push_str(" implements Node @key(fields: \"id\") {");
            }
            // Every subgraph with connections has this one.
            None if line == "type PageInfo {" => sdl.push_str("type PageInfo @shareable {"),
            None => sdl.push_str(line),
        }
        sdl.push('\n');
    }
    sdl
}

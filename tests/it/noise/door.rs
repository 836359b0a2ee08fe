//! The public door, what is looked at in each of its answers, and looking at many.

use std::fmt::Debug;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use avtal::config::Limits;
use avtal::http::State;
use futures_util::FutureExt;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::door::Answer;
use crate::harness::fill::fill;
use crate::harness::user::User;

/// How many characters the text of an error has at most.
const MESSAGE_MAX: usize = 200;
/// How long an answer may take where many tests run beside each other.
const PATIENCE: Duration = Duration::from_secs(8);
/// How many cases proptest runs unless it is told another number.
const USUAL_CASES: u32 = 256;
/// How often a case that fails is made simpler, at most.
const SIMPLER_MAX: usize = 200;

/// Looks at so many cases, one after the other; the first that fails is told as simply as it
/// can be.
pub(crate) async fn hold<S>(n: u32, strategy: S, look: impl AsyncFn(S::Value) -> Result<(), String>)
where
    S: Strategy<Value: Clone + Debug>,
{
    let usual = Config::default();
    let cases = n.saturating_mul(usual.cases) / USUAL_CASES;
    let seed = match usual.rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_127),
        fixed => fixed,
    };
    let mut runner = TestRunner::new(Config {
        rng_seed: seed,
        failure_persistence: None,
        ..usual
    });
    let look = async |value: S::Value| {
        let looked = AssertUnwindSafe(look(value)).catch_unwind().await;
        looked.unwrap_or_else(|_panic| Err("it panics".to_owned()))
    };
    for nth in 1..=cases {
        let mut tree = strategy.new_tree(&mut runner).expect("a case");
        let Err(mut why) = look(tree.current()).await else {
            continue;
        };
        let mut simplest = tree.current();
        let mut can_change = tree.simplify();
        for _ in 0..SIMPLER_MAX {
            if !can_change {
                break;
            }
            let simpler = tree.current();
            can_change = match look(simpler.clone()).await {
                Err(reason) => {
                    (why, simplest) = (reason, simpler);
                    tree.simplify()
                }
                Ok(()) => tree.complicate(),
            };
        }
        panic!("case {nth} of {cases}: {why}\n{simplest:?}");
    }
}

/// A server with rows of everything, and somebody who may do everything in it.
pub(crate) struct Door {
    pub(crate) app: TestApp,
    pub(crate) state: State,
    pub(crate) user: User,
}

impl Door {
    pub(crate) async fn new(app: TestApp) -> Self {
        fill(&app.test_db.admin().await, app.a.id, "CANARY").await;
        let state = without_shares(app.state());
        let user = app.admin(&app.a);
        Self { app, state, user }
    }

    /// Asks, and looks at the answer.
    pub(crate) async fn ask(
        &self,
        user: Option<&User>,
        request: TestRequest,
    ) -> Result<Answer, String> {
        let begun = Instant::now();
        let answer = self.app.send(&self.state, user, request).await;
        let took = begun.elapsed();
        match sound(&answer) {
            Err(why) => Err(format!("{why}: {} {:?}", answer.status, answer.body)),
            Ok(()) if took > PATIENCE => Err(format!("it took {took:?}")),
            Ok(()) => Ok(answer),
        }
    }

    pub(crate) async fn post(&self, body: Vec<u8>) -> Result<Answer, String> {
        self.ask(Some(&self.user), posted(body)).await
    }

    /// Asks a document with variables.
    pub(crate) async fn graphql(&self, query: &str, variables: &Value) -> Result<Answer, String> {
        let body = json!({ "query": query, "variables": variables });
        self.post(body.to_string().into_bytes()).await
    }
}

/// A state in which nobody uses a share up.
pub(crate) fn without_shares(state: State) -> State {
    const BOUNDLESS: usize = 1_000_000_000;
    state.with_limits(Limits {
        caller_cost: BOUNDLESS,
        tenant_cost: BOUNDLESS,
        ..Limits::default()
    })
}

pub(crate) fn posted(body: Vec<u8>) -> TestRequest {
    TestRequest::post()
        .uri("/graphql")
        .insert_header(("Content-Type", "application/json"))
        .set_payload(body)
}

/// Whether an answer is what every answer is.
fn sound(answer: &Answer) -> Result<(), String> {
    let text = answer.body.as_deref().ok_or("it broke off")?;
    if answer.status >= 500 {
        return Err("a status of the server's own".to_owned());
    }
    for word in ["INTERNAL_SERVER_ERROR", "panicked"] {
        if text.contains(word) {
            return Err(format!("it says {word}"));
        }
    }
    let is_lines = answer.header("content-type") == "application/x-ndjson";
    let pieces: Vec<&str> = match is_lines {
        true => text.lines().collect(),
        false => vec![text],
    };
    let mut last = Value::Null;
    for piece in pieces {
        last = serde_json::from_str(piece).map_err(|error| format!("no JSON: {error}"))?;
        let errors = last["errors"].as_array().into_iter().flatten();
        for error in errors {
            coded(&error["extensions"]["code"], &error["message"])?;
        }
        if last["status"] == "REFUSED" {
            coded(&last["code"], &last["message"])?;
        }
    }
    match is_lines && last["status"] != "END" {
        true => Err("its last line is missing".to_owned()),
        false => Ok(()),
    }
}

fn coded(code: &Value, message: &Value) -> Result<(), String> {
    let is_coded = code.as_str().is_some_and(|code| !code.is_empty());
    let length = message.as_str().map(|text| text.chars().count());
    match is_coded && length.is_some_and(|n| n <= MESSAGE_MAX) {
        true => Ok(()),
        false => Err("an error without a code, or with a long text".to_owned()),
    }
}

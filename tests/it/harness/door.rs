//! The application behind its HTTP door, for tests of what is no GraphQL.

use actix_web::App;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use avtal::auth::token::{Claims, Issuer, Verifier};
use avtal::http::State;
use avtal::http::server::app_config;
use avtal::tenancy::Db;
use chrono::TimeDelta;

use super::app::TestApp;
use super::user::User;

const SECRET: &[u8] = b"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a";

/// What came back.
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body; none where that broke off.
    pub(crate) body: Option<String>,
}

impl TestApp {
    /// The server's state over this application's database.
    pub(crate) fn state(&self) -> State {
        self.state_over(self.db.clone())
    }

    /// A server's state over this application's database, reached in another way.
    pub(crate) fn state_over(&self, db: Db) -> State {
        let verifier = Verifier::shared(SECRET, "avtal", "avtal").expect("a verifier");
        State::new(db, verifier)
    }

    /// Asks a server with this state by GET.
    pub(crate) async fn get(&self, state: &State, user: Option<&User>, path: &str) -> Answer {
        self.send(state, user, TestRequest::get().uri(path)).await
    }

    /// Asks a server with this state.
    pub(crate) async fn send(
        &self,
        state: &State,
        user: Option<&User>,
        request: TestRequest,
    ) -> Answer {
        let response = self.begin(state, user, request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.ok();
        let body = body.map(|body| String::from_utf8(body.to_vec()).expect("UTF-8"));
        Answer {
            status,
            headers,
            body,
        }
    }

    /// Asks a server with this state, and reads nothing of the body yet.
    pub(crate) async fn begin(
        &self,
        state: &State,
        user: Option<&User>,
        mut request: TestRequest,
    ) -> ServiceResponse<impl MessageBody> {
        if let Some(user) = user {
            request = request.insert_header(("Authorization", self.bearer(user)));
            if let Some(code) = user.header() {
                request = request.insert_header(("X-Legal-Entity", code));
            }
        }
        let app = App::new().configure(|config| app_config(config, state.clone()));
        let app = init_service(app).await;
        app.call(request.to_request()).await.expect("an answer")
    }

    fn bearer(&self, user: &User) -> String {
        let caller = user.caller();
        let now = self.clock.now();
        let claims = Claims {
            iss: "avtal".to_owned(),
            aud: "avtal".to_owned(),
            sub: caller.subject().to_owned(),
            exp: (now + TimeDelta::hours(1)).timestamp(),
            iat: now.timestamp(),
            legal_entities: caller.memberships().to_vec(),
        };
        let token = Issuer::shared(SECRET).token(&claims).expect("a token");
        format!("Bearer {token}")
    }
}

impl Answer {
    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    /// Its body, which came whole.
    pub(crate) fn text(&self) -> &str {
        self.body.as_deref().expect("a whole body")
    }

    /// Its body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.text()).expect("JSON")
    }

    /// The code of its only error.
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        json["errors"][0]["extensions"]["code"]
            .as_str()
            .expect("a code")
            .to_owned()
    }
}

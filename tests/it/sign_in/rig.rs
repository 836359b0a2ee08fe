//! Keys of every kind, made as the tests run; tokens written and signed by hand; the real
//! application, asked as over HTTP.

use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::App;
use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::test::{TestRequest, init_service};
use avtal::auth::jwks::{self, Key};
use avtal::auth::token::{Trusted, Verifier};
use avtal::http::State;
use avtal::http::server::app_config;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::harness::TestApp;

/// The shared secret of the tests.
pub(crate) const SECRET: &[u8] = b"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a";

/// Somebody who signs tokens.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: String,
    key: EncodingKey,
    /// The private key, as bytes.
    pub(crate) private: Vec<u8>,
}

impl Signer {
    /// A signer with a key of its own.
    pub(crate) fn new(algorithm: Algorithm, kid: &str) -> Self {
        let random = SystemRandom::new();
        let private = match algorithm {
            Algorithm::HS256 => SECRET.to_vec(),
            Algorithm::RS256 => {
                let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
                let der: Pkcs8V1Der = pair.as_der().expect("a key as bytes");
                der.as_ref().to_vec()
            }
            Algorithm::ES256 => {
                let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let der = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
                der.as_ref().to_vec()
            }
            _ => {
                let der = Ed25519KeyPair::generate_pkcs8v1(&random).expect("a key");
                der.as_ref().to_vec()
            }
        };
        let pem = pem("PRIVATE KEY", &private);
        let key = match algorithm {
            Algorithm::HS256 => EncodingKey::from_secret(&private),
            Algorithm::RS256 => EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key"),
            Algorithm::ES256 => EncodingKey::from_ec_pem(pem.as_bytes()).expect("a key"),
            _ => EncodingKey::from_ed_pem(pem.as_bytes()).expect("a key"),
        };
        Self {
            algorithm,
            kid: kid.to_owned(),
            key,
            private,
        }
    }

    /// Its algorithm, as headers name it.
    pub(crate) fn alg(&self) -> &'static str {
        match self.algorithm {
            Algorithm::HS256 => "HS256",
            Algorithm::RS256 => "RS256",
            Algorithm::ES256 => "ES256",
            _ => "EdDSA",
        }
    }

    /// The public half as a JSON Web Key.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public key");
        let mut jwk = serde_json::to_value(jwk).expect("a key is JSON");
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk
    }

    /// The header that its tokens have.
    pub(crate) fn header(&self) -> Value {
        match self.algorithm {
            Algorithm::HS256 => json!({"alg": "HS256", "typ": "JWT"}),
            _ => json!({"alg": self.alg(), "typ": "JWT", "kid": self.kid}),
        }
    }

    /// A token of any header and claims, good or not, with a good signature.
    pub(crate) fn sign(&self, header: &str, claims: &str) -> String {
        self.sign_bytes(header.as_bytes(), claims.as_bytes())
    }

    /// The same of bytes.
    pub(crate) fn sign_bytes(&self, header: &[u8], claims: &[u8]) -> String {
        let message = format!("{}.{}", base64(header), base64(claims));
        let signature = self.signature(&message);
        format!("{message}.{signature}")
    }

    /// Its signature of a message.
    pub(crate) fn signature(&self, message: &str) -> String {
        jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm)
            .expect("a signature")
    }

    /// A token with its own header.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.sign(&self.header().to_string(), &claims.to_string())
    }
}

/// One signer of each kind; RSA keys take a moment to make.
pub(crate) static SIGNERS: LazyLock<[Signer; 4]> = LazyLock::new(|| {
    [
        Signer::new(Algorithm::HS256, "hs"),
        Signer::new(Algorithm::RS256, "rs-1"),
        Signer::new(Algorithm::ES256, "es-1"),
        Signer::new(Algorithm::EdDSA, "ed-1"),
    ]
});

/// What is base64 of URLs, without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes in PEM.
pub(crate) fn pem(kind: &str, bytes: &[u8]) -> String {
    let mut text = format!("-----BEGIN {kind}-----\n");
    for line in STANDARD.encode(bytes).as_bytes().chunks(64) {
        writeln!(text, "{}", String::from_utf8_lossy(line)).expect("text grows");
    }
    format!("{text}-----END {kind}-----\n")
}

/// A set of the signers' public keys.
pub(crate) fn set<'a>(signers: impl IntoIterator<Item = &'a Signer>) -> String {
    let keys: Vec<Value> = signers.into_iter().map(Signer::jwk).collect();
    json!({ "keys": keys }).to_string()
}

/// Checks tokens of all [`SIGNERS`], with the issuer and audience `avtal`.
pub(crate) fn verifier() -> Verifier {
    let mut keys = jwks::keys(set(&SIGNERS[1..]).as_bytes()).expect("keys");
    keys.push(Key::shared(SECRET).expect("a secret"));
    Verifier::new(vec![Trusted::simple("avtal", "avtal", keys)])
}

/// Claims that are good now.
pub(crate) fn claims(app: &TestApp) -> Value {
    let now = app.clock.now();
    json!({
        "iss": "avtal", "aud": "avtal", "sub": "somebody", "jti": "token-1",
        "iat": now.timestamp(), "exp": later(now, 3_600),
        "legal_entities": [{"id": app.a.id, "code": "A", "roles": ["VIEWER"]}],
    })
}

/// Seconds since 1970, so many after an instant.
pub(crate) fn later(now: DateTime<Utc>, seconds: i64) -> i64 {
    now.timestamp() + seconds
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) challenge: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    /// The code of the legal entity that was acted in; none where nobody signed in.
    pub(crate) fn taken(&self) -> Option<String> {
        let body: Value = serde_json::from_str(&self.body).expect("an answer is JSON");
        let code = body["data"]["legalEntity"]["code"].as_str();
        code.map(str::to_owned)
    }

    /// The answer as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("an answer is JSON")
    }
}

/// Asks the real application.
pub(crate) async fn ask(state: &State, request: TestRequest) -> Answer {
    let state = state.clone();
    let app = init_service(App::new().configure(|config| app_config(config, state))).await;
    let response = app.call(request.to_request()).await.expect("an answer");
    let challenge = response.headers().get("WWW-Authenticate");
    let challenge = challenge.map(|text| text.to_str().expect("text").to_owned());
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body()).await;
    let body = body.unwrap_or_else(|_| panic!("a body"));
    Answer {
        status,
        challenge,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// A request that asks for the legal entity, with these headers.
pub(crate) fn request(headers: &[(&str, &str)]) -> TestRequest {
    asking(headers, "{ legalEntity { code } }")
}

/// A request that asks this.
pub(crate) fn asking(headers: &[(&str, &str)], query: &str) -> TestRequest {
    let body = json!({ "query": query });
    let request = TestRequest::post()
        .uri("/graphql")
        .insert_header(("Content-Type", "application/json"))
        .set_payload(body.to_string());
    headers
        .iter()
        .fold(request, |request, header| request.append_header(*header))
}

/// Whether a token is taken, and for which legal entity.
pub(crate) async fn taken(state: &State, token: &str) -> Option<String> {
    let bearer = format!("Bearer {token}");
    ask(state, request(&[("Authorization", &bearer)]))
        .await
        .taken()
}

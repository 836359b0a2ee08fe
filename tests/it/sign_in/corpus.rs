//! A corpus of tokens, each wrong in one respect: none is taken, all get one and the same answer,
//! and nothing goes out to where they point.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use avtal::http::State;
use serde_json::{Value, json};

use super::rig::{self, Answer, SECRET, SIGNERS, Signer, ask, base64, claims, later, request};
use crate::harness::TestApp;

/// A token and what is wrong with it.
struct Bad {
    what: String,
    token: String,
}

/// Makes bad tokens of one signer.
struct Maker<'a> {
    app: &'a TestApp,
    signer: &'a Signer,
    trap: &'a str,
    all: Vec<Bad>,
}

impl Maker<'_> {
    fn add(&mut self, what: &str, token: String) {
        let what = format!("{} {what}", self.signer.alg());
        self.all.push(Bad { what, token });
    }

    fn good(&self) -> String {
        self.signer.token(&claims(self.app))
    }

    fn header(&mut self, name: &str, value: Value) {
        let mut header = self.signer.header();
        header[name] = value;
        self.header_text(name, &header.to_string());
    }

    fn header_text(&mut self, what: &str, header: &str) {
        let claims = claims(self.app).to_string();
        let token = self.signer.sign(header, &claims);
        self.add(&format!("header {what}: {}", shorten(header)), token);
    }

    fn claim(&mut self, name: &str, value: Value) {
        let mut claims = claims(self.app);
        claims[name] = value;
        self.claims_text(name, &claims.to_string());
    }

    /// The claim as it is written, where that is no value of ours.
    fn raw_claim(&mut self, name: &str, raw: &str) {
        let mut claims = claims(self.app);
        claims[name] = json!("RAW");
        let text = claims.to_string().replace("\"RAW\"", raw);
        self.claims_text(name, &text);
    }

    fn without(&mut self, name: &str) {
        let mut claims = claims(self.app);
        claims.as_object_mut().expect("an object").remove(name);
        self.claims_text(&format!("without {name}"), &claims.to_string());
    }

    fn claims_text(&mut self, what: &str, claims: &str) {
        let token = self.signer.sign(&self.signer.header().to_string(), claims);
        self.add(&format!("claim {what}: {}", shorten(claims)), token);
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(300).collect()
}

fn signatures(make: &mut Maker<'_>) {
    let good = make.good();
    let (message, signature) = good.rsplit_once('.').expect("a token");
    let (header, payload) = message.split_once('.').expect("a token");
    for alg in ["none", "None", "NONE", "nOnE"] {
        let unsigned = format!(
            "{}.{payload}",
            base64(format!("{{\"alg\":\"{alg}\"}}").as_bytes())
        );
        make.add(&format!("alg {alg}, no signature"), format!("{unsigned}."));
        make.add(
            &format!("alg {alg}, signature kept"),
            format!("{unsigned}.{signature}"),
        );
    }
    let mut bare = make.signer.header();
    bare.as_object_mut().expect("an object").remove("alg");
    make.header_text("without alg", &bare.to_string());
    let lower = make.signer.alg().to_lowercase();
    for alg in [
        json!(null),
        json!(5),
        json!([make.signer.alg()]),
        json!("XX1"),
        json!(lower),
    ] {
        make.header("alg", alg);
    }
    let bytes =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature)
            .expect("base64");
    let mut first = bytes.clone();
    first[0] ^= 1;
    let mut last = bytes.clone();
    *last.last_mut().expect("bytes") ^= 0x80;
    let longer = [bytes.as_slice(), &[0]].concat();
    for (what, changed) in [
        ("empty signature", Vec::new()),
        ("one bit", first),
        ("last byte", last),
        ("cut", bytes[..bytes.len() - 1].to_vec()),
        ("longer", longer),
        ("zeros", vec![0; bytes.len()]),
    ] {
        make.add(what, format!("{message}.{}", base64(&changed)));
    }
    make.add("absent signature", message.to_owned());
    let mut other = claims(make.app);
    other["sub"] = json!("somebody-else");
    let other = make.signer.token(&other);
    let other_payload = other.split('.').nth(1).expect("a payload");
    let other_signature = other.rsplit('.').next().expect("a signature");
    make.add(
        "swapped payload",
        format!("{header}.{other_payload}.{signature}"),
    );
    let at = json!({"alg": make.signer.alg(), "typ": "at+jwt"}).to_string();
    make.add(
        "swapped header",
        format!("{}.{payload}.{signature}", base64(at.as_bytes())),
    );
    make.add(
        "another's signature",
        format!("{message}.{other_signature}"),
    );
    make.add("four parts", format!("{good}.{signature}"));
    make.add(
        "encrypted",
        format!("{header}..{payload}.{signature}.{signature}"),
    );
    let form = json!({"protected": header, "payload": payload, "signature": signature});
    make.add("in JSON form", form.to_string());
}

fn keys(make: &mut Maker<'_>) {
    let claims = claims(make.app).to_string();
    let hs = &SIGNERS[0];
    let kid = &make.signer.kid;
    let named = json!({"alg": "HS256", "typ": "JWT", "kid": kid}).to_string();
    let message = format!("{}.{}", base64(named.as_bytes()), base64(claims.as_bytes()));
    let mut secrets = vec![
        ("empty secret", Vec::new()),
        ("weak secret", b"secret".to_vec()),
    ];
    if make.signer.algorithm != hs.algorithm {
        let jwk = make.signer.jwk();
        let x = jwk["n"]
            .as_str()
            .or(jwk["x"].as_str())
            .expect("a number")
            .to_owned();
        let der = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &x);
        let der = der.expect("base64");
        let pem = rig::pem("PUBLIC KEY", &der);
        secrets.extend([
            ("public key as PEM", pem.clone().into_bytes()),
            (
                "public key as PEM, stripped",
                pem.trim().as_bytes().to_vec(),
            ),
            ("public key as DER", der),
            ("public key as JWK", jwk.to_string().into_bytes()),
            ("public key as number", x.into_bytes()),
        ]);
    }
    for (what, secret) in secrets {
        let key = jsonwebtoken::EncodingKey::from_secret(&secret);
        let algorithm = jsonwebtoken::Algorithm::HS256;
        let signed = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm);
        make.add(what, format!("{message}.{}", signed.expect("a signature")));
    }
    for alg in [
        "HS384", "HS512", "PS256", "RS384", "RS512", "ES384", "ES256K", "Ed448",
    ] {
        make.header("alg", json!(alg));
    }
    // The others of our signers, under this one's name.
    for other in SIGNERS
        .iter()
        .filter(|other| other.alg() != make.signer.alg())
    {
        let token = other.sign(&make.signer.header().to_string(), &claims);
        make.add(&format!("signed by {}", other.alg()), token);
    }
    if make.signer.algorithm != hs.algorithm {
        let foreign = Signer::new(make.signer.algorithm, &make.signer.kid);
        make.add(
            "a foreign key of the same name",
            foreign.sign(&make.signer.header().to_string(), &claims),
        );
    }
    if make.signer.alg() == "ES256" {
        let message = format!(
            "{}.{}",
            base64(make.signer.header().to_string().as_bytes()),
            base64(claims.as_bytes())
        );
        // A signature in DER, and one with r = n.
        let der = [
            [0x30, 0x44, 0x02, 0x20].as_slice(),
            &[1; 32],
            &[0x02, 0x20],
            &[1; 32],
        ]
        .concat();
        make.add("DER", format!("{message}.{}", base64(&der)));
        let order = hex::decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
            .expect("hex");
        make.add(
            "r = n",
            format!(
                "{message}.{}",
                base64(&[order.as_slice(), &[1; 32]].concat())
            ),
        );
    }
}

fn headers(make: &mut Maker<'_>) {
    let trap = make.trap.to_owned();
    let foreign = Signer::new(jsonwebtoken::Algorithm::EdDSA, "foreign");
    let embedded = json!({
        "alg": "EdDSA", "typ": "JWT", "jwk": foreign.jwk(),
    });
    let claims_now = claims(make.app).to_string();
    make.add(
        "its own key inside",
        foreign.sign(&embedded.to_string(), &claims_now),
    );
    make.header("jwk", foreign.jwk());
    for name in ["jku", "x5u"] {
        make.header(name, json!(format!("http://{trap}/{name}")));
        let outside = json!({
            "alg": "EdDSA", "typ": "JWT", "kid": "foreign", name: format!("http://{trap}/{name}"),
        });
        make.add(
            &format!("a key at {name}"),
            foreign.sign(&outside.to_string(), &claims_now),
        );
    }
    make.header("x5c", json!(["MIIB"]));
    let many = "k".repeat(100_000);
    let mut kids = vec![
        json!(""),
        json!("a\u{0}b"),
        json!("a\r\nX-Admin: 1"),
        json!("\u{1b}[31mred"),
        json!(many),
        json!(["rs-1"]),
        json!(5),
        json!({"kid": "rs-1"}),
        json!(null),
        json!(true),
    ];
    if make.signer.alg() != "HS256" {
        kids.extend([
            json!("../../../../dev/null"),
            json!("..\\..\\windows\\win.ini"),
            json!("' OR '1'='1"),
            json!("x; rm -rf /"),
            json!(format!("http://{trap}/kid")),
            json!("unknown"),
            json!("RS-1"),
        ]);
    }
    for kid in kids {
        make.header("kid", kid);
    }
    for crit in [json!(["exp"]), json!(["unknown"]), json!([]), json!("exp")] {
        make.header("crit", crit);
    }
    make.header("b64", json!(false));
    make.header("zip", json!("DEF"));
    let bomb = json!({"alg": make.signer.alg(), "typ": "JWT", "zip": "DEF"}).to_string();
    let token = make.signer.sign_bytes(bomb.as_bytes(), &[0x78; 5_000]);
    make.add("zip bomb", token);
    make.header("cty", json!("JWT"));
    make.header("enc", json!("A128GCM"));
    for kind in [
        json!("id+jwt"),
        json!("logout+jwt"),
        json!("dpop+jwt"),
        json!("JWE"),
        json!(5),
        json!(null),
        json!(["JWT"]),
        json!(""),
    ] {
        make.header("typ", kind);
    }
    let alg = make.signer.alg();
    for (first, second) in [(alg, "none"), ("none", alg), (alg, alg)] {
        let twice = format!("{{\"alg\":\"{first}\",\"typ\":\"JWT\",\"alg\":\"{second}\"}}");
        make.header_text("alg twice", &twice);
    }
}

fn times(make: &mut Maker<'_>) {
    let now = make.app.clock.now();
    let year = 365 * 24 * 3_600;
    for exp in [
        json!(later(now, -3_600)),
        json!(later(now, -31)),
        json!(later(now, 3_600).to_string()),
        json!(null),
        json!(0),
        json!(-1),
        json!(true),
        json!([later(now, 3_600)]),
        json!({"at": later(now, 3_600)}),
        json!(later(now, 10 * year)),
        json!(later(now, 24 * 3_600 + 31)),
        json!(1.5e9),
    ] {
        make.claim("exp", exp);
    }
    for exp in [
        "1e400",
        "18446744073709551616",
        "-9223372036854775809",
        "9223372036854775807",
    ] {
        make.raw_claim("exp", exp);
    }
    make.without("exp");
    let soon = later(now, 600);
    for nbf in [
        json!(soon),
        json!(later(now, 31)),
        json!(soon.to_string()),
        json!([0]),
        json!(null),
    ] {
        make.claim("nbf", nbf);
    }
    for iat in [
        json!(soon),
        json!(now.to_rfc3339()),
        json!(null),
        json!(true),
    ] {
        make.claim("iat", iat);
    }
    // Good for more than a day, though it ends soon.
    make.claim("iat", json!(later(now, -24 * 3_600)));
}

fn names(make: &mut Maker<'_>) {
    make.without("iss");
    for iss in [
        json!("other"),
        json!(null),
        json!(["avtal"]),
        json!("avtal/"),
        json!("Avtal"),
        json!("avta"),
        json!("avtal.example"),
        json!(""),
        json!({"iss": "avtal"}),
    ] {
        make.claim("iss", iss);
    }
    make.without("aud");
    for aud in [
        json!("other"),
        json!(null),
        json!(""),
        json!([]),
        json!("avta"),
        json!("avtal2"),
        json!("AVTAL"),
        json!({"aud": "avtal"}),
        json!(5),
        json!(["other"]),
        json!(["avtal", 5]),
        json!([["avtal"]]),
        json!("avtal other"),
    ] {
        make.claim("aud", aud);
    }
    make.without("sub");
    for sub in [
        json!(null),
        json!(""),
        json!(5),
        json!(["somebody"]),
        json!({"sub": "x"}),
        json!("a\u{0}b"),
        json!("a\r\nb"),
        json!("s".repeat(201)),
    ] {
        make.claim("sub", sub);
    }
    for jti in [
        json!(5),
        json!(""),
        json!(null),
        json!(["x"]),
        json!("j".repeat(201)),
    ] {
        make.claim("jti", jti);
    }
}

fn tenants(make: &mut Maker<'_>) {
    make.without("legal_entities");
    let a = make.app.a.id.to_string();
    for all in [
        json!(null),
        json!(""),
        json!([]),
        json!(5),
        json!(true),
        json!({}),
        json!("*"),
        json!("%"),
        json!(a),
        json!([a]),
        json!({"id": a, "roles": ["VIEWER"]}),
        json!([null]),
        json!([{"roles": ["VIEWER"]}]),
        json!([{"id": a}]),
        json!([{"id": a, "roles": "VIEWER"}]),
        json!([{"id": a, "roles": ["KING"]}]),
        json!([{"id": a, "roles": [null]}]),
    ] {
        make.claim("legal_entities", all);
    }
    for id in [
        json!("*"),
        json!("%"),
        json!(""),
        json!(null),
        json!(5),
        json!([a]),
        json!("A"),
        json!("' OR '1'='1"),
        json!(format!("{a},{a}")),
        json!(format!("{a} ")),
        json!(format!("{a}\u{0}")),
        json!("x".repeat(70_000)),
    ] {
        make.claim("legal_entities", json!([{"id": id, "roles": ["VIEWER"]}]));
    }
    let (viewer, admin) = (
        json!({"id": a, "roles": ["VIEWER"]}),
        json!({"id": a, "roles": ["ADMIN"]}),
    );
    make.claim("legal_entities", json!([viewer, admin]));
    make.claim("legal_entities", json!([admin, viewer]));
    for (first, second) in [("VIEWER", "ADMIN"), ("ADMIN", "VIEWER")] {
        let inner =
            format!("[{{\"id\":\"{a}\",\"roles\":[\"{first}\"],\"roles\":[\"{second}\"]}}]");
        make.raw_claim("legal_entities", &inner);
    }
    let b = make.app.b.id.to_string();
    for (first, second) in [(&a, &b), (&b, &a)] {
        let one =
            |id: &str| format!("\"legal_entities\":[{{\"id\":\"{id}\",\"roles\":[\"ADMIN\"]}}]");
        let text = claims(make.app).to_string();
        let text = text.strip_suffix('}').expect("an object");
        let rest: Value = serde_json::from_str(&format!("{text}}}")).expect("claims");
        let mut rest = rest;
        rest.as_object_mut()
            .expect("an object")
            .remove("legal_entities");
        let rest = rest.to_string();
        let rest = rest.strip_suffix('}').expect("an object");
        make.claims_text("twice", &format!("{rest},{},{}}}", one(first), one(second)));
    }
}

fn shapes(make: &mut Maker<'_>) {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    for payload in [
        "not JSON",
        "[]",
        "null",
        "",
        "{}",
        "\"text\"",
        "5",
        "{\"iss\":\"avtal\"} x",
    ] {
        make.claims_text("payload", payload);
    }
    for header in ["not JSON", "[]", "null", "", "{}"] {
        make.header_text("whole", header);
    }
    for n in [200, 2_000, 100_000] {
        make.raw_claim("deep", &deep(n));
        make.header_text(
            "deep",
            &format!("{{\"alg\":\"{}\",\"x\":{}}}", make.signer.alg(), deep(n)),
        );
    }
    let header = make.signer.header().to_string();
    let bad_utf8 = make
        .signer
        .sign_bytes(header.as_bytes(), b"{\"sub\":\"\xff\xfe\"}");
    make.add("bad UTF-8", bad_utf8);
    let mut large = claims(make.app);
    large["x"] = json!("x".repeat(1_000_000));
    let large = make.signer.token(&large);
    make.add("1 MB", large);
    let good = make.good();
    let (message, signature) = good.rsplit_once('.').expect("a token");
    make.add("padding", format!("{message}.{signature}=="));
    make.add("inner space", format!("{message} .{signature}"));
    make.add("another alphabet", format!("{message}.{}", "+/".repeat(43)));
    make.add("points alone", "..".to_owned());
    make.add("a line break", format!("{message}.\t{signature}"));
}

/// Every bad token of every signer.
fn corpus(app: &TestApp, trap: &str) -> Vec<Bad> {
    let mut all = Vec::new();
    for signer in SIGNERS.iter() {
        let mut make = Maker {
            app,
            signer,
            trap,
            all: Vec::new(),
        };
        signatures(&mut make);
        keys(&mut make);
        headers(&mut make);
        times(&mut make);
        names(&mut make);
        tenants(&mut make);
        shapes(&mut make);
        all.append(&mut make.all);
    }
    all
}

/// What is written to the log, kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn trap() -> (TcpListener, String) {
    let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
    trap.set_nonblocking(true)
        .expect("a listener that does not wait");
    let address = trap.local_addr().expect("an address").to_string();
    (trap, address)
}

/// Longer than this takes no token, however bad.
const SLOW: Duration = Duration::from_secs(1);

#[actix_web::test]
async fn no_bad_token_is_taken_and_all_get_one_answer() {
    let app = TestApp::sqlite().await;
    let (trap, address) = trap();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // Where there is one listener only, whoever logs first in another thread, where nobody listens,
    // silences a line for all of them.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let listening = tracing::subscriber::set_default(subscriber);
    let state = State::new(app.db.clone(), rig::verifier());
    let corpus = corpus(&app, &address);
    assert!(corpus.len() >= 133, "{} bad tokens", corpus.len());
    let mut answers: Vec<(&str, Answer)> = Vec::new();
    let mut slowest = Duration::ZERO;
    for bad in &corpus {
        let bearer = format!("Bearer {}", bad.token);
        let Ok(header) = actix_web::http::header::HeaderValue::from_bytes(bearer.as_bytes()) else {
            continue;
        };
        let mut took = Duration::MAX;
        // A machine that is busy with other tests may keep one waiting once, but not each time.
        for _ in 0..5 {
            let begun = Instant::now();
            let request = request(&[]).insert_header(("Authorization", header.clone()));
            answers.push((&bad.what, ask(&state, request).await));
            took = took.min(begun.elapsed());
            if took < SLOW {
                break;
            }
        }
        slowest = slowest.max(took);
    }
    drop(listening);
    let first = &answers[0].1;
    assert_eq!((first.status, first.taken()), (401, None));
    let challenge = Some("Bearer error=\"invalid_token\"".to_owned());
    assert_eq!(first.challenge, challenge);
    for (what, answer) in &answers {
        assert_eq!(answer, first, "{what}");
    }
    assert!(slowest < SLOW, "{slowest:?}");
    let hits = trap.accept();
    assert!(hits.is_err(), "somebody asked: {hits:?}");
    let log = log.0.lock().expect("a log");
    let log = String::from_utf8_lossy(&log);
    assert!(log.contains("answered"), "nothing was logged");
    for part in corpus.iter().flat_map(|bad| bad.token.split('.')) {
        assert!(
            part.len() < 20 || !log.contains(part),
            "a token is in the log"
        );
    }
    assert!(!log.contains("somebody"), "a claim is in the log");
    println!("{} bad tokens, the slowest in {slowest:?}", answers.len());
}

#[actix_web::test]
async fn a_token_comes_by_its_own_header_alone() {
    let app = TestApp::sqlite().await;
    let state = State::new(app.db.clone(), rig::verifier());
    let good = SIGNERS[3].token(&claims(&app));
    let bad = format!("{good}x");
    let (good_header, bad_header) = (format!("Bearer {good}"), format!("Bearer {bad}"));
    let basic = format!("Basic {good}");
    let list = format!("{good_header}, {good_header}");
    let doubled = format!("Bearer Bearer {good}");
    let refused: [&[(&str, &str)]; 8] = [
        &[("Authorization", &basic)],
        &[("Authorization", &good)],
        &[
            ("Authorization", &good_header),
            ("Authorization", &bad_header),
        ],
        &[
            ("Authorization", &bad_header),
            ("Authorization", &good_header),
        ],
        &[("Authorization", &list)],
        &[("Authorization", &doubled)],
        &[("Authorization", "Bearer")],
        &[("Authorization", "")],
    ];
    for headers in refused {
        let answer = ask(&state, request(headers)).await;
        assert_eq!((answer.status, answer.taken()), (401, None), "{headers:?}");
    }
    let cookie = format!("Authorization={good}; token={good}; access_token={good}");
    let unheard: [&[(&str, &str)]; 4] = [
        &[("X-Authorization", &good_header)],
        &[("X-Forwarded-Authorization", &good_header)],
        &[("Cookie", &cookie)],
        &[("Proxy-Authorization", &good_header)],
    ];
    for headers in unheard {
        let answer = ask(&state, request(headers)).await;
        assert_eq!(answer.taken(), None, "{headers:?}");
        let code = &answer.json()["errors"][0]["extensions"]["code"];
        assert_eq!(code, "UNAUTHENTICATED", "{headers:?}");
    }
    for name in ["access_token", "token", "authorization", "jwt"] {
        let query = "%7B%20legalEntity%20%7B%20code%20%7D%20%7D";
        let uri = format!("/graphql?query={query}&{name}={good}");
        let answer = ask(&state, TestRequest::get().uri(&uri)).await;
        assert_eq!(answer.taken(), None, "{name}");
    }
    let lower = format!("bearer  {good} ");
    let answer = ask(&state, request(&[("authorization", &lower)])).await;
    assert_eq!(answer.taken().as_deref(), Some("A"));
}

#[actix_web::test]
async fn good_tokens_are_taken_whatever_harmless_things_they_say() {
    let app = TestApp::sqlite().await;
    let state = State::new(app.db.clone(), rig::verifier());
    let now = app.clock.now();
    for signer in SIGNERS.iter() {
        let mut good = vec![("plain", signer.token(&claims(&app)))];
        let mut with = |what, change: &dyn Fn(&mut Value, &mut Value)| {
            let (mut header, mut claims) = (signer.header(), claims(&app));
            change(&mut header, &mut claims);
            good.push((what, signer.sign(&header.to_string(), &claims.to_string())));
        };
        with("an access token", &|header, _| {
            header["typ"] = json!("at+JWT")
        });
        with("without a type", &|header, _| {
            header.as_object_mut().expect("an object").remove("typ");
        });
        with("without the id of a key", &|header, _| {
            header.as_object_mut().expect("an object").remove("kid");
        });
        with("an unknown header", &|header, _| {
            header["x-trace"] = json!([1])
        });
        with("several audiences", &|_, claims| {
            claims["aud"] = json!(["other", "avtal"])
        });
        with("just over", &|_, claims| {
            claims["exp"] = json!(later(now, -29))
        });
        with("just begun", &|_, claims| {
            claims["nbf"] = json!(later(now, 29))
        });
        with("a whole day", &|_, claims| {
            claims["exp"] = json!(later(now, 24 * 3_600))
        });
        with("without iat and jti", &|_, claims| {
            let claims = claims.as_object_mut().expect("an object");
            claims.remove("iat");
            claims.remove("jti");
        });
        with("other claims", &|_, claims| {
            claims["scope"] = json!({"deep": [[[null]]]})
        });
        with("without a code", &|_, claims| {
            let entity = claims["legal_entities"][0].as_object_mut();
            entity.expect("an object").remove("code");
        });
        for (what, token) in good {
            let taken = rig::taken(&state, &token).await;
            assert_eq!(taken.as_deref(), Some("A"), "{} {what}", signer.alg());
        }
    }
    assert_eq!(SECRET, SIGNERS[0].private.as_slice());
}

use super::*;
use crate::config::HttpProfile;

const JSON: &str = "application/json";

/// A server that answers in a profile.
async fn server(profile: HttpProfile) -> Server {
    let mut server = Server::start().await;
    server.state = server.state.http_profile(profile);
    server
}

#[actix_web::test]
async fn what_fails_has_the_status_of_the_profile() {
    let audit = server(HttpProfile::Audit).await;
    let draft = server(HttpProfile::Draft).await;
    let tokens = Limits::default().tokens;
    // In the audit's profile for the new type and for plain JSON, then in the draft's for both.
    for (body, [new, old, both]) in [
        (
            json!({ "query": "{ __typename }" }).to_string(),
            [200, 200, 200],
        ),
        // What cannot be read.
        ("NONSENSE".to_owned(), [400, 400, 400]),
        ("{\"query\":".to_owned(), [400, 400, 400]),
        (json!({ "query": "{" }).to_string(), [400, 200, 400]),
        // What is no request.
        (
            json!({ "qeury": "{ __typename }" }).to_string(),
            [400, 400, 422],
        ),
        (json!({ "query": 7 }).to_string(), [400, 400, 422]),
        (
            json!({ "query": "{ __typename }", "variables": [7] }).to_string(),
            [400, 400, 422],
        ),
        (json!(7).to_string(), [400, 400, 422]),
        (
            json!([{ "query": "{ __typename }" }]).to_string(),
            [400, 400, 422],
        ),
        // What does not hold, or cannot be told, or does not fit.
        (
            json!({ "query": "{ unknown }" }).to_string(),
            [400, 200, 422],
        ),
        (
            json!({ "query": "query A { __typename } query B { __typename }" }).to_string(),
            [400, 200, 422],
        ),
        (
            json!({ "query": "query($n: Int!) { vendors(first: $n) { totalCount } }" }).to_string(),
            [400, 200, 422],
        ),
        (
            json!({ "documentId": "unknown" }).to_string(),
            [400, 200, 422],
        ),
        (
            json!({ "query": format!("{{ {} }}", "__typename ".repeat(tokens)) }).to_string(),
            [400, 400, 422],
        ),
    ] {
        for (server, is_draft, accept, status) in [
            (&audit, false, GRAPHQL, new),
            (&audit, false, JSON, old),
            (&draft, true, GRAPHQL, both),
            (&draft, true, JSON, both),
        ] {
            let request = TestRequest::post()
                .uri("/graphql")
                .set_payload(body.clone());
            let request = request.insert_header(("Content-Type", JSON));
            let answer = server.ask(request.insert_header(("Accept", accept))).await;
            assert_eq!(answer.status, status, "{accept}: {body}: {}", answer.body);
            // The draft's failures say that a GraphQL server speaks.
            let kind = match is_draft && status >= 300 {
                true => GRAPHQL,
                false => accept,
            };
            let told = answer.header("Content-Type");
            assert!(told.starts_with(kind), "{accept}: {body}: {told}");
        }
    }
}

#[actix_web::test]
async fn data_and_errors_together_are_a_partial_success_in_the_draft() {
    let body = json!({ "query": "{ __typename vendors { totalCount } }" });
    for (profile, accept, status) in [
        (HttpProfile::Audit, GRAPHQL, 200),
        (HttpProfile::Audit, JSON, 200),
        (HttpProfile::Draft, GRAPHQL, 294),
        (HttpProfile::Draft, JSON, 200),
    ] {
        let server = server(profile).await;
        let answer = server.post(body.clone(), &[("Accept", accept)]).await;
        assert_eq!(
            answer.status, status,
            "{profile:?} {accept}: {}",
            answer.body
        );
        assert!(answer.json().get("data").is_some() && answer.json().get("errors").is_some());
    }
}

#[actix_web::test]
async fn what_may_not_be_asked_is_forbidden_in_the_draft() {
    let body = json!({ "query": "{ __schema { queryType { name } } }" });
    for (profile, status) in [(HttpProfile::Audit, 400), (HttpProfile::Draft, 403)] {
        let mut server = server(profile).await;
        server.state = server.state.introspection(Introspection::Authenticated);
        let answer = server.post(body.clone(), &[("Accept", GRAPHQL)]).await;
        let told = (answer.status, answer.code());
        assert_eq!(told, (status, "UNAUTHENTICATED".to_owned()), "{profile:?}");
    }
}

//! Several requests in one body (H-07): off unless it is set, and one request for all limits.

use actix_web::test::TestRequest;
use avtal::config::Limits;
use serde_json::{Value, json};

use crate::harness::door::Answer;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const CREATE: &str = "mutation($name: String!) { vendorCreate(input: { name: $name }) \
                      { vendor { name } userErrors { code } } }";

/// What a server with these limits answers to a list.
async fn ask(app: &TestApp, limits: Limits, user: Option<&User>, list: &[Value]) -> Answer {
    let state = app.state().with_limits(limits);
    let request = TestRequest::post().uri("/graphql").set_json(list);
    app.send(&state, user, request).await
}

fn lists_of(batch: usize) -> Limits {
    Limits {
        batch,
        ..Limits::default()
    }
}

fn query(text: &str) -> Value {
    json!({ "query": text })
}

/// So many requests of a document.
fn times(n: usize, text: &str) -> Vec<Value> {
    vec![query(text); n]
}

fn typename() -> Value {
    json!({ "data": { "__typename": "Query" } })
}

both! {
    async fn a_list_is_answered_in_its_order_and_what_is_wrong_in_its_place(app: TestApp) {
        let user = app.manager(&app.a);
        let names = "{ vendors(first: 10) { nodes { name } } }";
        let create = |name: &str| json!({ "query": CREATE, "variables": { "name": name } });
        let list = [
            query(names),
            create("Nord"),
            query("{"),
            query("{ vendorz }"),
            query("subscription { purchaseOrderChanged { number } }"),
            json!(7),
            json!({ "documentId": "unknown" }),
            create("Syd"),
            query(names),
        ];
        let answer = ask(&app, lists_of(10), Some(&user), &list).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let answers = answer.json();
        let nodes = |n: usize| answers[n]["data"]["vendors"]["nodes"].clone();
        assert_eq!(nodes(0), json!([]));
        assert_eq!(answers[1]["data"]["vendorCreate"]["vendor"]["name"], "Nord");
        for (n, code) in [
            (2, "GRAPHQL_PARSE_FAILED"),
            (3, "GRAPHQL_VALIDATION_FAILED"),
            (4, "BAD_REQUEST"),
            (5, "BAD_REQUEST"),
            (6, "PERSISTED_QUERY_NOT_FOUND"),
        ] {
            assert_eq!(answers[n]["errors"][0]["extensions"]["code"], code, "{n}");
            assert_eq!(answers[n].get("data"), None, "{n}");
        }
        assert_eq!(nodes(8), json!([{ "name": "Nord" }, { "name": "Syd" }]));
        assert_eq!(answers.as_array().map(Vec::len), Some(list.len()));
    }
}

#[tokio::test]
async fn a_list_is_taken_only_where_it_is_set_and_up_to_its_limit() {
    let app = TestApp::sqlite().await;
    let one = "{ __typename }";
    let refused = ask(&app, Limits::default(), None, &times(1, one)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "BATCHING_DISABLED")
    );
    let all = ask(&app, lists_of(3), None, &times(3, one)).await;
    assert_eq!(
        (all.status, all.json()),
        (200, json!([typename(), typename(), typename()]))
    );
    let refused = ask(&app, lists_of(3), None, &times(4, one)).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "LIMIT_EXCEEDED")
    );
    let refused = ask(&app, lists_of(3), None, &[]).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "BAD_REQUEST")
    );
}

#[tokio::test]
async fn a_list_counts_as_one_request_for_each_limit() {
    let app = TestApp::sqlite().await;
    let usual = lists_of(10);
    let page = "{ vendors(first: 10) { nodes { id } } }";
    for (what, limits, document, most) in [
        (
            "root fields",
            Limits {
                root_fields: 4,
                ..usual
            },
            "{ a: __typename __typename }",
            2,
        ),
        (
            "aliases of one field",
            Limits {
                aliases: 3,
                ..usual
            },
            "{ a: __typename }",
            3,
        ),
        (
            "selections",
            Limits {
                selections: 9,
                ..usual
            },
            page,
            3,
        ),
        (
            "directives",
            Limits {
                directives: 2,
                ..usual
            },
            "{ __typename @include(if: true) }",
            2,
        ),
        // vendors, nodes, ten elements with an id each.
        (
            "fields and list elements",
            Limits { cost: 44, ..usual },
            page,
            2,
        ),
    ] {
        let taken = ask(&app, limits, None, &times(most, document)).await;
        assert_eq!(taken.status, 200, "{what}: {}", taken.text());
        assert_eq!(taken.json().as_array().map(Vec::len), Some(most), "{what}");
        let refused = ask(&app, limits, None, &times(most + 1, document)).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (400, "LIMIT_EXCEEDED"),
            "{what}"
        );
        assert!(refused.text().contains(what), "{what}: {}", refused.text());
    }
}

#[tokio::test]
async fn the_answers_of_a_list_are_together_as_large_as_one_may_be() {
    let app = TestApp::sqlite().await;
    let usual = lists_of(10);
    // Two fields each.
    let (user, list) = (app.manager(&app.a), times(2, "{ vendors { totalCount } }"));
    let none = json!({ "data": { "vendors": { "totalCount": 0 } } });
    let enough = Limits {
        answer_values: 4,
        ..usual
    };
    let all = ask(&app, enough, Some(&user), &list).await.json();
    assert_eq!(all, json!([none, none]));
    let few = Limits {
        answer_values: 3,
        ..usual
    };
    let all = ask(&app, few, Some(&user), &list).await.json();
    assert_eq!(all[0], none);
    assert_eq!(all[1]["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");

    let long = "a".repeat(100);
    let document = format!("{{ {long}: __typename }}");
    let list = vec![query(&document); 10];
    let bytes = Limits {
        answer_bytes: 1_024,
        ..usual
    };
    let all = ask(&app, bytes, None, &list).await.json();
    assert!(all[0].get("data").is_some(), "{all}");
    assert_eq!(all[9]["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
}

#[tokio::test]
async fn a_list_costs_what_its_requests_cost() {
    let app = TestApp::sqlite().await;
    let user = app.manager(&app.a);
    let state = app.state().with_limits(Limits {
        caller_restore: 1,
        ..lists_of(10)
    });
    let left = async |list: Value| {
        let request = TestRequest::post().uri("/graphql").set_json(list);
        let request = request.insert_header(("x-graphql-cost", "1"));
        let answers = app.send(&state, Some(&user), request).await.json();
        let last = answers.as_array().and_then(|all| all.last().cloned());
        let cost = last.unwrap_or(answers)["extensions"]["cost"].clone();
        let left = cost["throttleStatus"]["currentlyAvailable"].as_u64();
        left.expect("it is told")
    };
    let document = "{ __typename }";
    let before = left(query(document)).await;
    let five = before - left(json!(times(5, document))).await;
    // A request costs 50 apart from its answer; a point comes back in a second.
    assert!((201..=250).contains(&five), "{five}");
}

#[tokio::test]
async fn a_key_of_the_header_is_for_no_list() {
    let app = TestApp::sqlite().await;
    let state = app.state().with_limits(lists_of(10));
    let user = app.manager(&app.a);
    let request = TestRequest::post()
        .uri("/graphql")
        .set_json(times(2, "{ __typename }"));
    let request = request.insert_header(("Idempotency-Key", "k"));
    let refused = app.send(&state, Some(&user), request).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "BAD_USER_INPUT")
    );
}

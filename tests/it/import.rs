//! Files that are sent to `/import/…`: a line for each row, once, and what is refused (C-13).

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::build::read;
use crate::harness::door::Answer;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

async fn sent(app: &TestApp, user: Option<&User>, path: &str, kind: &str, body: &str) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("Content-Type", kind))
        .set_payload(body.to_owned());
    app.send(&app.state(), user, request).await
}

/// The lines of an answer, the last of which says that it is the last.
fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let lines = answer.text().lines();
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.last().expect("an end")["status"], "END");
    lines
}

async fn count(app: &TestApp, user: &User) -> Value {
    read(app, user, "vendors(first: 1)", "{ totalCount }").await["totalCount"].clone()
}

both! {
    async fn a_file_becomes_rows_once_and_each_has_a_line(app: TestApp) {
        let user = app.manager(&app.a);
        let body = "name,currency\nOne,EUR\nTwo,SEK\n";
        let first = sent(&app, Some(&user), "/import/vendors", "text/csv; charset=utf-8", body);
        let first = lines(&first.await);
        assert_eq!(first.len(), 3);
        assert_eq!(first[1]["status"], "WRITTEN");
        assert_eq!((&first[1]["row"], &first[1]["number"]), (&json!(2), &json!("VEN-000002")));
        assert!(first[1]["id"].is_string());
        let summary = json!({"written": 2, "refused": 0, "stopped": false});
        assert_eq!(first[2]["summary"], summary);
        let again = sent(&app, Some(&user), "/import/vendors", "text/csv", body).await;
        assert_eq!(lines(&again), first);
        assert_eq!(count(&app, &user).await, 2);
        let body = "{\"name\": \"Three\"}\n{\"name\": \" \"}\n";
        let kind = "application/x-ndjson";
        let refused = lines(&sent(&app, Some(&user), "/import/vendors", kind, body).await);
        assert_eq!(refused[0]["status"], "REFUSED");
        let said = (&refused[0]["row"], &refused[0]["code"], &refused[0]["field"]);
        assert_eq!(said, (&json!(2), &json!("REQUIRED"), &json!("name")));
        assert_eq!(refused[1], json!({"status": "LEFT", "rows": 1}));
        assert_eq!(refused[2]["summary"]["stopped"], true);
        let dry = "/import/vendors?dryRun=true";
        let shown = lines(&sent(&app, Some(&user), dry, kind, "{\"name\": \"Three\"}").await);
        assert_eq!(shown[0], json!({"status": "WRITTEN", "row": 1, "number": "VEN-000003"}));
        assert_eq!(count(&app, &user).await, 2);
        let nothing = lines(&sent(&app, Some(&user), "/import/vendors", kind, "").await);
        assert_eq!(nothing.len(), 1);
    }
}

#[tokio::test]
async fn what_is_no_file_of_rows_or_not_allowed_is_refused() {
    let app = TestApp::sqlite().await;
    let (manager, viewer) = (app.manager(&app.a), app.viewer(&app.a));
    let csv = "text/csv";
    let body = "name\nA\n";
    for (user, path, kind, body, status, code) in [
        (
            Some(&manager),
            "/import/colours",
            csv,
            body,
            404,
            "NOT_FOUND",
        ),
        (None, "/import/vendors", csv, body, 401, "UNAUTHENTICATED"),
        (
            Some(&viewer),
            "/import/vendors",
            csv,
            body,
            403,
            "FORBIDDEN",
        ),
        (
            Some(&manager),
            "/import/vendors",
            "text/plain",
            body,
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            Some(&manager),
            "/import/vendors?dry=1",
            csv,
            body,
            400,
            "BAD_USER_INPUT",
        ),
        (
            Some(&manager),
            "/import/vendors",
            csv,
            "colour\nred\n",
            400,
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = sent(&app, user, path, kind, body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{path} {kind}"
        );
    }
    let large = format!("name\n{}", "A vendor\n".repeat(1_200_000));
    let answer = sent(&app, Some(&manager), "/import/vendors", csv, &large).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (413, "PAYLOAD_TOO_LARGE")
    );
    let answer = app
        .get(&app.state(), Some(&manager), "/import/vendors")
        .await;
    assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
    assert_eq!(count(&app, &manager).await, 0);
}

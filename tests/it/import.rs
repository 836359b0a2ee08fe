//! Files that are sent to `/import/…`: a line for each row, once, and what is refused (C-13).

use actix_web::test::TestRequest;
use avtal::auth::Role;
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

/// What the last line says of rows, none of which was refused unless it says so.
fn summary(written: usize, there: usize, refused: usize) -> Value {
    json!({
        "written": written, "alreadyThere": there, "refused": refused, "stopped": refused > 0,
    })
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
        assert_eq!((&first[1]["row"], &first[1]["line"]), (&json!(2), &json!(3)));
        assert_eq!(first[1]["number"], "VEN-000002");
        assert!(first[1]["id"].is_string());
        assert_eq!(first[2]["summary"], summary(2, 0, 0));
        let again = sent(&app, Some(&user), "/import/vendors", "text/csv", body).await;
        let mut again = lines(&again);
        assert_eq!(again[2]["summary"], summary(0, 2, 0));
        for (line, written) in again.iter_mut().zip(&first).take(2) {
            assert_eq!(line["status"], "ALREADY_THERE");
            line["status"] = json!("WRITTEN");
            assert_eq!(line, written);
        }
        assert_eq!(count(&app, &user).await, 2);
        let body = "{\"name\": \"Three\"}\n{\"name\": \" \"}\n";
        let kind = "application/x-ndjson";
        let refused = lines(&sent(&app, Some(&user), "/import/vendors", kind, body).await);
        assert_eq!(refused[0]["status"], "REFUSED");
        let said = ["row", "line", "code", "field"].map(|key| refused[0][key].clone());
        assert_eq!(json!(said), json!([2, 2, "REQUIRED", "name"]));
        assert_eq!(refused[1], json!({"status": "LEFT", "rows": 1}));
        assert_eq!(refused[2]["summary"]["stopped"], true);
        let dry = "/import/vendors?dryRun=true";
        let shown = lines(&sent(&app, Some(&user), dry, kind, "{\"name\": \"Three\"}").await);
        let would = json!({"status": "WRITTEN", "row": 1, "line": 1, "number": "VEN-000003"});
        assert_eq!(shown[0], would);
        assert_eq!(count(&app, &user).await, 2);
        let nothing = lines(&sent(&app, Some(&user), "/import/vendors", kind, "").await);
        assert_eq!(nothing.len(), 1);
    }

    async fn lines_at_the_end_are_new_and_those_before_them_are_not_written_again(app: TestApp) {
        let user = app.manager(&app.a);
        let mut body = "name\nOne\nTwo\n".to_owned();
        let mut there = 0;
        for new in ["", "Three\n", "Four\nFive\n", " \n", ""] {
            body.push_str(new);
            let n = new.lines().count() + if there == 0 { 2 } else { 0 };
            for path in ["/import/vendors?dryRun=true", "/import/vendors"] {
                let told = sent(&app, Some(&user), path, "text/csv", &body).await;
                let told = lines(&told);
                let wanted = match new {
                    " \n" => summary(0, there, 1),
                    _ => summary(n, there, 0),
                };
                let got = &told.last().expect("an end")["summary"];
                let got = ["written", "alreadyThere", "refused"].map(|key| got[key].clone());
                let wanted = ["written", "alreadyThere", "refused"].map(|key| wanted[key].clone());
                assert_eq!(got, wanted, "{path} {body}");
            }
            match new {
                // It is not what is wanted after all.
                " \n" => body.truncate(body.len() - new.len()),
                _ => there += n,
            }
            assert_eq!(count(&app, &user).await, there);
        }
        // Whoever changes what was written has other rows.
        let other = sent(&app, Some(&user), "/import/vendors", "text/csv", "name\nUno\nTwo\n");
        assert_eq!(lines(&other.await)[2]["summary"], summary(2, 0, 0));
        // And what one wrote is not what another did.
        let other = app.admin(&app.a);
        let told = sent(&app, Some(&other), "/import/vendors", "text/csv", "name\nOne\n").await;
        assert_eq!(lines(&told)[1]["summary"], summary(1, 0, 0));
    }

    async fn each_refused_row_of_a_batch_is_told_whatever_is_wrong_with_it(app: TestApp) {
        let user = app.manager(&app.a);
        let body = "name,currency,paymentPriority\n\
                    ,EUR,1\nB,?,2\n\" \",EUR,3\nD,EUR,x\nE,EUR,5\nF,EUR\nG,XXX,7\n";
        for path in ["/import/vendors?dryRun=true", "/import/vendors"] {
            let told = lines(&sent(&app, Some(&user), path, "text/csv", body).await);
            let refused: Vec<Value> = told
                .iter()
                .filter(|line| line["status"] == "REFUSED")
                .map(|line| json!([line["row"], line["line"], line["code"], line["field"]]))
                .collect();
            let wanted = json!([
                [1, 2, "BAD_USER_INPUT", ""],
                [2, 3, "BAD_USER_INPUT", ""],
                [3, 4, "REQUIRED", "name"],
                [4, 5, "BAD_USER_INPUT", "paymentPriority"],
                [6, 7, "BAD_USER_INPUT", ""],
                [7, 8, "UNKNOWN_CODE", "currency"],
            ]);
            assert_eq!(json!(refused), wanted, "{told:?}");
            assert_eq!(told[6], json!({"status": "LEFT", "rows": 1}));
            assert_eq!(told[7]["summary"]["refused"], 6);
        }
        assert_eq!(count(&app, &user).await, 0);
    }
}

#[tokio::test]
async fn whoever_may_not_import_is_told_so_whatever_is_in_the_file() {
    let app = TestApp::sqlite().await;
    let roles = [Role::PurchasingManager];
    let of_both = User::named("both")
        .with(&app.a, &roles)
        .with(&app.b, &roles);
    for user in [app.viewer(&app.a), of_both.clone()] {
        for body in [
            "name\nA\n",
            "name,currency\nA\n",
            "name,currency\nA\nB,EUR\n",
            "currency\nEUR\n",
            "name,currency\nA,?\nB,EUR\n",
        ] {
            for path in ["/import/vendors", "/import/vendors?dryRun=true"] {
                let answer = sent(&app, Some(&user), path, "text/csv", body).await;
                assert_eq!(answer.status, 403, "{user:?} {path} {body}");
                assert_eq!(answer.code(), "FORBIDDEN", "{user:?} {path} {body}");
            }
        }
    }
    // Who wrote it, and may no longer.
    let was = User::named("was");
    let manager = was.clone().with(&app.a, &roles);
    let path = "/import/vendors";
    lines(&sent(&app, Some(&manager), path, "text/csv", "name\nA\n").await);
    let viewer = was.with(&app.a, &[Role::Viewer]);
    for path in [path, "/import/vendors?dryRun=true"] {
        let answer = sent(&app, Some(&viewer), path, "text/csv", "name\nA\n").await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let named = of_both.at(&app.b);
    lines(&sent(&app, Some(&named), path, "text/csv", "name\nA\n").await);
    assert_eq!(count(&app, &app.manager(&app.b)).await, 1);
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

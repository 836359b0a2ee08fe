//! `avtal import`: files become rows by the same acts as the graph's imports, once, and what is
//! refused is told by its row (C-13).

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::build::{classification, item, read, vendor};
use crate::harness::db::run;
use crate::harness::user::User;
use crate::harness::{TestApp, both};
use crate::program::ends;

/// Imports a file, with more to say after it.
fn import(app: &TestApp, file: &Path, kind: &str, more: &[&str]) -> (i32, String) {
    let folder = file.parent().expect("a folder");
    let file = file.to_str().expect("a path");
    let url = app.test_db.url();
    let args = ["import", kind, file, "--database-url", url];
    ends(folder, &[&args, more].concat())
}

async fn count(app: &TestApp, user: &User, of: &str) -> i64 {
    let seen = read(app, user, &format!("{of}(first: 1)"), "{ totalCount }").await;
    seen["totalCount"].as_i64().expect("a count")
}

/// So many vendors without numbers; `bad` says which of them, from 1, has no name.
fn vendors(n: usize, bad: Option<usize>) -> String {
    let mut text = "name,currency\r\n".to_owned();
    for row in 1..=n {
        let name = match bad == Some(row) {
            true => " ".to_owned(),
            false => format!("Vendor {row}"),
        };
        write!(text, "{name},EUR\r\n").expect("text");
    }
    text
}

both! {
    async fn a_file_is_imported_once_however_often_it_is_given(app: TestApp) {
        let user = app.manager(&app.a);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vendors.csv");
        std::fs::write(&file, vendors(601, None)).expect("written");
        let first = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(first.0, 0, "{}", first.1);
        assert!(first.1.contains("ok    line 2: VEN-000001\n"), "{}", first.1);
        assert!(first.1.contains("ok    line 602: VEN-000601\n"), "{}", first.1);
        assert!(first.1.ends_with("Imported 601 vendors to A\n"), "{}", first.1);
        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("there line 602: VEN-000601\n"), "{said}");
        let end = "Imported 0 vendors to A; 601 were there already\n";
        assert!(said.ends_with(end), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 601);
        // A file that has grown is written on.
        std::fs::write(&file, vendors(603, None)).expect("written");
        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("ok    line 603: VEN-000602\n"), "{said}");
        let end = "Imported 2 vendors to A; 601 were there already\n";
        assert!(said.ends_with(end), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 603);
        assert_eq!(count(&app, &app.manager(&app.b), "vendors").await, 0);
    }

    async fn a_refused_row_stops_its_batch_and_the_mended_file_carries_on(app: TestApp) {
        let user = app.manager(&app.a);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vendors.csv");
        std::fs::write(&file, vendors(600, Some(550))).expect("written");
        let dry = ["--legal-entity", "A", "--dry-run"];
        let (code, said) = import(&app, &file, "vendors", &dry);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("FAIL  line 551: REQUIRED name: "), "{said}");
        assert!(said.ends_with("Dry run: 1 rows are refused; nothing was written\n"), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 0);

        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("FAIL  line 551: REQUIRED name: "), "{said}");
        assert!(said.contains("note  99 other rows of the batch are well"), "{said}");
        assert!(said.contains("Stopped: 500 vendors were written"), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 500);

        std::fs::write(&file, vendors(600, None)).expect("written");
        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        let end = "Imported 100 vendors to A; 500 were there already\n";
        assert!(said.ends_with(end), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 600);
        let (code, said) = import(&app, &file, "vendors", &dry);
        assert_eq!(code, 0, "{said}");
        let end = "Dry run: 0 vendors would be written to A; 600 were there already\n";
        assert!(said.ends_with(end), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 600);
    }

    async fn what_one_legal_entity_exports_another_imports_and_exports_the_same(app: TestApp) {
        let from = app.manager(&app.a);
        let manual = "UPDATE number_sequence SET manual = true WHERE scope = 'VENDOR'";
        run(&app.test_db.admin().await, manual).await;
        for (n, name) in ["=SUM(A1)", "'=guarded", "-5", "a \"b\", c", "Ö", "'quoted"]
            .iter()
            .enumerate()
        {
            let more = json!({
                "name": name, "number": format!("X-{n}"), "currency": "SEK",
                "paymentTerms": if n == 2 { json!("N30") } else { Value::Null },
            });
            vendor(&app, &from, more).await;
        }
        let state = app.state();
        let path = "/export/vendors.csv?fields=number,name,currency,paymentTerms,deliveryTerms";
        let exported = app.get(&state, Some(&from), path).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vendors.csv");
        std::fs::write(&file, format!("\u{FEFF}{}", exported.text())).expect("written");
        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "B"]);
        assert_eq!(code, 0, "{said}");
        let again = app.get(&state, Some(&app.manager(&app.b)), path).await;
        assert_eq!(again.text(), exported.text());
    }

    async fn items_prices_and_agreements_are_imported_in_both_forms(app: TestApp) {
        let user = app.admin(&app.a);
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let seller = vendor(&app, &user, json!({})).await;
        let bolt = item(&app, &user, json!({})).await;
        let class = classification(&app, &user, json!({})).await;
        let items = "name,itemType,baseUnit,orderMultiple\nBolt,INVENTORY,PCS,5\n";
        let before = count(&app, &user, "items").await;
        let file = write("items.csv", items.to_owned());
        let (code, said) = import(&app, &file, "items", &["--legal-entity", "A"]);
        assert_eq!((code, said.contains("ok    line 2: ITM-")), (0, true), "{said}");
        assert_eq!(count(&app, &user, "items").await, before + 1);
        let prices = format!(
            "vendor.id,item.id,currency,tradeAgreementType,unit,unitPrice,validFrom\n\
             {seller},{bolt},EUR,PRICE,PCS,12.50,2026-01-01\n"
        );
        let file = write("prices.csv", prices);
        let (code, said) = import(&app, &file, "tradeAgreements", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        let line = json!({ "itemId": bolt, "quantity": "10", "unitPrice": "9.99", "unit": "PCS" });
        let rows = [
            json!({ "vendorId": seller, "agreementClassificationId": class,
                "defaultExpirationDate": "2026-12-31", "lines": [line] }),
            json!({ "vendorId": seller, "agreementClassificationId": class,
                "defaultExpirationDate": "2026-12-31", "title": "Second" }),
        ];
        let file = write("agreements.ndjson", format!("{}\n{}\n", rows[0], rows[1]));
        let (code, said) = import(&app, &file, "agreements", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        let head = "vendorId,agreementClassificationId,defaultExpirationDate,title,lines";
        let cell = json!([line]).to_string().replace('"', "\"\"");
        let row = format!("{seller},{class},2026-12-31,From a table,\"{cell}\"");
        let file = write("agreements.csv", format!("{head}\n{row}\n"));
        let (code, said) = import(&app, &file, "agreements", &["--legal-entity", "A"]);
        assert_eq!(code, 0, "{said}");
        let selection = "{ nodes { title lines { totalCount } } }";
        let seen = read(&app, &user, "agreements(first: 9)", selection).await;
        let lines: i64 = seen["nodes"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["lines"]["totalCount"].as_i64().expect("a count"))
            .sum();
        assert_eq!((seen["nodes"].as_array().expect("rows").len(), lines), (3, 2));
    }

    async fn rows_of_no_form_are_told_each_by_itself(app: TestApp) {
        let user = app.manager(&app.a);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("vendors.csv");
        let rows = "name,currency,paymentPriority\nA,EUR,1\nB,EUR,x\nC,?,2\nD\nE,EUR,3\n";
        std::fs::write(&file, rows).expect("written");
        let dry = ["--legal-entity", "A", "--dry-run"];
        let (code, said) = import(&app, &file, "vendors", &dry);
        assert_eq!(code, 1, "{said}");
        for told in [
            "FAIL  line 3: BAD_USER_INPUT paymentPriority: \"x\"",
            "FAIL  line 4: BAD_USER_INPUT the row: ",
            "FAIL  line 5: BAD_USER_INPUT the row: it has 1 cells",
            "note  2 other rows of the batch are well",
        ] {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert!(!said.contains("input.rows"), "{said}");
        let lines = "{\"name\": \"A\"}\n{\"name\": 1}\n{\"nam\": \"B\"}\n";
        let file = folder.path().join("vendors.ndjson");
        std::fs::write(&file, lines).expect("written");
        let (code, said) = import(&app, &file, "vendors", &["--legal-entity", "A"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("FAIL  line 2: BAD_USER_INPUT name: expected type"), "{said}");
        assert!(said.contains("FAIL  line 3: BAD_USER_INPUT the row: there is no"), "{said}");
        assert!(said.contains("note  1 other rows of the batch are well"), "{said}");
        assert!(!said.contains("input.rows"), "{said}");
        assert_eq!(count(&app, &user, "vendors").await, 0);
    }
}

#[tokio::test]
async fn what_cannot_be_imported_is_told_before_anything_is_written() {
    let app = TestApp::sqlite().await;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    let good = write("good.csv", "name\nA\n");
    let odd = write("odd.csv", "name,colour\nA,red\n");
    let other = write("good.txt", "name\nA\n");
    let none = folder.path().join("none.csv");
    let a = ["--legal-entity", "A"];
    for (file, kind, more, why) in [
        (&good, "colours", &a, "there is no import of colours"),
        (&odd, "vendors", &a, "there is no field \"colour\""),
        (&other, "vendors", &a, "neither .csv nor .ndjson"),
        (&none, "vendors", &a, "none.csv: No such file"),
        (
            &good,
            "vendors",
            &["--legal-entity", "C"],
            "none with the code or the id C",
        ),
        (
            &good,
            "vendors",
            &["--legal-entity", "019ab3c4-0000-7000-8000-000000000001"],
            "none with the code or the id 019ab3c4-0000-7000-8000-000000000001",
        ),
    ] {
        let (code, said) = import(&app, file, kind, more);
        assert_eq!(code, 78, "{said}");
        assert!(said.contains(why), "{why}: {said}");
    }
    assert_eq!(count(&app, &app.manager(&app.a), "vendors").await, 0);
}

//! What transactions say that they have written, against what the database holds afterwards.

use std::collections::{BTreeMap, HashSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use avtal::tenancy::{Change, ChangeKind};
use entity::partition::TABLES;
use sea_orm::DatabaseConnection;
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

use crate::build::{self, answer_keyed, done, lines, over};
use crate::doctor::books;
use crate::harness::db::texts;
use crate::harness::fill::is_tenant;
use crate::harness::sql::written;
use crate::harness::user::User;
use crate::harness::{TestApp, a_moment, both};

both! {
    /// The server drops a request that takes too long, or whose client has gone, also while it
    /// waits for the commit: others are to hear of what the database kept.
    async fn what_is_committed_is_told_where_nobody_waits_for_it_any_more(app: TestApp) {
        let user = app.manager(&app.a);
        assert_eq!(app.db.take_heads().len(), 2, "of both legal entities, as they were founded");
        let told = Arc::<AtomicUsize>::default();
        let heard = Arc::clone(&told);
        app.db.on_commit(Arc::new(move |_, _| {
            heard.fetch_add(1, Ordering::SeqCst);
        }));
        let create = "mutation { vendorCreate(input: { name: \"Nord\" }) { userErrors { code } } }";
        let before = app.times_sent("COMMIT");
        let mut asking = Box::pin(app.gql(&user, create, json!({})));
        poll_fn(|cx| {
            assert!(asking.as_mut().poll(cx).is_pending(), "it does not wait for the commit");
            match app.times_sent("COMMIT") > before {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
        drop(asking);
        let told = async {
            while told.load(Ordering::SeqCst) == 0 {
                a_moment().await;
            }
        };
        timeout(Duration::from_secs(30), told).await.expect("it is told");
        assert_eq!(app.db.take_heads().len(), 1, "and where the trail ends is known");
    }

    /// Rows, versions and balances follow from what was recorded: no way to write goes past it.
    async fn what_is_recorded_is_what_the_database_holds(app: TestApp) {
        let admin = app.test_db.admin().await;
        let mut expected = all_rows(&app, &admin).await;
        let told: Arc<Mutex<Vec<Change>>> = Arc::default();
        let heard = Arc::clone(&told);
        app.db.on_commit(Arc::new(move |grant, changes| {
            assert!(!changes.is_empty(), "{} wrote nothing", grant.subject());
            heard.lock().expect("nobody panics").extend_from_slice(changes);
        }));
        let statements = app.statements_of(work(&app)).await;
        let told = std::mem::take(&mut *told.lock().expect("nobody panics"));
        let kinds: HashSet<ChangeKind> = told.iter().map(|change| change.kind).collect();
        assert_eq!(kinds.len(), 3, "{kinds:?}");
        let tables: HashSet<&str> = told.iter().map(|change| change.table).collect();
        for statement in &statements {
            let table = written(statement).filter(|table| !table.starts_with("audit_"));
            if let Some(table) = table {
                assert!(tables.contains(table.as_str()), "{table} was not recorded: {statement}");
            }
        }
        for change in told {
            let key = (change.table.to_owned(), change.id);
            match change.kind {
                ChangeKind::Inserted => {
                    assert_eq!(expected.insert(key, version(&change)), None, "{change:?}");
                }
                ChangeKind::Updated => {
                    assert!(expected.insert(key, version(&change)).is_some(), "{change:?}");
                }
                ChangeKind::Deleted => {
                    assert!(expected.remove(&key).is_some(), "{change:?}");
                }
            }
        }
        let there = all_rows(&app, &admin).await;
        for (key, version) in &there {
            assert_eq!(expected.get(key), Some(version), "{key:?}");
        }
        assert_eq!(there.len(), expected.len());
    }

    async fn what_is_refused_or_previewed_is_not_told(app: TestApp) {
        let user = app.admin(&app.a);
        let item = build::item(&app, &user, json!({})).await;
        let line = json!({"itemId": item, "quantity": "1", "unitPrice": "2"});
        let order = build::order(&app, &user, json!({"lines": [line]})).await;
        let told: Arc<Mutex<usize>> = Arc::default();
        let heard = Arc::clone(&told);
        app.db.on_commit(Arc::new(move |_, _| *heard.lock().expect("nobody panics") += 1));
        let confirm = json!({"id": order, "preview": true});
        done(&app, &user, "purchaseOrderConfirm", confirm, "").await;
        build::act(&app, &user, "vendorCreate", json!({"name": ""}), "").await;
        assert_eq!(*told.lock().expect("nobody panics"), 0);
        for _ in 0..2 {
            let input = json!({"name": "Once"});
            answer_keyed(&app, &user, "vendorCreate", input, "", "k").await;
        }
        assert_eq!(*told.lock().expect("nobody panics"), 1);
    }
}

/// Acts that insert, put, change, draw and remove.
async fn work(app: &TestApp) -> User {
    let user = books(app).await;
    for rate in ["0.9", "0.91"] {
        let rate = json!({"currency": "USD", "validFrom": "2026-01-01", "rate": rate});
        done(app, &user, "exchangeRateSet", rate, "").await;
    }
    let change = json!({"version": 1, "name": "Another name"});
    done(app, &user, "legalEntityUpdate", change, "").await;
    let dimension = build::dimension(app, &user, "DEPT").await;
    let value = build::dimension_value(app, &user, &dimension, "A1").await;
    let chosen = json!({"dimensionId": dimension, "dimensionValueId": value});
    let dimensions = json!({"dimensions": [chosen]});
    for _ in 0..2 {
        build::order(app, &user, dimensions.clone()).await;
    }
    let class = build::classification(app, &user, json!({})).await;
    let vendor = build::vendor(app, &user, json!({})).await;
    let item = build::item(app, &user, json!({})).await;
    let line = json!({"itemId": item, "quantity": "1000", "unit": "PCS", "unitPrice": "4"});
    let input = json!({
        "vendorId": vendor, "agreementClassificationId": class, "lines": [line.clone(), line],
    });
    let removed = build::agreement(app, &user, input.clone()).await;
    let of_it = lines(app, &user, &removed).await.remove(0);
    done(
        app,
        &user,
        "agreementLineRemove",
        json!({"id": of_it, "version": 1}),
        "",
    )
    .await;
    let agreement = build::effective(app, &user, input.clone()).await;
    let drawn = lines(app, &user, &agreement).await.remove(0);
    let drawn = json!([{"agreementLineId": drawn, "quantity": "10"}]);
    build::release(app, &user, &agreement, drawn).await;
    let deleted = build::agreement(app, &user, over(input, json!({}))).await;
    done(
        app,
        &user,
        "agreementDelete",
        json!({"id": deleted, "version": 1}),
        "",
    )
    .await;
    user
}

/// What tells one state of a row from another.
fn version(change: &Change) -> String {
    let of = |column: &str| change.values.get(column).map(|value| value.to_string());
    let balance = match change.table {
        "agreement_line" => of("released_quantity").map(|text| text.replace('"', "")),
        _ => None,
    };
    format!("{:?} {balance:?}", of("row_version"))
}

/// Every row of every tenant table, with its version.
async fn all_rows(app: &TestApp, admin: &DatabaseConnection) -> BTreeMap<(String, Uuid), String> {
    let postgres = app.test_db.is_postgres();
    let id = if postgres { "id::text" } else { "hex(id)" };
    let mut rows = BTreeMap::new();
    let tables = TABLES.iter().map(|(name, _)| *name);
    let tables = tables.filter(|name| is_tenant(name) || *name == "legal_entity");
    let tables = tables.filter(|name| !name.starts_with("audit_"));
    for table in tables {
        let entities = crate::harness::entities::all();
        let columns = entities
            .iter()
            .find(|own| own.name == table)
            .map(|own| &own.columns);
        let is_versioned =
            columns.is_some_and(|all| all.iter().any(|column| column.name == "row_version"));
        let version = if is_versioned { "row_version" } else { "-1" };
        let balance = match table {
            "agreement_line" => "released_quantity",
            _ => "-1",
        };
        let sql = format!(
            "SELECT {id} || ' ' || CAST({version} AS text) || ' ' || CAST({balance} AS text) \
             FROM {table}"
        );
        for row in texts(admin, &sql).await {
            let words: Vec<&str> = row.split(' ').collect();
            let [id, version, balance] = words[..] else {
                panic!("{row}");
            };
            let version = (version != "-1").then(|| version.to_owned());
            let balance: Option<i64> = balance.parse().ok().filter(|n| *n >= 0);
            let balance = balance.map(|steps| (steps / 1_000_000).to_string());
            let id = Uuid::parse_str(id).expect("an id");
            rows.insert((table.to_owned(), id), format!("{version:?} {balance:?}"));
        }
    }
    rows
}

//! Two servers on one PostgreSQL hear of each other's changes.

use avtal::config::Limits;
use avtal::tenancy::{Db, Options};
use serde_json::json;

use super::{Client, Server, admin, listening};
use crate::build;
use crate::harness::TestApp;
use crate::harness::db::run;
use crate::harness::user::User;

/// The database as another process opens it.
async fn another(app: &TestApp) -> Db {
    let options = Options {
        connections_max: 2,
        ..Options::of(app.test_db.url())
    };
    Db::connect(&options, app.clock.clone(), None)
        .await
        .expect("it opens")
}

async fn ordered(app: &TestApp, user: &User) -> String {
    build::order(app, user, json!({})).await
}

/// Hears of an order, whatever it hears before.
async fn hears_of(client: &mut Client, id: &str, order: &str) {
    while client.next(id).await["data"]["purchaseOrderChanged"]["id"] != order {}
}

#[tokio::test]
async fn a_change_made_by_one_server_is_told_by_the_other() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    app.db.publish();
    let user = app.admin(&app.a);
    let other = another(&app).await;
    let server = Server::over(other.clone(), Limits::default());
    let mut client = server.client(&admin(&app, &app.a)).await;
    let query = "subscription { purchaseOrderChanged { id } }";
    client.subscribe("1", query).await;
    listening(&other, |now| now >= 1).await;
    ordered(&app, &app.admin(&app.b)).await;
    let order = ordered(&app, &user).await;
    let told = &client.next("1").await["data"]["purchaseOrderChanged"]["id"];
    assert_eq!(told, &json!(order));
}

#[tokio::test]
async fn who_lost_the_others_reads_anew_or_is_told_to() {
    let Some(app) = TestApp::postgres().await else {
        return;
    };
    app.db.publish();
    let user = app.admin(&app.a);
    let order = ordered(&app, &user).await;
    let other = another(&app).await;
    let server = Server::over(other.clone(), Limits::default());
    let mut client = server.client(&admin(&app, &app.a)).await;
    let one = format!("subscription {{ purchaseOrderChanged(id: \"{order}\") {{ id }} }}");
    client.subscribe("one", &one).await;
    listening(&other, |now| now >= 1).await;
    let mut many = server.client(&admin(&app, &app.a)).await;
    many.subscribe("many", "subscription { purchaseOrderChanged { id } }")
        .await;
    listening(&other, |now| now >= 2).await;
    // All that listen, the other server's own among them.
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND query ILIKE 'LISTEN%'";
    run(&app.test_db.admin().await, kill).await;
    hears_of(&mut client, "one", &order).await;
    assert_eq!(many.error("many").await, "CHANGES_MISSED");
    // And then it hears again.
    many.subscribe("again", "subscription { purchaseOrderChanged { id } }")
        .await;
    listening(&other, |now| now >= 2).await;
    let next = ordered(&app, &user).await;
    hears_of(&mut many, "again", &next).await;
}

//! `avtal migrate`: steps are done for the asking, and taken back only by who says so twice. And
//! what a server does, by its setting of that name, where they are not done.

use crate::harness::db::run;
use crate::harness::server::{Server, printed, secret};
use crate::harness::{both, on_both};
use crate::program::ends;

/// Takes away what tells which steps were done, and gives it back.
const HIDE: &str = "ALTER TABLE seaql_migrations RENAME TO hidden_migrations";
const SHOW: &str = "ALTER TABLE hidden_migrations RENAME TO seaql_migrations";

on_both! {
    async fn steps_are_taken_back_only_by_who_says_yes(db: TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let migrate = |args: &[&'static str]| {
            [["migrate"].as_slice(), args, &["--database-url", db.url()]].concat()
        };
        let status = migrate(&["status"]);
        let before = printed(folder, &status);
        let last: Vec<&str> = before
            .lines()
            .rev()
            .take(2)
            .map(|line| line.strip_prefix("done     ").expect("all steps are done"))
            .collect();
        let (code, said) = ends(folder, &migrate(&["down", "--steps", "2"]));
        assert_eq!(code, 78, "{said}");
        assert!(said.contains(&format!("the tables of {}, {} would", last[0], last[1])), "{said}");
        assert!(said.contains("avtal migrate down --steps 2 --yes"), "{said}");
        assert_eq!(printed(folder, &status), before);
        let said = printed(folder, &migrate(&["down", "--steps", "2", "--yes"]));
        assert!(said.contains(&format!("not yet  {}", last[1])), "{said}");
        assert_eq!(printed(folder, &migrate(&["up"])), before);
    }
}

both! {
    async fn a_server_that_checks_the_schema_does_not_start_on_another(app: TestApp) {
        run(&app.test_db.admin().await, HIDE).await;
        let folder = tempfile::tempdir().expect("a folder");
        let key = secret(folder.path());
        let (code, said) = ends(folder.path(), &[
            "serve", "--listen", "127.0.0.1:0", "--database-url", app.test_db.url(),
            "--jwt-secret-file", key.to_str().expect("a path"), "--migrate", "check",
        ]);
        assert_eq!(code, 78, "{said}");
        assert!(said.contains("the database's schema is empty"), "{said}");
    }

    async fn a_server_that_does_not_look_at_the_schema_serves_once_it_is_its_own(app: TestApp) {
        let admin = app.test_db.admin().await;
        run(&admin, HIDE).await;
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::start_with(&app, folder.path(), &["--migrate", "off"], &[]);
        let told = "has another schema";
        server.until("/health/ready", |ready| ready.json()["database"] == told).await;
        let asker = server.asker();
        let answer = asker.get("/graphql?query={__typename}").await.expect("an answer");
        assert_eq!((answer.status, answer.code().as_str()), (503, "UNAVAILABLE"), "{answer:?}");
        assert!(answer.body.contains("the database has another schema"), "{answer:?}");
        run(&admin, SHOW).await;
        server.until("/health/ready", |ready| ready.status == 200).await;
        assert!(server.log().contains("the database has another schema: it is tried again"));
        assert!(server.stop().success());
    }
}

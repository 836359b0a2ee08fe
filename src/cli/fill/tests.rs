#![expect(
    clippy::disallowed_methods,
    reason = "a tamperer comes past the acts, over a connection of its own"
)]

use std::time::Instant;

use entity::{agreement_line, purchase_order, purchase_order_line};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

use super::*;
use crate::tenancy::{Options, Scope, TenantRead, migrate};
use crate::usecase::doctor;
use crate::usecase::doctor::Finding;

/// A database that lives as long as the test.
struct Demo {
    db: Db,
    filled: Filled,
    url: String,
    _folder: TempDir,
}

impl Demo {
    async fn new(part: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("demo.db").display());
        migrate(&url).await.expect("migrated");
        let clock = Clock::fixed("2026-06-15T12:00:00Z".parse().expect("an instant"));
        let options = Options {
            connections_max: 2,
            ..Options::of(&url)
        };
        let db = Db::connect(&options, clock.clone(), None).await;
        let db = db.expect("connected");
        let started = Instant::now();
        let filled = fill(&db, &clock, &|line| println!("{line}"), part).await;
        let filled = filled.expect("the rules let the demo be");
        println!("{:?} {filled:#?}", started.elapsed());
        Self {
            db,
            filled,
            url,
            _folder: folder,
        }
    }

    fn read(&self, founded: &Founded) -> TenantRead {
        let company = GROUP.iter().find(|own| own.code == founded.code);
        let caller = buyer(company.expect("one of the group"), founded.id, 0);
        let grant = granted(&caller, Permission::Read).expect("admins read");
        self.db.read(&grant)
    }

    async fn findings(&self) -> Vec<Finding> {
        let mut all = Vec::new();
        for founded in &self.filled.legal_entities {
            let found = doctor::run(&self.read(founded)).await;
            all.extend(found.expect("the doctor can read"));
        }
        all
    }

    /// Everything that people see of the demo, as text: no ids.
    async fn text(&self) -> String {
        let mut text = String::new();
        for founded in &self.filled.legal_entities {
            let read = self.read(founded);
            let orders = read.find::<purchase_order::Entity>();
            let orders = orders.order_by(purchase_order::Column::Number);
            for row in orders.all().await.expect("orders") {
                let (number, hash) = (row.number, row.latest_version_hash);
                let (status, created) = (row.status, row.created_at);
                text.push_str(&format!("{number} {status:?} {created} {hash:?}\n"));
            }
            let lines = read.find::<agreement_line::Entity>();
            for row in lines.all().await.expect("commitments") {
                let (amount, used) = (row.amount, row.released_amount);
                text.push_str(&format!("{:?} {amount} {used}\n", row.commitment_type));
            }
            let lines = read.find::<purchase_order_line::Entity>();
            let rows = lines.all().await.expect("order lines");
            let sum: i64 = rows.iter().map(|row| row.net_amount.steps()).sum();
            text.push_str(&format!("{} lines {sum}\n", rows.len()));
        }
        text
    }

    async fn tamper(&self, sql: &str) {
        let raw = Database::connect(&self.url).await.expect("connected");
        raw.execute_unprepared(sql).await.expect("tampered");
        raw.close().await.expect("closed");
    }
}

#[tokio::test]
async fn the_demo_is_as_large_as_promised_and_the_doctor_finds_nothing() {
    let demo = Demo::new(1).await;
    assert_eq!(demo.filled.agreements, 200);
    assert!(demo.filled.orders >= 2_000, "{} orders", demo.filled.orders);
    assert_eq!(demo.db.legal_entities().await.expect("listed").len(), 3);
    assert_eq!(demo.findings().await, []);
}

#[tokio::test]
async fn the_demo_is_not_filled_by_a_running_clock() {
    let demo = Demo::new(20).await;
    let failed = run(&demo.db, &Clock::system(), &|_| {}).await;
    assert!(matches!(failed, Err(Failure::Broken(_))), "{failed:?}");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_demo() {
    let (one, other) = (Demo::new(20).await, Demo::new(20).await);
    assert_eq!(one.text().await, other.text().await);
    assert_eq!(one.filled.refused, other.filled.refused);
}

#[tokio::test]
async fn the_doctor_finds_what_was_tampered_with() {
    let demo = Demo::new(20).await;
    assert_eq!(demo.findings().await, []);
    let cases = [
        (
            "UPDATE agreement_line SET released_amount = released_amount + 1 WHERE id = \
             (SELECT id FROM agreement_line WHERE released_amount > 0 LIMIT 1)",
            "commitment-ledger",
        ),
        (
            "UPDATE agreement_line SET released_amount = released_amount - 1 WHERE id = \
             (SELECT id FROM agreement_line WHERE released_amount > 0 LIMIT 1)",
            "",
        ),
        (
            "DROP TRIGGER commitment_entry_no_update; UPDATE commitment_entry SET \
             released_amount = released_amount + 1 WHERE id = \
             (SELECT id FROM commitment_entry LIMIT 1)",
            "commitment-ledger",
        ),
        (
            "UPDATE commitment_entry SET released_amount = released_amount - 1 WHERE id = \
             (SELECT id FROM commitment_entry LIMIT 1)",
            "",
        ),
        (
            "UPDATE purchase_order_line SET net_amount = net_amount + 1 WHERE id = \
             (SELECT id FROM purchase_order_line WHERE agreement_line_id IS NULL LIMIT 1)",
            "order-line-amount",
        ),
        (
            "DROP TRIGGER agreement_version_no_update; UPDATE agreement_version SET \
             snapshot = snapshot || ' ' WHERE id = (SELECT id FROM agreement_version LIMIT 1)",
            "version-hash",
        ),
        (
            "UPDATE purchase_order SET latest_version = latest_version + 1 WHERE id = \
             (SELECT id FROM purchase_order LIMIT 1)",
            "versions",
        ),
        (
            "UPDATE agreement SET last_line_number = 0 WHERE id = \
             (SELECT id FROM agreement LIMIT 1)",
            "line-numbers",
        ),
        (
            "DROP TRIGGER dimension_set_no_update; UPDATE dimension_set SET \
             value_count = value_count + 1",
            "dimension-set",
        ),
    ];
    for (sql, check) in cases {
        demo.tamper(sql).await;
        let findings = demo.findings().await;
        let found = findings.iter().any(|finding| finding.check == check);
        assert!(
            found || check.is_empty() && findings.is_empty(),
            "{check}: {findings:?}"
        );
    }
}

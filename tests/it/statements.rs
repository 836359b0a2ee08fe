//! Every statement names its legal entity, for every tenant table that it touches (scale.md 13).
//!
//! The harness checks the statements of every request of every test; here it is shown that the
//! check sees what it is there to see.

use crate::harness::both;
use crate::harness::fill::{self, fill};
use crate::harness::graph::Graph;
use crate::harness::sql::check;

#[test]
fn statements_that_name_the_legal_entity_pass() {
    let lawful = [
        r#"SELECT "v"."id" FROM "vendor" AS "v" WHERE "v"."legal_entity_id" = $1
           AND ("v"."id" = $2 OR "v"."id" = $3)"#,
        r#"SELECT "vendor"."id" FROM "vendor" WHERE "vendor"."legal_entity_id" = ? LIMIT ?"#,
        "SELECT id FROM vendor WHERE legal_entity_id IN ($1, $2)",
        "SELECT id FROM vendor v WHERE $1 = v.legal_entity_id",
        "SELECT id FROM vendor WHERE (name = $1 OR name = $2) AND (legal_entity_id = $3)",
        "SELECT id FROM public.vendor WHERE legal_entity_id = CAST($1 AS uuid)",
        "SELECT a.id FROM agreement a JOIN vendor v ON v.legal_entity_id = a.legal_entity_id AND \
         v.id = a.vendor_id WHERE a.legal_entity_id = $1 AND (v.name = 'x' OR a.number = 'y')",
        "SELECT a.id FROM agreement a, vendor v WHERE a.legal_entity_id = $1 AND \
         v.legal_entity_id = $1",
        "SELECT COUNT(*) FROM (SELECT id FROM item WHERE legal_entity_id = $1) AS sub",
        "SELECT id FROM item i WHERE i.legal_entity_id = $1 AND EXISTS (SELECT 1 FROM item_unit u \
         WHERE u.legal_entity_id = i.legal_entity_id AND u.item_id = i.id)",
        "INSERT INTO vendor (legal_entity_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        "INSERT INTO vendor (legal_entity_id, id) SELECT legal_entity_id, id FROM item WHERE \
         legal_entity_id = $1",
        "UPDATE vendor SET name = $1 WHERE legal_entity_id = $2 AND id = $3 RETURNING id",
        "WITH locked AS (SELECT id FROM item WHERE legal_entity_id = $1 FOR UPDATE) UPDATE item \
         AS l SET name = $2 FROM (VALUES ($3, $4)) AS c WHERE l.legal_entity_id = $1 AND \
         (c.column2 <= 0 OR l.id = c.column1)",
        "DELETE FROM vendor WHERE legal_entity_id = $1",
        "SELECT id FROM item WHERE legal_entity_id = $1 UNION SELECT id FROM vendor WHERE \
         legal_entity_id = $1",
        "SELECT code FROM currency WHERE code = 'EUR'",
        "SELECT name FROM legal_entity WHERE id = $1",
        "SET LOCAL app.legal_entity = 'x'",
    ];
    for sql in lawful {
        assert_eq!(check(sql), Ok(()), "{sql}");
    }
}

#[test]
fn statements_that_forget_the_legal_entity_are_caught() {
    let unlawful = [
        "SELECT id FROM vendor",
        "SELECT id, legal_entity_id FROM vendor WHERE id = $1",
        r#"SELECT "v"."id" FROM "vendor" AS "v" WHERE "v"."id" = $1"#,
        // Alternatives, denials and other comparisons do not confine.
        "SELECT id FROM vendor WHERE legal_entity_id = $1 OR name = $2",
        "SELECT id FROM vendor WHERE (legal_entity_id = $1) OR name = $2",
        "SELECT id FROM vendor WHERE NOT (legal_entity_id = $1)",
        "SELECT id FROM vendor WHERE legal_entity_id <> $1",
        "SELECT id FROM vendor WHERE legal_entity_id >= $1",
        "SELECT id FROM vendor WHERE legal_entity_id = legal_entity_id",
        "SELECT v.id FROM vendor v WHERE v.legal_entity_id = v.legal_entity_id",
        // Each table of a join by itself.
        "SELECT a.id FROM agreement a JOIN vendor v ON v.id = a.vendor_id WHERE \
         a.legal_entity_id = $1",
        "SELECT a.id FROM agreement a JOIN vendor v ON v.legal_entity_id = a.legal_entity_id",
        "SELECT a.id FROM agreement a, vendor v WHERE a.legal_entity_id = $1",
        // The inner select, whatever the outer says, and the other way round.
        "SELECT id FROM item WHERE legal_entity_id = $1 AND vendor_id IN (SELECT id FROM vendor)",
        "SELECT id FROM item i WHERE EXISTS (SELECT 1 FROM item_unit u WHERE u.legal_entity_id = \
         $1)",
        "SELECT id FROM item WHERE id = $1 UNION SELECT id FROM vendor WHERE legal_entity_id = $1",
        "SELECT id FROM item WHERE legal_entity_id = $1 UNION SELECT id FROM vendor",
        "SELECT * FROM (SELECT id FROM item) AS ranked",
        "WITH x AS (SELECT id FROM item) SELECT id FROM x",
        // An assignment is no comparison.
        "UPDATE vendor SET legal_entity_id = $1 WHERE id = $2",
        "UPDATE vendor SET name = $1",
        "DELETE FROM vendor WHERE id = $1",
        "INSERT INTO vendor (id, name) VALUES ($1, $2)",
        "INSERT INTO vendor VALUES ($1, $2)",
        "INSERT INTO vendor (legal_entity_id, id) SELECT legal_entity_id, id FROM item",
        "SELECT name FROM legal_entity",
        "SELECT 1; SELECT id FROM vendor",
    ];
    for sql in unlawful {
        assert!(check(sql).is_err(), "not caught: {sql}");
    }
}

both! {
    /// Every field of both roots, as it is and with each id that it can take.
    async fn no_field_sends_a_statement_without_the_legal_entity(app: TestApp) {
        let admin = app.test_db.admin().await;
        fill(&admin, app.a.id, "A").await;
        let user = app.admin(&app.a);
        let graph = Graph::read().await;
        let own_ids = Graph::own_ids(app.a.id);
        let all = fill::node_types();
        let mut n_statements = 0;
        for root in graph.all_roots() {
            let (query, variables) = graph.request(&root, None, &own_ids);
            n_statements += app.count_statements(app.gql(&user, &query, variables)).await;
            for place in graph.places(&root) {
                let types = graph.types_at(&root, &place, &all);
                let node = types.first().expect("some type fits");
                let id = fill::global_id(app.a.id, node, 1);
                let (query, variables) = graph.request(&root, Some((&place, &id)), &own_ids);
                n_statements += app.count_statements(app.gql(&user, &query, variables)).await;
            }
        }
        assert!(n_statements > graph.all_roots().len(), "{n_statements} statements were seen");
    }
}

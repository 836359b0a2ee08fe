//! PostgreSQL's catalogue against the laws of the schema (scale.md 8: 1 to 6, and 12): it can be
//! spread over machines later, and row-level security holds in it.
//!
//! Each law is a select of what breaks it.

use entity::partition::{TABLES, TableKind};
use sea_orm::DatabaseConnection;

use crate::harness::db::{TestDb, number, run, texts};

/// Writes tests that run on PostgreSQL only; without one they are counted and pass.
macro_rules! laws {
    ($(async fn $name:ident($db:ident: DatabaseConnection) $body:block)+) => {$(
        #[tokio::test]
        async fn $name() {
            async fn check($db: DatabaseConnection) $body
            if let Some(db) = TestDb::postgres().await {
                check(db.admin().await).await;
            }
        }
    )+};
}

laws! {
    async fn every_table_is_listed(db: DatabaseConnection) {
        let there = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
        let mut listed: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(texts(&db, there).await, listed);
    }

    async fn the_primary_key_of_a_tenant_table_is_the_legal_entity_and_the_id(
        db: DatabaseConnection
    ) {
        none(&db, &format!(
            "SELECT t.name || ': ' || COALESCE(pg_get_constraintdef(c.oid), 'none') \
             FROM {tenant} t LEFT JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'p' \
             WHERE pg_get_constraintdef(c.oid) IS DISTINCT FROM \
               'PRIMARY KEY (legal_entity_id, id)'",
            tenant = tenant_tables()
        )).await;
    }

    async fn every_unique_key_and_index_begins_with_the_legal_entity(db: DatabaseConnection) {
        none(&db, &format!(
            "SELECT pg_get_indexdef(i.indexrelid) \
             FROM {tenant} t JOIN pg_index i ON i.indrelid = t.oid \
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] \
             WHERE a.attname <> 'legal_entity_id'",
            tenant = tenant_tables()
        )).await;
    }

    async fn every_foreign_key_between_tenant_tables_carries_the_legal_entity_first(
        db: DatabaseConnection
    ) {
        none(&db, &format!(
            "SELECT c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) \
             FROM pg_constraint c JOIN {tenant} f ON f.oid = c.conrelid \
             JOIN {tenant} t ON t.oid = c.confrelid \
             JOIN pg_attribute mine ON mine.attrelid = f.oid AND mine.attnum = c.conkey[1] \
             JOIN pg_attribute its ON its.attrelid = t.oid AND its.attnum = c.confkey[1] \
             WHERE c.contype = 'f' AND (cardinality(c.conkey) < 2 \
               OR mine.attname <> 'legal_entity_id' OR its.attname <> 'legal_entity_id')",
            tenant = tenant_tables()
        )).await;
    }

    async fn every_tenant_table_points_at_its_legal_entity(db: DatabaseConnection) {
        none(&db, &format!(
            "SELECT t.name FROM {tenant} t WHERE NOT EXISTS (SELECT FROM pg_constraint c \
             WHERE c.conrelid = t.oid AND c.contype = 'f' AND pg_get_constraintdef(c.oid) = \
               'FOREIGN KEY (legal_entity_id) REFERENCES legal_entity(id)')",
            tenant = tenant_tables()
        )).await;
    }

    async fn shared_tables_point_at_shared_tables_only(db: DatabaseConnection) {
        none(&db, &format!(
            "SELECT c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) \
             FROM pg_constraint c JOIN {tenant} t ON t.oid = c.confrelid \
             WHERE c.contype = 'f' AND c.conrelid NOT IN (SELECT oid FROM {tenant} all_of_them)",
            tenant = tenant_tables()
        )).await;
    }

    async fn no_foreign_key_changes_or_removes_rows_by_itself(db: DatabaseConnection) {
        // a: no action, r: restrict.
        none(&db,
            "SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE contype = 'f' AND (confupdtype NOT IN ('a', 'r') \
               OR confdeltype NOT IN ('a', 'r') OR condeferrable)",
        ).await;
    }

    async fn every_reference_by_key_is_indexed(db: DatabaseConnection) {
        // Removing a row asks each table that may point at it.
        none(&db, &format!(
            "SELECT c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) \
             FROM pg_constraint c JOIN {tenant} t ON t.oid = c.confrelid \
             WHERE c.contype = 'f' AND NOT EXISTS (SELECT FROM pg_index i \
               WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] \
                 AND i.indkey[1] = c.conkey[2])",
            tenant = tenant_tables()
        )).await;
    }

    async fn the_legal_entity_is_a_uuid_everywhere(db: DatabaseConnection) {
        none(&db, &format!(
            "SELECT t.name || ': ' || COALESCE(format_type(a.atttypid, a.atttypmod), 'none') \
             FROM {tenant} t LEFT JOIN pg_attribute a \
               ON a.attrelid = t.oid AND a.attname = 'legal_entity_id' \
             WHERE a.atttypid IS DISTINCT FROM 'uuid'::regtype OR NOT a.attnotnull",
            tenant = tenant_tables()
        )).await;
        let id = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
                  WHERE attrelid = 'legal_entity'::regclass AND attname = 'id'";
        assert_eq!(texts(&db, id).await, ["uuid"]);
    }

    async fn the_database_makes_no_value(db: DatabaseConnection) {
        none(&db, "SELECT 'sequence ' || sequencename FROM pg_sequences").await;
        none(&db,
            "SELECT format('%s.%s: %s', c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid)) \
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
             WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relkind = 'r' \
               AND (a.attidentity <> '' OR a.attgenerated <> '' OR d.oid IS NOT NULL)",
        ).await;
    }

    async fn no_number_loses_digits(db: DatabaseConnection) {
        none(&db,
            "SELECT table_name || '.' || column_name || ' ' || data_type \
             FROM information_schema.columns WHERE table_schema = 'public' \
               AND data_type IN ('real', 'double precision', 'numeric', 'money')",
        ).await;
    }

    async fn row_level_security_is_on_and_forced(db: DatabaseConnection) {
        let walled = format!(
            "{} UNION ALL SELECT 'legal_entity'::text, 'legal_entity'::regclass::oid",
            tenant_tables().trim_start_matches('(').trim_end_matches(')')
        );
        none(&db, &format!(
            "SELECT t.name FROM ({walled}) t JOIN pg_class c ON c.oid = t.oid \
             WHERE NOT c.relrowsecurity OR NOT c.relforcerowsecurity"
        )).await;
    }

    async fn each_policy_compares_the_legal_entity_with_the_setting(db: DatabaseConnection) {
        let rule = |column: &str| format!(
            "({column} = (NULLIF(current_setting(''app.legal_entity''::text, true), ''''::text))\
             ::uuid)"
        );
        none(&db, &format!(
            "SELECT t.name || ': ' || COALESCE(p.policyname || ' ' || p.qual, 'no policy') \
             FROM (SELECT name, '{}' AS rule FROM {tenant} walled \
               UNION ALL SELECT 'legal_entity', '{}') t \
             LEFT JOIN pg_policies p ON p.tablename = t.name \
             WHERE p.qual IS DISTINCT FROM t.rule OR p.permissive <> 'PERMISSIVE' \
               OR p.cmd <> 'ALL' OR p.roles <> '{{public}}' \
               OR COALESCE(p.with_check, t.rule) <> t.rule",
            rule("legal_entity_id"),
            rule("id"),
            tenant = tenant_tables()
        )).await;
        // Permissive policies add up: a second one would open what the first closes.
        none(&db,
            "SELECT tablename || ': ' || count(*) FROM pg_policies GROUP BY tablename \
             HAVING count(*) <> 1",
        ).await;
        none(&db, "SELECT policyname::text FROM pg_policies WHERE qual ILIKE '%select %'").await;
    }

    async fn nothing_happens_behind_the_programs_back(db: DatabaseConnection) {
        none(&db, "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal").await;
        none(&db,
            "SELECT rulename::text FROM pg_rules WHERE schemaname = 'public' \
             UNION ALL SELECT evtname::text FROM pg_event_trigger",
        ).await;
        none(&db,
            "SELECT format('%s %s', relname, relkind) FROM pg_class \
             WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')",
        ).await;
        none(&db, "SELECT inhrelid::regclass::text FROM pg_inherits").await;
        none(&db,
            "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ).await;
    }

    async fn the_servers_role_is_bound(db: DatabaseConnection) {
        none(&db,
            "SELECT rolname::text FROM pg_roles WHERE rolname = 'avtal_app' AND (rolsuper \
               OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)",
        ).await;
        let there = "SELECT count(*) FROM pg_roles WHERE rolname = 'avtal_app'";
        assert_eq!(number(&db, there).await, 1);
        none(&db,
            "SELECT relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner \
             WHERE r.rolname = 'avtal_app' \
             UNION ALL SELECT datname::text FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba \
             WHERE r.rolname = 'avtal_app' \
             UNION ALL SELECT nspname::text FROM pg_namespace n JOIN pg_roles r \
               ON r.oid = n.nspowner WHERE r.rolname = 'avtal_app'",
        ).await;
        // It is nobody else as well.
        none(&db,
            "SELECT roleid::regrole::text FROM pg_auth_members \
             WHERE member = 'avtal_app'::regrole",
        ).await;
        none(&db,
            "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)' \
               AND has_schema_privilege('avtal_app', oid, 'CREATE')",
        ).await;
    }

    async fn the_servers_role_may_do_what_each_kind_of_table_needs(db: DatabaseConnection) {
        for (table, kind) in TABLES {
            let expected = match kind {
                TableKind::Tenant => "SELECT INSERT UPDATE DELETE",
                TableKind::AppendOnly => "SELECT INSERT",
                TableKind::Reference if *table == "legal_entity" => "SELECT INSERT UPDATE DELETE",
                TableKind::Reference => "SELECT",
                // The server looks whether the schema is that of its program.
                TableKind::Local => "SELECT",
            };
            let granted = texts(&db, &format!(
                "SELECT right_name FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', \
                   'TRUNCATE', 'REFERENCES', 'TRIGGER']) right_name \
                 WHERE has_table_privilege('avtal_app', '{table}', right_name)"
            )).await;
            assert_eq!(granted.join(" "), expected, "{table}");
        }
    }

    async fn every_name_says_its_table_and_fits(db: DatabaseConnection) {
        // What the server derives from a name that is cut collides: 63 bytes are kept.
        none(&db,
            "SELECT name FROM (SELECT relname::text AS name FROM pg_class \
               WHERE relnamespace = 'public'::regnamespace \
               UNION ALL SELECT conname FROM pg_constraint \
               WHERE connamespace = 'public'::regnamespace \
               UNION ALL SELECT policyname FROM pg_policies \
               UNION ALL SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
               WHERE c.relnamespace = 'public'::regnamespace) names \
             WHERE octet_length(name) >= 63 OR name !~ '^[a-z][a-z0-9_]*$'",
        ).await;
        none(&db, &format!(
            "SELECT c.conrelid::regclass || ': ' || c.conname FROM pg_constraint c \
             WHERE c.connamespace = 'public'::regnamespace AND c.conrelid <> 0 \
               AND NOT starts_with(c.conname, c.conrelid::regclass || '_') \
             UNION ALL SELECT t.name || ': ' || x.relname FROM {tenant} t \
             JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid \
             WHERE NOT starts_with(x.relname, t.name || '_')",
            tenant = tenant_tables()
        )).await;
        // A broken key is told by its name, whichever table it is of.
        none(&db,
            "SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
             GROUP BY conname HAVING count(*) > 1",
        ).await;
    }

    async fn the_laws_see_what_breaks_them(db: DatabaseConnection) {
        // One law stands for all: it is a select over the catalogue, and this is what it finds.
        run(&db, "ALTER TABLE vendor ADD CONSTRAINT vendor_name_key UNIQUE (name)").await;
        let found = texts(&db, &format!(
            "SELECT pg_get_indexdef(i.indexrelid) \
             FROM {} t JOIN pg_index i ON i.indrelid = t.oid \
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] \
             WHERE a.attname <> 'legal_entity_id'",
            tenant_tables()
        )).await;
        assert_eq!(found.len(), 1, "{found:?}");
    }
}

/// Fails with all that a select finds.
async fn none(db: &DatabaseConnection, sql: &str) {
    let found = texts(db, sql).await;
    assert!(found.is_empty(), "{}\n\nfound by {sql}", found.join("\n"));
}

/// The tenant tables, as something to select from: `name` and `oid`.
fn tenant_tables() -> String {
    let names: Vec<String> = TABLES
        .iter()
        .filter(|(_, kind)| matches!(kind, TableKind::Tenant | TableKind::AppendOnly))
        .map(|(name, _)| format!("'{name}'"))
        .collect();
    assert!(names.len() > 20, "the list of tables is nearly empty");
    format!(
        "(SELECT name::text AS name, name::regclass::oid AS oid FROM unnest(ARRAY[{}]) name)",
        names.join(", ")
    )
}

//! `vendors`, as the model of all connections: filters, orders, keyset pages.

use serde_json::{Value, json};

use super::{create, fault, vendor};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const LIST: &str = "query(
    $filter: VendorFilter, $orderBy: [VendorOrder!],
    $first: Int, $after: String, $last: Int, $before: String
) {
    vendors(
        filter: $filter, orderBy: $orderBy,
        first: $first, after: $after, last: $last, before: $before
    ) {
        nodes { name }
        edges { cursor node { name } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount
    }
}";

both! {
    async fn filters_find_what_they_say(app: TestApp) {
        let user = app.manager(&app.a);
        for (name, currency) in [("Alfa", "EUR"), ("beta 100%", "SEK"), ("Gamma_x", "SEK")] {
            create(&app, &user, json!({"name": name, "currency": currency})).await;
        }
        let id = vendor(&app, &user, "Delta").await["id"].clone();
        let cases = [
            (json!({}), "Alfa, beta 100%, Gamma_x, Delta"),
            (json!({"name": {"eq": "Alfa"}}), "Alfa"),
            (json!({"name": {"in": ["Alfa", "Delta", "Nobody"]}}), "Alfa, Delta"),
            (json!({"name": {"in": []}}), ""),
            (json!({"name": {"contains": "BETA"}}), "beta 100%"),
            // What a pattern would take for a joker is a letter.
            (json!({"name": {"contains": "%"}}), "beta 100%"),
            (json!({"name": {"contains": "_"}}), "Gamma_x"),
            (json!({"number": {"eq": "VEN-000003"}}), "Gamma_x"),
            (json!({"currency": {"eq": "SEK"}}), "beta 100%, Gamma_x"),
            (json!({"currency": {"eq": "SEK"}, "name": {"contains": "x"}}), "Gamma_x"),
            (json!({"id": {"eq": id}}), "Delta"),
            (json!({"id": {"in": [id]}}), "Delta"),
            (json!({"not": {"currency": {"eq": "SEK"}}}), "Alfa, Delta"),
            (json!({"or": [{"name": {"eq": "Alfa"}}, {"id": {"eq": id}}]}), "Alfa, Delta"),
            (
                json!({"and": [{"currency": {"eq": "SEK"}}, {"not": {"name": {"contains": "b"}}}]}),
                "Gamma_x",
            ),
            (json!({"blocked": {"eq": "ALL"}}), ""),
        ];
        for (filter, expected) in cases {
            let page = list(&app, &user, json!({"filter": filter})).await;
            assert_eq!(names(&page), expected, "{filter}");
            let n = expected.split(", ").filter(|name| !name.is_empty()).count();
            assert_eq!(page["totalCount"], n, "{filter}");
        }
    }

    async fn a_filter_has_at_most_a_hundred_tests(app: TestApp) {
        let user = app.manager(&app.a);
        vendor(&app, &user, "Alfa").await;
        let one = json!({"name": {"eq": "Alfa"}});
        let nested = |n: usize| (1..n).fold(one.clone(), |part, _| json!({"not": part}));
        let many = |n: usize| vec![one.clone(); n];
        for filter in [
            json!({"or": many(100)}),
            json!({"and": many(100)}),
            json!({"or": [{"and": many(50)}, {"not": {"or": many(47)}}]}),
            nested(61),
        ] {
            let page = list(&app, &user, json!({"filter": filter})).await;
            assert_eq!(page["totalCount"], 1, "{filter}");
        }
        for filter in [
            json!({"or": many(101)}),
            json!({"and": many(101)}),
            json!({"or": vec![json!({}); 101]}),
            json!({"or": [{"and": many(50)}, {"not": {"or": many(48)}}]}),
            // It once took the whole server down.
            json!({"or": many(16_000)}),
        ] {
            let answer = ask(&app, &user, json!({"filter": filter})).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT");
        }
        let filter = json!({"or": many(101)}).to_string();
        let filter = filter.bytes().map(|byte| format!("%{byte:02X}"));
        let path = format!("/export/vendors.csv?filter={}", filter.collect::<String>());
        let refused = app.get(&app.state(), Some(&user), &path).await;
        assert_eq!((refused.status, refused.code().as_str()), (400, "BAD_USER_INPUT"));
    }

    async fn rows_are_sorted_by_at_most_ten_fields(app: TestApp) {
        let user = app.manager(&app.a);
        vendor(&app, &user, "Alfa").await;
        let by = |n: usize| json!({"orderBy": vec![json!({"field": "NAME"}); n]});
        assert_eq!(names(&list(&app, &user, by(10)).await), "Alfa");
        for n in [11, 5_000] {
            assert_eq!(fault(&ask(&app, &user, by(n)).await), "BAD_USER_INPUT");
        }
    }

    async fn orders_sort_both_ways_and_ties_by_id(app: TestApp) {
        let user = app.manager(&app.a);
        for name in ["b", "a", "c", "a"] {
            vendor(&app, &user, name).await;
        }
        let cases = [
            (json!([]), "b, a, c, a"),
            (json!([{"field": "NUMBER", "direction": "DESC"}]), "a, c, a, b"),
            (json!([{"field": "NAME"}]), "a, a, b, c"),
            (json!([{"field": "NAME", "direction": "DESC"}]), "c, b, a, a"),
        ];
        for (order, expected) in cases {
            let page = list(&app, &user, json!({"orderBy": order})).await;
            assert_eq!(names(&page), expected, "{order}");
        }
    }

    async fn pages_forwards_and_backwards_meet_every_row_once(app: TestApp) {
        let user = app.manager(&app.a);
        // Equal names, so that only the id keeps them apart.
        for name in ["d", "a", "b", "b", "b", "c", "a"] {
            vendor(&app, &user, name).await;
        }
        for direction in ["ASC", "DESC"] {
            let order = json!([{"field": "NAME", "direction": direction}]);
            let all = cursors(&list(&app, &user, json!({"orderBy": order})).await);
            assert_eq!(all.len(), 7);
            for size in [1, 2, 3, 7, 8] {
                let forwards = walk(&app, &user, &order, size, true).await;
                assert_eq!(forwards, all, "{direction}, {size} forwards");
                let backwards = walk(&app, &user, &order, size, false).await;
                assert_eq!(backwards, all, "{direction}, {size} backwards");
            }
        }
    }

    async fn a_page_between_two_cursors_has_what_lies_between(app: TestApp) {
        let user = app.manager(&app.a);
        for name in ["a", "b", "c", "d", "e"] {
            vendor(&app, &user, name).await;
        }
        let all = cursors(&list(&app, &user, json!({})).await);
        let between = json!({"first": 10, "after": all[0], "before": all[4]});
        assert_eq!(names(&list(&app, &user, between).await), "b, c, d");
        let between = json!({"last": 2, "after": all[0], "before": all[4]});
        assert_eq!(names(&list(&app, &user, between).await), "c, d");
    }

    async fn rows_that_come_and_go_shift_no_page(app: TestApp) {
        let user = app.manager(&app.a);
        for name in ["b", "d", "f"] {
            vendor(&app, &user, name).await;
        }
        let order = json!([{"field": "NAME"}]);
        let page = list(&app, &user, json!({"orderBy": order, "first": 2})).await;
        assert_eq!(names(&page), "b, d");
        vendor(&app, &user, "a").await;
        vendor(&app, &user, "e").await;
        let after = &page["pageInfo"]["endCursor"];
        let page = list(&app, &user, json!({"orderBy": order, "first": 2, "after": after})).await;
        assert_eq!(names(&page), "e, f");
    }

    async fn a_cursor_of_another_order_is_refused(app: TestApp) {
        let user = app.manager(&app.a);
        vendor(&app, &user, "a").await;
        let by_name = json!([{"field": "NAME"}]);
        let cursor = cursors(&list(&app, &user, json!({"orderBy": by_name})).await)[0].clone();
        let other_orders = [
            json!([]),
            json!([{"field": "NUMBER"}]),
            json!([{"field": "NAME", "direction": "DESC"}]),
            json!([{"field": "NAME"}, {"field": "NUMBER"}]),
        ];
        for order in other_orders {
            let answer = ask(&app, &user, json!({"orderBy": order, "after": cursor})).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT", "{order}");
        }
        for nonsense in ["", "x", "AAAA", "bnVsbA", &cursor[1..]] {
            let answer = ask(&app, &user, json!({"orderBy": by_name, "after": nonsense})).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT", "{nonsense}");
        }
    }

    async fn impossible_pages_are_refused(app: TestApp) {
        let user = app.viewer(&app.a);
        for paging in [
            json!({"first": 1, "last": 1}),
            json!({"first": -1}),
            json!({"last": -1}),
            json!({"first": 251}),
            json!({"last": 251}),
        ] {
            let answer = ask(&app, &user, paging.clone()).await;
            assert_eq!(fault(&answer), "BAD_USER_INPUT", "{paging}");
        }
        for paging in [json!({"first": 0}), json!({"first": 250}), json!({"last": 250})] {
            assert_eq!(names(&list(&app, &user, paging).await), "");
        }
    }

    async fn a_legal_entity_lists_its_own_only(app: TestApp) {
        vendor(&app, &app.manager(&app.a), "of A").await;
        vendor(&app, &app.manager(&app.b), "of B").await;
        let page = list(&app, &app.viewer(&app.a), json!({})).await;
        assert_eq!((names(&page), &page["totalCount"]), ("of A".to_owned(), &json!(1)));
    }

    async fn a_page_is_one_statement_and_its_count_another(app: TestApp) {
        let user = app.viewer(&app.a);
        let page = app.gql(&user, "{ vendors { nodes { id } } }", json!({}));
        assert_eq!(app.count_statements(page).await, 1);
        let counted = list(&app, &user, json!({}));
        assert_eq!(app.count_statements(counted).await, 2);
    }
}

async fn ask(app: &TestApp, user: &User, variables: Value) -> Value {
    app.gql(user, LIST, variables).await
}

async fn list(app: &TestApp, user: &User, variables: Value) -> Value {
    super::payload(ask(app, user, variables).await, "vendors")
}

fn names(page: &Value) -> String {
    let nodes = page["nodes"].as_array().expect("nodes");
    let names: Vec<&str> = nodes
        .iter()
        .map(|node| node["name"].as_str().expect("a name"))
        .collect();
    names.join(", ")
}

fn cursors(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().expect("edges");
    edges
        .iter()
        .map(|edge| edge["cursor"].as_str().expect("a cursor").to_owned())
        .collect()
}

/// The cursors of all pages of a size, in the list's own order.
async fn walk(
    app: &TestApp,
    user: &User,
    order: &Value,
    size: usize,
    forwards: bool,
) -> Vec<String> {
    let [many, beyond, more, edge] = if forwards {
        ["first", "after", "hasNextPage", "endCursor"]
    } else {
        ["last", "before", "hasPreviousPage", "startCursor"]
    };
    let mut all = Vec::new();
    let mut from = Value::Null;
    loop {
        let page = list(
            app,
            user,
            json!({"orderBy": order, many: size, beyond: from}),
        )
        .await;
        let mut found = cursors(&page);
        assert!(found.len() <= size);
        if forwards {
            all.append(&mut found);
        } else {
            found.append(&mut all);
            all = found;
        }
        if page["pageInfo"][more] == json!(false) {
            return all;
        }
        from = page["pageInfo"][edge].clone();
    }
}

use super::*;

/// Does nothing, but has the only connection that writes.
struct Occupy;

impl tenancy::Act for Occupy {
    type Out = ();

    async fn run(&self, _tx: &tenancy::TenantTx) -> Result<(), crate::failure::Failure> {
        Ok(())
    }
}

#[actix_web::test]
async fn what_takes_too_long_is_dropped() {
    let mut server = Server::start().await;
    server.state = server.state.with_limits(Limits {
        execution_ms: 100,
        ..Limits::default()
    });
    let good = format!(
        "Bearer {}",
        token_of(SECRET, TimeDelta::hours(1), Role::Admin)
    );
    let document = "mutation { vendorCreate(input: { number: \"V\", name: \"V\" }) \
                    { userErrors { code } } }";
    let caller = Verifier::shared(SECRET, "avtal", "avtal").unwrap();
    let caller = caller
        .caller(good.trim_start_matches("Bearer "), Clock::system().now())
        .await
        .unwrap();
    let grant = caller.grant(None, crate::auth::Permission::Read).unwrap();
    let occupied = server.state.db().preview(&grant, &Occupy).await.unwrap();
    let body = json!({ "query": document });
    let answer = server.post(body.clone(), &[("Authorization", &good)]).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "TIMEOUT"),
        "{}",
        answer.body
    );
    drop(occupied);
    let answer = server.post(body, &[("Authorization", &good)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[actix_web::test]
async fn an_answer_that_becomes_too_large_is_dropped() {
    let mut server = Server::start().await;
    let token = token_of(SECRET, TimeDelta::hours(1), Role::Admin);
    let good = format!("Bearer {token}");
    // __schema, types and so many names with their places in the list.
    let body = json!({ "query": "{ __schema { types { name } } }" });
    let all = server.post(body.clone(), &[("Authorization", &good)]).await;
    let types = all.json()["data"]["__schema"]["types"]
        .as_array()
        .unwrap()
        .len();
    for (values, status) in [(2 + 2 * types, 200), (1 + 2 * types, 400)] {
        server.state = server.state.with_limits(Limits {
            answer_values: values,
            ..Limits::default()
        });
        let answer = server.post(body.clone(), &[("Authorization", &good)]).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        if status == 400 {
            assert_eq!(answer.code(), "LIMIT_EXCEEDED");
        }
    }
    let document = "mutation { vendorCreate(input: { number: \"V\", name: \"V\" }) \
                    { userErrors { code } vendor { id number name } } }";
    server.state = server.state.with_limits(Limits {
        answer_values: 0,
        ..Limits::default()
    });
    let body = json!({ "query": document });
    let answer = server.post(body, &[("Authorization", &good)]).await;
    assert_eq!(answer.code(), "LIMIT_EXCEEDED");
    let message = answer.json()["errors"][0]["message"].to_string();
    assert!(
        message.contains("what the mutation did stands"),
        "{message}"
    );
}

/// A server that works at few requests, and an administrator's header.
async fn small(limits: Limits) -> (Server, String) {
    let mut server = Server::start().await;
    server.state = server.state.with_limits(limits);
    let token = token_of(SECRET, TimeDelta::hours(1), Role::Admin);
    (server, format!("Bearer {token}"))
}

#[actix_web::test]
async fn who_used_up_a_share_is_told_when_to_come_back_and_others_are_served() {
    let (server, good) = small(Limits {
        caller_cost: 60,
        caller_restore: 10,
        ..Limits::default()
    })
    .await;
    let body = json!({ "query": "{ vendors { totalCount } }" });
    let asked = [("Authorization", good.as_str()), ("x-graphql-cost", "1")];
    let first = server.post(body.clone(), &asked).await;
    assert_eq!(
        first.json()["extensions"]["cost"],
        json!({
            "requestedQueryCost": 2,
            "actualQueryCost": 2,
            "throttleStatus":
                { "maximumAvailable": 60, "currentlyAvailable": 8, "restoreRate": 10 },
        })
    );
    let mut last = first;
    for _ in 0..3 {
        last = server.post(body.clone(), &asked).await;
    }
    assert_eq!((last.status, last.code().as_str()), (429, "THROTTLED"));
    let seconds: u64 = last.header("Retry-After").parse().unwrap();
    assert!((1..=11).contains(&seconds), "{seconds}");
    let other = format!(
        "Bearer {}",
        token_of(SECRET, TimeDelta::hours(1), Role::Admin)
    );
    let other = server.post(body, &[("Authorization", &other)]).await;
    assert_eq!((other.status, other.json().get("extensions")), (200, None));
}

#[actix_web::test]
async fn what_finds_no_turn_is_sent_away_and_comes_again() {
    let (server, good) = small(Limits {
        executing: 1,
        wait_ms: 50,
        refusal_ms: 300,
        ..Limits::default()
    })
    .await;
    let caller = Verifier::shared(SECRET, "avtal", "avtal").unwrap();
    let caller = caller
        .caller(good.trim_start_matches("Bearer "), Clock::system().now())
        .await
        .unwrap();
    let grant = caller.grant(None, crate::auth::Permission::Read).unwrap();
    let occupied = server.state.db().preview(&grant, &Occupy).await.unwrap();
    let write = json!({ "query": "mutation { vendorCreate(input: { number: \"V\", name: \"V\" }) \
                         { userErrors { code } } }" });
    let read = json!({ "query": "{ __typename }" });
    let authorization = [("Authorization", good.as_str())];
    let slow = server.post(write, &authorization);
    let quick = async {
        // The slow one has begun and waits for the connection.
        while server.state.pressure().turns_taken().taken == 0 {
            tokio::task::yield_now().await;
        }
        let begun = std::time::Instant::now();
        let away = server.post(read.clone(), &authorization).await;
        drop(occupied);
        (away, begun.elapsed())
    };
    let (slow, (away, after)) = tokio::join!(slow, quick);
    assert!(after >= std::time::Duration::from_millis(300), "{after:?}");
    assert_eq!((away.status, away.code().as_str()), (503, "OVERLOADED"));
    assert_eq!(away.header("Retry-After"), "1");
    assert_eq!(slow.status, 200, "{}", slow.body);
    assert_eq!(server.post(read, &authorization).await.status, 200);
    // Health is asked past the queue.
    assert_eq!(
        server
            .ask(TestRequest::get().uri("/health/live"))
            .await
            .status,
        200
    );
}

#[actix_web::test]
async fn full_pages_within_full_pages_are_refused_before_they_are_read() {
    let (server, good) = small(Limits {
        cost: 33,
        ..Limits::default()
    })
    .await;
    for (rows, status) in [(10, 200), (11, 400)] {
        let document = format!("{{ vendors(first: {rows}) {{ totalCount nodes {{ id name }} }} }}");
        let body = json!({ "query": document });
        let answer = server.post(body, &[("Authorization", &good)]).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

#[actix_web::test]
async fn an_answer_that_is_too_long_is_not_sent() {
    let body = json!({ "query": "{ __schema { types { name description } } }" });
    let (mut server, good) = small(Limits::default()).await;
    let authorization = [("Authorization", good.as_str())];
    let length = server.post(body.clone(), &authorization).await.body.len();
    for (answer_bytes, status) in [(length, 200), (length - 1, 400)] {
        server.state = server.state.with_limits(Limits {
            answer_bytes,
            ..Limits::default()
        });
        let answer = server.post(body.clone(), &authorization).await;
        assert_eq!(answer.status, status);
    }
}

#[actix_web::test]
async fn json_has_so_many_values_and_no_more() {
    let (server, _) = small(Limits {
        body_values: 10,
        ..Limits::default()
    })
    .await;
    let refused = |answer: Answer| match answer.status {
        200 => false,
        400 => answer.code() == "LIMIT_EXCEEDED",
        _ => panic!("{}", answer.body),
    };
    // The body, its two keys, the variable, and what is in it.
    for (n, is_refused) in [(6, false), (7, true)] {
        let variables = json!({ "v": vec![1; n] });
        let body = json!({ "query": "{ __typename }", "variables": variables });
        for accept in [GRAPHQL, "text/event-stream"] {
            let answer = server.post(body.clone(), &[("Accept", accept)]).await;
            assert_eq!(refused(answer), is_refused, "{n} {accept}");
        }
    }
    // The variables, one of them, and what is in it.
    for (n, is_refused) in [(8, false), (9, true)] {
        let variables = format!("%7B%22v%22:%5B{}%5D%7D", vec!["1"; n].join(","));
        let uri = format!("/graphql?query=%7B__typename%7D&variables={variables}");
        let answer = server.ask(TestRequest::get().uri(&uri)).await;
        assert_eq!(refused(answer), is_refused, "{n}");
    }
}

#[actix_web::test]
async fn a_file_is_exported_in_its_turn_and_from_its_share() {
    let (mut server, good) = small(Limits {
        executing: 1,
        wait_ms: 50,
        ..Limits::default()
    })
    .await;
    let export = || {
        let request = TestRequest::get().uri("/export/vendors.csv");
        request.insert_header(("Authorization", good.as_str()))
    };
    let turn = server.state.pressure().turn(None).await.ok().unwrap();
    let away = server.ask(export()).await;
    assert_eq!((away.status, away.code().as_str()), (503, "OVERLOADED"));
    assert_eq!(away.header("Retry-After"), "1");
    drop(turn);
    assert_eq!(server.ask(export()).await.status, 200);
    server.state = server.state.with_limits(Limits {
        caller_cost: 10,
        caller_restore: 1,
        ..Limits::default()
    });
    assert_eq!(server.ask(export()).await.status, 200);
    let away = server.ask(export()).await;
    assert_eq!((away.status, away.code().as_str()), (429, "THROTTLED"));
    let seconds: u64 = away.header("Retry-After").parse().unwrap();
    assert!(seconds > 10, "{seconds}");
}

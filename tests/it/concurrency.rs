//! Many at once: nothing is promised twice, nothing is refused that fits, nobody meets a deadlock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::build::{
    act, answer, answer_keyed, classification, done, effective, item, lines, order, over, payload,
    refusals, text, vendor,
};
use crate::harness::db::number;
use crate::harness::user::User;
use crate::harness::{TestApp, both};

const TASKS: usize = 64;

const RELEASED: &str = "purchaseOrder { id number version }";

both! {
    async fn exactly_as_many_releases_succeed_as_fit(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["200"]).await;
        let tries = (0..TASKS).map(|_| {
            let asks = vec![json!([{"agreementLineId": lines[0], "quantity": "1"}]); 6];
            site.release_in_turn(&agreement, asks)
        });
        let (made, refused) = site.all(tries).await;
        assert_eq!((made.len(), refused.len()), (200, TASKS * 6 - 200));
        for (_, error) in &refused {
            assert_eq!(error["code"], "MAXIMUM_QUANTITY_EXCEEDED", "{error}");
            assert_eq!(error["field"], json!(["lines", "quantity"]));
            assert_eq!((&error["elementIndex"], &error["remaining"]), (&json!(0), &json!("0")));
        }
        assert_eq!(site.fulfillment(&lines[0]).await, ["200", "200", "0", "0"]);
        assert_numbered_without_gaps(&made);
        site.assert_balanced().await;
    }

    async fn of_ragged_sizes_none_goes_over_and_none_is_refused_that_fits(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["500"]).await;
        let tries = (0..TASKS).map(|task| {
            let sizes = (0..4).map(|n| (task + n) % 7 + 1);
            let draw = |size: usize| {
                json!([{"agreementLineId": lines[0], "quantity": size.to_string()}])
            };
            site.release_in_turn(&agreement, sizes.map(draw).collect())
        });
        let (made, refused) = site.all(tries).await;
        let fulfillment = site.fulfillment(&lines[0]).await;
        let taken: i64 = made.iter().map(|(ask, _)| whole(&ask[0]["quantity"])).sum();
        assert_eq!(taken.to_string(), fulfillment[1]);
        assert_eq!((taken + whole(&json!(fulfillment[2])), fulfillment[3].as_str()), (500, "0"));
        for (ask, error) in &refused {
            assert_eq!(error["code"], "MAXIMUM_QUANTITY_EXCEEDED", "{error}");
            let remaining = whole(&error["remaining"]);
            assert!(remaining < whole(&ask[0]["quantity"]), "{ask} was refused: {error}");
        }
        assert!(!refused.is_empty(), "more was asked than there is");
        assert_numbered_without_gaps(&made);
        site.assert_balanced().await;
    }

    async fn exactly_as_many_amounts_succeed_as_fit(app: TestApp) {
        let site = Site::new(app).await;
        let promised = json!([{"commitmentType": "VALUE", "amount": "1000", "maxEnforced": true}]);
        let agreement = site.agreement(promised).await;
        let line = lines(&site.app, &site.user, &agreement).await.remove(0);
        let item = item(&site.app, &site.user, json!({"purchasePrice": "7.49"})).await;
        let tries = (0..TASKS).map(|_| {
            let ask = json!([{"agreementLineId": line, "itemId": item, "quantity": "1"}]);
            site.release_in_turn(&agreement, vec![ask; 3])
        });
        let (made, refused) = site.all(tries).await;
        // 133 × 7.49 = 996.17
        assert_eq!((made.len(), refused.len()), (133, TASKS * 3 - 133));
        for (_, error) in &refused {
            assert_eq!(error["code"], "MAXIMUM_AMOUNT_EXCEEDED", "{error}");
            assert_eq!(error["remaining"], "3.83");
        }
        assert_eq!(site.fulfillment(&line).await, ["1000.00", "996.17", "3.83", "0.00"]);
        site.assert_balanced().await;
    }

    async fn crossed_orders_meet_no_deadlock(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["1000", "1000"]).await;
        let tries = (0..TASKS).map(|task| {
            let draw = |line: &String| json!({"agreementLineId": line, "quantity": "1"});
            let mut drawn: Vec<Value> = lines.iter().map(draw).collect();
            if task % 2 == 1 {
                drawn.reverse();
            }
            site.release_in_turn(&agreement, vec![json!(drawn); 3])
        });
        let (made, refused) = site.all(tries).await;
        assert_eq!((made.len(), refused), (TASKS * 3, Vec::new()));
        for line in &lines {
            assert_eq!(site.fulfillment(line).await, ["1000", "192", "808", "0"]);
        }
        assert_numbered_without_gaps(&made);
        site.assert_balanced().await;
        site.assert_no_deadlock().await;
    }

    /// Lines of orders that exist draw no number, so that nothing but the commitments orders them.
    async fn lines_added_to_many_orders_at_once_meet_no_deadlock(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["1000", "1000"]).await;
        let mut orders = Vec::new();
        for _ in 0..TASKS {
            let input = json!({"agreementId": agreement});
            orders.push(order(&site.app, &site.user, input).await);
        }
        let items = site.items_of(&lines).await;
        let tries = orders.into_iter().enumerate().map(|(task, order)| {
            let (app, user, items) = (site.app.clone(), site.user.clone(), items.clone());
            async move {
                for n in 0..3 {
                    let line = json!({"itemId": items[(task + n) % 2], "quantity": "1"});
                    let input = json!({"purchaseOrderId": order, "line": line});
                    let fields = "purchaseOrderLine { agreementLine { id } }";
                    let added = done(&app, &user, "purchaseOrderLineAdd", input, fields).await;
                    assert_ne!(added["purchaseOrderLine"]["agreementLine"], Value::Null);
                }
                let input = json!({"id": order, "version": 4});
                done(&app, &user, "purchaseOrderCancel", input, "").await;
            }
        });
        join_spawned(tries).await;
        for line in &lines {
            assert_eq!(site.fulfillment(line).await, ["1000", "0", "1000", "0"]);
        }
        site.assert_balanced().await;
        site.assert_no_deadlock().await;
    }

    async fn releases_and_cancellations_leave_released_and_remaining_the_commitment(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["40"]).await;
        let tries = (0..TASKS).map(|task| {
            let (app, user) = (site.app.clone(), site.user.clone());
            let size = i64::try_from(task % 7 + 1).expect("small");
            let ask = json!([{"agreementLineId": lines[0], "quantity": size.to_string()}]);
            let input = json!({"agreementId": agreement, "lines": ask});
            async move {
                for n in 0..4 {
                    let made = act(&app, &user, "agreementRelease", input.clone(), RELEASED).await;
                    if made["purchaseOrder"] == Value::Null {
                        let error = &made["userErrors"][0];
                        assert_eq!(error["code"], "MAXIMUM_QUANTITY_EXCEEDED", "{error}");
                        let remaining = whole(&error["remaining"]);
                        assert!(remaining < size, "{size} was refused: {error}");
                    } else if (task + n) % 4 != 0 {
                        let order = &made["purchaseOrder"];
                        let input = json!({"id": order["id"], "version": order["version"]});
                        done(&app, &user, "purchaseOrderCancel", input, "").await;
                    }
                }
            }
        });
        join_spawned(tries).await;
        let [committed, released, remaining, over] = site.fulfillment(&lines[0]).await;
        assert_eq!((committed.as_str(), over.as_str()), ("40", "0"));
        assert_eq!(whole(&json!(released)) + whole(&json!(remaining)), 40);
        site.assert_balanced().await;
        site.assert_no_deadlock().await;
    }

    async fn one_idempotency_key_makes_one_order_and_equal_answers(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["100"]).await;
        let ask = json!([{"agreementLineId": lines[0], "quantity": "5"}]);
        let input = json!({"agreementId": agreement, "lines": ask});
        let tries = (0..16).map(|_| {
            let (app, user, input) = (site.app.clone(), site.user.clone(), input.clone());
            async move {
                let fields = "purchaseOrder { id number status } warnings { code }";
                answer_keyed(&app, &user, "agreementRelease", input, fields, "the key").await
            }
        });
        let answers = join_spawned(tries).await;
        assert_eq!(answers[0]["data"]["agreementRelease"]["purchaseOrder"]["number"], "PO-000001");
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert_eq!(site.fulfillment(&lines[0]).await, ["100", "5", "95", "0"]);
        let next = json!({"agreementId": agreement, "lines": ask});
        let next = done(&site.app, &site.user, "agreementRelease", next, RELEASED).await;
        assert_eq!(next["purchaseOrder"]["number"], "PO-000002");
        let other = over(input, json!({"deliveryAddress": "Elsewhere"}));
        let fields = "purchaseOrder { id }";
        let misused =
            answer_keyed(&site.app, &site.user, "agreementRelease", other, fields, "the key").await;
        assert_ne!(misused.get("errors"), None, "another request under the key: {misused}");
    }

    async fn a_key_whose_first_request_took_the_rest_is_answered_with_its_order(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["7"]).await;
        let ask = json!([{"agreementLineId": lines[0], "quantity": "5"}]);
        let input = json!({"agreementId": agreement, "lines": ask});
        let tries = (0..8).map(|_| {
            let (app, user, input) = (site.app.clone(), site.user.clone(), input.clone());
            async move {
                let fields = "purchaseOrder { id number }";
                answer_keyed(&app, &user, "agreementRelease", input, fields, "the rest").await
            }
        });
        for answer in join_spawned(tries).await {
            let release = &answer["data"]["agreementRelease"];
            assert_eq!(release["purchaseOrder"]["number"], "PO-000001", "{answer}");
        }
        assert_eq!(site.fulfillment(&lines[0]).await, ["7", "5", "2", "0"]);
    }

    async fn agreement_numbers_have_no_gaps_however_many_creations_are_refused(app: TestApp) {
        let site = Site::new(app).await;
        let class = classification(&site.app, &site.user, json!({})).await;
        let tries = (0..TASKS).map(|task| {
            let (app, user) = (site.app.clone(), site.user.clone());
            let good = json!({
                "vendorId": site.vendor,
                "agreementClassificationId": class,
                "defaultExpirationDate": "2026-12-31",
            });
            let input = match task % 4 {
                0 => over(good, json!({"defaultEffectiveDate": "2027-01-01"})),
                1 => over(good, json!({"lines": [{"quantity": "1"}]})),
                2 => over(good, json!({"preview": true})),
                _ => good,
            };
            async move {
                let made = act(&app, &user, "agreementCreate", input, "agreement { number }").await;
                assert_eq!(made["agreement"] == Value::Null, task % 4 < 2, "{made}");
                (task % 4 == 3).then(|| text(&made["agreement"]["number"]))
            }
        });
        let mut numbers: Vec<String> = join_spawned(tries).await.into_iter().flatten().collect();
        numbers.sort();
        let expected: Vec<String> = (1..=TASKS / 4).map(|n| format!("AGR-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn once_an_agreement_is_closed_no_release_is_linked_to_it(app: TestApp) {
        let site = Site::new(app).await;
        let (agreement, lines) = site.promise(&["100000"]).await;
        for _ in 0..3 {
            let closed = Arc::new(AtomicBool::new(false));
            let ask = json!([{"agreementLineId": lines[0], "quantity": "1"}]);
            let input = json!({"agreementId": agreement, "lines": ask});
            let tries = (0..16).map(|_| {
                let (app, user) = (site.app.clone(), site.user.clone());
                let (input, closed) = (input.clone(), closed.clone());
                async move {
                    // Not for ever: on PostgreSQL those that only hold an agreement overtake the
                    // one that waits to change it.
                    for _ in 0..12 {
                        let late = closed.load(Ordering::SeqCst);
                        let ask = input.clone();
                        let made = act(&app, &user, "agreementRelease", ask, RELEASED).await;
                        if made["purchaseOrder"] == Value::Null {
                            let refused = ["AGREEMENT_NOT_EFFECTIVE agreementId"];
                            assert_eq!(refusals(&made), refused);
                            return;
                        }
                        assert!(!late, "released from a closed agreement: {made}");
                    }
                }
            });
            let tries: Vec<_> = tries.map(tokio::spawn).collect();
            tokio::time::sleep(std::time::Duration::from_millis(60)).await;
            let id = json!({"id": agreement});
            done(&site.app, &site.user, "agreementClose", id.clone(), "").await;
            closed.store(true, Ordering::SeqCst);
            let after_close = site.fulfillment(&lines[0]).await;
            for attempt in tries {
                attempt.await.expect("no release panics");
            }
            assert_eq!(site.fulfillment(&lines[0]).await, after_close);
            done(&site.app, &site.user, "agreementActivate", id, "").await;
        }
        site.assert_balanced().await;
        site.assert_no_deadlock().await;
    }
}

/// Where many act at once.
struct Site {
    app: Arc<TestApp>,
    user: User,
    vendor: String,
}

/// An ask with the refusal, or with the order, that came of it.
type Outcome = (Value, Value);

impl Site {
    async fn new(app: TestApp) -> Self {
        let app = Arc::new(app.with_connections(20).await);
        let user = app.admin(&app.a);
        let vendor = vendor(&app, &user, json!({})).await;
        Self { app, user, vendor }
    }

    async fn agreement(&self, lines: Value) -> String {
        let agreement = json!({"vendorId": self.vendor, "lines": lines});
        effective(&self.app, &self.user, agreement).await
    }

    /// An agreement on so many of an item each, maxima enforced; it and its lines.
    async fn promise(&self, quantities: &[&str]) -> (String, Vec<String>) {
        let mut promised = Vec::new();
        for quantity in quantities {
            promised.push(json!({
                "itemId": item(&self.app, &self.user, json!({})).await,
                "quantity": quantity,
                "unit": "PCS",
                "unitPrice": "4",
                "maxEnforced": true,
            }));
        }
        let agreement = self.agreement(json!(promised)).await;
        let lines = lines(&self.app, &self.user, &agreement).await;
        (agreement, lines)
    }

    async fn items_of(&self, lines: &[String]) -> Vec<String> {
        let ask =
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on AgreementLine { item { id } } } }";
        let answer = self.app.gql(&self.user, ask, json!({ "ids": lines })).await;
        let nodes = payload(answer, "nodes");
        let nodes = nodes.as_array().expect("nodes");
        nodes.iter().map(|line| text(&line["item"]["id"])).collect()
    }

    /// Releases one after the other; what came of each.
    fn release_in_turn(
        &self,
        agreement: &str,
        asks: Vec<Value>,
    ) -> impl Future<Output = Vec<Outcome>> + Send + use<> {
        let (app, user, agreement) = (self.app.clone(), self.user.clone(), agreement.to_owned());
        async move {
            let mut outcomes = Vec::new();
            for ask in asks {
                let input = json!({"agreementId": agreement, "lines": ask});
                let answer = answer(&app, &user, "agreementRelease", input, RELEASED).await;
                outcomes.push((ask, payload(answer, "agreementRelease")));
            }
            outcomes
        }
    }

    /// Lets all run at once; the orders that were made, and the single refusals of the others.
    async fn all<F>(&self, tasks: impl Iterator<Item = F>) -> (Vec<Outcome>, Vec<Outcome>)
    where
        F: Future<Output = Vec<Outcome>> + Send + 'static,
    {
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        for (ask, mut outcome) in join_spawned(tasks).await.into_iter().flatten() {
            if outcome["purchaseOrder"] == Value::Null {
                let errors = outcome["userErrors"].as_array().expect("refusals");
                assert_eq!(errors.len(), 1, "{outcome}");
                refused.push((ask, outcome["userErrors"][0].take()));
            } else {
                made.push((ask, outcome["purchaseOrder"].take()));
            }
        }
        (made, refused)
    }

    /// A commitment's committed, released, remaining and over-released measure.
    async fn fulfillment(&self, line: &str) -> [String; 4] {
        let ask = "query($id: ID!) { agreementLine(id: $id) { fulfillment {
            committed releasedOnly remaining overReleased
        } } }";
        let answer = self.app.gql(&self.user, ask, json!({ "id": line })).await;
        let line = payload(answer, "agreementLine");
        ["committed", "releasedOnly", "remaining", "overReleased"]
            .map(|part| text(&line["fulfillment"][part]))
    }

    /// Every commitment's balance is the sum of its ledger and of the lines linked to it.
    async fn assert_balanced(&self) {
        let admin = self.app.test_db.admin().await;
        let ledger = |part: &str| {
            format!(
                "(SELECT COALESCE(SUM(e.{part}), 0) FROM commitment_entry e \
                 WHERE e.agreement_line_id = l.id)"
            )
        };
        let linked = "(SELECT COALESCE(SUM(p.quantity - p.cancelled_quantity), 0) \
                      FROM purchase_order_line p WHERE p.agreement_line_id = l.id)";
        let off = format!(
            "SELECT COUNT(*) FROM agreement_line l WHERE l.released_amount <> {} OR \
             l.released_quantity <> {} OR (l.commitment_type = 'PRODUCT_QUANTITY' AND \
             l.released_quantity <> {linked})",
            ledger("released_amount"),
            ledger("released_quantity"),
        );
        assert_eq!(
            number(&admin, &off).await,
            0,
            "a balance is not its ledger's"
        );
    }

    /// No two transactions ever waited for each other; one that gives way is run again, but late.
    async fn assert_no_deadlock(&self) {
        if !self.app.test_db.is_postgres() {
            return;
        }
        let admin = self.app.test_db.admin().await;
        // What a session saw is told at its next idle moment, a second after the last time.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        assert_eq!(
            number(&admin, deadlocks).await,
            0,
            "transactions deadlocked"
        );
    }
}

async fn join_spawned<F>(tasks: impl Iterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let tasks: Vec<_> = tasks.map(tokio::spawn).collect();
    let results = join_all(tasks).await;
    let done = results
        .into_iter()
        .map(|result| result.expect("no task panics"));
    done.collect()
}

fn whole(value: &Value) -> i64 {
    let text = value.as_str().expect("a decimal");
    text.parse().expect("a whole number")
}

fn assert_numbered_without_gaps(made: &[Outcome]) {
    let mut numbers: Vec<String> = made
        .iter()
        .map(|(_, order)| text(&order["number"]))
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=made.len()).map(|n| format!("PO-{n:06}")).collect();
    assert_eq!(numbers, expected);
}

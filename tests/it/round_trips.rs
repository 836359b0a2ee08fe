//! What a request costs the database: statements do not grow with the page (no N+1), and the hot
//! release order stays within its round trips.

use serde_json::{Value, json};

use crate::build::{act, classification, done, effective, item, lines, over, release, vendor};
use crate::harness::user::User;
use crate::harness::{TestApp, both};

/// Reading a page, `BEGIN`, `COMMIT` and `SET` not counted.
const STATEMENTS_MAX: usize = 10;

/// A release, everything counted that is sent: three of them are for the audit trail.
const ROUND_TRIPS_MAX: usize = 15;

const AGREEMENTS: &str = "query($first: Int!) {
    agreements(first: $first) {
        nodes {
            number
            vendor { number name }
            fulfillment { committed remaining currency }
            lines(first: 10) {
                nodes {
                    lineNumber
                    item { number name }
                    fulfillment { committed releasedOnly remaining overReleased percentage }
                    purchaseOrderLines(first: 10) {
                        nodes { lineNumber quantity netAmount { amount currency } }
                    }
                }
            }
        }
    }
}";

const ORDERS: &str = "query($first: Int!) {
    purchaseOrders(first: $first) {
        nodes {
            number
            netAmount { amount }
            receiptProgress
            vendor { number }
            agreement { number classification { code } vendor { name } }
            lines(first: 10) {
                nodes {
                    item { number procurementCategory { code } }
                    dimensions { dimension { code } value { code } }
                    agreementLine { lineNumber fulfillment { remaining } }
                    provenance { priceSource agreementLine { lineNumber } }
                    progress { outstanding }
                }
            }
        }
    }
}";

both! {
    async fn a_page_of_agreements_costs_the_same_for_five_and_for_twenty(app: TestApp) {
        let user = app.admin(&app.a);
        stock(&app, &user, 20).await;
        let few = cost(&app, &user, AGREEMENTS, 5, "agreements").await;
        let many = cost(&app, &user, AGREEMENTS, 20, "agreements").await;
        assert_eq!(few.len(), many.len(), "it grows with the page:\n{}", many.join("\n"));
        let all = many.join("\n");
        assert!(many.len() <= STATEMENTS_MAX, "{} statements:\n{all}", many.len());
    }

    async fn a_page_of_orders_costs_the_same_for_five_and_for_twenty(app: TestApp) {
        let user = app.admin(&app.a);
        stock(&app, &user, 20).await;
        let few = cost(&app, &user, ORDERS, 5, "purchaseOrders").await;
        let many = cost(&app, &user, ORDERS, 20, "purchaseOrders").await;
        assert_eq!(few.len(), many.len(), "it grows with the page:\n{}", many.join("\n"));
    }

    async fn a_release_of_three_lines_stays_within_its_round_trips(app: TestApp) {
        let user = app.buyer(&app.a);
        let agreement = stock(&app, &app.admin(&app.a), 1).await.remove(0);
        let drawn = draws(&app, &user, &agreement).await;
        let input = json!({"agreementId": agreement, "lines": drawn});
        let work = async {
            let made = done(&app, &user, "agreementRelease", input, "purchaseOrder { id number }");
            assert_eq!(made.await["purchaseOrder"]["number"], "PO-000002");
        };
        let sent = app.statements_of(work).await;
        println!("a release of 3 lines: {} round trips", sent.len());
        assert!(sent.len() <= ROUND_TRIPS_MAX, "{} round trips:\n{}", sent.len(), sent.join("\n"));
    }

    async fn a_release_costs_no_more_for_more_lines(app: TestApp) {
        let user = app.admin(&app.a);
        let agreement = stock(&app, &user, 1).await.remove(0);
        let drawn = draws(&app, &user, &agreement).await;
        let mut costs = Vec::new();
        for n_lines in 1..=3 {
            let some: Vec<&Value> = drawn.as_array().expect("draws").iter().take(n_lines).collect();
            let input = json!({"agreementId": agreement, "lines": some});
            let released = act(&app, &user, "agreementRelease", input, "purchaseOrder { id }");
            costs.push(app.count_statements(released).await);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
    }

    async fn an_order_of_many_lines_costs_a_fixed_number_of_statements(app: TestApp) {
        let user = app.admin(&app.a);
        let agreement = stock(&app, &user, 1).await.remove(0);
        let item = item(&app, &user, json!({"purchasePrice": "2"})).await;
        let mut costs = Vec::new();
        for n_lines in [2, 20] {
            let wanted: Vec<Value> =
                (1..=n_lines).map(|n| json!({"itemId": item, "quantity": n.to_string()})).collect();
            let input = json!({"agreementId": agreement, "lines": wanted});
            let made = async {
                done(&app, &user, "purchaseOrderCreate", input, "purchaseOrder { id }").await;
            };
            costs.push(app.statements_of(made).await);
        }
        let (few, many) = (costs[0].len(), costs[1].len());
        assert_eq!(few, many, "it grows with the lines:\n{}", costs[1].join("\n"));
    }
}

/// What a page of so many rows sends. Rows that are asked for within the same moment are loaded
/// together; on a busy machine a moment may pass too soon, so the least of some tries counts.
pub(crate) async fn cost(
    app: &TestApp,
    user: &User,
    query: &str,
    first: usize,
    field: &str,
) -> Vec<String> {
    let mut least = cost_once(app, user, query, first, field).await;
    for _ in 0..4 {
        let next = cost_once(app, user, query, first, field).await;
        if next.len() < least.len() {
            least = next;
        }
    }
    println!("{field}(first: {first}): {} statements", least.len());
    least
}

async fn cost_once(
    app: &TestApp,
    user: &User,
    query: &str,
    first: usize,
    field: &str,
) -> Vec<String> {
    let work = async {
        let answer = app.gql(user, query, json!({ "first": first })).await;
        let nodes = answer["data"][field]["nodes"].as_array();
        assert_eq!(nodes.expect("nodes").len(), first, "{answer}");
    };
    let sent = app.statements_of(work).await;
    sent.into_iter().filter(|sql| !is_frame(sql)).collect()
}

fn is_frame(sql: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "SET "]
        .iter()
        .any(|frame| sql.starts_with(frame))
}

/// So many agreements, each with a vendor, three items and an order that draws on all its lines.
async fn stock(app: &TestApp, user: &User, n_agreements: usize) -> Vec<String> {
    let class = classification(app, user, json!({})).await;
    let mut made = Vec::new();
    for _ in 0..n_agreements {
        let mut promised = Vec::new();
        for _ in 0..3 {
            let item = item(app, user, json!({})).await;
            let own = json!({"itemId": item, "quantity": "1000", "unit": "PCS", "unitPrice": "4"});
            promised.push(over(own, json!({"maxEnforced": true})));
        }
        let vendor = vendor(app, user, json!({})).await;
        let agreement = json!({
            "vendorId": vendor,
            "agreementClassificationId": class,
            "lines": promised,
        });
        let agreement = effective(app, user, agreement).await;
        let drawn = draws(app, user, &agreement).await;
        release(app, user, &agreement, drawn).await;
        made.push(agreement);
    }
    made
}

/// A release of 10 of each line.
async fn draws(app: &TestApp, user: &User, agreement: &str) -> Value {
    let lines = lines(app, user, agreement).await;
    let draw = |line: String| json!({"agreementLineId": line, "quantity": "10"});
    lines.into_iter().map(draw).collect()
}

//! Who may do what: every role against every permission, and against every field of the roots.

use std::fmt::Write;

use avtal::auth::{Permission, Role};
use expect_test::{expect, expect_file};

use crate::harness::TestApp;
use crate::harness::graph::Graph;
use crate::harness::user::User;

#[tokio::test]
async fn each_permission_is_carried_by_the_roles_that_were_agreed() {
    let app = TestApp::sqlite().await;
    let mut table = String::new();
    for permission in Permission::ALL {
        let carriers: Vec<String> = Role::ALL
            .iter()
            .filter(|role| {
                let caller = app.user(**role, &app.a).caller();
                caller.grant(None, permission).is_ok()
            })
            .map(|role| format!("{role:?}"))
            .collect();
        writeln!(table, "{permission:?}: {}", carriers.join(" ")).expect("text grows");
    }
    expect![[r#"
        Read: Viewer Requester Buyer PurchasingManager Approver Payables Auditor Admin
        MasterDataWrite: PurchasingManager Admin
        SetupWrite: Admin
        AgreementWrite: PurchasingManager Admin
        AgreementActivate: PurchasingManager Admin
        AgreementConfirm: PurchasingManager Admin
        AgreementRelease: Buyer PurchasingManager Admin
        PurchaseOrderWrite: Requester Buyer PurchasingManager Admin
        PurchaseOrderConfirm: Buyer PurchasingManager Admin
        PurchaseOrderCancel: Buyer PurchasingManager Admin
        PurchaseOrderUnlinkInvoiced: PurchasingManager Admin
        PurchaseReceiptPost: Buyer PurchasingManager Admin
        PurchaseInvoiceWrite: Payables Admin
        PurchaseInvoicePost: Payables Admin
        PurchaseInvoiceApprove: PurchasingManager Approver Admin
        VendorPaymentPost: Payables Admin
        InventoryAdjust: PurchasingManager Admin
        SalesWrite: Buyer PurchasingManager Admin
        SalesPost: PurchasingManager Admin
        AuditRead: Auditor Admin
        ApiKeyManage: Admin
        LegalEntityFound: PlatformOperator
    "#]]
    .assert_eq(&table);
}

#[tokio::test]
async fn each_field_is_open_to_the_roles_that_were_agreed() {
    let app = TestApp::sqlite().await;
    let graph = Graph::read().await;
    let mut table = String::new();
    for root in graph.all_roots() {
        let (query, variables) = graph.request(&root, None, &|_| "x".to_owned());
        let mut open_to = Vec::new();
        for role in Role::ALL {
            let user = app.user(role, &app.a);
            let answer = app.gql(&user, &query, variables.clone()).await;
            if !is(&answer, "FORBIDDEN") {
                open_to.push(format!("{role:?}"));
            }
        }
        let (operation, name) = (root.operation, &root.field.name);
        writeln!(table, "{operation} {name}: {}", open_to.join(" ")).expect("text grows");
        // Nobody, and a member of another legal entity, get nothing out of any field.
        let answer = app.gql_as_nobody(&query, variables.clone()).await;
        assert!(is(&answer, "UNAUTHENTICATED"), "{name}: {answer}");
        let stranger = app.admin(&app.b).at(&app.a);
        let answer = app.gql(&stranger, &query, variables.clone()).await;
        assert!(is(&answer, "FORBIDDEN"), "{name}: {answer}");
        let member_of_none = User::named("nobody").at(&app.a);
        let answer = app.gql(&member_of_none, &query, variables).await;
        assert!(is(&answer, "FORBIDDEN"), "{name}: {answer}");
    }
    expect_file!["permissions.txt"].assert_eq(&table);
}

/// Whether all an answer says is one fault of that code.
fn is(answer: &serde_json::Value, code: &str) -> bool {
    answer["errors"][0]["extensions"]["code"] == code
}

//! `vendorCreate`, as the model of all mutations that make rows.

use serde_json::json;

use crate::harness::{TestApp, both};

const CREATE: &str = "mutation($input: VendorCreateInput!) {
    vendorCreate(input: $input) {
        vendor { id number name currency paymentTerms deliveryTerms deliveryMode blocked version }
        userErrors { code field message elementIndex }
    }
}";

both! {
    async fn a_vendor_gets_its_number_from_the_sequence(app: TestApp) {
        let user = app.manager(&app.a);
        let answer = app.gql(&user, CREATE, json!({"input": {"name": "Nord & Sohn"}})).await;
        let vendor = &answer["data"]["vendorCreate"]["vendor"];
        assert_eq!(vendor["number"], "VEN-000001", "{answer}");
        assert_eq!(vendor["name"], "Nord & Sohn");
        assert_eq!(vendor["currency"], "EUR");
        assert_eq!(vendor["version"], 1);
    }
}

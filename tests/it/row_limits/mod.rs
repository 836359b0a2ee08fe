//! Limits of a caller: vendors of some groups, some sites, and an amount.

mod amount;
mod claimed;
mod law;
mod moves;
mod sees;
mod told;

use avtal::auth::Role;
use serde_json::{Value, json};

use crate::build::{self, done, group, text};
use crate::harness::TestApp;
use crate::harness::user::User;

/// Two vendors, of two groups, and two sites: one of each is in reach of whoever is limited.
struct Two {
    /// Somebody without limits.
    admin: User,
    /// The vendor in reach, of the group NEAR, and the other, of the group FAR.
    vendors: [String; 2],
    /// The site in reach and the other.
    sites: [String; 2],
    /// The codes of the sites.
    codes: [String; 2],
}

impl Two {
    async fn new(app: &TestApp) -> Self {
        let admin = app.admin(&app.a);
        build::ledgers(app, &admin).await;
        let near = vendor(app, &admin, "NEAR").await;
        let far = vendor(app, &admin, "FAR").await;
        let sites = [
            build::site(app, &admin).await,
            build::site(app, &admin).await,
        ];
        let mut codes = [String::new(), String::new()];
        for (site, code) in sites.iter().zip(&mut codes) {
            let shown = build::node(app, &admin, site, "Site { code }").await;
            *code = text(&shown["code"]);
        }
        Self {
            admin,
            vendors: [near, far],
            sites,
            codes,
        }
    }

    /// Somebody with a role who reaches the vendors of NEAR only.
    fn of_vendors(&self, app: &TestApp, role: Role) -> User {
        app.user(role, &app.a)
            .limited(json!({ "vendor_groups": ["NEAR"] }))
    }

    /// Somebody with a role who reaches the first site only.
    fn of_sites(&self, app: &TestApp, role: Role) -> User {
        app.user(role, &app.a)
            .limited(json!({ "sites": [self.codes[0]] }))
    }
}

/// A vendor of a posting group that posts as domestic vendors do.
async fn vendor(app: &TestApp, admin: &User, code: &str) -> String {
    let group = group(app, admin, "VENDOR", code).await;
    let payables = build::another(app, admin, &format!("2{code}")).await;
    let setup = json!({ "vendorPostingGroupId": group, "payablesGlAccountId": payables });
    done(app, admin, "vendorPostingSetupSet", setup, "").await;
    let named = json!({ "name": format!("Vendor of {code}"), "vendorPostingGroupId": group });
    build::vendor(app, admin, named).await
}

/// An order of a service over so much of the vendor's, at a site if one is named.
async fn order(
    app: &TestApp,
    user: &User,
    vendor: &str,
    site: Option<&str>,
    price: &str,
) -> String {
    let item = build::item(app, user, json!({ "itemType": "SERVICE" })).await;
    let line = json!({ "itemId": item, "quantity": "1", "unitPrice": price, "siteId": site });
    build::order(app, user, json!({ "vendorId": vendor, "lines": [line] })).await
}

/// The ids of a connection, as the user sees it.
async fn ids(app: &TestApp, user: &User, field: &str) -> Vec<String> {
    let page = build::read(app, user, field, "{ totalCount nodes { id } }").await;
    let nodes = page["nodes"].as_array().expect("nodes");
    assert_eq!(page["totalCount"], nodes.len(), "{field}");
    nodes.iter().map(|node| text(&node["id"])).collect()
}

/// What a node is to the user; null where it is nothing.
async fn seen(app: &TestApp, user: &User, id: &str) -> Value {
    build::read(app, user, &format!("node(id: \"{id}\")"), "{ id }").await
}

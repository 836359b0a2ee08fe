//! The posting groups of vendors, customers, items and charges: their own, else the set-up's.

use entity::ids::PostingGroupId;
use entity::{customer, item, item_charge, ledger_setup, vendor};

use crate::domain::violation::Violation;

/// What the documents of a vendor or a customer are posted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyGroups {
    /// The general business posting group.
    pub business: PostingGroupId,
    /// The tax business group.
    pub tax_business: PostingGroupId,
    /// The vendor or customer posting group.
    pub party: PostingGroupId,
}

/// What lines about an item, a category, a charge or an account are posted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductGroups {
    /// The general product posting group.
    pub product: PostingGroupId,
    /// The tax product group.
    pub tax_product: PostingGroupId,
}

fn own_or(
    own: Option<PostingGroupId>,
    default: Option<PostingGroupId>,
    setup: &'static str,
    of: &str,
) -> Result<PostingGroupId, Violation> {
    own.or(default).ok_or_else(|| Violation::SetupMissing {
        setup,
        first: of.to_owned(),
        second: String::new(),
    })
}

/// The groups of a vendor.
///
/// # Errors
/// `SetupMissing` naming the group and the vendor.
pub fn of_vendor(
    setup: &ledger_setup::Model,
    vendor: &vendor::Model,
) -> Result<PartyGroups, Violation> {
    let of = format!("vendor {}", vendor.number);
    Ok(PartyGroups {
        business: own_or(
            vendor.business_posting_group_id,
            setup.business_posting_group_id,
            "business posting group",
            &of,
        )?,
        tax_business: own_or(
            vendor.tax_business_posting_group_id,
            setup.tax_business_posting_group_id,
            "tax business group",
            &of,
        )?,
        party: own_or(
            vendor.vendor_posting_group_id,
            setup.vendor_posting_group_id,
            "vendor posting group",
            &of,
        )?,
    })
}

/// The groups of a customer.
///
/// # Errors
/// `SetupMissing` naming the group and the customer.
pub fn of_customer(
    setup: &ledger_setup::Model,
    customer: &customer::Model,
) -> Result<PartyGroups, Violation> {
    let of = format!("customer {}", customer.number);
    Ok(PartyGroups {
        business: own_or(
            customer.business_posting_group_id,
            setup.business_posting_group_id,
            "business posting group",
            &of,
        )?,
        tax_business: own_or(
            customer.tax_business_posting_group_id,
            setup.tax_business_posting_group_id,
            "tax business group",
            &of,
        )?,
        party: own_or(
            customer.customer_posting_group_id,
            setup.customer_posting_group_id,
            "customer posting group",
            &of,
        )?,
    })
}

/// The groups of an item.
///
/// # Errors
/// `SetupMissing` naming the group and the item.
pub fn of_item(
    setup: &ledger_setup::Model,
    item: &item::Model,
) -> Result<ProductGroups, Violation> {
    product(
        setup,
        (
            item.product_posting_group_id,
            item.tax_product_posting_group_id,
        ),
        &format!("item {}", item.number),
    )
}

/// The groups of a charge.
///
/// # Errors
/// `SetupMissing` naming the group and the charge.
pub fn of_charge(
    setup: &ledger_setup::Model,
    charge: &item_charge::Model,
) -> Result<ProductGroups, Violation> {
    product(
        setup,
        (
            charge.product_posting_group_id,
            charge.tax_product_posting_group_id,
        ),
        &format!("charge {}", charge.code),
    )
}

/// The groups of what has none of its own: categories and accounts.
///
/// # Errors
/// `SetupMissing` naming the group and the line.
pub fn of_other(setup: &ledger_setup::Model, what: &str) -> Result<ProductGroups, Violation> {
    product(setup, (None, None), what)
}

/// The inventory posting group of an item.
///
/// # Errors
/// `SetupMissing` naming the group and the item.
pub fn inventory(
    setup: &ledger_setup::Model,
    item: &item::Model,
) -> Result<PostingGroupId, Violation> {
    own_or(
        item.inventory_posting_group_id,
        setup.inventory_posting_group_id,
        "inventory posting group",
        &format!("item {}", item.number),
    )
}

fn product(
    setup: &ledger_setup::Model,
    (product, tax_product): (Option<PostingGroupId>, Option<PostingGroupId>),
    of: &str,
) -> Result<ProductGroups, Violation> {
    Ok(ProductGroups {
        product: own_or(
            product,
            setup.product_posting_group_id,
            "product posting group",
            of,
        )?,
        tax_product: own_or(
            tax_product,
            setup.tax_product_posting_group_id,
            "tax product group",
            of,
        )?,
    })
}

//! Roles, permissions, and the one table between them.

use serde::de::value::{self, StrDeserializer};
use serde::{Deserialize, Serialize};

/// What a person does in a legal entity. A caller may hold several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Reads, and writes orders that others release.
    Requester,
    /// Works with orders and releases from agreements.
    Buyer,
    /// Negotiates agreements and decides over them.
    PurchasingManager,
    /// Approves what others wrote.
    Approver,
    /// Posts and pays invoices.
    Payables,
    /// Another legal entity's person, who sees shared chains only.
    Partner,
    /// Reads everything, and the audit trail.
    Auditor,
    /// Sets the legal entity up.
    Admin,
    /// Runs the installation: founds legal entities.
    PlatformOperator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 10] = [
        Self::Viewer,
        Self::Requester,
        Self::Buyer,
        Self::PurchasingManager,
        Self::Approver,
        Self::Payables,
        Self::Partner,
        Self::Auditor,
        Self::Admin,
        Self::PlatformOperator,
    ];

    /// The role of a name, written as `purchasing-manager` or `PURCHASING_MANAGER`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_uppercase().replace('-', "_");
        Self::deserialize(StrDeserializer::<value::Error>::new(&name)).ok()
    }

    /// Its name, as people write it.
    #[must_use]
    pub fn name(self) -> String {
        let words = format!("{self:?}");
        let mut name = String::new();
        for letter in words.chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

/// What an operation asks of its caller.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Permission {
    /// Read master data, agreements and orders.
    Read,
    /// Write vendors, items, prices and the other master data.
    MasterDataWrite,
    /// Set up the legal entity: sequences, settings, dimensions.
    SetupWrite,
    /// Write agreements and their commitments.
    AgreementWrite,
    /// Make agreements effective, put them on hold, close them.
    AgreementActivate,
    /// Confirm agreements.
    AgreementConfirm,
    /// Release orders from agreements.
    AgreementRelease,
    /// Write purchase orders.
    PurchaseOrderWrite,
    /// Confirm purchase orders.
    PurchaseOrderConfirm,
    /// Cancel purchase orders and remainders.
    PurchaseOrderCancel,
    /// Remove a link although something was invoiced.
    PurchaseOrderUnlinkInvoiced,
    /// Post receipts and return shipments, and undo them.
    PurchaseReceiptPost,
    /// Write invoices and credit memos that are not posted.
    PurchaseInvoiceWrite,
    /// Post, cancel and correct invoices.
    PurchaseInvoicePost,
    /// Approve what of an invoice does not match order and receipt.
    PurchaseInvoiceApprove,
    /// Post payments, apply and unapply entries of vendors.
    VendorPaymentPost,
    /// Post stock that was found or lost.
    InventoryAdjust,
    /// Write customers and sales orders.
    SalesWrite,
    /// Post shipments and sales invoices.
    SalesPost,
    /// Read the audit trail.
    AuditRead,
    /// Make and revoke API keys, and revoke tokens.
    ApiKeyManage,
    /// Found a legal entity.
    LegalEntityFound,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 22] = [
        Self::Read,
        Self::MasterDataWrite,
        Self::SetupWrite,
        Self::AgreementWrite,
        Self::AgreementActivate,
        Self::AgreementConfirm,
        Self::AgreementRelease,
        Self::PurchaseOrderWrite,
        Self::PurchaseOrderConfirm,
        Self::PurchaseOrderCancel,
        Self::PurchaseOrderUnlinkInvoiced,
        Self::PurchaseReceiptPost,
        Self::PurchaseInvoiceWrite,
        Self::PurchaseInvoicePost,
        Self::PurchaseInvoiceApprove,
        Self::VendorPaymentPost,
        Self::InventoryAdjust,
        Self::SalesWrite,
        Self::SalesPost,
        Self::AuditRead,
        Self::ApiKeyManage,
        Self::LegalEntityFound,
    ];

    /// Whether it is to post: what goods and money have done already, and cannot wait.
    #[must_use]
    pub fn posts(self) -> bool {
        matches!(
            self,
            Self::PurchaseReceiptPost
                | Self::PurchaseInvoicePost
                | Self::VendorPaymentPost
                | Self::InventoryAdjust
                | Self::SalesPost
        )
    }
}

/// Whether a role carries a permission. What is not named here is denied.
#[must_use]
pub fn carries(role: Role, permission: Permission) -> bool {
    use Permission as P;
    match role {
        Role::Viewer => permission == P::Read,
        Role::Auditor => matches!(permission, P::Read | P::AuditRead),
        Role::Approver => matches!(permission, P::Read | P::PurchaseInvoiceApprove),
        Role::Payables => matches!(
            permission,
            P::Read | P::PurchaseInvoiceWrite | P::PurchaseInvoicePost | P::VendorPaymentPost
        ),
        Role::Requester => matches!(permission, P::Read | P::PurchaseOrderWrite),
        Role::Buyer => matches!(
            permission,
            P::Read
                | P::AgreementRelease
                | P::PurchaseOrderWrite
                | P::PurchaseOrderConfirm
                | P::PurchaseOrderCancel
                | P::PurchaseReceiptPost
                | P::SalesWrite
        ),
        Role::PurchasingManager => matches!(
            permission,
            P::Read
                | P::MasterDataWrite
                | P::AgreementWrite
                | P::AgreementActivate
                | P::AgreementConfirm
                | P::AgreementRelease
                | P::PurchaseOrderWrite
                | P::PurchaseOrderConfirm
                | P::PurchaseOrderCancel
                | P::PurchaseOrderUnlinkInvoiced
                | P::PurchaseReceiptPost
                | P::PurchaseInvoiceApprove
                | P::InventoryAdjust
                | P::SalesWrite
                | P::SalesPost
        ),
        // The shared chains that a partner sees are not built yet; until then it sees nothing.
        Role::Partner => false,
        Role::Admin => permission != P::LegalEntityFound,
        Role::PlatformOperator => permission == P::LegalEntityFound,
    }
}

/// Whether a permission is about a legal entity as a whole, so that whoever is limited to some of
/// its vendors or sites cannot have it: the trail tells of every row, and the set-up says which
/// group a vendor is of and what a code means.
#[must_use]
pub fn is_of_the_whole(permission: Permission) -> bool {
    matches!(permission, Permission::AuditRead | Permission::SetupWrite)
}

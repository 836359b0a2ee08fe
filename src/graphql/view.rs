//! What objects are read from: one moment of one legal entity, with rows loaded in sets.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Weak};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use entity::codes::CurrencyCode;
use entity::exact::Amount;
use entity::ids::*;
use entity::{
    agreement, agreement_classification, agreement_classification_name, agreement_line,
    agreement_version, audit_entry, commitment_entry, customer, customer_entry,
    customer_posting_setup, dimension, dimension_value, exchange_rate, general_posting_setup,
    gl_account, gl_entry, inventory_posting_setup, item, item_application, item_charge, item_entry,
    item_unit, ledger_setup, legal_entity, matching_tolerance, number_sequence, over_receipt_code,
    payment_terms, posting_group, posting_period, procurement_category, purchase_charge_assignment,
    purchase_invoice, purchase_invoice_draft, purchase_invoice_draft_line, purchase_invoice_line,
    purchase_invoice_match, purchase_order, purchase_order_line, purchase_order_version,
    purchase_receipt, purchase_receipt_line, sales_invoice, sales_invoice_line, sales_order,
    sales_order_line, sales_shipment, sales_shipment_line, site, tax_entry, tax_posting_setup,
    trade_agreement, trading_partner, value_entry, vendor, vendor_application, vendor_detail_entry,
    vendor_entry, vendor_posting_setup, voucher, warehouse,
};
use tokio::sync::OnceCell;

use crate::auth::Permission;
use crate::domain::commitment::Buckets;
use crate::failure::{Failure, Shared};
use crate::observe;
use crate::tenancy::{Scope, TenantRead};

use crate::usecase::agreement_classification::names;
use crate::usecase::dimension_set::read::{Pair, entries};
use crate::usecase::item::read::units;

use crate::usecase::agreement_line::read as agreement_lines;
use crate::usecase::commitment::read as commitment;
use crate::usecase::purchase_order_line::read as order_lines;

use super::context::Session;

/// One moment of one legal entity. Clones share the transaction and the rows read so far.
#[derive(Clone)]
pub struct View {
    inner: Arc<Inner>,
}

struct Inner {
    loader: DataLoader<Rows, HashMapCache>,
    session: Weak<Session>,
    legal_entity: OnceCell<Arc<legal_entity::Model>>,
}

/// What rows are loaded from.
pub struct Rows {
    read: TenantRead,
}

impl Rows {
    /// The read that the rows come from.
    #[must_use]
    pub fn read(&self) -> &TenantRead {
        &self.read
    }
}

impl View {
    /// A view over a read.
    #[must_use]
    pub fn new(read: TenantRead, session: Weak<Session>) -> Self {
        let loader = DataLoader::with_cache(Rows { read }, observe::spawn, HashMapCache::default());
        Self {
            inner: Arc::new(Inner {
                loader,
                session,
                legal_entity: OnceCell::new(),
            }),
        }
    }

    /// The read, for selects that are not by key.
    #[must_use]
    pub fn read(&self) -> &TenantRead {
        &self.inner.loader.loader().read
    }

    /// The instant that the view is asked at.
    #[must_use]
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.read().now()
    }

    /// The day that the view is asked on, in UTC.
    #[must_use]
    pub fn today(&self) -> chrono::NaiveDate {
        self.now().date_naive()
    }

    /// Whether the caller may do this here; for telling beforehand.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.inner
            .session
            .upgrade()
            .is_some_and(|session| session.may(permission))
    }

    /// A row by its key, loaded together with others that are asked for at the same time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load<K>(&self, key: K) -> Result<Option<<Rows as Loader<K>>::Value>, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = Shared>,
    {
        self.inner.loader.load_one(key).await
    }

    /// Whether a row is there that may be named; so it is where none is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_be<K>(&self, key: Option<K>) -> Result<bool, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = Shared>,
    {
        match key {
            None => Ok(true),
            Some(key) => Ok(self.load(key).await?.is_some()),
        }
    }

    /// A row that another may point at; none where that points at nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_load<K>(
        &self,
        key: Option<K>,
    ) -> Result<Option<<Rows as Loader<K>>::Value>, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = Shared>,
    {
        match key {
            Some(key) => self.load(key).await,
            None => Ok(None),
        }
    }

    /// A row that the schema promises to be there.
    ///
    /// # Errors
    /// When it is not, or when the database fails.
    pub async fn must_load<K>(&self, key: K) -> Result<<Rows as Loader<K>>::Value, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = Shared>,
    {
        let gone = || match self.read().grant().limits().narrow_rows() {
            true => Failure::Denied("what this field shows is outside of your limits"),
            false => Failure::Broken("a row that others point at is gone".into()),
        };
        self.load(key).await?.ok_or_else(|| gone().into())
    }

    /// The object of a row that the schema promises to be there.
    ///
    /// # Errors
    /// When it is not, or when the database fails.
    pub async fn show<K, M, T>(&self, key: K, new: fn(M, Self) -> T) -> Result<T, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        M: Clone + Send + Sync + 'static,
        Rows: Loader<K, Value = Arc<M>, Error = Shared>,
    {
        let row = self.must_load(key).await?;
        Ok(new((*row).clone(), self.clone()))
    }

    /// The object of a row that another may point at; none where that points at nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_show<K, M, T>(
        &self,
        key: Option<K>,
        new: fn(M, Self) -> T,
    ) -> Result<Option<T>, Shared>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        M: Clone + Send + Sync + 'static,
        Rows: Loader<K, Value = Arc<M>, Error = Shared>,
    {
        let row = self.may_load(key).await?;
        Ok(row.map(|row| new((*row).clone(), self.clone())))
    }

    /// The legal entity itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn legal_entity(&self) -> Result<Arc<legal_entity::Model>, Failure> {
        let load = || async { Ok(Arc::new(self.read().legal_entity().await?)) };
        self.inner.legal_entity.get_or_try_init(load).await.cloned()
    }
}

macro_rules! by_id {
    ($($id:ident => $table:ident,)*) => {
        $(impl Loader<$id> for Rows {
            type Value = Arc<$table::Model>;
            type Error = Shared;

            async fn load(
                &self,
                ids: &[$id],
            ) -> Result<HashMap<$id, Self::Value>, Self::Error> {
                let rows = self.read.find::<$table::Entity>().by_ids(ids.iter().copied()).await?;
                Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
            }
        })*
    };
}

by_id! {
    AgreementClassificationId => agreement_classification,
    AgreementId => agreement,
    AgreementLineId => agreement_line,
    AgreementVersionId => agreement_version,
    AuditEntryId => audit_entry,
    CommitmentEntryId => commitment_entry,
    CustomerEntryId => customer_entry,
    CustomerId => customer,
    CustomerPostingSetupId => customer_posting_setup,
    DimensionId => dimension,
    DimensionValueId => dimension_value,
    ExchangeRateId => exchange_rate,
    GeneralPostingSetupId => general_posting_setup,
    GlAccountId => gl_account,
    GlEntryId => gl_entry,
    InventoryPostingSetupId => inventory_posting_setup,
    ItemApplicationId => item_application,
    ItemChargeId => item_charge,
    ItemEntryId => item_entry,
    ItemId => item,
    ItemUnitId => item_unit,
    LedgerSetupId => ledger_setup,
    MatchingToleranceId => matching_tolerance,
    NumberSequenceId => number_sequence,
    OverReceiptCodeId => over_receipt_code,
    PaymentTermsId => payment_terms,
    PostingGroupId => posting_group,
    PostingPeriodId => posting_period,
    ProcurementCategoryId => procurement_category,
    PurchaseChargeAssignmentId => purchase_charge_assignment,
    PurchaseInvoiceDraftId => purchase_invoice_draft,
    PurchaseInvoiceDraftLineId => purchase_invoice_draft_line,
    PurchaseInvoiceId => purchase_invoice,
    PurchaseInvoiceLineId => purchase_invoice_line,
    PurchaseInvoiceMatchId => purchase_invoice_match,
    PurchaseOrderId => purchase_order,
    PurchaseOrderLineId => purchase_order_line,
    PurchaseOrderVersionId => purchase_order_version,
    PurchaseReceiptId => purchase_receipt,
    PurchaseReceiptLineId => purchase_receipt_line,
    SalesInvoiceId => sales_invoice,
    SalesInvoiceLineId => sales_invoice_line,
    SalesOrderId => sales_order,
    SalesOrderLineId => sales_order_line,
    SalesShipmentId => sales_shipment,
    SalesShipmentLineId => sales_shipment_line,
    SiteId => site,
    TaxEntryId => tax_entry,
    TaxPostingSetupId => tax_posting_setup,
    TradeAgreementId => trade_agreement,
    TradingPartnerId => trading_partner,
    ValueEntryId => value_entry,
    VendorApplicationId => vendor_application,
    VendorDetailEntryId => vendor_detail_entry,
    VendorEntryId => vendor_entry,
    VendorId => vendor,
    VendorPostingSetupId => vendor_posting_setup,
    VoucherId => voucher,
    WarehouseId => warehouse,
}

impl Loader<DimensionSetId> for Rows {
    type Value = Arc<Vec<Pair>>;
    type Error = Shared;

    async fn load(
        &self,
        ids: &[DimensionSetId],
    ) -> Result<HashMap<DimensionSetId, Self::Value>, Self::Error> {
        let sets = entries(&self.read, ids).await?;
        Ok(sets
            .into_iter()
            .map(|(id, set)| (id, Arc::new(set)))
            .collect())
    }
}

/// Asks for the units of an item.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnitsOf(pub ItemId);

impl Loader<UnitsOf> for Rows {
    type Value = Arc<Vec<item_unit::Model>>;
    type Error = Shared;

    async fn load(&self, keys: &[UnitsOf]) -> Result<HashMap<UnitsOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = units(&self.read, &ids).await?;
        Ok(grouped(rows, |row| UnitsOf(row.item_id)))
    }
}

/// Asks for the names of a classification.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NamesOf(pub AgreementClassificationId);

impl Loader<NamesOf> for Rows {
    type Value = Arc<Vec<agreement_classification_name::Model>>;
    type Error = Shared;

    async fn load(&self, keys: &[NamesOf]) -> Result<HashMap<NamesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = names::read(&self.read, &ids).await?;
        Ok(grouped(rows, |row| {
            NamesOf(row.agreement_classification_id)
        }))
    }
}

/// Rows by what they belong to, each group in the rows' order.
pub(super) fn grouped<K: Hash + Eq, M>(
    rows: Vec<M>,
    key: impl Fn(&M) -> K,
) -> HashMap<K, Arc<Vec<M>>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    let shared = |(key, group)| (key, Arc::new(group));
    groups.into_iter().map(shared).collect()
}

/// Asks for all commitments of an agreement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LinesOf(pub AgreementId);

impl Loader<LinesOf> for Rows {
    type Value = Arc<Vec<agreement_line::Model>>;
    type Error = Shared;

    async fn load(&self, keys: &[LinesOf]) -> Result<HashMap<LinesOf, Self::Value>, Self::Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let lines = agreement_lines::of_agreements(&self.read, &ids).await?;
        Ok(lines
            .into_iter()
            .map(|(id, rows)| (LinesOf(id), Arc::new(rows)))
            .collect())
    }
}

/// Asks for the first order lines of a parent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FirstOf<K> {
    /// The parent.
    pub parent: K,
    /// How many.
    pub n: u32,
}

macro_rules! first_of {
    ($id:ident, $read:path) => {
        impl Loader<FirstOf<$id>> for Rows {
            type Value = Arc<Vec<purchase_order_line::Model>>;
            type Error = Shared;

            async fn load(
                &self,
                keys: &[FirstOf<$id>],
            ) -> Result<HashMap<FirstOf<$id>, Self::Value>, Self::Error> {
                let mut found = HashMap::new();
                let sizes: BTreeSet<u32> = keys.iter().map(|key| key.n).collect();
                for n in sizes {
                    let own = keys.iter().filter(|key| key.n == n);
                    let parents: Vec<_> = own.map(|key| key.parent).collect();
                    for (parent, rows) in $read(&self.read, &parents, n).await? {
                        found.insert(FirstOf { parent, n }, Arc::new(rows));
                    }
                }
                Ok(found)
            }
        }
    };
}

first_of!(AgreementLineId, order_lines::first_of_commitments);
first_of!(PurchaseOrderId, order_lines::first_of_orders);

/// Asks for the net amount of an order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NetAmountOf {
    /// The order.
    pub order: PurchaseOrderId,
    /// Its currency.
    pub currency: CurrencyCode,
}

impl Loader<NetAmountOf> for Rows {
    type Value = Amount;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[NetAmountOf],
    ) -> Result<HashMap<NetAmountOf, Self::Value>, Self::Error> {
        let orders: Vec<_> = keys.iter().map(|key| (key.order, key.currency)).collect();
        let amounts = order_lines::net_amounts(&self.read, &orders).await?;
        let found = keys
            .iter()
            .filter_map(|key| Some((*key, *amounts.get(&key.order)?)));
        Ok(found.collect())
    }
}

/// Asks for a commitment's balances at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AsOf {
    /// The commitment.
    pub line: AgreementLineId,
    /// The instant.
    pub instant: chrono::DateTime<chrono::Utc>,
}

impl Loader<AsOf> for Rows {
    type Value = Buckets;
    type Error = Shared;

    async fn load(&self, keys: &[AsOf]) -> Result<HashMap<AsOf, Self::Value>, Self::Error> {
        let mut found = HashMap::new();
        let instants: BTreeSet<_> = keys.iter().map(|key| key.instant).collect();
        for instant in instants {
            let own = keys.iter().filter(|key| key.instant == instant);
            let lines: Vec<_> = own.map(|key| key.line).collect();
            for (line, buckets) in commitment::as_of(&self.read, &lines, instant).await? {
                found.insert(AsOf { line, instant }, buckets);
            }
        }
        Ok(found)
    }
}

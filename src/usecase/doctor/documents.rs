//! Documents: line numbers, confirmed versions (AGR-13, ORD-1), dimension sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use entity::ids::{AgreementId, PurchaseOrderId};
use entity::{
    agreement, agreement_line, agreement_version, dimension_set, purchase_order,
    purchase_order_line, purchase_order_version,
};
use sea_orm::ColumnTrait;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::tenancy::Scope;
use crate::usecase::dimension_set::read::entries;

use super::{Findings, Pages};

/// The fingerprints of a document's versions, by number.
type Versions = BTreeMap<i32, String>;

/// A document's header, as far as the checks look at it.
struct Header {
    subject: String,
    last_line_number: i32,
    latest_version: i32,
    latest_hash: Option<String>,
}

/// Line numbers and versions of every agreement.
pub async fn agreements(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<agreement::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: Vec<AgreementId> = rows.iter().map(|row| row.id).collect();
        let header = |row: agreement::Model| Header {
            subject: format!("agreement {}", row.number),
            last_line_number: row.last_line_number,
            latest_version: row.latest_version,
            latest_hash: row.latest_version_hash,
        };
        let headers: HashMap<AgreementId, Header> =
            rows.into_iter().map(|row| (row.id, header(row))).collect();
        let lines = scope.find::<agreement_line::Entity>();
        let own = agreement_line::Column::AgreementId.is_in(ids.iter().copied());
        let mut lines = Pages::of(lines.filter(own));
        let mut seen = BTreeSet::new();
        while let Some(rows) = lines.next().await? {
            for row in rows {
                let fresh = seen.insert((row.agreement_id, row.line_number));
                let header = headers.get(&row.agreement_id);
                line_number(header, row.line_number, fresh, findings);
            }
        }
        let stored = scope.find::<agreement_version::Entity>();
        let own = agreement_version::Column::AgreementId.is_in(ids);
        let mut stored = Pages::of(stored.filter(own));
        let mut versions: HashMap<AgreementId, Versions> = HashMap::new();
        while let Some(rows) = stored.next().await? {
            for row in rows {
                let of = headers.get(&row.agreement_id);
                hash(of, row.version, &row.snapshot, &row.content_hash, findings);
                let own = versions.entry(row.agreement_id).or_default();
                own.insert(row.version, row.content_hash);
            }
        }
        without_gap(&headers, &versions, findings);
    }
    Ok(())
}

/// Line numbers and versions of every order.
pub async fn orders(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<purchase_order::Entity>());
    while let Some(rows) = pages.next().await? {
        let ids: Vec<PurchaseOrderId> = rows.iter().map(|row| row.id).collect();
        let header = |row: purchase_order::Model| Header {
            subject: format!("order {}", row.number),
            last_line_number: row.last_line_number,
            latest_version: row.latest_version,
            latest_hash: row.latest_version_hash,
        };
        let headers: HashMap<PurchaseOrderId, Header> =
            rows.into_iter().map(|row| (row.id, header(row))).collect();
        let lines = scope.find::<purchase_order_line::Entity>();
        let own = purchase_order_line::Column::PurchaseOrderId.is_in(ids.iter().copied());
        let mut lines = Pages::of(lines.filter(own));
        let mut seen = BTreeSet::new();
        while let Some(rows) = lines.next().await? {
            for row in rows {
                let fresh = seen.insert((row.purchase_order_id, row.line_number));
                let header = headers.get(&row.purchase_order_id);
                line_number(header, row.line_number, fresh, findings);
            }
        }
        let stored = scope.find::<purchase_order_version::Entity>();
        let own = purchase_order_version::Column::PurchaseOrderId.is_in(ids);
        let mut stored = Pages::of(stored.filter(own));
        let mut versions: HashMap<PurchaseOrderId, Versions> = HashMap::new();
        while let Some(rows) = stored.next().await? {
            for row in rows {
                let of = headers.get(&row.purchase_order_id);
                hash(of, row.version, &row.snapshot, &row.content_hash, findings);
                let own = versions.entry(row.purchase_order_id).or_default();
                own.insert(row.version, row.content_hash);
            }
        }
        without_gap(&headers, &versions, findings);
    }
    Ok(())
}

fn line_number(header: Option<&Header>, number: i32, fresh: bool, findings: &mut Findings) {
    let Some(header) = header else {
        return;
    };
    if !fresh {
        let text = format!("two lines have the number {number}");
        findings.add("line-numbers", &header.subject, text);
    }
    if !(1..=header.last_line_number).contains(&number) {
        let text = format!(
            "line {number} is not within 1 to {}",
            header.last_line_number
        );
        findings.add("line-numbers", &header.subject, text);
    }
}

fn hash(
    header: Option<&Header>,
    version: i32,
    snapshot: &str,
    stored: &str,
    findings: &mut Findings,
) {
    let Some(header) = header else {
        return;
    };
    let subject = format!("{} version {version}", header.subject);
    let expected = hex::encode(Sha256::digest(snapshot));
    findings.compare("version-hash", subject, &stored, &expected.as_str());
}

/// Versions are 1 to the latest, and the latest is the one that the document names.
fn without_gap<K: Eq + Hash + Ord + Copy>(
    headers: &HashMap<K, Header>,
    versions: &HashMap<K, Versions>,
    findings: &mut Findings,
) {
    let none = Versions::new();
    let ordered: BTreeMap<K, &Header> = headers.iter().map(|(id, header)| (*id, header)).collect();
    for (id, header) in ordered {
        let own = versions.get(&id).unwrap_or(&none);
        let stored: Vec<i32> = own.keys().copied().collect();
        let expected: Vec<i32> = (1..=header.latest_version).collect();
        findings.compare("versions", &header.subject, &stored, &expected);
        let latest = own.get(&header.latest_version).cloned();
        findings.compare(
            "version-latest",
            &header.subject,
            &header.latest_hash,
            &latest,
        );
    }
}

/// Every dimension set holds as many values as it says.
pub async fn dimension_sets(scope: &impl Scope, findings: &mut Findings) -> Result<(), Failure> {
    let mut pages = Pages::of(scope.find::<dimension_set::Entity>());
    while let Some(sets) = pages.next().await? {
        let ids: Vec<_> = sets.iter().map(|set| set.id).collect();
        let entries = entries(scope, &ids).await?;
        for set in sets {
            let found = entries.get(&set.id).map_or(0, Vec::len);
            let found = i32::try_from(found).unwrap_or(i32::MAX);
            let subject = format!("dimension set {}", set.id);
            findings.compare("dimension-set", subject, &set.value_count, &found);
        }
    }
    Ok(())
}

//! Filling a database with an invented group of companies that trade with each other.
//!
//! Everything goes through the acts, as a person's work would: where the demo can be filled, the
//! acts work. The same seed makes the same data, but for ids. The clock walks through the twelve
//! months before today, so that agreements, orders and the commitment ledger are spread over them.
//! What the rules refuse is left out and counted. A part of the orders arrives, is invoiced and
//! paid. Start at [`run`], then `month`.

mod agreements;
mod assortment;
mod calendar;
mod company;
mod masters;
mod month;
mod orders;
mod postings;
mod random;
mod tasks;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::ids::LegalEntityId;
use serde::{Deserialize, Serialize};

use crate::auth::{Caller, Membership, Permission, Role};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::tenancy::Db;
use crate::usecase::{ledger_setup, legal_entity};

use self::calendar::{Calendar, MONTHS, instant};
use self::company::{Company, GROUP};
use self::masters::{Catalogue, Masters, currency};
use self::month::{Month, State};

/// What was made.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The members of the group.
    pub legal_entities: Vec<Founded>,
    /// How many agreements there are.
    pub agreements: u64,
    /// How many orders there are.
    pub orders: u64,
    /// How often the rules refused something, by the kind of refusal.
    pub refused: BTreeMap<String, u64>,
}

/// A legal entity that was founded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// Its id, for tokens.
    pub id: LegalEntityId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Fills a migrated database that has none of the group's members yet. `clock` is the database's
/// own and a fixed one: it is moved through the year before the day on which it stands, and set
/// back. `say` hears of the progress.
///
/// # Errors
/// When a member of the group exists already; or when the database fails. What was done until then
/// stays.
pub async fn run(db: &Db, clock: &Clock, say: &(dyn Fn(&str) + Sync)) -> Result<Filled, Failure> {
    run_part(db, clock, say, 1).await
}

/// The same with one of so many parts of the agreements and orders.
///
/// # Errors
/// As [`run`].
pub async fn run_part(
    db: &Db,
    clock: &Clock,
    say: &(dyn Fn(&str) + Sync),
    part: u64,
) -> Result<Filled, Failure> {
    let now = clock.now();
    let filled = fill(db, clock, say, part).await;
    clock.set(now);
    filled
}

/// A member of the group, while it is filled.
struct Member {
    company: &'static Company,
    id: LegalEntityId,
    catalogue: Catalogue,
    state: State,
}

/// Fills with one of so many parts of the whole.
async fn fill(
    db: &Db,
    clock: &Clock,
    say: &(dyn Fn(&str) + Sync),
    part: u64,
) -> Result<Filled, Failure> {
    let calendar = Calendar::before(clock.today());
    clock.set(instant(calendar.start, 0));
    if db.clock().today() != calendar.start {
        let reason = "the demo is filled by the database's own clock, and a fixed one";
        return Err(Failure::Broken(reason.to_owned()));
    }
    let mut members = Vec::new();
    for company in &GROUP {
        members.push(found(db, company, &calendar).await?);
        say(&format!("{} {} is founded", company.code, company.name));
    }
    for month in 0..MONTHS {
        for member in &mut members {
            let caller = buyer(member.company, member.id, month);
            let grant = granted(&caller, Permission::AgreementWrite)?;
            let act = Month {
                agreements: member.company.agreements / part,
                orders: member.company.orders / part,
                catalogue: &member.catalogue,
                calendar: &calendar,
                clock,
                before: &member.state,
                month,
            };
            member.state = db.write(&grant, &act).await?;
        }
        let orders: u64 = members.iter().map(|m| m.state.counts.orders).sum();
        say(&format!("month {} of {MONTHS}: {orders} orders", month + 1));
    }
    Ok(filled(&members))
}

fn filled(members: &[Member]) -> Filled {
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    for (name, n) in members.iter().flat_map(|m| &m.state.counts.refused) {
        *refused.entry(name.clone()).or_default() += n;
    }
    let founded = |member: &Member| Founded {
        id: member.id,
        code: member.company.code.to_owned(),
        name: member.company.name.to_owned(),
    };
    Filled {
        legal_entities: members.iter().map(founded).collect(),
        agreements: members.iter().map(|m| m.state.counts.agreements).sum(),
        orders: members.iter().map(|m| m.state.counts.orders).sum(),
        refused,
    }
}

async fn found(db: &Db, company: &'static Company, calendar: &Calendar) -> Result<Member, Failure> {
    let id = LegalEntityId(db.clock().id());
    let operator = caller(
        "operator@nordlys.example",
        company,
        id,
        Role::PlatformOperator,
    );
    let grant = operator.found(id).map_err(denied)?;
    let create = legal_entity::create::Create {
        code: company.code.to_owned(),
        name: company.name.to_owned(),
        accounting_currency: currency(company.currency)?,
        release_amount_violation: None,
        agreement_tie_break: Some(company.tie_break),
        agreement_auto_search: Some(true),
    };
    db.write(&grant, &create).await?;
    let grant = granted(&buyer(company, id, 0), Permission::SetupWrite)?;
    let install = ledger_setup::install::Install {
        standard_tax_percent: None,
        reduced_tax_percent: None,
        first_year: None,
        last_year: Some(calendar.start.year() + 2),
    };
    db.write(&grant, &install).await?;
    let catalogue = db.write(&grant, &Masters { company, calendar }).await?;
    Ok(Member {
        company,
        id,
        catalogue,
        state: State::new(company),
    })
}

/// Whose turn a month is.
fn buyer(company: &Company, id: LegalEntityId, month: u32) -> Caller {
    let [one, other] = company.buyers;
    let name = if month.is_multiple_of(2) { one } else { other };
    caller(name, company, id, Role::Admin)
}

fn caller(name: &str, company: &Company, id: LegalEntityId, role: Role) -> Caller {
    let membership = Membership {
        code: Some(company.code.to_owned()),
        ..Membership::of(id, role)
    };
    Caller::new(name.to_owned(), vec![membership])
}

fn granted(caller: &Caller, permission: Permission) -> Result<crate::auth::Grant, Failure> {
    caller.grant(None, permission).map_err(denied)
}

fn denied(denied: crate::auth::Denied) -> Failure {
    Failure::Broken(denied.to_string())
}

//! `avtal tenant create`: the act of `legalEntityCreate`, for an installation that nobody can sign
//! in to yet.

use std::process::ExitCode;

use entity::codes::CurrencyCode;
use entity::ids::LegalEntityId;

use crate::auth::{Caller, Membership, Role};
use crate::cli::{Trouble, quoted, say, serve};
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::tenancy::Db;
use crate::usecase::legal_entity::create::Create;

/// The legal entity that is wanted.
#[derive(clap::Args)]
pub(super) struct Wanted {
    /// Its code, unique in the installation
    code: String,
    /// Its name
    #[arg(long)]
    name: String,
    /// The currency that its books are kept in, as EUR
    #[arg(long, value_name = "CUR", value_parser = currency)]
    currency: CurrencyCode,
}

fn currency(text: &str) -> Result<CurrencyCode, String> {
    let wrong = |_reason| "it is three capital letters, as in EUR".to_owned();
    text.parse().map_err(wrong)
}

pub(super) async fn run(config: &Config, wanted: &Wanted) -> Result<ExitCode, Trouble> {
    serve::migrate_file(config).await?;
    let db = Db::connect(&serve::options(config), Clock::system(), None).await?;
    let id = LegalEntityId(db.clock().id());
    let operator = Membership::of(id, Role::PlatformOperator);
    let operator = Caller::new("tenant".to_owned(), vec![operator]);
    let grant = operator.found(id).map_err(Failure::from)?;
    let create = Create {
        code: wanted.code.clone(),
        name: wanted.name.clone(),
        accounting_currency: wanted.currency,
        release_amount_violation: None,
        agreement_tie_break: None,
        agreement_auto_search: None,
    };
    db.write(&grant, &create).await.map_err(|failure| {
        let mend = "give a code that no other has (avtal tenant list), a name, and a currency of \
                    ISO 4217";
        Trouble::refused("the legal entity was not created", failure, mend)
    })?;
    say(format!("Created {}: {id}", wanted.code));
    say(format!("Next: {}", token(config, id, &wanted.code)));
    Ok(ExitCode::SUCCESS)
}

/// The line that makes a token for its first administrator.
fn token(config: &Config, id: LegalEntityId, code: &str) -> String {
    let one = format!("{id}:{code}");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    let one = match one.chars().all(plain) {
        true => one,
        false => quoted(&one),
    };
    let key = match (&config.keys_dir, &config.key) {
        (None, None) => " --jwt-secret-file avtal.secret",
        _ => "",
    };
    format!("avtal token --subject me --legal-entity {one} --role admin{key}")
}

//! `avtal token`.

use std::process::ExitCode;

use chrono::TimeDelta;
use entity::ids::LegalEntityId;
use rust_decimal::Decimal;

use crate::auth::limits::Unreadable;
use crate::auth::token::{Claims, Issuer};
use crate::auth::{Limits, Membership, Role};
use crate::clock::Clock;
use crate::config::{ConfigError, SigningKey};
use crate::graphql::id::{NodeId, parts};

use super::{Settings, Trouble, say};

/// No token is good for longer.
const TTL_SECONDS_MAX: i64 = 24 * 60 * 60;

/// What `token` is told.
#[derive(clap::Args)]
pub struct Args {
    /// Who carries it
    #[arg(long, value_name = "NAME")]
    subject: String,
    /// A legal entity's id, and its code for the header; may be repeated
    #[arg(long, value_name = "ID[:CODE]", required = true, value_parser = legal_entity)]
    legal_entity: Vec<(LegalEntityId, Option<String>)>,
    #[arg(
        long, value_name = "ROLE", required = true, value_parser = role,
        help = roles_help("What the carrier does there")
    )]
    role: Vec<Role>,
    #[command(flatten)]
    reach: Reach,
    /// How long it is good for, at most a day, as in 30m
    #[arg(long, value_name = "TIME", default_value = "8h", value_parser = ttl)]
    ttl: TimeDelta,
    #[command(flatten)]
    settings: Settings,
}

/// What a credential is limited to beside its roles.
#[derive(clap::Args)]
pub(super) struct Reach {
    /// A vendor posting group that it reaches, by code; may be repeated
    #[arg(long, value_name = "CODE")]
    vendor_group: Vec<String>,
    /// A site that it reaches, by code; may be repeated
    #[arg(long, value_name = "CODE")]
    site: Vec<String>,
    /// The most that it may commit to by one document
    #[arg(long, value_name = "NUMBER")]
    amount_max: Option<Decimal>,
}

/// Prints a token.
///
/// # Errors
/// When there is no shared secret to sign with.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let config = args.settings.load()?;
    let signer = match (&config.keys_dir, &config.key) {
        (Some(folder), _) => Issuer::own(folder)?,
        (None, Some(SigningKey::Shared(secret))) => Issuer::shared(secret),
        (None, Some(SigningKey::Public(_))) => {
            return Err(Trouble::settings(
                "no token can be made",
                "only the public half of a key is set, and tokens are signed with the other",
                "let whoever has the private key make it, or use --jwt-keys-dir",
            ));
        }
        (None, None) => return Err(ConfigError::NoKey.into()),
    };
    let limits = args.reach.limits().map_err(|unreadable| {
        let mend = "write them as in --vendor-group DOMESTIC --site S1 --amount-max 10000";
        Trouble::settings("no token can be made", unreadable.to_string(), mend)
    })?;
    let memberships = args.legal_entity.iter().map(|(id, code)| Membership {
        id: *id,
        code: code.clone(),
        roles: args.role.clone(),
        limits: limits.clone(),
    });
    let maker = Maker {
        issuer: &config.jwt_issuer,
        audience: &config.jwt_audience,
        signer,
    };
    let clock = Clock::system();
    say(maker.token(&clock, &args.subject, memberships.collect(), args.ttl)?);
    Ok(ExitCode::SUCCESS)
}

impl Reach {
    /// The limits.
    ///
    /// # Errors
    /// When they are none.
    pub(super) fn limits(&self) -> Result<Limits, Unreadable> {
        let listed = |codes: &Vec<String>| (!codes.is_empty()).then(|| codes.clone());
        Limits::new(
            listed(&self.vendor_group),
            listed(&self.site),
            self.amount_max,
        )
    }
}

/// What all tokens of one maker have in common.
pub(super) struct Maker<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub signer: Issuer,
}

impl Maker<'_> {
    /// A signed token.
    pub(super) fn token(
        &self,
        clock: &Clock,
        subject: &str,
        legal_entities: Vec<Membership>,
        ttl: TimeDelta,
    ) -> Result<String, Trouble> {
        let now = clock.now();
        let claims = Claims {
            iss: self.issuer.to_owned(),
            aud: self.audience.to_owned(),
            sub: subject.to_owned(),
            exp: (now + ttl).timestamp(),
            iat: now.timestamp(),
            legal_entities,
        };
        self.signer.token(&claims).map_err(|error| {
            let mend = "make a new secret: openssl rand -hex 32";
            Trouble::settings("no token can be made", error.to_string(), mend)
        })
    }
}

fn legal_entity(text: &str) -> Result<(LegalEntityId, Option<String>), String> {
    let (id, code) = match text.split_once(':') {
        Some((id, code)) => (id, Some(code.to_owned())),
        None => (text, None),
    };
    let id = match id.parse() {
        Ok(id) => id,
        Err(_reason) => from_global(id)?,
    };
    match code {
        Some(code) if code.is_empty() => Err("after the colon comes the code".to_owned()),
        code => Ok((id, code)),
    }
}

/// The legal entity of an id as the API gives it.
fn from_global(text: &str) -> Result<LegalEntityId, String> {
    match parts(&text.into()) {
        Some((name, key)) if name == LegalEntityId::TYPE => Ok(key.into()),
        Some((name, _)) => Err(format!(
            "{text} is the id of a {name}, not of a LegalEntity"
        )),
        None => Err(format!(
            "{text} is no id: give the UUID that avtal tenant list prints, or the id that the API \
             gives a LegalEntity"
        )),
    }
}

/// What a flag that names a role is for, and which roles there are.
pub(super) fn roles_help(what: &str) -> String {
    format!(
        "{what}; may be repeated: viewer,\nrequester, buyer, purchasing-manager, approver, \
         payables,\npartner, auditor, admin, platform-operator"
    )
}

/// The role of a flag.
pub(super) fn role(text: &str) -> Result<Role, String> {
    Role::named(text).ok_or_else(|| "it is one of those that --help lists".to_owned())
}

fn ttl(text: &str) -> Result<TimeDelta, String> {
    time(text)
        .filter(|ttl| (1..=TTL_SECONDS_MAX).contains(&ttl.num_seconds()))
        .ok_or_else(|| "write it as in 30m, 8h or 3600s, at most 24h".to_owned())
}

/// A time as people write it: a whole number and s, m, h or d. Nothing where it is no such.
pub(super) fn time(text: &str) -> Option<TimeDelta> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match text.get(digits.len()..)? {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let number: i64 = digits.parse().ok()?;
    TimeDelta::try_seconds(number.checked_mul(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::id::global;
    use entity::ids::VendorId;

    #[test]
    fn times_are_read_and_bounded() {
        assert_eq!(ttl("30m").unwrap(), TimeDelta::minutes(30));
        assert_eq!(ttl("1d").unwrap(), TimeDelta::days(1));
        for wrong in [
            "",
            "h",
            "8",
            "-1h",
            "0s",
            "25h",
            "2d",
            "8 h",
            "99999999999999999999h",
        ] {
            assert!(ttl(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn roles_and_legal_entities_are_read() {
        assert_eq!(role("purchasing-manager").unwrap(), Role::PurchasingManager);
        assert_eq!(role("BUYER").unwrap(), Role::Buyer);
        assert!(role("king").is_err());
        let id = "019ab3c4-0000-7000-8000-000000000001";
        assert_eq!(legal_entity(id).unwrap().1, None);
        assert_eq!(
            legal_entity(&format!("{id}:SE01")).unwrap().1.unwrap(),
            "SE01"
        );
        assert!(legal_entity(&format!("{id}:")).is_err());
        let uuid: LegalEntityId = id.parse().unwrap();
        let of_the_api = global(uuid).0;
        assert_eq!(legal_entity(&of_the_api).unwrap(), (uuid, None));
        assert_eq!(legal_entity(&format!("{of_the_api}:SE01")).unwrap().0, uuid);
        let vendor = global(VendorId(uuid.0)).0;
        let wrong = legal_entity(&vendor).unwrap_err();
        assert!(wrong.contains("the id of a Vendor"), "{wrong}");
        let wrong = legal_entity("SE01").unwrap_err();
        assert!(wrong.contains("avtal tenant list"), "{wrong}");
    }
}

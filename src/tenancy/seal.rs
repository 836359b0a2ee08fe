//! The seal on cursors: a code over the place that a cursor marks and the list that it is of, so
//! that one that was altered, or is of another list or legal entity, is told from ours.
//!
//! The secret behind it is the installation's own and stands in its database: all servers on it
//! share it, and it outlives them. It is read as the database is opened.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::ids::LegalEntityId;
use entity::partition::Partitioned;
use entity::seal;
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{DatabaseConnection, EntityTrait};
use sha2::Sha256;

use crate::failure::Failure;

use super::open::{ConnectError, schema_error};
use super::page::{Position, of_another_list};
use super::read::TenantRead;

/// How many bytes the secret has.
const SECRET_BYTES: usize = 32;

/// How many bytes of the code a cursor begins with: half of it, which nobody guesses.
const CODE_BYTES: usize = 16;

/// What seals the cursors of an installation.
pub(super) struct Seal(Hmac<Sha256>);

/// The list that a cursor is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct OfList<'a> {
    legal_entity: LegalEntityId,
    table: &'a str,
    /// The name of its order.
    order: &'a str,
}

impl Seal {
    /// The seal of a database.
    pub(super) async fn of(db: &DatabaseConnection) -> Result<Self, ConnectError> {
        let row = seal::Entity::find().one(db).await;
        let row = row.map_err(|error| schema_error("unreadable", error))?;
        row.and_then(|row| Self::with_secret(&row.secret))
            .ok_or_else(|| ConnectError::Schema("without the secret in its table seal".to_owned()))
    }

    fn with_secret(digits: &str) -> Option<Self> {
        let mut secret = [0; SECRET_BYTES];
        hex::decode_to_slice(digits, &mut secret).ok()?;
        Hmac::new_from_slice(&secret).ok().map(Self)
    }

    /// The code over a place in a list. Neither tables nor orders have a zero byte in their names,
    /// so that no two lists give the same bytes.
    fn code(&self, list: OfList<'_>, place: &[u8]) -> Hmac<Sha256> {
        let legal_entity = list.legal_entity.0.as_bytes();
        let (table, order) = (list.table.as_bytes(), list.order.as_bytes());
        [legal_entity.as_slice(), table, &[0], order, &[0], place]
            .iter()
            .fold(self.0.clone(), |code, part| code.chain_update(part))
    }

    fn close(&self, list: OfList<'_>, position: &Position) -> Result<String, serde_json::Error> {
        let place = serde_json::to_vec(position)?;
        let code = self.code(list, &place).finalize().into_bytes();
        let code = code.iter().copied().take(CODE_BYTES);
        let sealed: Vec<u8> = code.chain(place.iter().copied()).collect();
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The place that a cursor marks; none unless it was made for this list.
    fn open(&self, list: OfList<'_>, cursor: &str) -> Option<Position> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (code, place) = sealed.split_at_checked(CODE_BYTES)?;
        // It takes as long for a wrong code as for the right one.
        self.code(list, place).verify_truncated_left(code).ok()?;
        serde_json::from_slice(place).ok()
    }
}

impl TenantRead {
    /// The cursor of a row at a position of a table's list, in the order of this name.
    ///
    /// # Errors
    /// When the database was not opened yet.
    pub fn cursor<E: Partitioned>(
        &self,
        order: &str,
        position: &Position,
    ) -> Result<String, Failure> {
        let closed = self
            .handle
            .db()
            .seal()?
            .close(self.list::<E>(order), position);
        closed.map_err(|error| Failure::Broken(error.to_string()))
    }

    /// The position that a cursor marks in a table's list, in the order of this name.
    ///
    /// # Errors
    /// When it is no cursor of this list, of this legal entity and installation, as it was given;
    /// or when the database was not opened yet.
    pub fn position<E: Partitioned>(&self, order: &str, cursor: &str) -> Result<Position, Failure> {
        let opened = self.handle.db().seal()?.open(self.list::<E>(order), cursor);
        opened.ok_or_else(of_another_list)
    }

    fn list<'a, E: Partitioned>(&self, order: &'a str) -> OfList<'a> {
        OfList {
            legal_entity: self.handle.legal_entity(),
            table: E::default().table_name(),
            order,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const VENDORS: OfList<'_> = OfList {
        legal_entity: LegalEntityId(Uuid::from_u128(1)),
        table: "vendor",
        order: "NameAscending",
    };

    fn seal(byte: u8) -> Seal {
        Seal::with_secret(&hex::encode([byte; SECRET_BYTES])).unwrap()
    }

    fn position(name: &str, id: u128) -> Position {
        let places = json!([{ "text": name }, { "key": Uuid::from_u128(id) }]);
        serde_json::from_value(places).unwrap()
    }

    proptest! {
        #[test]
        fn a_cursor_marks_the_place_that_it_was_made_of(name: String, id: u128) {
            let place = position(&name, id);
            let cursor = seal(7).close(VENDORS, &place).unwrap();
            prop_assert_eq!(seal(7).open(VENDORS, &cursor), Some(place));
        }

        #[test]
        fn a_cursor_with_any_byte_changed_is_refused(
            name: String,
            id: u128,
            at: prop::sample::Index,
            by in 1..=u8::MAX,
        ) {
            let cursor = seal(7).close(VENDORS, &position(&name, id)).unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= by;
            prop_assert_eq!(seal(7).open(VENDORS, &URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn a_cursor_with_any_character_changed_is_refused(
            name: String,
            id: u128,
            at: prop::sample::Index,
            to: char,
        ) {
            let cursor = seal(7).close(VENDORS, &position(&name, id)).unwrap();
            let mut characters: Vec<char> = cursor.chars().collect();
            let at = at.index(characters.len());
            prop_assume!(characters[at] != to);
            characters[at] = to;
            let changed: String = characters.iter().collect();
            prop_assert_eq!(seal(7).open(VENDORS, &changed), None);
        }

        #[test]
        fn a_cursor_that_is_cut_or_goes_on_is_refused(
            name: String,
            id: u128,
            at: prop::sample::Index,
            more in "[A-Za-z0-9_=-]{1,8}",
        ) {
            let cursor = seal(7).close(VENDORS, &position(&name, id)).unwrap();
            let cut = &cursor[..at.index(cursor.len())];
            prop_assert_eq!(seal(7).open(VENDORS, cut), None);
            prop_assert_eq!(seal(7).open(VENDORS, &format!("{cursor}{more}")), None);
        }
    }

    #[test]
    fn a_cursor_is_good_for_one_list_of_one_legal_entity_of_one_installation() {
        let cursor = seal(7).close(VENDORS, &position("a", 1)).unwrap();
        let others = [
            OfList {
                legal_entity: LegalEntityId(Uuid::from_u128(2)),
                ..VENDORS
            },
            OfList {
                table: "customer",
                ..VENDORS
            },
            OfList {
                order: "NameDescending",
                ..VENDORS
            },
            // The same letters, parted elsewhere.
            OfList {
                table: "vendorName",
                order: "Ascending",
                ..VENDORS
            },
        ];
        for other in others {
            assert_eq!(seal(7).open(other, &cursor), None, "{other:?}");
        }
        assert_eq!(seal(8).open(VENDORS, &cursor), None);
        assert!(seal(7).open(VENDORS, &cursor).is_some());
    }

    #[test]
    fn what_is_no_secret_of_32_bytes_seals_nothing() {
        let whole = "ab".repeat(SECRET_BYTES);
        assert!(Seal::with_secret(&whole).is_some());
        for digits in ["", "ab", &whole[1..], &whole[2..], &"g".repeat(64)] {
            assert!(Seal::with_secret(digits).is_none(), "{digits}");
        }
    }
}

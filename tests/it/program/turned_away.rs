//! A PostgreSQL that is there and does not take us in: a matter of the settings, which nobody waits
//! for, known by its code in whatever language it speaks.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use crate::harness::db::TestDb;
use crate::harness::server::secret;
use crate::program::ends;

/// How a PostgreSQL is asked for TLS.
const TLS_REQUEST: u32 = 80_877_103;

/// The address of somebody who answers everybody with a code, as PostgreSQL does, in its own words.
fn turning_away(code: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever goes away before is no loss.
            drop(turn_away(stream, code));
        }
    });
    format!("postgres://owner:hush@{address}/avtal")
}

fn turn_away(mut stream: TcpStream, code: &str) -> std::io::Result<()> {
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = usize::try_from(u32::from_be_bytes(length)).expect("a length");
        let mut asked = vec![0; length.saturating_sub(4)];
        stream.read_exact(&mut asked)?;
        if asked != TLS_REQUEST.to_be_bytes() {
            break;
        }
        stream.write_all(b"N")?;
    }
    let said = format!("SFATAL\0VFATAL\0C{code}\0Mhier nicht\0\0");
    let length = u32::try_from(said.len() + 4).expect("a length");
    stream.write_all(b"E")?;
    stream.write_all(&length.to_be_bytes())?;
    stream.write_all(said.as_bytes())
}

/// How each command ends that needs this database, and what it says.
fn all(folder: &Path, url: &str) -> Vec<(i32, String)> {
    let key = secret(folder);
    let key = key.to_str().expect("a path");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--jwt-secret-file", key];
    let commands = [
        serve.as_slice(),
        &["migrate"],
        &["tenant", "list"],
        &["doctor"],
    ];
    let commands = commands.into_iter();
    commands
        .map(|args| ends(folder, &[args, &["--database-url", url]].concat()))
        .collect()
}

fn told_as_settings(code: i32, said: &str) {
    assert_eq!(code, 78, "{said}");
    assert!(
        said.contains("avtal: the database does not take us in"),
        "{said}"
    );
    assert!(said.contains("correct the user, the password"), "{said}");
    assert!(!said.contains("hush"), "{said}");
}

#[test]
fn a_wrong_password_an_unknown_user_and_a_missing_database_are_known_by_their_codes() {
    let folder = tempfile::tempdir().expect("a folder");
    for code in ["28P01", "28000", "3D000"] {
        for (ended, said) in all(folder.path(), &turning_away(code)) {
            told_as_settings(ended, &said);
            assert!(said.contains("hier nicht"), "{said}");
        }
    }
    // Whatever else it says, it may say something better later.
    for (ended, said) in all(folder.path(), &turning_away("XX000")) {
        assert_eq!(ended, 69, "{said}");
    }
}

#[tokio::test]
async fn a_postgresql_says_so_of_a_user_and_of_a_database_that_do_not_exist() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (before, after) = db.url().split_once('@').expect("a user");
    let (scheme, _user) = before.split_once("://").expect("a scheme");
    for url in [
        format!("{scheme}://avtal_nobody@{after}"),
        db.url().replace(db.name(), "avtal_nowhere"),
    ] {
        for (ended, said) in all(folder.path(), &url) {
            told_as_settings(ended, &said);
        }
    }
    // A replica that is away is waited for, and one that turns us away is not.
    let key = secret(folder.path());
    let key = key.to_str().expect("a path");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--jwt-secret-file", key];
    let replica = turning_away("28P01");
    let urls = ["--database-url", db.url(), "--read-database-url", &replica];
    let (ended, said) = ends(folder.path(), &[serve.as_slice(), &urls].concat());
    told_as_settings(ended, &said);
}

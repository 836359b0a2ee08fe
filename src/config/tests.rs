use std::collections::BTreeMap;

use super::keys::refuse_weak;
use super::*;

fn merge(flags: &[(&'static str, &str)], env: &[(&str, &str)], file: Option<&str>) -> Values {
    try_merge(flags, env, file).unwrap()
}

fn try_merge(
    flags: &[(&'static str, &str)],
    env: &[(&str, &str)],
    file: Option<&str>,
) -> Result<Values, ConfigError> {
    let flags: BTreeMap<_, _> = flags.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let environment = |name: &str| {
        let found = env.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Values::merge(&flags, environment, file)
}

#[test]
fn every_setting_is_taken_from_flag_then_environment_then_file_then_default() {
    for key in KEYS {
        let env = env_name(key.name);
        let file = format!("{} = \"from-file\"", key.name);
        let flag = [(key.name, "from-flag")];
        let env = [(env.as_str(), "from-env")];
        let all = merge(&flag, &env, Some(&file));
        assert_eq!(all.get(key.name), Some(("from-flag", Origin::Flag)));
        let two = merge(&[], &env, Some(&file));
        assert_eq!(two.get(key.name), Some(("from-env", Origin::Environment)));
        let one = merge(&[], &[], Some(&file));
        assert_eq!(one.get(key.name), Some(("from-file", Origin::File)));
        let none = merge(&[], &[], None);
        assert_eq!(
            none.get(key.name),
            key.default.map(|v| (v, Origin::Default))
        );
    }
}

#[test]
fn the_database_is_also_taken_from_the_name_that_others_use() {
    let values = merge(&[], &[("DATABASE_URL", "a")], None);
    assert_eq!(values.get("database-url"), Some(("a", Origin::Environment)));
    let both = [("DATABASE_URL", "a"), ("AVTAL_DATABASE_URL", "b")];
    assert_eq!(merge(&[], &both, None).get("database-url").unwrap().0, "b");
}

#[test]
fn an_unknown_key_in_the_file_names_the_nearest_one() {
    let error = try_merge(&[], &[], Some("listn = \"x\"")).unwrap_err();
    assert!(
        error.to_string().ends_with("did you mean listen?"),
        "{error}"
    );
    let error = try_merge(&[], &[], Some("zzzzzzzzzzzz = 1")).unwrap_err();
    assert!(!error.to_string().contains("did you mean"), "{error}");
}

#[test]
fn an_unknown_variable_names_the_nearest_one() {
    let refused = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        refuse_unknown(&names).err().map(|error| error.to_string())
    };
    for key in KEYS {
        let file = file_form(key).map_or_else(|| "PATH".to_owned(), |name| env_name(&name));
        assert_eq!(refused(&[&env_name(key.name), &file]), None);
    }
    let others = ["AVTAL_CONFIG", "DATABASE_URL", "AVTALX", "HOME"];
    assert_eq!(refused(&others), None);
    let told = refused(&["AVTAL_LISTN"]).unwrap();
    assert!(told.ends_with("did you mean AVTAL_LISTEN?"), "{told}");
    let told = refused(&["AVTAL_DATABASE_URLFILE"]).unwrap();
    assert!(
        told.ends_with("did you mean AVTAL_DATABASE_URL_FILE?"),
        "{told}"
    );
    let told = refused(&["AVTAL_ZZZZZZZZZZZZ"]).unwrap();
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn what_kubernetes_says_of_services_is_no_mistake() {
    let names = [
        "AVTAL_SERVICE_HOST",
        "AVTAL_SERVICE_PORT",
        "AVTAL_SERVICE_PORT_HTTP",
        "AVTAL_PORT",
        "AVTAL_PORT_8080_TCP_ADDR",
        "AVTAL_METRICS_SERVICE_HOST",
        "AVTAL_METRICS_PORT",
    ]
    .map(str::to_owned);
    assert!(refuse_unknown(&names).is_ok());
    assert!(refuse_unknown(&["AVTAL_PORT".to_owned()]).is_err());
}

#[test]
fn of_an_address_the_password_is_the_secret() {
    let holds = |line: &str| table::holds_secret(line).unwrap();
    for secret in [
        "jwt-secret = \"x\"",
        "database-url = \"postgres://me:hush@host/db\"",
        "read_database_url = \"postgres://host/db?user=me&password=hush\"",
    ] {
        assert!(holds(secret), "{secret}");
    }
    for plain in [
        "",
        "listen = \"127.0.0.1:1\"",
        "jwt-secret-file = \"secret\"",
        "database-url-file = \"url\"",
        "database-url = \"sqlite://a:b@c.sqlite\"",
        "database-url = \"sqlite:avtal.sqlite\"",
        "database-url = \"postgres://me@host:5432/db?sslmode=require\"",
    ] {
        assert!(!holds(plain), "{plain}");
    }
}

#[test]
fn the_file_takes_underscores_numbers_and_truth_values() {
    let values = merge(&[], &[], Some("connections_max = 3\ngraphiql = true"));
    let config = Config::read(&values).unwrap();
    assert_eq!((config.connections_max, config.graphiql), (3, true));
    assert!(try_merge(&[], &[], Some("listen = [1]")).is_err());
    assert!(try_merge(&[], &[], Some("listen =")).is_err());
}

#[test]
fn the_schema_is_brought_up_by_itself_on_sqlite_only() {
    let migrate = |url| {
        Config::read(&merge(&[("database-url", url)], &[], None))
            .unwrap()
            .migrate
    };
    assert_eq!(migrate("sqlite://x"), Migrate::Auto);
    assert_eq!(migrate("postgres://x"), Migrate::Check);
    let told = merge(&[("migrate", "off")], &[], None);
    assert_eq!(Config::read(&told).unwrap().migrate, Migrate::Off);
}

#[test]
fn values_that_make_no_sense_are_refused_by_name() {
    for (key, value) in [
        ("listen", "here"),
        ("connections-max", "0"),
        ("connections-max", "many"),
        ("migrate", "yes"),
        ("graphiql", "maybe"),
        ("introspection", "some"),
        ("behind-proxy", "x"),
        ("log-format", "xml"),
        ("metrics", "maybe"),
        ("metrics-listen", "here"),
        ("metrics-operations", "many"),
    ] {
        let error = Config::read(&merge(&[(key, value)], &[], None))
            .err()
            .unwrap();
        assert!(error.to_string().starts_with(key), "{error}");
        assert!(error.mend().contains(&env_name(key)), "{}", error.mend());
    }
}

#[test]
fn other_machines_are_listened_to_only_behind_a_proxy() {
    let read = |flags: &[(&'static str, &str)]| Config::read(&merge(flags, &[], None)).unwrap();
    assert!(read(&[]).refuse_public().is_ok());
    assert!(read(&[("listen", "[::1]:1")]).refuse_public().is_ok());
    assert!(read(&[("listen", "0.0.0.0:1")]).refuse_public().is_err());
    for (address, is_taken) in [
        ("127.0.0.1:1", true),
        ("10.0.0.5:1", true),
        ("[fd00::1]:1", true),
        ("0.0.0.0:1", false),
        ("192.0.2.1:1", false),
        ("[2001:db8::1]:1", false),
    ] {
        let numbers = [("metrics-listen", address), ("behind-proxy", "on")];
        let taken = read(&numbers).refuse_public().is_ok();
        assert_eq!(taken, is_taken, "{address}");
    }
    let behind = [("listen", "0.0.0.0:1"), ("behind-proxy", "on")];
    assert!(read(&behind).refuse_public().is_ok());
}

#[test]
fn one_key_is_taken_and_two_in_one_place_are_refused() {
    let secret = "kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a";
    let none = Config::read(&merge(&[], &[], None)).unwrap();
    assert!(matches!(none.key(), Err(ConfigError::NoKey)));
    let two = [("jwt-secret", secret), ("jwt-secret-file", "x")];
    let error = Config::read(&merge(&two, &[], None)).err().unwrap();
    assert!(matches!(error, ConfigError::TwoKeys(..)));
    let over = merge(
        &[("jwt-secret", secret)],
        &[],
        Some("jwt-secret-file = \"x\""),
    );
    assert!(Config::read(&over).unwrap().key().is_ok());
    let missing = merge(&[("jwt-public-key-file", "not/there")], &[], None);
    assert!(matches!(
        Config::read(&missing),
        Err(ConfigError::File { .. })
    ));
}

#[test]
fn secrets_that_can_be_guessed_are_refused() {
    for weak in [
        "secret",
        "changeme",
        "kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "a-string-secret-at-least-256-bits-long",
        "CHANGEME-kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a",
    ] {
        assert!(refuse_weak(weak.as_bytes()).is_err(), "{weak}");
    }
    assert!(refuse_weak(b"kTq7vX2mRb9LwZ4sYc8NpE3hUf6JgD1a").is_ok());
}

/// A file that only its owner can read.
fn private(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_secret_is_also_read_from_a_file_by_all_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    let path = private(&folder, "secret", "from-its-file\n");
    let mut n_tried = 0;
    for key in KEYS.iter().filter(|key| key.secret) {
        let Some(name) = file_form(key) else {
            let own = format!("{}{FILE_ENDING}", key.name);
            assert!(KEYS.iter().any(|key| key.name == own), "{own}");
            continue;
        };
        n_tried += 1;
        let flags = BTreeMap::from([(name.clone(), path.clone())]);
        let read = |values: &Values| {
            let (value, origin) = values.get(key.name).unwrap();
            (value.to_owned(), origin)
        };
        let expected = |origin| ("from-its-file".to_owned(), origin);
        let flag = Values::merge(&flags, |_| None, None).unwrap();
        assert_eq!(read(&flag), expected(Origin::Flag));
        let env = merge(&[], &[(&env_name(&name), &path)], None);
        assert_eq!(read(&env), expected(Origin::Environment));
        let file = merge(&[], &[], Some(&format!("{name} = \"{path}\"")));
        assert_eq!(read(&file), expected(Origin::File));
        let both = [
            (env_name(&name), path.clone()),
            (env_name(key.name), "x".to_owned()),
        ];
        let both: Vec<_> = both.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert!(matches!(
            try_merge(&[], &both, None),
            Err(ConfigError::Twice(_))
        ));
        // A stronger place wins over a file that a weaker one names.
        let over = merge(&[(key.name, "x")], &[(&env_name(&name), "not/there")], None);
        assert_eq!(over.get(key.name), Some(("x", Origin::Flag)));
    }
    assert!(n_tried >= 2);
    let other = merge(&[], &[("DATABASE_URL_FILE", &path)], None);
    assert_eq!(other.get("database-url").unwrap().0, "from-its-file");
}

#[cfg(unix)]
#[test]
fn a_secrets_file_that_everybody_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = private(&folder, "secret", "x");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let read = try_merge(&[], &[("AVTAL_DATABASE_URL_FILE", &path)], None);
    assert!(matches!(read, Err(ConfigError::OpenFile(_))));
}

#[test]
fn the_file_to_begin_with_sets_nothing_and_shows_every_default() {
    let text = template();
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let defaults = merge(&[], &[], None);
    let as_it_is = merge(&[], &[], Some(&text));
    // Uncommented, it sets each default from the file, and each of the others to something.
    let set: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| {
            line.split_once(" = ")
                .is_some_and(|(name, _)| !name.contains(' '))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let set = merge(&[], &[], Some(&set));
    for key in KEYS {
        assert_eq!(
            as_it_is.get(key.name),
            defaults.get(key.name),
            "{}",
            key.name
        );
        let (value, origin) = set.get(key.name).unwrap();
        assert_eq!(origin, Origin::File, "{}", key.name);
        assert_eq!(value, key.default.unwrap_or(key.value));
    }
}

#[test]
fn what_is_shown_holds_no_secret() {
    for key in KEYS.iter().filter(|key| key.secret) {
        let shown = masked(key, "postgres://me:hush@host/db?password=hush");
        assert!(!shown.contains("hush") && !shown.contains("me"), "{shown}");
    }
    let shown = without_password("postgres://me:p@ss@host/db?password=x");
    assert_eq!(shown, "postgres://host/db");
    assert_eq!(
        without_password("sqlite://a/b.sqlite?mode=rwc"),
        "sqlite://a/b.sqlite"
    );
    assert_eq!(without_password("sqlite:a.sqlite"), "sqlite:a.sqlite");
}

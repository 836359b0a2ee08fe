//! Settings as they are written: the file to begin with, and a value that can be shown.

use super::table::{KEYS, Key, env_name, file_form};

const HEAD: &str = "\
# Settings of Avtal. A line that begins with # sets nothing; it shows the default, or the kind of
# value where there is none. The command line (--name) and the environment (AVTAL_NAME) are stronger
# than this file. `avtal config show --origin` tells what holds.
";

/// The configuration file to begin with: every setting, none of them set.
#[must_use]
pub fn template() -> String {
    let mut text = HEAD.to_owned();
    for key in KEYS {
        text.push('\n');
        for line in wrapped(key.help) {
            text.push_str(&format!("# {line}\n"));
        }
        if let Some(name) = file_form(key) {
            let env = env_name(&name);
            text.push_str(&format!(
                "# Or in a file of its own: {name} here, or {env}\n"
            ));
        }
        let value = key.default.unwrap_or(key.value);
        text.push_str(&format!("# {} = {}\n", key.name, quoted(value)));
    }
    text
}

/// A value as the file would have it, or a mask in its place.
#[must_use]
pub fn masked(key: &Key, value: &str) -> String {
    match key.secret {
        true if key.name.ends_with("database-url") => quoted(&without_password(value)),
        true => quoted("***"),
        false => quoted(value),
    }
}

/// Whether a value is to be kept from others. Of a URL it is the password, if there is one.
#[must_use]
pub fn is_secret(key: &Key, value: &str) -> bool {
    match key.name.ends_with("database-url") {
        true => has_password(value),
        false => key.secret,
    }
}

fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let user = rest.rsplit_once('@').map_or("", |(user, _host)| user);
    let is_asked = query.split('&').any(|pair| pair.starts_with("password="));
    scheme != "sqlite" && (is_asked || user.contains(':'))
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

/// A URL that can be shown: who signs in, and what is asked besides, are cut out.
#[must_use]
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.split('?').next().unwrap_or_default().to_owned();
    };
    // A query may carry a password too.
    let rest = rest.split('?').next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_user, rest)| rest);
    format!("{scheme}://{rest}")
}

/// Text in lines that fit behind a mark.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + word.chars().count() < 96 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

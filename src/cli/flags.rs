//! The flags of the settings, made from their table so that none is forgotten.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command, Error, FromArgMatches};

use crate::config::{KEYS, file_form};

/// The settings that were given as flags, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Flags(pub BTreeMap<String, String>);

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        KEYS.iter().fold(command, |command, key| {
            let help = match key.default {
                Some(default) => format!("{} [default: {default}]", key.help),
                None => key.help.to_owned(),
            };
            let mut arg = Arg::new(key.name)
                .long(key.name)
                .global(true)
                .value_name(key.value)
                .help(help)
                .help_heading("Settings");
            if key.value == "on|off" {
                // `--behind-proxy` alone says it all.
                arg = arg.num_args(0..=1).default_missing_value("on");
            }
            let command = command.arg(arg);
            match file_form(key) {
                None => command,
                Some(name) => command.arg(
                    Arg::new(name.clone())
                        .long(name)
                        .global(true)
                        .value_name("FILE")
                        .help(format!("File with the {}", key.name))
                        .help_heading("Settings"),
                ),
            }
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let names = KEYS.iter().map(|key| key.name.to_owned());
        for name in names.chain(KEYS.iter().filter_map(file_form)) {
            if let Some(value) = matches.get_one::<String>(&name) {
                self.0.insert(name, value.clone());
            }
        }
        Ok(())
    }
}

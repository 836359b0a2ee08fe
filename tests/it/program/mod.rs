//! The program from outside: its commands, its settings, what it says when it cannot start.

mod counts;
mod logged;
mod manual;
mod quiet;
mod settings;
mod traced;
mod troubles;

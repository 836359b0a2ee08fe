//! The program from outside: its commands, its settings, what it says when it cannot start.

mod manual;
mod settings;
mod troubles;

//! Trade between two legal entities of one database (ICO-1 to ICO-6).

mod differences;
mod invoice;
mod orders;

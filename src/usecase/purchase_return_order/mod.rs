//! Orders that send goods back (COR-8, COR-9). Once made they are purchase orders below zero:
//! shipped by receipts, credited by credit memos, cancelled like any order.

pub mod create;
mod known;

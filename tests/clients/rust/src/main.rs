//! T-17: two clients with types ask a demo: `avtal-rust-client HOST:PORT TOKEN LEGAL_ENTITY`.

mod by_cynic;
mod by_graphql_client;
mod server;

use server::{Failed, Server};

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [address, token, legal_entity] = args.as_slice() else {
        return Err("avtal-rust-client HOST:PORT TOKEN LEGAL_ENTITY".into());
    };
    let server = Server {
        address,
        token,
        legal_entity,
    };
    let cynic = by_cynic::run(&server)?;
    let graphql_client = by_graphql_client::run(&server)?;
    println!("cynic {cynic}; graphql_client {graphql_client}");
    Ok(())
}

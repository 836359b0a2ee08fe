//! The least of HTTP: version 1.0, so that an answer ends with its connection and has no chunks.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why there is no answer.
pub type Failed = Box<dyn std::error::Error>;

/// A server, and who asks it.
pub struct Server<'a> {
    pub address: &'a str,
    pub token: &'a str,
    pub legal_entity: &'a str,
}

impl Server<'_> {
    /// Asks, and reads what is answered into the type that the client made for it.
    pub fn ask<T: DeserializeOwned>(&self, operation: &impl Serialize) -> Result<T, Failed> {
        let body = serde_json::to_string(operation)?;
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "POST /graphql HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             X-Legal-Entity: {}\r\nContent-Type: application/json\r\n\
             Accept: application/graphql-response+json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            self.legal_entity,
            body.len(),
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no end of the head")?;
        let status = head.lines().next().unwrap_or_default();
        if !status.ends_with(" 200 OK") {
            return Err(format!("{status}: {body}").into());
        }
        serde_json::from_str(body).map_err(|error| format!("{error}: {body}").into())
    }
}

//! Answers in fewer bytes, for whoever takes Brotli or gzip (H-13).
//!
//! Left as they are: what is short, what is compressed already (the files of the pages), what has
//! a tag (which names one form of it), what is sent by itself as it comes, and the heads that HEAD
//! asks for. A secret is never guessed from lengths (BREACH): an answer shows one only when it is
//! made, to whoever sends a token of their own, and the next time it is another.

use actix_http::encoding::Encoder;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, ETAG, Encoding, Header,
    HeaderMap, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};

/// What is shorter than this many bytes fits into one packet anyhow.
const BYTES_MIN: u64 = 1_024;

/// How the content types begin that get shorter.
const TEXTS: [&str; 5] = [
    "application/json",
    "application/graphql-response+json",
    "application/x-ndjson",
    "text/csv",
    "text/plain",
];

/// Compresses what is worth it, and tells caches of it either way.
pub(super) async fn compress(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<Encoder<impl MessageBody>>, Error> {
    let accepted = match *request.method() {
        Method::HEAD => ContentEncoding::Identity,
        _ => preferred(&request, &[ContentEncoding::Brotli, ContentEncoding::Gzip]),
    };
    let response = next.call(request).await?;
    let is_long = match response.response().body().size() {
        BodySize::Sized(bytes) => bytes >= BYTES_MIN,
        BodySize::Stream => true,
        BodySize::None => false,
    };
    let vary = vary(response.headers());
    let encoding = match vary.is_some() && is_long {
        true => accepted,
        false => ContentEncoding::Identity,
    };
    let mut response = response.map_body(|head, body| Encoder::response(encoding, head, body));
    if let Some(vary) = vary {
        response.headers_mut().insert(VARY, vary);
    }
    Ok(response)
}

/// What an answer that may be compressed depends on; none for one that may not.
fn vary(headers: &HeaderMap) -> Option<HeaderValue> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(CONTENT_TYPE)?;
    let is_text = TEXTS.iter().any(|text| kind.starts_with(text));
    if !is_text || headers.contains_key(CONTENT_ENCODING) || headers.contains_key(ETAG) {
        return None;
    }
    let known = text(VARY).map_or_else(String::new, |known| format!("{known}, "));
    HeaderValue::from_str(&format!("{known}Accept-Encoding")).ok()
}

/// The encoding that a client prefers of those offered and of none at all.
pub(super) fn preferred(
    request: &impl HttpMessage,
    offered: &[ContentEncoding],
) -> ContentEncoding {
    let plain = [ContentEncoding::Identity];
    let offered: Vec<Encoding> = plain
        .iter()
        .chain(offered)
        .copied()
        .map(Encoding::Known)
        .collect();
    let accepted = AcceptEncoding::parse(request).ok();
    match accepted.and_then(|accepted| accepted.negotiate(offered.iter())) {
        Some(Encoding::Known(encoding)) => encoding,
        _ => ContentEncoding::Identity,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_encoding_is_the_clients_choice_of_ours() {
        use ContentEncoding::{Brotli, Gzip, Identity};
        for (accept, chosen, of_brotli) in [
            ("gzip, deflate, br, zstd", Brotli, Brotli),
            ("gzip", Gzip, Identity),
            ("gzip, br;q=0", Gzip, Identity),
            ("br;q=0.5, gzip", Gzip, Brotli),
            ("zstd", Identity, Identity),
            ("identity", Identity, Identity),
            ("*;q=0", Identity, Identity),
            ("", Identity, Identity),
        ] {
            let request = TestRequest::get().insert_header((ACCEPT_ENCODING, accept));
            let request = request.to_http_request();
            assert_eq!(preferred(&request, &[Brotli, Gzip]), chosen, "{accept}");
            assert_eq!(preferred(&request, &[Brotli]), of_brotli, "{accept}");
        }
        let silent = TestRequest::get().to_http_request();
        assert_eq!(preferred(&silent, &[Brotli, Gzip]), Identity);
    }
}

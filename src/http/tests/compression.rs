use std::io::Read;

use super::*;

/// What is compressed, read again.
fn unpacked(encoding: &str, body: &[u8]) -> String {
    let mut text = String::new();
    let read = match encoding {
        "br" => brotli_decompressor::Decompressor::new(body, 4_096).read_to_string(&mut text),
        "gzip" => flate2::read::GzDecoder::new(body).read_to_string(&mut text),
        _ => panic!("{encoding}"),
    };
    read.unwrap();
    text
}

/// A POST whose answer has so many letters in a name, and so more than that in bytes.
fn long(letters: usize) -> TestRequest {
    let document = format!("{{ {}: __typename }}", "a".repeat(letters));
    let request = TestRequest::post().uri("/graphql");
    request.set_json(json!({ "query": document }))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

async fn roomy() -> Server {
    let mut server = Server::start().await;
    server.state = server.state.with_limits(Limits {
        name_bytes: 1_024,
        ..Limits::default()
    });
    server
}

#[actix_web::test]
async fn long_answers_come_in_the_encoding_that_is_asked_for() {
    let server = roomy().await;
    let (_, headers, plain) = server.raw(long(1_010)).await;
    assert!(plain.len() >= 1_024, "{}", plain.len());
    assert_eq!(text(&headers, "Content-Encoding"), "");
    for (accept, encoding) in [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.2", "gzip"),
    ] {
        let request = long(1_010).insert_header(("Accept-Encoding", accept));
        let (status, headers, body) = server.raw(request).await;
        assert_eq!(
            (status, text(&headers, "Content-Encoding")),
            (200, encoding)
        );
        assert!(body.len() < plain.len());
        assert_eq!(unpacked(encoding, &body).as_bytes(), plain, "{accept}");
        let vary: Vec<_> = headers.get_all("Vary").collect();
        assert_eq!(vary, ["Accept, Accept-Encoding"], "{accept}");
    }
}

#[actix_web::test]
async fn short_answers_stay_as_they_are_and_depend_on_the_header_all_the_same() {
    let server = roomy().await;
    for request in [long(900), long(1_010)] {
        let request = request.insert_header(("Accept-Encoding", "zstd, *;q=0"));
        let (status, headers, _) = server.raw(request).await;
        assert_eq!((status, text(&headers, "Content-Encoding")), (200, ""));
        assert_eq!(text(&headers, "Vary"), "Accept, Accept-Encoding");
    }
    let request = long(900).insert_header(("Accept-Encoding", "br"));
    let (_, headers, body) = server.raw(request).await;
    assert_eq!(text(&headers, "Content-Encoding"), "");
    assert!(body.starts_with(b"{"));
}

#[actix_web::test]
async fn the_schema_is_compressed_for_get_and_told_of_by_head() {
    let server = Server::start().await;
    let request = || {
        let request = TestRequest::get().uri("/schema.graphql");
        request.insert_header(("Accept-Encoding", "gzip"))
    };
    let (_, headers, body) = server.raw(request()).await;
    assert_eq!(text(&headers, "Content-Encoding"), "gzip");
    assert_eq!(text(&headers, "Vary"), "Accept-Encoding");
    assert_eq!(unpacked("gzip", &body), crate::graphql::schema::sdl());
    let (status, headers, _) = server
        .raw(request().method(actix_web::http::Method::HEAD))
        .await;
    assert_eq!((status, text(&headers, "Content-Encoding")), (200, ""));
}

#[actix_web::test]
async fn what_is_stored_compressed_is_compressed_once() {
    let mut server = Server::start().await;
    server.state = server.state.with_graphiql(Vec::new());
    let ask = |accept: &'static str| {
        let request = TestRequest::get().uri("/graphiql");
        request.insert_header(("Accept-Encoding", accept))
    };
    let (_, headers, packed) = server.raw(ask("gzip, br")).await;
    let encodings: Vec<_> = headers.get_all("Content-Encoding").collect();
    assert_eq!(encodings, ["br"]);
    let (_, headers, plain) = server.raw(ask("gzip")).await;
    assert_eq!(unpacked("br", &packed).as_bytes(), plain);
    // Its tag names this form, so it is not changed on the way out.
    assert_eq!(text(&headers, "Content-Encoding"), "");
    let known = ask("gzip, br").insert_header(("If-None-Match", text(&headers, "ETag")));
    assert_eq!(server.raw(known).await.0, 200);
    let known = ask("gzip").insert_header(("If-None-Match", text(&headers, "ETag")));
    let (status, headers, body) = server.raw(known).await;
    assert_eq!(
        (status, text(&headers, "Vary"), body.len()),
        (304, "Accept-Encoding", 0)
    );
    assert_eq!(text(&headers, "Content-Encoding"), "");
}

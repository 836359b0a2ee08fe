//! Which of the two content types an answer gets: what `Accept` asks for.

/// The content types of an answer over GraphQL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// `application/json`: a document that fails is still answered with 200.
    Json,
    /// `application/graphql-response+json`: the status tells.
    GraphqlResponse,
}

impl Media {
    const ALL: [Self; 2] = [Self::Json, Self::GraphqlResponse];

    fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }

    /// The value of `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// One entry of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    utf8: bool,
    /// From 0 to 1000.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';');
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let mut range = Self {
            kind,
            subtype,
            utf8: true,
            quality: 1000,
        };
        for (name, value) in parts.filter_map(|part| part.trim().split_once('=')) {
            let value = value.trim_matches('"');
            if name.eq_ignore_ascii_case("q") {
                range.quality = quality(value)?;
            } else if name.eq_ignore_ascii_case("charset") {
                range.utf8 = is_utf8(value);
            }
        }
        Some(range)
    }

    /// How exactly this entry names a content type; `None` if it does not.
    fn names(&self, media: Media) -> Option<u8> {
        let application = self.kind.eq_ignore_ascii_case("application");
        if !self.utf8 {
            None
        } else if application && self.subtype.eq_ignore_ascii_case(media.subtype()) {
            Some(2)
        } else if application && self.subtype == "*" {
            Some(1)
        } else if self.kind == "*" && self.subtype == "*" {
            Some(0)
        } else {
            None
        }
    }
}

/// A weight of `Accept`, in thousandths.
fn quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

/// Whether a name of a character set is UTF-8's.
#[must_use]
pub fn is_utf8(name: &str) -> bool {
    name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8")
}

/// How much an `Accept` header wants a content type; the greater the more.
type Rank = (u16, u8, std::cmp::Reverse<usize>);

/// How much a content type is wanted; `None` if it is not. The most exact entry decides about it,
/// wherever it stands. Of equally wanted ones the more exactly named wins, then the one that is
/// named first.
fn rank(ranges: &[Range<'_>], exact: impl Fn(&Range<'_>) -> Option<u8>) -> Option<Rank> {
    let named = ranges.iter().enumerate();
    let named = named.filter_map(|(at, range)| {
        let exact = exact(range)?;
        Some((exact, std::cmp::Reverse(at), range.quality))
    });
    let (exact, at, quality) = named.max()?;
    (quality > 0).then_some((quality, exact, at))
}

fn ranges(accept: &str) -> Vec<Range<'_>> {
    accept.split(',').filter_map(Range::parse).collect()
}

fn best(ranges: &[Range<'_>]) -> Option<(Rank, Media)> {
    let mut best = None;
    for media in Media::ALL {
        if let Some(rank) = rank(ranges, |range| range.names(media))
            && best.is_none_or(|(best, _)| rank > best)
        {
            best = Some((rank, media));
        }
    }
    best
}

/// The content type that an `Accept` header prefers; plain JSON where it does not care, `None`
/// where it takes neither.
#[must_use]
pub fn negotiate(accept: Option<&str>) -> Option<Media> {
    let Some(accept) = accept.filter(|text| !text.trim().is_empty()) else {
        return Some(Media::Json);
    };
    best(&ranges(accept)).map(|(_, media)| media)
}

/// Whether an `Accept` header prefers a stream of events to one answer. It has to name it.
#[must_use]
pub fn prefers_events(accept: Option<&str>) -> bool {
    let ranges = ranges(accept.unwrap_or_default());
    let is_stream = |range: &Range<'_>| {
        let stream = range.kind.eq_ignore_ascii_case("text")
            && range.subtype.eq_ignore_ascii_case("event-stream");
        (stream && range.utf8).then_some(2)
    };
    let events = rank(&ranges, is_stream);
    events.is_some() && events > best(&ranges).map(|(rank, _)| rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_accept_asks_for_is_answered() {
        const JSON: Option<Media> = Some(Media::Json);
        const GRAPHQL: Option<Media> = Some(Media::GraphqlResponse);
        for (accept, wanted) in [
            ("", JSON),
            ("*/*", JSON),
            ("application/*", JSON),
            ("application/json", JSON),
            ("APPLICATION/JSON; charset=UTF-8", JSON),
            ("application/graphql-response+json", GRAPHQL),
            ("application/graphql-response+json; charset=utf-8", GRAPHQL),
            (
                "application/graphql-response+json, application/json;q=0.9",
                GRAPHQL,
            ),
            (
                "application/graphql-response+json, application/json",
                GRAPHQL,
            ),
            ("application/json, application/graphql-response+json", JSON),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.6",
                GRAPHQL,
            ),
            ("application/graphql-response+json, */*", GRAPHQL),
            ("application/graphql-response+json, */*;q=0.1", GRAPHQL),
            ("application/json, */*", JSON),
            ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
            ("application/json;q=0, */*", GRAPHQL),
            ("text/html", None),
            ("application/json;q=0", None),
            (
                "application/json;q=0.0, application/graphql-response+json;q=0",
                None,
            ),
            ("application/json; charset=latin1", None),
            ("application/json;q=2", None),
            ("nonsense", None),
        ] {
            assert_eq!(negotiate(Some(accept)), wanted, "{accept}");
        }
        assert_eq!(negotiate(None), JSON);
    }

    #[test]
    fn weights_have_at_most_three_decimals() {
        assert_eq!(quality("1"), Some(1000));
        assert_eq!(quality("1.000"), Some(1000));
        assert_eq!(quality("0.25"), Some(250));
        assert_eq!(quality("0."), Some(0));
        for wrong in ["1.001", "0.1234", "-1", "", "x", "0.x"] {
            assert_eq!(quality(wrong), None, "{wrong}");
        }
    }
}

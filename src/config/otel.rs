//! Where traces go: by the variables that OpenTelemetry gives every program, and by no setting of
//! our own. Its library reads most of them; here is what decides whether that is asked at all.

use super::{ConfigError, environment};

/// The address that traces are sent to; none where nobody named one, and then none are made.
///
/// # Errors
/// When a variable asks for something that is not there.
pub fn traces() -> Result<Option<String>, ConfigError> {
    wanted(environment)
}

/// A variable that is meant for traces alone, else the one that is meant for everything.
struct Variable {
    own: &'static str,
    all: &'static str,
}

const ENDPOINT: Variable = Variable {
    own: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    all: "OTEL_EXPORTER_OTLP_ENDPOINT",
};
const PROTOCOL: Variable = Variable {
    own: "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    all: "OTEL_EXPORTER_OTLP_PROTOCOL",
};
const COMPRESSION: Variable = Variable {
    own: "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
    all: "OTEL_EXPORTER_OTLP_COMPRESSION",
};

fn wanted(environment: impl Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    let read = |variable: &Variable| {
        let of = |name| environment(name).map(|value| (name, value.trim().to_owned()));
        of(variable.own).or_else(|| of(variable.all))
    };
    let is = |name, wanted: &str| {
        environment(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
    };
    let refused = |name, reason: &str| {
        let reason = reason.to_owned();
        Err(ConfigError::OpenTelemetry { name, reason })
    };
    if is("OTEL_SDK_DISABLED", "true") || is("OTEL_TRACES_EXPORTER", "none") {
        return Ok(None);
    }
    let Some((name, endpoint)) = read(&ENDPOINT) else {
        return Ok(None);
    };
    // Its value is not repeated: there may be a password in it.
    if !["http://", "https://"]
        .iter()
        .any(|scheme| endpoint.starts_with(scheme))
    {
        return refused(
            name,
            "it is an address that begins with http:// or https://",
        );
    }
    match read(&PROTOCOL) {
        Some((name, protocol)) if protocol != "http/protobuf" => {
            return refused(name, "traces are sent by http/protobuf only");
        }
        _ => {}
    }
    match read(&COMPRESSION) {
        Some((name, compression)) if compression != "none" => {
            return refused(name, "traces are sent without compression");
        }
        _ => {}
    }
    if environment("OTEL_TRACES_EXPORTER").is_some() && !is("OTEL_TRACES_EXPORTER", "otlp") {
        return refused("OTEL_TRACES_EXPORTER", "it is otlp or none");
    }
    Ok(Some(endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let environment = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        wanted(environment).map_err(|error| error.to_string())
    }

    #[test]
    fn traces_are_sent_where_the_variables_say_and_nowhere_without() {
        let all = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        let own = (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "https://own/v1/traces",
        );
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[("OTEL_SERVICE_NAME", "x")]), Ok(None));
        assert_eq!(read(&[all]), Ok(Some(all.1.to_owned())));
        assert_eq!(read(&[all, own]), Ok(Some(own.1.to_owned())));
        for off in [
            ("OTEL_SDK_DISABLED", "TRUE"),
            ("OTEL_TRACES_EXPORTER", "none"),
        ] {
            assert_eq!(read(&[all, off]), Ok(None), "{off:?}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_refused_by_name_and_without_its_value() {
        let all = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        for wrong in [
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_TRACES_EXPORTER", "zipkin"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "me:word@collector"),
        ] {
            let told = read(&[all, wrong]).unwrap_err();
            assert!(told.contains(wrong.0) && !told.contains("word"), "{told}");
        }
    }
}

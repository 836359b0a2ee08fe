//! How numbers are written down, and those that were looked up for it.

use std::collections::BTreeMap;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// A label with its value. Values are of closed or bounded sets.
pub(super) type Label = (&'static str, &'static str);

/// How numbers are written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Prometheus's own text.
    Prometheus,
    /// OpenMetrics 1.0.
    OpenMetrics,
}

impl Form {
    /// The content type of the text.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => prometheus_text::CONTENT_TYPE,
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// A number that was looked up when it was asked for.
#[derive(Clone, Debug)]
pub struct Level {
    /// How the series is called, its unit included.
    pub name: &'static str,
    /// What it says, without a full stop.
    pub help: &'static str,
    /// What tells it from others of the name.
    pub labels: Vec<Label>,
    /// The number.
    pub value: u64,
    /// Whether it only grows, and then it is named without the `_total` at its end.
    pub grows: bool,
}

impl Level {
    /// A number that goes up and down.
    #[must_use]
    pub fn new(name: &'static str, help: &'static str, value: u64) -> Self {
        Self {
            name,
            help,
            labels: Vec::new(),
            value,
            grows: false,
        }
    }

    /// The same, told from others of its name.
    #[must_use]
    pub fn of(mut self, name: &'static str, value: &'static str) -> Self {
        self.labels.push((name, value));
        self
    }
}

/// The numbers that were looked up, as what is written down is made from.
pub(super) fn looked_up(levels: Vec<Level>) -> Registry {
    let mut registry = Registry::default();
    let mut by_name: BTreeMap<&str, Vec<Level>> = BTreeMap::new();
    for level in levels {
        by_name.entry(level.name).or_default().push(level);
    }
    for (name, levels) in by_name {
        let Some(first) = levels.first() else {
            continue;
        };
        let (help, grows) = (first.help, first.grows);
        if grows {
            let family = Family::<Vec<Label>, Counter>::default();
            for level in levels {
                family.get_or_create(&level.labels).inc_by(level.value);
            }
            registry.register(name, help, family);
        } else {
            let family = Family::<Vec<Label>, Gauge>::default();
            for level in levels {
                let value = i64::try_from(level.value).unwrap_or(i64::MAX);
                family.get_or_create(&level.labels).set(value);
            }
            registry.register(name, help, family);
        }
    }
    registry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::metrics::Metrics;

    #[test]
    fn what_was_looked_up_stands_beside_what_was_counted() {
        let metrics = Metrics::new();
        let level = |state, value| {
            Level::new("avtal_db_connections", "Connections", value).of("state", state)
        };
        let levels = vec![level("idle", 3), level("used", 1)];
        let text = metrics.text(Form::OpenMetrics, levels).unwrap();
        assert!(text.contains("avtal_db_connections{state=\"idle\"} 3\n"));
        assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1);
    }
}

//! The manifest of trusted documents (C-17): the file that the clients' build writes, in the forms
//! of Relay and codegen (`{ id: text }`) or of Apollo. Every document of it is checked at start.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::Limits;
use crate::graphql::rehearsal::Rehearsal;

use super::answer::{refused, short};
use super::asked::{SHA256, read_hash};
use super::precheck;

/// Trusted documents by their ids. Cloning it shares them.
#[derive(Clone, Default)]
pub struct Manifest(Arc<HashMap<String, Document>>);

struct Document {
    text: String,
    /// What its operation is called, where the manifest says it.
    name: Option<String>,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It cannot be read.
    #[error("the file {path} cannot be read: {reason}")]
    File {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It is none.
    #[error("the file {path} is no manifest of documents: {reason}")]
    Form {
        /// Its path.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A document of it would be refused.
    #[error("of {path}, the document {document} cannot be asked: {reason}{}", and_more(.n_more))]
    Document {
        /// The manifest's path.
        path: String,
        /// Its id, and its name where it has one.
        document: String,
        /// What is wrong with it.
        reason: String,
        /// How many others are wrong too.
        n_more: usize,
    },
}

fn and_more(n_more: &usize) -> String {
    match n_more {
        0 => String::new(),
        n => format!("; {n} more cannot be asked either"),
    }
}

/// An entry of Apollo's form.
#[derive(Deserialize)]
struct Operation {
    id: String,
    name: Option<String>,
    body: String,
}

impl Manifest {
    /// Reads a manifest and holds each of its documents against limits and schema.
    ///
    /// # Errors
    /// When it cannot be read, is none, or one of its documents would be refused.
    pub async fn read(
        path: &Path,
        limits: &Limits,
        federation: bool,
    ) -> Result<Self, ManifestError> {
        let shown = path.display().to_string();
        let text = std::fs::read(path).map_err(|error| ManifestError::File {
            path: shown.clone(),
            reason: error.to_string(),
        })?;
        let documents = documents(&text).map_err(|reason| ManifestError::Form {
            path: shown.clone(),
            reason,
        })?;
        let rehearsal = Rehearsal::new(federation);
        let mut wrong = Vec::new();
        for (id, document) in &documents {
            if let Some(reason) = fault(&document.text, limits, &rehearsal).await {
                let name = document.name.as_ref().map(|name| format!(" ({name})"));
                wrong.push((format!("{id}{}", name.unwrap_or_default()), reason));
            }
        }
        // The same one is named each time.
        wrong.sort();
        let n_more = wrong.len().saturating_sub(1);
        match wrong.into_iter().next() {
            Some((document, reason)) => Err(ManifestError::Document {
                path: shown,
                document,
                reason,
                n_more,
            }),
            None => Ok(Self(Arc::new(documents))),
        }
    }

    /// The text of a document; its id may have the beginning `sha256:` or not.
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        let document = self.0.get(&plain(id))?;
        Some(&document.text)
    }

    /// How many documents there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// An id as it is kept: a hash is written in one way, and without what it begins with.
fn plain(id: &str) -> String {
    let hash = read_hash(id.strip_prefix(SHA256).unwrap_or(id));
    hash.map_or_else(|| id.to_owned(), hex::encode)
}

fn documents(text: &[u8]) -> Result<HashMap<String, Document>, String> {
    let value: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let Value::Object(keys) = value else {
        return Err("it is no JSON object".to_owned());
    };
    let all = match keys.get("operations") {
        Some(Value::Array(_)) => of_apollo(keys)?,
        _ => by_id(keys)?,
    };
    if all.is_empty() {
        return Err("it has no documents".to_owned());
    }
    let mut documents = HashMap::with_capacity(all.len());
    for (id, document) in all {
        let id = plain(&id);
        let twice = documents
            .get(&id)
            .is_some_and(|known: &Document| known.text != document.text);
        if twice {
            return Err(format!("two documents have the id {id}"));
        }
        documents.insert(id, document);
    }
    Ok(documents)
}

/// What Relay's compiler and codegen write.
fn by_id(keys: Map<String, Value>) -> Result<Vec<(String, Document)>, String> {
    let document = |(id, text): (String, Value)| match text {
        Value::String(text) => Ok((id, Document { text, name: None })),
        _ => Err(format!("what stands under {id} is no text")),
    };
    keys.into_iter().map(document).collect()
}

/// What Apollo's tools write.
fn of_apollo(mut keys: Map<String, Value>) -> Result<Vec<(String, Document)>, String> {
    let is = |name, value: Value| keys.get(name) == Some(&value);
    if !is("format", "apollo-persisted-query-manifest".into()) || !is("version", 1.into()) {
        return Err("its format is apollo-persisted-query-manifest, and its version 1".to_owned());
    }
    let all = keys.remove("operations").unwrap_or_default();
    let all: Vec<Operation> = serde_json::from_value(all).map_err(|error| error.to_string())?;
    let document = |own: Operation| {
        let (text, name) = (own.body, own.name);
        (own.id, Document { text, name })
    };
    Ok(all.into_iter().map(document).collect())
}

/// Why a document would be refused, whatever its variables are; nothing if it would not.
async fn fault(text: &str, limits: &Limits, rehearsal: &Rehearsal) -> Option<String> {
    let faults = match precheck::check(text, limits) {
        Ok(checked) => rehearsal.faults(text, checked.document).await,
        Err(reason) => refused(reason).errors,
    };
    faults.first().map(|fault| short(&fault.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

    async fn read(text: &str) -> Result<Manifest, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("documents.json");
        std::fs::write(&path, text).unwrap();
        let read = Manifest::read(&path, &Limits::default(), false).await;
        read.map_err(|error| {
            error
                .to_string()
                .replace(&path.display().to_string(), "FILE")
        })
    }

    #[tokio::test]
    async fn the_forms_that_clients_write_are_read() {
        let relay = r#"{ "a1": "{ __typename }" }"#;
        assert_eq!(read(relay).await.unwrap().get("a1"), Some("{ __typename }"));
        let codegen = format!(r#"{{ "sha256:{HASH}": "{{ __typename }}" }}"#);
        let codegen = read(&codegen).await.unwrap();
        let (upper, prefixed) = (HASH.to_uppercase(), format!("sha256:{HASH}"));
        for id in [HASH, upper.as_str(), prefixed.as_str()] {
            assert_eq!(codegen.get(id), Some("{ __typename }"), "{id}");
        }
        let apollo = r#"{ "format": "apollo-persisted-query-manifest", "version": 1, "operations":
            [{ "id": "a1", "name": "A", "type": "query", "body": "query A { __typename }" }] }"#;
        let apollo = read(apollo).await.unwrap();
        assert_eq!(apollo.get("a1"), Some("query A { __typename }"));
        assert_eq!((apollo.get("A"), apollo.count()), (None, 1));
    }

    #[tokio::test]
    async fn what_is_no_manifest_is_said() {
        let apollo = r#"{ "format": "other", "version": 1, "operations": [] }"#;
        let twice = format!(r#"{{ "{HASH}": "{{ a }}", "sha256:{HASH}": "{{ b }}" }}"#);
        for (text, reason) in [
            ("[]", "it is no JSON object"),
            ("{}", "it has no documents"),
            (r#"{ "a": 7 }"#, "what stands under a is no text"),
            (apollo, "its format is apollo-persisted-query-manifest"),
            (twice.as_str(), "two documents have the id 0a0a"),
        ] {
            let told = read(text).await.err().unwrap();
            let wanted = format!("the file FILE is no manifest of documents: {reason}");
            assert!(told.starts_with(&wanted), "{told}");
        }
    }

    #[tokio::test]
    async fn a_document_that_does_not_hold_is_named() {
        for (document, reason) in [
            ("{ vendorz { nodes { id } } }", "Unknown field \"vendorz\""),
            ("{", "syntax error"),
            (
                "query($n: Int) { vendors(first: $n, last: $m) { totalCount } }",
                "Variable \"$m\"",
            ),
            (
                "{ vendors(first: 1.0000000000000001) { totalCount } }",
                "a number of more than 15",
            ),
        ] {
            let text = serde_json::json!({ "good": "{ __typename }", "bad": document });
            let told = read(&text.to_string()).await.err().unwrap();
            let wanted = format!("of FILE, the document bad cannot be asked: {reason}");
            assert!(told.starts_with(&wanted), "{told}");
        }
        // Variables have no values yet, and a document may have several operations.
        let good = serde_json::json!({
            "a": "query($id: ID!, $n: Int!) \
                  { node(id: $id) { id } vendors(first: $n) { totalCount } }",
            "b": "query A { __typename } mutation B($i: VendorCreateInput!) \
                  { vendorCreate(input: $i) { userErrors { code } } }",
            "c": "subscription { purchaseOrderChanged { number } }",
        });
        assert_eq!(read(&good.to_string()).await.unwrap().count(), 3);
        let two = serde_json::json!({ "x": "{ y }", "b": "{ y }", "good": "{ __typename }" });
        let told = read(&two.to_string()).await.err().unwrap();
        assert!(told.contains("document b ") && told.ends_with("; 1 more cannot be asked either"));
    }
}

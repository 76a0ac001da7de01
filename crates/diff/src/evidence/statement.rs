//! `statement.json`: the seal as an in-toto statement with SLSA provenance, for tools that know nothing of dabiao.
//!
//! The subjects are the papers that were made; what they were made from are its resolved dependencies. `cosign
//! attest-blob` and `in-toto` sign and check such a statement as it is.
//!
//! # Source
//! in-toto Attestation Framework, Statement v1; SLSA v1.0, Provenance.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Seal, Sums};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a> {
    #[serde(rename = "_type")]
    form: &'static str,
    subject: Vec<Thing<'a>>,
    predicate_type: &'static str,
    predicate: Provenance<'a>,
}

/// A file, or a commit, with its digest.
#[derive(Debug, Serialize)]
struct Thing<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    digest: BTreeMap<&'static str, &'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Provenance<'a> {
    build_definition: Definition<'a>,
    run_details: Details<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    build_type: &'static str,
    external_parameters: Parameters<'a>,
    resolved_dependencies: Vec<Thing<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameters<'a> {
    command: &'a [String],
    as_of: Option<&'a str>,
    lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules_digest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_digest: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Details<'a> {
    builder: Builder<'a>,
}

#[derive(Debug, Serialize)]
struct Builder<'a> {
    id: &'static str,
    version: BTreeMap<&'static str, &'a str>,
}

fn sha256(digest: &str) -> BTreeMap<&'static str, &str> {
    BTreeMap::from([("sha256", digest)])
}

/// Returns the statement of a seal as bytes; `papers` are the files that were made, `sums` the digests of all files.
pub fn statement(seal: &Seal, papers: &[&str], sums: &Sums) -> Vec<u8> {
    let file = |path: &str| sums.0.get_key_value(path);

    let subject = papers.iter().filter_map(|p| file(p));
    let subject = subject.map(|(name, digest)| Thing { name: Some(name), uri: None, digest: sha256(digest) });
    let inputs = seal.inputs.iter().filter_map(|i| Some((i, sums.0.get(&i.path)?)));
    let inputs = inputs.map(|(i, digest)| Thing { name: Some(&i.name), uri: None, digest: sha256(digest) });
    let commit = seal.commit.iter().map(|c| Thing {
        name: None,
        uri: Some(format!("urn:git:{}", c.id)),
        digest: BTreeMap::from([("gitCommit", c.id.as_str())]),
    });
    let statement = Statement {
        form: "https://in-toto.io/Statement/v1",
        subject: subject.collect(),
        predicate_type: "https://slsa.dev/provenance/v1",
        predicate: Provenance {
            build_definition: Definition {
                build_type: "urn:dabiao:eval:1",
                external_parameters: Parameters {
                    command: &seal.command,
                    as_of: seal.as_of.as_deref(),
                    lang: &seal.lang,
                    rules_digest: seal.digests.as_ref().map(|d| d.rules.as_str()),
                    data_digest: seal.digests.as_ref().map(|d| d.data.as_str()),
                },
                resolved_dependencies: inputs.chain(commit).collect(),
            },
            run_details: Details {
                builder: Builder { id: "urn:dabiao", version: BTreeMap::from([("dabiao", seal.tool.as_str())]) },
            },
        },
    };
    // Nothing in it can fail to be written: all keys are text.
    let mut bytes = serde_json::to_vec_pretty(&statement).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

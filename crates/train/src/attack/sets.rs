//! The permitted sets, with soft labels where a teacher gave them.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha1::{Digest, Sha1};
use threadwarden_thread::{Comment, Thread};

use super::learn::Example;
use super::second_stage;
use crate::error::Error;

/// Weight of a row whose label is the teacher's.
const SOFT_WEIGHT: f32 = 1.0;
/// Weight of a neutral sentence about an identity.
const TEMPLATE_WEIGHT: f32 = 0.2;

/// A row in the uniform form of the development sets.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    parent: Option<String>,
    #[serde(default)]
    label: f32,
}

/// Reads every set that weights may be trained on.
///
/// Rows without a soft label are left out: measured on news comments, the hard
/// labels of toxicity sets teach swearing, not attacks.
pub(super) fn read(data: &Path, soft: &Path, with_rules: bool) -> Result<Vec<Example>, Error> {
    let labels = soft_labels(soft)?;
    let train = data.join("attack/train");
    let mut examples = Vec::new();
    let mut add = |parent: Option<&str>, text: &str| {
        if let Some(&label) = labels.get(key(text).as_str()) {
            examples.push(single(parent, text, label, SOFT_WEIGHT, with_rules));
        }
    };

    for (file, column) in [
        ("jigsaw_pool.csv", "comment_text"),
        ("reddit_incivility.csv", "text"),
        ("surge_toxicity.csv", "text"),
        ("online_misogyny.csv", "body"),
    ] {
        for text in column_of(&train.join(file), column)? {
            add(None, &text);
        }
    }
    for file in ["toxic_spans_acl2022.jsonl", "semeval_spans_train.jsonl"] {
        for row in jsonl::<Row>(&train.join(file))? {
            add(row.parent.as_deref(), &row.text);
        }
    }
    for thread in jsonl::<Habernal>(&train.join("habernal_threads.jsonl"))? {
        for (index, comment) in thread.thread.iter().enumerate() {
            let parent = index.checked_sub(1).map(|before| thread.thread[before].text.as_str());
            add(parent, &comment.text);
        }
    }
    for row in jsonl::<Row>(&data.join("relevance/background/fox_comments/comments.jsonl"))? {
        add(None, &row.text);
    }
    let templates = train.join("unintended_bias_templates.csv");
    let labels = column_of(&templates, "label")?;
    for (text, label) in column_of(&templates, "text")?.iter().zip(labels) {
        if label == "NOT_BAD" || label == "0" {
            examples.push(single(None, text, 0.0, TEMPLATE_WEIGHT, with_rules));
        }
    }
    Ok(examples)
}

/// A development set in the uniform form.
pub(super) fn rows(path: &Path) -> Result<Vec<second_stage::Row>, Error> {
    let row = |row: Row| {
        let id = row.id.as_str().map_or_else(|| row.id.to_string(), str::to_owned);
        second_stage::Row::new(id, row.parent.as_deref(), &row.text, row.label > 0.5)
    };
    Ok(jsonl::<Row>(path)?.into_iter().map(row).collect())
}

/// The news comments labelled by the project's definition: for calibration and
/// measuring, never for training.
pub(super) fn news_gold(data: &Path, with_rules: bool) -> Result<Vec<Example>, Error> {
    let rows = news_gold_rows(data)?;
    let example = |row: &second_stage::Row| {
        let target = if row.label { 1.0 } else { 0.0 };
        Example::new(&row.thread, row.at, target, 1.0, with_rules)
    };
    Ok(rows.iter().map(example).collect())
}

/// The same as comments.
pub(super) fn news_gold_rows(data: &Path) -> Result<Vec<second_stage::Row>, Error> {
    #[derive(Deserialize)]
    struct Gold {
        id: String,
        label: u8,
    }
    let dev = data.join("attack/dev");
    let mut texts = HashMap::new();
    for set in ["c3_a.jsonl", "ucc_val.jsonl"] {
        for row in jsonl::<Row>(&dev.join(set))? {
            if let serde_json::Value::String(id) = row.id {
                texts.insert(id, row.text);
            }
        }
    }
    let gold = jsonl::<Gold>(&dev.join("news_gold.jsonl"))?;
    Ok(gold
        .iter()
        .filter_map(|row| Some(second_stage::Row::new(row.id.clone(), None, texts.get(&row.id)?, row.label == 1)))
        .collect())
}

#[derive(Debug, Deserialize)]
struct Habernal {
    thread: Vec<HabernalComment>,
}

#[derive(Debug, Deserialize)]
struct HabernalComment {
    text: String,
}

/// A comment alone, or below the one it answers.
fn single(parent: Option<&str>, text: &str, target: f32, weight: f32, with_rules: bool) -> Example {
    let mut thread = Thread::new("");
    let mut comment = Comment::new("1", "writer", text);
    if let Some(parent) = parent {
        comment.parent = Some(thread.push(Comment::new("0", "", parent)));
    }
    let index = thread.push(comment);
    Example::new(&thread, index, target, weight, with_rules)
}

/// The labels of the second stage, by [`key`] of the text.
fn soft_labels(path: &Path) -> Result<HashMap<String, f32>, Error> {
    let keys = column_of(path, "text")?;
    let labels = column_of(path, "probability")?;
    keys.into_iter()
        .zip(labels)
        .map(|(key, label)| Ok((key, label.parse().map_err(|error| Error::new(path, error))?)))
        .collect()
}

/// The first eight bytes of a text's SHA-1, in hexadecimal: texts stay where they are and only their labels are kept.
fn key(text: &str) -> String {
    let digest = Sha1::digest(text.as_bytes());
    format!("{:016x}", digest[..8].iter().fold(0_u64, |key, byte| key << 8 | u64::from(*byte)))
}

/// One column of a CSV file.
fn column_of(path: &Path, name: &str) -> Result<Vec<String>, Error> {
    let fail = |error: csv::Error| Error::new(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(fail)?;
    let at = reader.headers().map_err(fail)?.iter().position(|header| header == name);
    let at = at.ok_or_else(|| Error::new(path, format_args!("no column {name}")))?;
    reader.records().map(|row| Ok(row.map_err(fail)?.get(at).unwrap_or_default().to_owned())).collect()
}

/// Every line of a file as a value.
pub(crate) fn jsonl<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::new(path, error))?;
    let rows = text.lines().enumerate().map(|(number, line)| {
        serde_json::from_str(line).map_err(|error| Error::new(path, format_args!("line {}: {error}", number + 1)))
    });
    rows.collect()
}

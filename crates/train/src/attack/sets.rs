//! The permitted sets, with soft labels where a teacher gave them.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha1::{Digest, Sha1};
use threadwarden_thread::{Comment, Thread};

use super::learn::Example;
use crate::error::Error;

/// Weight of a row whose label is the teacher's.
const SOFT_WEIGHT: f32 = 0.5;
/// Weight of a neutral sentence about an identity.
const TEMPLATE_WEIGHT: f32 = 0.2;

/// A row in the uniform form of the development sets.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    parent: Option<String>,
}

/// Reads every set that weights may be trained on.
///
/// Rows without a soft label are left out: measured on news comments, the hard
/// labels of toxicity sets teach swearing, not attacks.
pub(super) fn read(data: &Path, with_rules: bool) -> Result<Vec<Example>, Error> {
    let teacher = teacher(&data.join("attack/soft/teacher.csv"))?;
    let train = data.join("attack/train");
    let mut examples = Vec::new();
    let mut add = |set: &str, parent: Option<&str>, text: &str| {
        if let Some(&label) = teacher.get(&(set.to_owned(), sha1(text))) {
            examples.push(single(parent, text, label, SOFT_WEIGHT, with_rules));
        }
    };

    for row in csv(&train.join("jigsaw_pool.csv"))? {
        add("jigsaw_pool", None, &row[1]);
    }
    for row in jsonl::<Row>(&train.join("toxic_spans_acl2022.jsonl"))? {
        add("toxic_spans_acl2022", row.parent.as_deref(), &row.text);
    }
    for row in csv(&train.join("reddit_incivility.csv"))? {
        add("reddit_incivility", None, &row[0]);
    }
    for thread in jsonl::<Habernal>(&train.join("habernal_threads.jsonl"))? {
        for (index, comment) in thread.thread.iter().enumerate() {
            let parent = index.checked_sub(1).map(|before| thread.thread[before].text.as_str());
            add("habernal_threads", parent, &comment.text);
        }
    }
    for row in jsonl::<Row>(&data.join("relevance/background/fox_comments/comments.jsonl"))? {
        add("fox_comments", None, &row.text);
    }
    for row in csv(&train.join("unintended_bias_templates.csv"))? {
        if &row[1] == "NOT_BAD" || &row[1] == "0" {
            examples.push(single(None, &row[0], 0.0, TEMPLATE_WEIGHT, with_rules));
        }
    }
    Ok(examples)
}

/// The news comments labelled by the project's definition: for calibration and
/// measuring, never for training.
pub(super) fn news_gold(data: &Path, with_rules: bool) -> Result<Vec<Example>, Error> {
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
        .filter_map(|row| Some(single(None, texts.get(&row.id)?, f32::from(row.label), 1.0, with_rules)))
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

/// The teacher's labels by set and hash of the text.
fn teacher(path: &Path) -> Result<HashMap<(String, String), f32>, Error> {
    csv(path)?
        .into_iter()
        .map(|row| {
            let label = row[2].parse().map_err(|error| Error::new(path, error))?;
            Ok(((row[0].to_owned(), row[1].to_owned()), label))
        })
        .collect()
}

fn sha1(text: &str) -> String {
    use std::fmt::Write;
    Sha1::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn csv(path: &Path) -> Result<Vec<csv::StringRecord>, Error> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| Error::new(path, error))?;
    reader.records().collect::<Result<_, _>>().map_err(|error| Error::new(path, error))
}

/// Every line of a file as a value.
pub(crate) fn jsonl<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::new(path, error))?;
    let rows = text.lines().enumerate().map(|(number, line)| {
        serde_json::from_str(line).map_err(|error| Error::new(path, format_args!("line {}: {error}", number + 1)))
    });
    rows.collect()
}

use std::fmt;

use serde::Deserialize;
use threadwarden_thread::{Comment, Link, Thread};

/// A comment with what people say of it.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// The id of the row, for listing mistakes.
    pub id: String,
    /// The thread, as far as the row holds it.
    pub thread: Thread,
    /// Index of the judged comment.
    pub judged: usize,
    /// Whether people call it a personal attack.
    pub is_attack: bool,
    /// Whether they were unsure.
    pub is_doubtful: bool,
    /// The category they give.
    pub category: Option<String>,
    /// The kind of target they give.
    pub target_kind: Option<String>,
    /// The name of whoever is meant.
    pub target: Option<String>,
    /// When it was written, in seconds since 1970.
    pub time: Option<i64>,
    /// Labelled characters, as ranges of Unicode code points of the text.
    pub spans: Option<Vec<(usize, usize)>>,
}

/// Labelled rows that could not be read.
#[derive(Debug)]
pub struct ReadError {
    line: u64,
    problem: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for ReadError {}

#[derive(Debug, Default, Deserialize)]
struct Row {
    #[serde(default)]
    id: Option<serde_json::Value>,
    text: Option<String>,
    parent: Option<String>,
    thread: Option<Vec<RowComment>>,
    judge: Option<usize>,
    label: Option<serde_json::Value>,
    #[serde(default)]
    doubtful: bool,
    category: Option<String>,
    target_kind: Option<String>,
    target: Option<String>,
    #[serde(alias = "date")]
    created: Option<serde_json::Value>,
    spans: Option<Vec<(usize, usize)>>,
    span: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RowComment {
    #[serde(default)]
    author: Option<String>,
    text: String,
    reply_to: Option<usize>,
}

/// Reads labelled JSONL or CSV.
///
/// A JSONL row is an object with `label` (0, 1, true or false) and either `text`
/// and perhaps `parent` (the text it answers), or `thread`, a list of
/// `{author, text, reply_to}` with `judge` pointing at the judged one (the last,
/// if missing). `doubtful`, `category`, `target_kind`, `target`, `created` and
/// `spans` are read where they are, and `span`, the attacking words as they stand in the text.
/// CSV needs the columns `text` and `label`, in letters of any case, and may have `id`, `parent`,
/// `category`, `target_kind`, `target` and `created`.
///
/// # Errors
///
/// Names the first line that does not read, or has no label or text.
pub fn read(text: &str) -> Result<Vec<Labelled>, ReadError> {
    let is_jsonl = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    if is_jsonl { read_jsonl(text) } else { read_csv(text) }
}

fn read_jsonl(text: &str) -> Result<Vec<Labelled>, ReadError> {
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1_u64..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            let unread = |error| ReadError { line: number, problem: format!("{error}; {A_ROW}") };
            let row: Row = serde_json::from_str(line).map_err(unread)?;
            labelled(row, number)
        })
        .collect()
}

const A_ROW: &str = "a row has a label, and a text or, as thread, a list of comments";

fn read_csv(text: &str) -> Result<Vec<Labelled>, ReadError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = |error: csv::Error| ReadError {
        line: error.position().map_or(1, csv::Position::line),
        problem: error.to_string(),
    };
    let headers = reader.headers().map_err(at)?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name));
    for name in ["text", "label"] {
        if column(name).is_none() {
            let names: String = headers.iter().collect::<Vec<_>>().join(", ").chars().take(LONGEST_HEADER).collect();
            return Err(ReadError { line: 1, problem: format!("no column {name:?}; columns are {names}") });
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(at)?;
        let field = |name: &str| record.get(column(name)?).filter(|value| !value.is_empty()).map(str::to_owned);
        let row = Row {
            id: field("id").map(serde_json::Value::String),
            text: field("text"),
            parent: field("parent"),
            label: field("label").map(serde_json::Value::String),
            category: field("category"),
            target_kind: field("target_kind"),
            target: field("target"),
            created: field("created").or_else(|| field("date")).map(serde_json::Value::String),
            ..Row::default()
        };
        // The reader counts from where it stopped, which may be before the end of the line above.
        let line = record.position().map_or(0, |position| {
            let rest = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
            let ends = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n');
            position.line() + ends.count() as u64
        });
        rows.push(labelled(row, line)?);
    }
    Ok(rows)
}

/// The most characters of a header that are worth repeating.
const LONGEST_HEADER: usize = 200;

fn labelled(row: Row, line: u64) -> Result<Labelled, ReadError> {
    let is_attack = match row.label.as_ref().map(|label| label.to_string().trim_matches('"').to_owned()).as_deref() {
        Some("1" | "true" | "True" | "TRUE" | "1.0") => true,
        Some("0" | "false" | "False" | "FALSE" | "0.0") => false,
        Some(other) => return Err(ReadError { line, problem: format!("label {other:?} is neither 0 nor 1") }),
        None => return Err(ReadError { line, problem: "no label".to_owned() }),
    };
    let id = row.id.map_or_else(|| line.to_string(), |id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let mut thread = Thread::new(id.clone());
    let judged = match (row.thread, row.text) {
        (Some(comments), _) if !comments.is_empty() => {
            for (index, comment) in comments.into_iter().enumerate() {
                let author = comment.author.unwrap_or_default();
                push(&mut thread, index, &author, comment.text, comment.reply_to.filter(|&parent| parent < index));
            }
            row.judge.unwrap_or(thread.len() - 1)
        }
        (_, Some(text)) => {
            let parent = row.parent.map(|parent| push(&mut thread, 0, "", parent, None));
            push(&mut thread, 1, "writer", text, parent)
        }
        _ => return Err(ReadError { line, problem: "neither text nor thread".to_owned() }),
    };
    if judged >= thread.len() {
        return Err(ReadError { line, problem: format!("judge {judged} points outside the thread") });
    }
    let words = row.span.filter(|span| is_attack && !span.is_empty());
    let spans = row.spans.or_else(|| Some(vec![characters_of(&thread.comments[judged].text, &words?)?]));
    Ok(Labelled {
        id,
        thread,
        judged,
        is_attack,
        is_doubtful: row.doubtful,
        category: row.category,
        target_kind: row.target_kind,
        target: row.target,
        time: row.created.as_ref().and_then(seconds),
        spans,
    })
}

/// Where words stand in a text, counted in characters.
fn characters_of(text: &str, words: &str) -> Option<(usize, usize)> {
    let start = text[..text.find(words)?].chars().count();
    Some((start, start + words.chars().count()))
}

/// A date (`2024-03-01`, perhaps with a time of day behind it) or a count of seconds.
///
/// Time zones are left alone: what it is for is order, and days.
fn seconds(created: &serde_json::Value) -> Option<i64> {
    if let Some(seconds) = created.as_i64() {
        return Some(seconds);
    }
    let text = created.as_str()?.trim();
    if text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let mark = |at: usize| text.as_bytes().get(at).copied();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let is_date = mark(4) == Some(b'-') && mark(7) == Some(b'-');
    if !is_date || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
    let time = number(11..13).zip(number(14..16)).map_or(0, |(hour, minute)| hour * 3600 + minute * 60);
    Some(days * 86_400 + time + number(17..19).unwrap_or(0))
}

fn push(thread: &mut Thread, id: usize, author: &str, text: String, parent: Option<usize>) -> usize {
    let mut comment = Comment::new(id.to_string(), author, text);
    comment.link = if parent.is_some() { Link::Given } else { Link::None };
    comment.parent = parent;
    thread.push(comment)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn reads_both_forms_of_jsonl_and_csv() {
        let jsonl = r#"{"id":7,"text":"b","parent":"a","label":1,"spans":[[0,1]]}
{"thread":[{"author":"K","text":"a"},{"author":"R","text":"b","reply_to":0}],"judge":1,"label":false}"#;
        let rows = read(jsonl).unwrap();
        assert_eq!((rows[0].id.as_str(), rows[0].judged, rows[0].is_attack), ("7", 1, true));
        assert_eq!(rows[1].thread.comments[1].parent, Some(0));
        let rows = read("text,label,parent\nb,1,a\n\"c\nd\",0,\n").unwrap();
        assert_eq!((rows.len(), rows[1].judged, rows[1].is_attack), (2, 0, false));
        let rows = read("Text,Label\r\na,True\r\nb,FALSE\r\n").unwrap();
        assert_eq!((rows[0].is_attack, rows[1].is_attack), (true, false));
        assert_eq!((rows[0].id.as_str(), rows[1].id.as_str()), ("2", "3"));
    }

    #[test]
    fn the_attacking_words_are_found_in_the_text() {
        let row =
            |label: u8, span: &str| format!("{{\"text\":\"“Hm”, you cad.\",\"label\":{label},\"span\":{span}}}\n");
        let rows = [row(1, "\"you cad\""), row(1, "\"you fool\""), row(1, "null"), row(0, "\"you cad\"")].concat();
        let spans: Vec<_> = read(&rows).unwrap().into_iter().map(|row| row.spans).collect();
        assert_eq!(spans, [Some(vec![(6, 13)]), None, None, None]);
    }

    #[test]
    fn reads_dates_and_seconds() {
        let time = |created: &str| {
            let row = format!("{{\"text\":\"b\",\"label\":1,\"created\":{created}}}");
            read(&row).unwrap()[0].time
        };
        for (created, expected) in [
            ("\"1970-01-02\"", Some(86_400)),
            ("\"2000-02-29T12:30:05Z\"", Some(951_827_405)),
            ("\"2000-02-29 12:30\"", Some(951_827_400)),
            ("951827400", Some(951_827_400)),
            ("\"951827400\"", Some(951_827_400)),
            ("\"yesterday\"", None),
            ("\"2000-13-01\"", None),
            ("null", None),
        ] {
            assert_eq!(time(created), expected, "{created}");
        }
    }

    #[test]
    fn says_which_line_does_not_read() {
        let cases = [
            ("{\"text\":\"a\"}", "line 1: no label"),
            ("{\"text\":\"a\",\"label\":1}\n{\"label\":1}", "line 2: neither text nor thread"),
            ("{\"text\":\"a\",\"label\":2}", "line 1: label \"2\" is neither 0 nor 1"),
            ("text,label\r\na,1\r\n\r\nb,yes\r\n", "line 4: label \"yes\" is neither 0 nor 1"),
            ("text\na", "line 1: no column \"label\"; columns are text"),
        ];
        for (text, message) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), message);
        }
    }
}

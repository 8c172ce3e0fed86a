//! Remark42: backups with one comment a line, and trees of its interface.

use threadwarden_thread::{Comment, State};

use super::document::{Gather, Row, add, open_document, open_lines};
use super::{Found, Reader, Sample, Score, Threads};
use crate::grouping::Grouping;
use crate::input::Input;
use crate::json::{Json, Nodes, Value};
use crate::markup::{Lines, set_html};
use crate::options::Group;
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

fn is_comment(value: Value<'_>) -> bool {
    value.has(&["id", "pid", "locator", "user"])
}

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if sample.json().all().any(is_comment) {
        return Score::new(0.95, "there are Remark42 comments: objects with pid, locator and user");
    }
    Score::NONE
}

fn open(mut input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    // A backup starts with a whole object on the first line.
    let is_lines = input.grow().is_ok() && {
        let start = String::from_utf8_lossy(input.pending());
        let line = start.trim_start().lines().next().unwrap_or("");
        let mut nodes = Nodes::default();
        let json = nodes.parse(line);
        json.error.is_none() && json.root().is_some_and(|root| is_comment(root) || root.has(&["version"]))
    };
    match is_lines {
        true => open_lines(input, options, Group::Hash, read_line),
        false => open_document(input, options, read),
    }
}

fn read(json: Json<'_>, gather: &mut Gather) {
    for value in json.all().filter(|value| is_comment(*value)) {
        let at = gather.next_record(value);
        gather.push(Some(&thread(value)), row(value), at);
    }
}

fn read_line(value: Value<'_>, at: Place, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
    if !is_comment(value) {
        if !value.has(&["version"]) {
            grouping.problems().add("not-a-comment", at, "the object is no Remark42 comment");
        }
        return Ok(None);
    }
    let done = grouping.switch(Some(&thread(value)), at)?;
    add(grouping.current(), row(value), at);
    Ok(done)
}

fn thread(value: Value<'_>) -> String {
    value.at(&["locator", "url"]).and_then(Value::string).unwrap_or_default().into_owned()
}

fn row(value: Value<'_>) -> Row {
    let author = value.at(&["user", "name"]).and_then(Value::string).unwrap_or_default();
    let mut comment = Comment::new(value.text_at("id").unwrap_or_default().into_owned(), author.into_owned(), "");
    set_html(&mut comment, &value.string_at("text").unwrap_or_default(), Lines::Collapsed);
    if let Some(original) = value.string_at("orig").filter(|original| !original.is_empty()) {
        comment.raw = (original != comment.text).then(|| original.into_owned());
    }
    // Purged comments carry the zero of the language that Remark42 is written in.
    let time = value.string_at("time").filter(|text| !text.starts_with("0001-01-01"));
    comment.created = time.map(|text| time::printed(&text));
    if value.flag("delete") {
        comment.state = State::Deleted;
    }
    Row::new(comment, value.text_at("pid").filter(|pid| !pid.is_empty()).map(|pid| pid.into_owned()))
}

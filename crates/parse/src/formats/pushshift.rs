//! Reddit archives: one comment or submission a line, in the order of writing.

use super::document::{add, open_lines};
use super::{Found, Reader, Sample, Score, reddit};
use crate::grouping::Grouping;
use crate::json::Value;
use crate::options::Group;
use crate::{Error, Place};

pub(super) const READER: Reader =
    Reader { score, open: |input, options| open_lines(input, options, Group::Hash, read) };

fn score(sample: &Sample<'_>, _: &crate::ParseOptions) -> Score {
    let fits = |value: Value<'_>| {
        value.has(&["link_id", "parent_id", "body"]) || value.has(&["subreddit", "title", "selftext"])
    };
    let is_lines = sample.start().lines().next().is_some_and(|line| line.ends_with('}') || !sample.whole);
    if is_lines && sample.json().root().is_some_and(fits) {
        return Score::new(0.95, "the lines are Reddit comments with link_id and parent_id");
    }
    Score::NONE
}

fn read(value: Value<'_>, at: Place, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
    if value.has(&["body", "link_id"]) {
        let thread = value.text_at("link_id").unwrap_or_default();
        let done = grouping.switch(Some(reddit::bare(&thread)), at)?;
        add(grouping.current(), reddit::comment(value), at);
        return Ok(done);
    }
    if value.has(&["id", "title"]) {
        let thread = value.text_at("id").unwrap_or_default();
        let done = grouping.switch(Some(reddit::bare(&thread)), at)?;
        grouping.current().set_article(reddit::submission(value), at);
        return Ok(done);
    }
    grouping.problems().add("not-a-comment", at, "the object is neither a comment nor a submission");
    Ok(None)
}

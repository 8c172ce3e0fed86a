//! What tables have in common, whatever file they come in: our columns, and rows to comments.

use std::borrow::Cow;

use threadwarden_thread::{Article, Comment, Link, State};

use super::Found;
use crate::grouping::Grouping;
use crate::{Error, ParseOptions, Place, time};

/// The columns that mean something here.
pub(super) const COLUMNS: &[&str] =
    &["thread", "id", "parent", "author", "text", "created", "state", "article_title", "article_text"];
pub(super) const THREAD: usize = 0;
pub(super) const ID: usize = 1;
pub(super) const PARENT: usize = 2;
pub(super) const AUTHOR: usize = 3;
pub(super) const TEXT: usize = 4;
pub(super) const CREATED: usize = 5;
pub(super) const STATE: usize = 6;
pub(super) const ARTICLE_TITLE: usize = 7;
pub(super) const ARTICLE_TEXT: usize = 8;

/// Our number of each column; a name that comes twice counts once.
pub(super) fn name_columns(names: &[String], options: &ParseOptions) -> Vec<Option<usize>> {
    let mut taken = [false; COLUMNS.len()];
    let number = |name: &String| {
        let name = options.our_name(name.trim());
        let number = COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name))?;
        (!std::mem::replace(&mut taken[number], true)).then_some(number)
    };
    names.iter().map(number).collect()
}

/// What is said of a table without a text.
pub(super) fn no_text_column(names: &[String]) -> String {
    format!("no column is called text or mapped to it; the columns are {}", names.join(", "))
}

/// One row; columns that the table does not have, or where the row has nothing, are none.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    pub(super) thread: Option<Cow<'a, str>>,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) parent: Option<Cow<'a, str>>,
    pub(super) author: Option<Cow<'a, str>>,
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) created: Option<Cow<'a, str>>,
    pub(super) state: Option<Cow<'a, str>>,
    pub(super) article_title: Option<Cow<'a, str>>,
    pub(super) article_text: Option<Cow<'a, str>>,
}

impl Row<'_> {
    /// Adds the row to its thread; hands over the thread before when this one is another.
    pub(super) fn add_to(self, grouping: &mut Grouping, has_parents: bool, at: Place) -> Result<Option<Found>, Error> {
        let Row { thread, id, parent, author, text, created, state, article_title, article_text } = self;
        if text.is_none() && id.is_none() {
            grouping.problems().add("not-a-comment", at, "the row has neither a text nor an id");
            return Ok(None);
        }
        let done = grouping.switch(thread.as_deref(), at)?;
        let assembler = grouping.current();
        let owned = |value: Option<Cow<'_, str>>| value.map(Cow::into_owned).unwrap_or_default();
        if !assembler.has_article() {
            let (title, text) = (owned(article_title), owned(article_text));
            if !title.is_empty() || !text.is_empty() {
                assembler.set_article(Article { title, text, ..Article::default() }, at);
            }
        }
        assembler.links_known |= has_parents;
        let mut comment = Comment::new(owned(id), owned(author), owned(text));
        comment.created = created.as_deref().map(str::trim).filter(|created| !created.is_empty()).map(time_of);
        match state.as_deref().map(|name| (name, State::from_name(name))) {
            None | Some(("", _)) => {}
            Some((_, Some(state))) => comment.state = state,
            Some((name, None)) => {
                assembler.problems.add("unknown-state", at, format!("the state {name:?} is not one of ours"));
            }
        }
        let parent = parent.filter(|parent| !parent.is_empty()).map(Cow::into_owned);
        if parent.is_some() {
            comment.link = Link::Given;
        }
        assembler.push(comment, parent, at);
        Ok(done)
    }
}

/// A time as printed, or as seconds or milliseconds since 1970.
fn time_of(created: &str) -> threadwarden_thread::Time {
    /// So few digits are a year or a date.
    const LONGEST_DATE: usize = 8;
    match created.parse() {
        Ok(number) if created.len() > LONGEST_DATE => {
            time::since_epoch(number).unwrap_or_else(|| time::printed(created))
        }
        _ => time::printed(created),
    }
}

//! Isso's own file, `comments.db`: an SQLite database of threads and comments.

use std::collections::HashMap;

use threadwarden_thread::{Article, Comment};

use super::document::{Gather, Row, open_bytes};
use super::isso::{self, state};
use super::{Reader, Score};
use crate::markup::{Dialect, set_markdown};
use crate::sqlite::Database;
pub(super) use crate::sqlite::MAGIC;
use crate::{Error, ErrorKind, ParseOptions, Place, time};

/// It is no text, and known by its first bytes.
pub(super) const READER: Reader =
    Reader { score: |_, _| Score::NONE, open: |input, options| open_bytes(input, options, read) };

fn read(bytes: &[u8], _: &ParseOptions, gather: &mut Gather) -> Result<(), Error> {
    let error = |message: &str| Err(Error::new(ErrorKind::Binary, Place::default(), message));
    let Some(database) = Database::new(bytes) else { return error("this is no SQLite database") };
    let Some(comments) = database.table("comments").filter(|table| table.column("tid").is_some()) else {
        return error("the SQLite database is not that of Isso: it has no table of comments with a column tid");
    };
    if database.has_log() {
        let message = "the database keeps a log; comments that are only in the file `-wal` beside it are not read";
        gather.problems.add("write-ahead-log", Place::default(), message);
    }
    let names = threads(database, gather);
    let column = |name| comments.column(name);
    let (tid, parent, mode, created) = (column("tid"), column("parent"), column("mode"), column("created"));
    let (text, author) = (column("text"), column("author"));
    let mut rows = database.rows_of(&comments);
    for (index, row) in rows.by_ref().enumerate() {
        let at = Place { record: Some(index as u64 + 1), ..Place::default() };
        let mut comment = Comment::new(row.number.to_string(), row.get(author).text().unwrap_or_default(), "");
        set_markdown(&mut comment, &row.get(text).text().unwrap_or_default(), Dialect::Loose);
        comment.created = row.get(created).number().and_then(time::since_epoch);
        comment.state = state(row.get(mode).number().unwrap_or(1.0) as i64);
        let parent = row.get(parent).text().map(|parent| parent.into_owned());
        let thread = row.get(tid).text().unwrap_or_default();
        gather.push(Some(names.get(thread.as_ref()).map_or(&thread, String::as_str)), Row::new(comment, parent), at);
    }
    if rows.is_damaged() {
        gather.problems.add("damaged-database", Place::default(), "some pages or rows of the database are broken");
    }
    Ok(())
}

/// What the threads are called, by their numbers.
fn threads(database: Database<'_>, gather: &mut Gather) -> HashMap<String, String> {
    let Some(table) = database.table("threads") else { return HashMap::new() };
    let (uri, title) = (table.column("uri"), table.column("title"));
    let mut rows = database.rows_of(&table);
    let mut names = HashMap::new();
    for row in rows.by_ref() {
        let Some(name) = row.get(uri).text().filter(|name| !name.is_empty()) else { continue };
        let title = row.get(title).text().unwrap_or_default().into_owned();
        gather.thread(Some(&name)).article = Some(Article { title, url: isso::url(&name), ..Article::default() });
        names.insert(row.number.to_string(), name.into_owned());
    }
    if rows.is_damaged() {
        gather.problems.add("damaged-database", Place::default(), "some threads of the database are broken");
    }
    names
}

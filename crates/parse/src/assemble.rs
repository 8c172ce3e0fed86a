//! Loose comments to a thread: ids made unique, parents found, broken links cut.

use std::collections::{HashMap, HashSet};

use threadwarden_thread::{Article, Comment, CommentId, Link, Page, Thread};

use crate::Place;
use crate::formats::{Found, Links};
use crate::problem::Problems;

/// A thread being gathered from rows in any order.
#[derive(Debug, Default)]
pub(crate) struct Assembler {
    /// The thread's name.
    pub(crate) thread: String,
    pub(crate) article: Option<Article>,
    pub(crate) rows: Vec<Loose>,
    /// Pingbacks and trackbacks, which are no comments.
    pub(crate) pings: Vec<Loose>,
    /// Whether the source says of any comment what it answers, or that it answers nothing.
    pub(crate) links_known: bool,
    pub(crate) problems: Problems,
}

/// A comment whose parent is still a name.
#[derive(Debug)]
pub(crate) struct Loose {
    pub(crate) comment: Comment,
    /// The id of the comment's parent, as the source has it.
    pub(crate) parent: Option<String>,
    pub(crate) at: Place,
}

impl Assembler {
    pub(crate) fn new(thread: impl Into<String>) -> Self {
        Assembler { thread: thread.into(), ..Assembler::default() }
    }

    /// Adds a comment; an empty id is replaced by the comment's position.
    pub(crate) fn push(&mut self, comment: Comment, parent: Option<String>, at: Place) {
        self.rows.push(Loose { comment, parent, at });
    }

    /// Adds a pingback or a trackback.
    pub(crate) fn push_ping(&mut self, comment: Comment, parent: Option<String>, at: Place) {
        self.pings.push(Loose { comment, parent, at });
    }

    /// Sets the article; the first one stays.
    pub(crate) fn set_article(&mut self, article: Article, at: Place) {
        match &self.article {
            None => self.article = Some(article),
            Some(known) if *known == article => {}
            Some(_) => {
                self.problems.add("second-article", at, "the thread has an article already; this one was left out")
            }
        }
    }

    /// Whether the thread has an article yet.
    pub(crate) fn has_article(&self) -> bool {
        self.article.is_some()
    }

    /// Ties up the thread and hands it over.
    pub(crate) fn close(mut self) -> Found {
        let links = if self.links_known { Links::Known } else { Links::Lost { newest_first: false } };
        let pings = std::mem::take(&mut self.pings).into_iter().map(|ping| ping.comment).collect();
        let (page, problems) = self.finish();
        Found { page, problems, pings, links, reason: None }
    }

    /// Ties up the thread.
    pub(crate) fn finish(mut self) -> (Page, Problems) {
        let mut problems = std::mem::take(&mut self.problems);
        let parents = match self.index() {
            Some(index_of) => self.parents(&index_of, &mut problems),
            None => {
                self.mend_ids(&mut problems);
                let index_of = self.index().unwrap_or_default();
                self.parents(&index_of, &mut problems)
            }
        };
        let mut thread = Thread::new(self.thread);
        let mut places = Vec::with_capacity(self.rows.len());
        thread.comments.reserve_exact(self.rows.len());
        for (Loose { mut comment, at, .. }, parent) in self.rows.into_iter().zip(parents) {
            comment.parent = parent;
            if parent.is_none() {
                comment.link = Link::None;
            }
            places.push(at);
            thread.comments.push(comment);
        }
        for index in thread.cut_broken_links() {
            let message = format!(
                "comment {} answers itself or is part of a circle of answers",
                quoted(&thread.comments[index].id)
            );
            problems.add("cycle", places[index], message);
        }
        (Page { article: self.article, thread }, problems)
    }

    /// The rows by their ids; none when some have none, or the same one.
    fn index(&self) -> Option<HashMap<&str, usize>> {
        let mut index_of = HashMap::with_capacity(self.rows.len());
        for (index, row) in self.rows.iter().enumerate() {
            let id = row.comment.id.as_str();
            if id.is_empty() || index_of.insert(id, index).is_some() {
                return None;
            }
        }
        Some(index_of)
    }

    /// For each row the one that it answers.
    fn parents(&self, index_of: &HashMap<&str, usize>, problems: &mut Problems) -> Vec<Option<usize>> {
        let mut parent = |row: &Loose| {
            let ids = row.parent.as_deref()?;
            let first = ids.split(NEXT_BEST).next().unwrap_or("");
            let found = find(index_of, first);
            if found.is_some() {
                return found;
            }
            let next = find_any(index_of, ids);
            if next.is_some() || !names_no_comment(first) {
                let (id, first) = (quoted(&row.comment.id), cut(first));
                let more = if next.is_some() { "; it was put under the next one up" } else { "" };
                let message = format!("comment {id} answers {first}, which is not in the thread{more}");
                problems.add("unknown-parent", row.at, message);
            }
            next
        };
        self.rows.iter().map(&mut parent).collect()
    }

    /// Gives ids to comments without one and keeps the first of those that share one.
    fn mend_ids(&mut self, problems: &mut Problems) {
        let mut seen: HashSet<&str> = HashSet::with_capacity(self.rows.len());
        let mut keep = vec![true; self.rows.len()];
        let mut nameless = false;
        for (index, Loose { comment, at, .. }) in self.rows.iter().enumerate() {
            if comment.id.as_str().is_empty() {
                nameless = true;
            } else if !seen.insert(comment.id.as_str()) {
                keep[index] = false;
                let message = format!("a second comment has the id {}; the first one was kept", quoted(&comment.id));
                problems.add("duplicate-id", *at, message);
            }
        }
        let mut names: Vec<(usize, String)> = Vec::new();
        if nameless {
            let kept = self.rows.iter().enumerate().filter(|(index, _)| keep[*index]);
            for (position, (index, Loose { comment, .. })) in kept.enumerate() {
                if comment.id.as_str().is_empty() {
                    let mut name = position.to_string();
                    while seen.contains(name.as_str()) {
                        name.push('\'');
                    }
                    names.push((index, name));
                }
            }
        }
        for (index, name) in names {
            self.rows[index].comment.id = CommentId::from(name);
        }
        if keep.contains(&false) {
            let mut kept = keep.iter();
            self.rows.retain(|_| kept.next().copied().unwrap_or(true));
        }
    }
}

/// Parts the ids of a parent that has several: the one answered, the one that answers, and so on up.
pub(crate) const NEXT_BEST: char = '\u{1F}';

/// The first of several ids that names a comment.
fn find_any(index_of: &HashMap<&str, usize>, ids: &str) -> Option<usize> {
    ids.split(NEXT_BEST).find_map(|id| find(index_of, id))
}

/// The comment an id names; spreadsheets turn the id `123` into `123.0`.
fn find(index_of: &HashMap<&str, usize>, id: &str) -> Option<usize> {
    index_of.get(id).or_else(|| index_of.get(id.strip_suffix(".0")?)).copied()
}

/// What exports write in the parent column of a root.
fn names_no_comment(id: &str) -> bool {
    const NONE: &[&str] = &["", "0", "0.0", "-1", "na", "nan", "none", "null", "nil", "root"];
    NONE.iter().any(|none| none.eq_ignore_ascii_case(id.trim()))
}

fn quoted(id: &CommentId) -> String {
    cut(id.as_str())
}

/// An id short enough for a message.
fn cut(id: &str) -> String {
    const LONGEST_CHARS: usize = 60;
    let mut shown: String = id.chars().take(LONGEST_CHARS).collect();
    if shown.len() < id.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::{Comment, Link};

    use super::Assembler;
    use crate::Place;

    /// Rows (id, parent) to rows (id, parent index), and the problem codes.
    fn assemble(rows: &[(&str, Option<&str>)]) -> (Vec<(String, Option<usize>)>, Vec<&'static str>) {
        let mut assembler = Assembler::new("t");
        for (index, (id, parent)) in rows.iter().enumerate() {
            let mut comment = Comment::new(*id, "a", "x");
            comment.link = Link::Given;
            assembler.push(comment, parent.map(str::to_owned), Place::record(index as u64 + 1));
        }
        let (page, mut problems) = assembler.finish();
        for comment in &page.thread.comments {
            assert_eq!(comment.link == Link::None, comment.parent.is_none());
        }
        let comments = page.thread.comments.iter().map(|comment| (comment.id.to_string(), comment.parent)).collect();
        (comments, problems.take().iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn ties_links() {
        type Case<'a> = (&'a [(&'a str, Option<&'a str>)], &'a [(&'a str, Option<usize>)], &'a [&'static str]);
        let cases: &[Case<'_>] = &[
            (&[], &[], &[]),
            (&[("a", None), ("b", Some("a"))], &[("a", None), ("b", Some(0))], &[]),
            // The parent may come later.
            (&[("b", Some("a")), ("a", None)], &[("b", Some(1)), ("a", None)], &[]),
            (&[("b", Some("z"))], &[("b", None)], &["unknown-parent"]),
            (&[("1", None), ("2", Some("1.0"))], &[("1", None), ("2", Some(0))], &[]),
            (&[("1", None), ("2", Some("0")), ("3", Some(""))], &[("1", None), ("2", None), ("3", None)], &[]),
            // A comment that really is called 0 can be answered.
            (&[("0", None), ("1", Some("0"))], &[("0", None), ("1", Some(0))], &[]),
            (&[("a", Some("a"))], &[("a", None)], &["cycle"]),
            (&[("a", Some("b")), ("b", Some("a"))], &[("a", None), ("b", None)], &["cycle", "cycle"]),
            (&[("a", None), ("a", Some("a")), ("b", Some("a"))], &[("a", None), ("b", Some(0))], &["duplicate-id"]),
            (&[("", None), ("0", None), ("", Some("0"))], &[("0'", None), ("0", None), ("2", Some(1))], &[]),
        ];
        for (rows, expected, codes) in cases {
            let (comments, problems) = assemble(rows);
            let comments: Vec<(&str, Option<usize>)> =
                comments.iter().map(|(id, parent)| (id.as_str(), *parent)).collect();
            assert_eq!(comments, *expected, "{rows:?}");
            assert_eq!(problems, *codes, "{rows:?}");
        }
    }
}

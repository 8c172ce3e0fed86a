//! Disqus exports: threads first, then the posts of all of them in the order of writing.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Row, add};
use super::records::{Records, Source, Step};
use super::wordpress_wxr::{is_xml, refuse_doctype, text_too_long};
use super::{Found, Reader, Sample, Score, Threads};
use crate::grouping::Grouping;
use crate::input::Input;
use crate::markup::{Lines, set_html};
use crate::options::Group;
use crate::xml::{Piece, Xml};
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if is_xml(sample.text) && sample.text.contains("<disqus") && sample.text.contains("://disqus.com") {
        return Score::new(0.97, "the root element is <disqus>");
    }
    Score::NONE
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let xml = Xml::new(input, options.line_cap_bytes);
    let grouping = Grouping::new(&options, Group::Hash).without_empty();
    let element = Element::default();
    Box::new(Records::new(Stream { xml, options, grouping, inside: false, element, field: None, record: 0 }))
}

struct Stream<'r> {
    xml: Xml<'r>,
    options: ParseOptions,
    grouping: Grouping,
    /// Whether a thread or a post is being read, and which; kept from one to the next for its memory.
    inside: bool,
    element: Element,
    field: Option<usize>,
    record: u64,
}

/// A thread or a post being read.
#[derive(Default)]
struct Element {
    is_post: bool,
    at: Place,
    /// The id of the element, of a post's thread, of its parent.
    id: String,
    thread: String,
    parent: Option<String>,
    values: [String; FIELDS.len()],
}

const FIELDS: [&[u8]; 9] =
    [b"id", b"message", b"createdAt", b"isDeleted", b"isSpam", b"name", b"username", b"link", b"title"];

impl Source for Stream<'_> {
    fn step(&mut self) -> Result<Step, Error> {
        match self.xml.next(self.field.is_some())? {
            Piece::End => return Ok(Step::End),
            Piece::Doctype => {
                refuse_doctype(self.grouping.problems(), self.xml.place());
                return Ok(Step::End);
            }
            Piece::TooLong(bytes) => {
                self.grouping.problems().add("line-too-long", self.xml.place(), text_too_long(bytes));
            }
            Piece::Text => {
                if let Some(text) = self.field.map(|field| &mut self.element.values[field])
                    && text.len() < self.options.line_cap_bytes
                {
                    self.xml.push_text(text);
                }
            }
            Piece::Open { empty } => self.open_tag(empty),
            Piece::Close => {
                let done = self.close_tag()?;
                self.xml.input().report_losses(self.grouping.problems());
                return Ok(done.into());
            }
        }
        Ok(Step::More)
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        self.grouping.finish()
    }
}

impl Stream<'_> {
    fn open_tag(&mut self, empty: bool) {
        let element = &mut self.element;
        let id = || self.xml.attribute("id");
        match (self.xml.name(), self.inside) {
            (b"thread", true) if element.is_post => element.thread = id().unwrap_or_default(),
            (b"parent", true) if element.is_post => element.parent = id(),
            (name @ (b"thread" | b"post"), false) if !empty => {
                self.record += 1;
                (self.inside, self.field) = (true, None);
                element.is_post = name == b"post";
                element.at = Place { record: Some(self.record), ..self.xml.place() };
                element.id = id().unwrap_or_default();
                element.thread.clear();
                element.parent = None;
                element.values.iter_mut().for_each(String::clear);
            }
            (name, true) if !empty => {
                if let Some(field) = FIELDS.iter().position(|known| *known == name) {
                    self.field = Some(field);
                    element.values[field].clear();
                }
            }
            _ => {}
        }
    }

    fn close_tag(&mut self) -> Result<Option<Found>, Error> {
        let name = self.xml.name();
        if !self.inside || self.field.take_if(|field| FIELDS[*field] == name).is_some() {
            return Ok(None);
        }
        if name != if self.element.is_post { b"post".as_slice() } else { b"thread" } {
            return Ok(None);
        }
        (self.inside, self.field) = (false, None);
        match self.element.is_post {
            true => self.element.add_post(&mut self.grouping),
            false => self.element.add_thread(&mut self.grouping),
        }
    }
}

impl Element {
    fn add_thread(&self, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
        let [_, _, created, deleted, _, name, username, link, title] = self.values.each_ref().map(|value| value.trim());
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let done = grouping.switch(Some(&self.id), self.at)?;
        if deleted == "true" {
            grouping.problems().add("deleted-thread", self.at, format!("the page {title:?} was deleted at Disqus"));
        }
        let article = Article {
            title: title.to_owned(),
            url: some(link),
            author: some(name).or(some(username)),
            published: some(created),
            ..Article::default()
        };
        if article != Article::default() {
            grouping.current().set_article(article, self.at);
        }
        Ok(done)
    }

    fn add_post(&self, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
        let [own_id, message, created, deleted, spam, name, username, ..] =
            self.values.each_ref().map(|value| value.trim());
        let id = if self.id.is_empty() { own_id } else { &self.id };
        let mut comment = Comment::new(id, if name.is_empty() { username } else { name }, "");
        set_html(&mut comment, message, Lines::Collapsed);
        comment.created = (!created.is_empty()).then(|| {
            // The documentation's own example leaves the Z out.
            time::utc(created).unwrap_or_else(|| time::printed(created))
        });
        comment.state = match () {
            () if deleted == "true" => State::Deleted,
            () if spam == "true" => State::Spam,
            () => State::Approved,
        };
        let done = grouping.switch(Some(&self.thread), self.at)?;
        let parent = self.parent.clone().filter(|parent| !parent.is_empty());
        add(grouping.current(), Row::new(comment, parent), self.at);
        Ok(done)
    }
}

//! Disqus exports: threads first, then the posts of all of them in the order of writing.

use threadwarden_thread::{Article, Comment, State};

use super::document::{Row, add};
use super::wordpress_wxr::refuse_doctype;
use super::{Found, Reader, Sample, Score, Threads};
use crate::grouping::Grouping;
use crate::input::Input;
use crate::markup::{Lines, set_html};
use crate::options::Group;
use crate::xml::{Piece, Xml};
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    if sample.text.contains("<disqus") && sample.text.contains("disqus.com") {
        return Score::new(0.97, "the root element is <disqus>");
    }
    Score::NONE
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let xml = Xml::new(input, options.line_cap_bytes);
    let grouping = Grouping::new(&options, Group::Hash).without_empty();
    Box::new(Stream { xml, options, grouping, inside: None, field: None, text: String::new(), record: 0, ended: false })
}

struct Stream<'r> {
    xml: Xml<'r>,
    options: ParseOptions,
    grouping: Grouping,
    inside: Option<Element>,
    field: Option<usize>,
    text: String,
    record: u64,
    ended: bool,
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

const FIELDS: [&str; 9] = ["id", "message", "createdAt", "isDeleted", "isSpam", "name", "username", "link", "title"];

impl Iterator for Stream<'_> {
    type Item = Result<Found, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.step() {
                Ok(None) => {}
                Ok(Some(found)) => return Some(Ok(found)),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        self.grouping.finish().transpose()
    }
}

impl Stream<'_> {
    fn step(&mut self) -> Result<Option<Found>, Error> {
        let at = self.xml.place();
        let mut done = None;
        match self.xml.next()? {
            Piece::End => self.ended = true,
            Piece::Doctype => {
                self.ended = true;
                refuse_doctype(self.grouping.problems(), at);
            }
            Piece::TooLong(bytes) => {
                let message = format!("a text of {bytes} bytes is over the cap and was left out");
                self.grouping.problems().add("line-too-long", at, message);
            }
            Piece::Text => {
                if self.field.is_some() && self.text.len() < self.options.line_cap_bytes {
                    self.text.push_str(self.xml.text());
                }
            }
            Piece::Open { empty } => self.open_tag(empty, at),
            Piece::Close => done = self.close_tag()?,
        }
        self.xml.input().report_losses(self.grouping.problems());
        Ok(done)
    }

    fn open_tag(&mut self, empty: bool, at: Place) {
        let id = || self.xml.attribute("id");
        match (self.xml.name(), &mut self.inside) {
            ("thread", Some(post)) if post.is_post => post.thread = id().unwrap_or_default(),
            ("parent", Some(post)) if post.is_post => post.parent = id(),
            (name @ ("thread" | "post"), None) if !empty => {
                self.record += 1;
                let at = Place { record: Some(self.record), ..at };
                let id = id().unwrap_or_default();
                self.inside = Some(Element { is_post: name == "post", at, id, ..Element::default() });
            }
            (name, Some(_)) if !empty => {
                let field = FIELDS.iter().position(|known| *known == name);
                if field.is_some() {
                    self.field = field;
                    self.text.clear();
                }
            }
            _ => {}
        }
    }

    fn close_tag(&mut self) -> Result<Option<Found>, Error> {
        let name = self.xml.name();
        let Some(element) = &mut self.inside else { return Ok(None) };
        if let Some(field) = self.field.take_if(|field| FIELDS[*field] == name) {
            element.values[field] = std::mem::take(&mut self.text).trim().to_owned();
            return Ok(None);
        }
        let ends = name == if element.is_post { "post" } else { "thread" };
        match self.inside.take_if(|_| ends) {
            None => Ok(None),
            Some(element) if element.is_post => element.add_post(&mut self.grouping),
            Some(element) => element.add_thread(&mut self.grouping),
        }
    }
}

impl Element {
    fn add_thread(self, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
        let [_, _, created, deleted, _, name, username, link, title] = self.values;
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let done = grouping.switch(Some(&self.id), self.at)?;
        if deleted == "true" {
            grouping.problems().add("deleted-thread", self.at, format!("the page {title:?} was deleted at Disqus"));
        }
        let article = Article {
            title,
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

    fn add_post(self, grouping: &mut Grouping) -> Result<Option<Found>, Error> {
        let Element { at, mut id, thread, parent, values, .. } = self;
        let [own_id, message, created, deleted, spam, name, username, ..] = values;
        if id.is_empty() {
            id = own_id;
        }
        let mut comment = Comment::new(id, if name.is_empty() { username } else { name }, "");
        set_html(&mut comment, &message, Lines::Collapsed);
        comment.created = (!created.is_empty()).then(|| {
            // The documentation's own example leaves the Z out.
            time::utc(&created).unwrap_or_else(|| time::printed(&created))
        });
        comment.state = match () {
            () if deleted == "true" => State::Deleted,
            () if spam == "true" => State::Spam,
            () => State::Approved,
        };
        let done = grouping.switch(Some(&thread), at)?;
        add(grouping.current(), Row::new(comment, parent.filter(|parent| !parent.is_empty())), at);
        Ok(done)
    }
}

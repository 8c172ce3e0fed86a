//! WordPress exports (WXR): posts as items of a feed, each with its comments inside.

use threadwarden_thread::{Article, Comment, Link};

use super::wordpress_rest::{is_ping, state};
use super::{Found, Reader, Sample, Score, Threads};
use crate::assemble::Assembler;
use crate::input::Input;
use crate::markup::{Lines, decode_entities, html_text, set_html};
use crate::problem::Problems;
use crate::xml::{Piece, Xml};
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

fn score(sample: &Sample<'_>, _: &ParseOptions) -> Score {
    let start = sample.text;
    if start.contains("wordpress.org/export/") && start.contains('<') {
        return Score::new(0.97, "the feed names the WordPress export in its namespaces");
    }
    if start.contains("<wp:comment>") || start.contains("<wp:wxr_version>") {
        return Score::new(0.9, "the feed holds elements of a WordPress export");
    }
    Score::NONE
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let xml = Xml::new(input, options.line_cap_bytes);
    Box::new(Stream {
        xml,
        options,
        item: None,
        comment: None,
        field: None,
        text: String::new(),
        loose: Problems::default(),
        record: 0,
        ended: false,
    })
}

struct Stream<'r> {
    xml: Xml<'r>,
    options: ParseOptions,
    item: Option<Item>,
    comment: Option<Fields>,
    /// The field being read, of the comment or of the item.
    field: Option<Field>,
    text: String,
    loose: Problems,
    record: u64,
    ended: bool,
}

#[derive(Default)]
struct Item {
    article: Article,
    id: String,
    post_date: Option<String>,
    thread: Assembler,
}

/// A comment's fields as they are written.
#[derive(Default)]
struct Fields {
    at: Place,
    values: [String; FIELDS],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Link,
    Creator,
    PubDate,
    Content,
    PostId,
    PostDate,
    /// A field of a comment, by its number.
    Comment(usize),
}

const FIELDS: usize = 8;
const NAMES: [&str; FIELDS] = [
    "comment_id",
    "comment_parent",
    "comment_author",
    "comment_date_gmt",
    "comment_date",
    "comment_content",
    "comment_approved",
    "comment_type",
];

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
        let last = self.item.take().and_then(|item| self.close(item));
        if last.is_none() && !self.loose.is_empty() {
            let mut empty = Assembler::new(self.options.thread_name());
            empty.problems = std::mem::take(&mut self.loose);
            return Some(Ok(empty.close()));
        }
        last.map(Ok)
    }
}

impl Stream<'_> {
    fn problems(&mut self) -> &mut Problems {
        match &mut self.item {
            Some(item) => &mut item.thread.problems,
            None => &mut self.loose,
        }
    }

    fn step(&mut self) -> Result<Option<Found>, Error> {
        let at = self.xml.place();
        match self.xml.next()? {
            Piece::End => self.ended = true,
            Piece::Doctype => {
                self.ended = true;
                refuse_doctype(self.problems(), at);
            }
            Piece::TooLong(bytes) => {
                let message = format!("a text of {bytes} bytes is over the cap and was left out");
                self.problems().add("line-too-long", at, message);
            }
            Piece::Text => {
                if self.field.is_some() && self.text.len() < self.options.line_cap_bytes {
                    self.text.push_str(self.xml.text());
                }
            }
            Piece::Open { empty } => self.open_tag(empty, at),
            Piece::Close => return Ok(self.close_tag()),
        }
        if self.field.is_none() {
            let problems = match &mut self.item {
                Some(item) => &mut item.thread.problems,
                None => &mut self.loose,
            };
            self.xml.input().report_losses(problems);
        }
        Ok(None)
    }

    fn open_tag(&mut self, empty: bool, at: Place) {
        let (prefix, name) = (self.xml.prefix(), self.xml.name());
        match name {
            "item" => {
                self.item.get_or_insert_with(Item::default);
            }
            "comment" if self.item.is_some() && !prefix.is_empty() => {
                self.record += 1;
                self.comment = Some(Fields { at: Place { record: Some(self.record), ..at }, ..Fields::default() });
            }
            _ => {
                let field = match (&self.comment, &self.item) {
                    (Some(_), _) => NAMES.iter().position(|known| *known == name).map(Field::Comment),
                    (None, Some(_)) => item_field(prefix, name),
                    (None, None) => None,
                };
                // Elements inside a field are part of its text and of no interest.
                if field.is_some() && !empty {
                    self.field = field;
                    self.text.clear();
                }
            }
        }
    }

    fn close_tag(&mut self) -> Option<Found> {
        match self.xml.name() {
            "item" => return self.item.take().and_then(|item| self.close(item)),
            "comment" if !self.xml.prefix().is_empty() => {
                if let (Some(fields), Some(item)) = (self.comment.take(), &mut self.item) {
                    fields.add_to(&mut item.thread);
                }
            }
            name => {
                let prefix = self.xml.prefix();
                let ends = self.field.is_some_and(|field| match field {
                    Field::Comment(number) => NAMES[number] == name,
                    field => item_field(prefix, name) == Some(field),
                });
                if let Some(field) = self.field.take_if(|_| ends) {
                    self.set(field);
                }
            }
        }
        None
    }

    fn set(&mut self, field: Field) {
        let text = std::mem::take(&mut self.text);
        let trimmed = || text.trim().to_owned();
        if let (Field::Comment(number), Some(fields)) = (field, &mut self.comment) {
            fields.values[number] = trimmed();
            return;
        }
        let Some(item) = &mut self.item else { return };
        match field {
            Field::Title => item.article.title = decode_entities(text.trim()).into_owned(),
            Field::Link => item.article.url = Some(trimmed()).filter(|link| !link.is_empty()),
            Field::Creator => item.article.author = Some(trimmed()).filter(|name| !name.is_empty()),
            Field::PubDate => item.article.published = Some(time::of_mail(&text).text),
            Field::Content => item.article.text = html_text(&text, Lines::Kept),
            Field::PostId => item.id = trimmed(),
            Field::PostDate => item.post_date = time::utc(&text).map(|time| time.text),
            Field::Comment(_) => {}
        }
    }

    /// Hands an item over; most have no comments and are passed over.
    fn close(&mut self, item: Item) -> Option<Found> {
        let Item { mut article, id, post_date, mut thread } = item;
        if thread.rows.is_empty() && thread.pings.is_empty() {
            for problem in thread.problems.take() {
                self.loose.push(problem);
            }
            return None;
        }
        for problem in self.loose.take() {
            thread.problems.push(problem);
        }
        thread.links_known = true;
        thread.thread = if id.is_empty() { self.options.thread_name().to_owned() } else { id };
        article.published = post_date.or(article.published);
        thread.article = Some(article);
        Some(thread.close())
    }
}

/// Records that a document type ends the reading.
pub(super) fn refuse_doctype(problems: &mut Problems, at: Place) {
    let message = "the file defines a document type, which exports never do; nothing behind it was read";
    problems.add("doctype-refused", at, message);
}

fn item_field(prefix: &str, name: &str) -> Option<Field> {
    match (prefix, name) {
        ("", "title") => Some(Field::Title),
        ("", "link") => Some(Field::Link),
        ("dc", "creator") => Some(Field::Creator),
        ("", "pubDate") => Some(Field::PubDate),
        ("content", "encoded") => Some(Field::Content),
        (_, "post_id") => Some(Field::PostId),
        (_, "post_date_gmt") => Some(Field::PostDate),
        _ => None,
    }
}

impl Fields {
    fn add_to(self, thread: &mut Assembler) {
        let Fields { at, values: [id, parent, author, gmt, local, content, approved, kind] } = self;
        let mut comment = Comment::new(id, decode_entities(&author).trim(), "");
        set_html(&mut comment, &content, Lines::Kept);
        comment.created = time::utc(&gmt).or_else(|| time::local(&local)).or_else(|| {
            [gmt, local]
                .into_iter()
                .find(|text| !text.is_empty() && !text.starts_with("0000"))
                .map(|text| time::printed(&text))
        });
        match state(&approved) {
            Some(state) => comment.state = state,
            None if approved.is_empty() => {}
            None => {
                thread.problems.add("unknown-state", at, format!("the state {approved:?} is not one of WordPress's"))
            }
        }
        let parent = Some(parent).filter(|parent| !parent.is_empty() && parent != "0");
        if parent.is_some() {
            comment.link = Link::Given;
        }
        if is_ping(&kind) { thread.push_ping(comment, parent, at) } else { thread.push(comment, parent, at) }
    }
}

//! WordPress exports (WXR): posts as items of a feed, each with its comments inside.

use threadwarden_thread::{Article, Comment};

use super::document::{Row, add};
use super::records::{Records, Source, Step};
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
    // Pages about exports show pieces of them.
    if !is_xml(start) {
        return Score::NONE;
    }
    if start.contains("wordpress.org/export/") && start.contains("<rss") {
        return Score::new(0.97, "the feed names the WordPress export in its namespaces");
    }
    if start.contains("<wp:comment>") || start.contains("<wp:wxr_version>") {
        return Score::new(0.9, "the feed holds elements of a WordPress export");
    }
    Score::NONE
}

/// Whether a text is XML of the kind that exports are: its first tag is not one of HTML, and little stands before it.
pub(super) fn is_xml(text: &str) -> bool {
    /// Bytes of junk that exports have been seen to start with, many times over.
    const JUNK: usize = 64;
    let Some(tag) = text.find('<').filter(|at| *at <= JUNK).map(|at| &text[at + 1..]) else { return false };
    let name: String = tag.chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
    match name.to_ascii_lowercase().as_str() {
        "!doctype" => !tag["!doctype".len()..].trim_start().to_ascii_lowercase().starts_with("html"),
        name => {
            name.starts_with("?xml")
                || name.starts_with("!--")
                || name.contains(':')
                || matches!(name, "rss" | "disqus")
        }
    }
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let xml = Xml::new(input, options.line_cap_bytes);
    Box::new(Records::new(Stream {
        xml,
        options,
        item: None,
        in_comment: false,
        fields: Fields::default(),
        field: None,
        text: String::new(),
        loose: Problems::default(),
        record: 0,
    }))
}

struct Stream<'r> {
    xml: Xml<'r>,
    options: ParseOptions,
    item: Option<Item>,
    in_comment: bool,
    /// The fields of the comment being read; kept from one to the next, so that they need no new memory.
    fields: Fields,
    /// The field being read, of the comment or of the item.
    field: Option<Field>,
    /// The text of a field of the item.
    text: String,
    loose: Problems,
    record: u64,
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
const NAMES: [&[u8]; FIELDS] = [
    b"comment_id",
    b"comment_parent",
    b"comment_author",
    b"comment_date_gmt",
    b"comment_date",
    b"comment_content",
    b"comment_approved",
    b"comment_type",
];

impl Source for Stream<'_> {
    fn step(&mut self) -> Result<Step, Error> {
        match self.xml.next(self.field.is_some())? {
            Piece::End => return Ok(Step::End),
            Piece::Doctype => {
                let at = self.xml.place();
                refuse_doctype(self.problems(), at);
                return Ok(Step::End);
            }
            Piece::TooLong(bytes) => {
                let at = self.xml.place();
                self.problems().add("line-too-long", at, text_too_long(bytes));
            }
            Piece::Text => {
                let text = match self.field {
                    Some(Field::Comment(number)) => &mut self.fields.values[number],
                    _ => &mut self.text,
                };
                if text.len() < self.options.line_cap_bytes {
                    self.xml.push_text(text);
                }
            }
            Piece::Open { empty } => self.open_tag(empty),
            Piece::Close => {
                let found = self.close_tag();
                let problems = match &mut self.item {
                    Some(item) => &mut item.thread.problems,
                    None => &mut self.loose,
                };
                self.xml.input().report_losses(problems);
                return Ok(found.into());
            }
        }
        Ok(Step::More)
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        let last = self.item.take().and_then(|item| self.close(item));
        if last.is_none() && !self.loose.is_empty() {
            let mut empty = Assembler::new(self.options.thread_name());
            empty.problems = std::mem::take(&mut self.loose);
            return Ok(Some(empty.close()));
        }
        Ok(last)
    }
}

impl Stream<'_> {
    fn problems(&mut self) -> &mut Problems {
        match &mut self.item {
            Some(item) => &mut item.thread.problems,
            None => &mut self.loose,
        }
    }

    fn open_tag(&mut self, empty: bool) {
        let (prefix, name) = (self.xml.prefix(), self.xml.name());
        match name {
            b"item" => {
                self.item.get_or_insert_with(Item::default);
            }
            b"comment" if self.item.is_some() && !prefix.is_empty() => {
                self.record += 1;
                (self.in_comment, self.field) = (true, None);
                self.fields.at = Place { record: Some(self.record), ..self.xml.place() };
                self.fields.values.iter_mut().for_each(String::clear);
            }
            _ => {
                let field = match self.in_comment {
                    true => NAMES.iter().position(|known| *known == name).map(Field::Comment),
                    false => self.item.as_ref().and_then(|_| item_field(prefix, name)),
                };
                // Elements inside a field are part of its text and of no interest.
                if let Some(field) = field.filter(|_| !empty) {
                    self.field = Some(field);
                    match field {
                        Field::Comment(number) => self.fields.values[number].clear(),
                        _ => self.text.clear(),
                    }
                }
            }
        }
    }

    fn close_tag(&mut self) -> Option<Found> {
        match self.xml.name() {
            b"item" => {
                (self.in_comment, self.field) = (false, None);
                return self.item.take().and_then(|item| self.close(item));
            }
            b"comment" if !self.xml.prefix().is_empty() => {
                self.field = None;
                if let (true, Some(item)) = (std::mem::take(&mut self.in_comment), &mut self.item) {
                    self.fields.add_to(&mut item.thread);
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
        let Some(item) = &mut self.item else { return };
        let text = self.text.as_str();
        let trimmed = || text.trim().to_owned();
        match field {
            Field::Title => item.article.title = decode_entities(text.trim()).into_owned(),
            Field::Link => item.article.url = Some(trimmed()).filter(|link| !link.is_empty()),
            Field::Creator => item.article.author = Some(trimmed()).filter(|name| !name.is_empty()),
            Field::PubDate => item.article.published = Some(time::of_mail(text).text),
            Field::Content => item.article.text = html_text(text, Lines::Kept),
            Field::PostId => item.id = trimmed(),
            Field::PostDate => item.post_date = time::utc(text).map(|time| time.text),
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

/// What is said of a text over the cap.
pub(super) fn text_too_long(bytes: u64) -> String {
    format!("a text of {bytes} bytes is over the cap and was left out")
}

fn item_field(prefix: &[u8], name: &[u8]) -> Option<Field> {
    match (prefix, name) {
        (b"", b"title") => Some(Field::Title),
        (b"", b"link") => Some(Field::Link),
        (b"dc", b"creator") => Some(Field::Creator),
        (b"", b"pubDate") => Some(Field::PubDate),
        (b"content", b"encoded") => Some(Field::Content),
        (_, b"post_id") => Some(Field::PostId),
        (_, b"post_date_gmt") => Some(Field::PostDate),
        _ => None,
    }
}

impl Fields {
    fn add_to(&self, thread: &mut Assembler) {
        let at = self.at;
        let [id, parent, author, gmt, local, content, approved, kind] =
            self.values.each_ref().map(|value| value.trim());
        let mut comment = Comment::new(id, decode_entities(author).trim(), "");
        set_html(&mut comment, content, Lines::Kept);
        comment.created = time::utc(gmt).or_else(|| time::local(local)).or_else(|| {
            [gmt, local].into_iter().find(|text| !text.is_empty() && !text.starts_with("0000")).map(time::printed)
        });
        match state(approved) {
            Some(state) => comment.state = state,
            None if approved.is_empty() => {}
            None => {
                thread.problems.add("unknown-state", at, format!("the state {approved:?} is not one of WordPress's"))
            }
        }
        let parent = Some(parent).filter(|parent| !parent.is_empty() && *parent != "0").map(str::to_owned);
        add(thread, Row { comment, parent, is_ping: is_ping(kind) }, at);
    }
}

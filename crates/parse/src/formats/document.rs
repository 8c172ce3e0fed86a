//! What the JSON formats have in common: read whole or line by line, and gathered into threads.

use std::collections::HashMap;
use std::collections::VecDeque;

use threadwarden_thread::{Comment, Link};

use super::{Found, Threads, records};
use crate::assemble::Assembler;
use crate::grouping::Grouping;
use crate::input::Input;
use crate::json::{Json, Nodes, Value};
use crate::options::Group;
use crate::problem::Problems;
use crate::{Error, ParseOptions, Place};

/// Takes a JSON document apart.
pub(super) type ReadDocument = fn(Json<'_>, &mut Gather);

/// The threads of a document that is held whole.
pub(super) fn open_document(input: Input<'_>, options: ParseOptions, read: ReadDocument) -> Threads<'_> {
    open_whole(input, options, move |input, options| {
        let mut gather = Gather::new(options);
        let text = input.read_whole(options.document_cap_bytes, &mut gather.problems)?;
        let mut nodes = Nodes::default();
        let json = nodes.parse(&text);
        if let Some(byte) = json.error {
            let at = Place { byte: Some(byte as u64), ..Place::default() };
            gather.problems.add("bad-json", at, "the text is no JSON from here on; what stands before was read");
        }
        read(json, &mut gather);
        Ok(gather)
    })
}

/// Takes a file apart that is no text.
pub(super) type ReadBytes = fn(&[u8], &ParseOptions, &mut Gather) -> Result<(), Error>;

/// The threads of a file that is no text and held whole.
pub(super) fn open_bytes(input: Input<'_>, options: ParseOptions, read: ReadBytes) -> Threads<'_> {
    open_whole(input, options, move |input, options| {
        let mut gather = Gather::new(options);
        read(&input.read_bytes(options.document_cap_bytes)?, options, &mut gather)?;
        Ok(gather)
    })
}

/// The threads of an input that is read at once, when the first of them is asked for.
fn open_whole<'r, R>(input: Input<'r>, options: ParseOptions, read: R) -> Threads<'r>
where
    R: Fn(&mut Input<'r>, &ParseOptions) -> Result<Gather, Error> + Send + 'r,
{
    let mut input = Some(input);
    let mut ready: VecDeque<Found> = VecDeque::new();
    Box::new(std::iter::from_fn(move || {
        if let Some(mut input) = input.take() {
            match read(&mut input, &options) {
                Ok(gather) => ready = gather.finish(),
                Err(error) => return Some(Err(error)),
            }
        }
        ready.pop_front().map(Ok)
    }))
}

/// Threads being gathered from a document, in the order they are met.
#[derive(Default)]
pub(super) struct Gather {
    default_name: String,
    threads: Vec<Assembler>,
    index_of: HashMap<String, usize>,
    pub(super) problems: Problems,
    records: u64,
}

impl Gather {
    fn new(options: &ParseOptions) -> Self {
        Gather { default_name: options.thread_name().to_owned(), ..Gather::default() }
    }

    /// The thread of a name; without one, the one thread of the input.
    pub(super) fn thread(&mut self, name: Option<&str>) -> &mut Assembler {
        let name = name.filter(|name| !name.is_empty()).unwrap_or(&self.default_name);
        let index = match self.index_of.get(name) {
            Some(&index) => index,
            None => {
                let mut opened = Assembler::new(name);
                opened.links_known = true;
                self.threads.push(opened);
                self.index_of.insert(name.to_owned(), self.threads.len() - 1);
                self.threads.len() - 1
            }
        };
        &mut self.threads[index]
    }

    /// The place of the next record, which starts with a value.
    pub(super) fn next_record(&mut self, value: Value<'_>) -> Place {
        self.records += 1;
        Place { record: Some(self.records), byte: Some(value.byte()), line: None }
    }

    /// Adds a comment.
    pub(super) fn push(&mut self, thread: Option<&str>, row: Row, at: Place) {
        add(self.thread(thread), row, at);
    }

    /// Takes comments for roots whose parent gives the thread its name: it is the story, in the input or not.
    pub(super) fn forgive_roots(&mut self) {
        for thread in self.threads.iter_mut().filter(|thread| thread.has_article()) {
            let Assembler { thread: name, rows, .. } = thread;
            for row in rows.iter_mut().filter(|row| row.parent.as_ref() == Some(name)) {
                row.parent = None;
                row.comment.link = Link::None;
            }
        }
    }

    pub(super) fn finish(mut self) -> VecDeque<Found> {
        if self.threads.is_empty() && !self.problems.is_empty() {
            self.thread(None);
        }
        if let Some(first) = self.threads.first_mut() {
            for problem in self.problems.take() {
                first.problems.push(problem);
            }
        }
        self.threads.into_iter().map(Assembler::close).collect()
    }
}

/// A comment on its way into a thread.
pub(super) struct Row {
    pub(super) comment: Comment,
    pub(super) parent: Option<String>,
    /// A pingback or a trackback.
    pub(super) is_ping: bool,
}

impl Row {
    pub(super) fn new(comment: Comment, parent: Option<String>) -> Self {
        Row { comment, parent, is_ping: false }
    }
}

/// Adds a row to a thread of a format that knows who answers whom.
pub(super) fn add(thread: &mut Assembler, row: Row, at: Place) {
    let Row { mut comment, parent, is_ping } = row;
    thread.links_known = true;
    if parent.is_some() {
        comment.link = Link::Given;
    }
    if is_ping { thread.push_ping(comment, parent, at) } else { thread.push(comment, parent, at) }
}

/// Takes one object of a line format; hands over a thread that is done.
pub(super) type ReadLine = fn(Value<'_>, Place, &mut Grouping) -> Result<Option<Found>, Error>;

/// The threads of a format with one object a line.
pub(super) fn open_lines(input: Input<'_>, options: ParseOptions, usual: Group, read: ReadLine) -> Threads<'_> {
    let mut nodes = Nodes::default();
    records::open_lines(input, Grouping::new(&options, usual), move |line, at, grouping| {
        let json = nodes.parse(line);
        match (json.root(), json.error) {
            (Some(value), None) if value.is_object() => return read(value, at, grouping),
            (_, error) => {
                let message = match error {
                    Some(byte) => format!("the line is no JSON object: it breaks after {byte} bytes"),
                    None => "the line is no JSON object".to_owned(),
                };
                grouping.problems().add("bad-line", at, message);
            }
        }
        Ok(None)
    })
}

/// Says that a source left comments out.
pub(super) fn note_missing(problems: &mut Problems, count: u64, what: &str) {
    if count > 0 {
        problems.add(
            "not-loaded",
            Place::default(),
            format!("{count} more {what} are named in the input but not in it"),
        );
    }
}

use std::io::Read;
use std::sync::Arc;

use threadwarden_thread::{Comment, Page, Thread};

use crate::encoding::Sniffed;
use crate::formats::{Found, Links, Sample, Threads, detect};
use crate::input::Input;
use crate::unpack::{Caps, unpack};
use crate::{Error, Format, ParseOptions, Place, Problem, encoding, recover};

/// A page read from an input, and what there is to say about the reading.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The article and its comments.
    pub page: Page,
    /// What was skipped, repaired or guessed, in the order it was met.
    pub problems: Vec<Problem>,
    /// The format it was read as.
    pub format: Format,
    /// Why that format and, for the text of a page, why that layout.
    pub detection: Arc<[String]>,
    /// Pingbacks and trackbacks, which are no comments; their parents are not looked up.
    pub pings: Vec<Comment>,
}

/// Reads the first thread of an input that is held in memory.
///
/// It never fails: where nothing can be read the page is empty and a problem
/// says why. Use [`read`] for inputs that hold several threads or do not fit
/// into memory.
pub fn parse(bytes: &[u8], options: &ParseOptions) -> Parsed {
    let mut pages = read(bytes, options);
    let format = pages.format;
    let mut first = match pages.next() {
        Some(Ok(parsed)) => parsed,
        Some(Err(error)) => empty(options, format, vec![error.into_problem()]),
        None => empty(options, format, Vec::new()),
    };
    let more = pages.count();
    if more > 0 {
        let message = format!("the input holds {more} more threads; only the first one was read");
        first.problems.push(Problem::new("more-threads", Place::default(), message));
    }
    first
}

fn empty(options: &ParseOptions, format: Format, problems: Vec<Problem>) -> Parsed {
    let page = Page { article: options.article.clone(), thread: Thread::new(options.thread_name()) };
    Parsed { page, problems, format, detection: Arc::new([]), pings: Vec::new() }
}

/// Reads an input one thread at a time.
///
/// JSONL and CSV are read as they come, holding no more than one thread; the
/// text of a page is held whole. An error ends the iteration.
pub fn read<'r, R: Read + Send + 'r>(input: R, options: &ParseOptions) -> Pages<'r> {
    match open(Box::new(input), options) {
        Ok(pages) => pages,
        Err(error) => Pages {
            threads: Box::new(std::iter::once(Err(error))),
            options: options.clone(),
            format: options.format.unwrap_or(Format::Text),
            detection: Arc::new([]),
            early: Vec::new(),
        },
    }
}

/// The threads of an input; see [`read`].
pub struct Pages<'r> {
    threads: Threads<'r>,
    options: ParseOptions,
    format: Format,
    detection: Arc<[String]>,
    /// Problems of the input as a whole, reported with the first page.
    early: Vec<Problem>,
}

/// Bytes that are looked at to tell the encoding and the format.
const SAMPLE_BYTES: usize = 256 << 10;

fn open<'r>(input: Box<dyn Read + Send + 'r>, options: &ParseOptions) -> Result<Pages<'r>, Error> {
    let caps = Caps { bytes: options.unpacked_cap_bytes, ratio: options.unpacked_ratio_cap };
    let (mut input, packed) = unpack(input, caps)?;
    let mut sample = vec![0; SAMPLE_BYTES];
    let mut length = 0;
    let mut whole = false;
    while length < sample.len() && !whole {
        let read = encoding::read_some(&mut input, &mut sample[length..])?;
        whole = read == 0;
        length += read;
    }
    sample.truncate(length);
    let mut early = Vec::new();
    if sample.iter().all(u8::is_ascii_whitespace) && whole {
        early.push(Problem::new("empty-input", Place::default(), "the input is empty"));
    }
    let (sniffed, format, reason) = match Format::of_magic(&sample).filter(|_| options.format.is_none()) {
        Some((format, reason)) => (Sniffed::BYTES, format, reason.to_owned()),
        None if options.format.is_some_and(Format::wants_bytes) => tell_text(&sample, whole, options).unwrap_or((
            Sniffed::BYTES,
            options.format.unwrap_or(Format::Text),
            GIVEN.to_owned(),
        )),
        None => tell_text(&sample, whole, options)?,
    };
    early.extend(sniffed.problem.clone());
    let input = Input::new(sample, input, &sniffed, options.line_cap_bytes);
    let threads = (format.reader().open)(input, options.clone());
    let detection = packed.map(|name| format!("the input is packed with {name}")).into_iter().chain([reason]).collect();
    Ok(Pages { threads, options: options.clone(), format, detection, early })
}

const GIVEN: &str = "the format was given";

/// Tells encoding and format of a text; both by a sample.
fn tell_text(sample: &[u8], whole: bool, options: &ParseOptions) -> Result<(Sniffed, Format, String), Error> {
    let sniffed = encoding::sniff(sample, whole)?;
    let (format, reason) = match options.format {
        Some(format) => (format, GIVEN.to_owned()),
        None => {
            let (text, _) = sniffed.encoding.decode_without_bom_handling(&sample[sniffed.bom..]);
            let (format, score) = detect(&Sample::new(&text, whole), options);
            (format, score.reason)
        }
    };
    // What a byte order mark says holds for all of the input; a guess does not.
    let sniffed = if format.wants_bytes() && sniffed.bom == 0 { Sniffed::BYTES } else { sniffed };
    Ok((sniffed, format, reason))
}

impl Iterator for Pages<'_> {
    type Item = Result<Parsed, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.threads.next() {
            Some(Ok(found)) => Some(Ok(self.dress(found))),
            Some(Err(error)) => {
                self.threads = Box::new(std::iter::empty());
                self.early.clear();
                Some(Err(error))
            }
            // An input without a single thread still has something to say.
            None if !self.early.is_empty() => {
                let early = std::mem::take(&mut self.early);
                Some(Ok(empty(&self.options, self.format, early)))
            }
            None => None,
        }
    }
}

impl Pages<'_> {
    /// Adds what does not depend on the format.
    fn dress(&mut self, found: Found) -> Parsed {
        let Found { mut page, mut problems, pings, links, reason } = found;
        let mut all = std::mem::take(&mut self.early);
        if page.article.is_none() {
            page.article.clone_from(&self.options.article);
        }
        if let (Links::Lost { newest_first }, true) = (links, self.options.infer_replies) {
            recover::infer(&mut page.thread, page.article.as_ref(), newest_first);
        }
        all.extend(problems.take());
        let detection = match reason {
            None => self.detection.clone(),
            Some(reason) => self.detection.iter().cloned().chain([reason]).collect(),
        };
        Parsed { page, problems: all, format: self.format, detection, pings }
    }
}

//! Tables of comments: CSV with commas, semicolons or tabs, columns by name.

use csv_core::{ReadRecordResult, ReaderBuilder};
use threadwarden_thread::{Article, Comment, Link, State};

use super::{Found, Reader, Sample, Score, Threads};
use crate::grouping::Grouping;
use crate::input::{Input, too_long};
use crate::options::Group;
use crate::{Error, ParseOptions, Place, time};

pub(super) const READER: Reader = Reader { score, open };

/// The columns that mean something here.
const COLUMNS: &[&str] =
    &["thread", "id", "parent", "author", "text", "created", "state", "article_title", "article_text"];
const PARENT: usize = 2;
const TEXT: usize = 4;

const DELIMITERS: &[u8] = b",;\t|";

fn score(sample: &Sample<'_>, options: &ParseOptions) -> Score {
    let Some(header) = sample.text.lines().find(|line| !line.trim().is_empty()) else { return Score::NONE };
    let (delimiter, columns) = read_header(header, options);
    let known = columns.iter().flatten().count();
    if !columns.contains(&Some(TEXT)) {
        return Score::NONE;
    }
    // A page may start with the line "Text"; a table has more columns, or quotes its only one.
    let quoted = header.trim_start().starts_with('"');
    let strangers = columns.len() - known;
    if columns.len() == 1 && !quoted || strangers > 0 && header.contains(". ") {
        return Score::NONE;
    }
    let name = char::from(delimiter);
    Score::new(0.8, format!("the first line is a header with {known} known columns, parted by {name:?}"))
}

/// The delimiter that gives the most known columns, and our number of each column.
fn read_header(header: &str, options: &ParseOptions) -> (u8, Vec<Option<usize>>) {
    let mut best = (DELIMITERS[0], Vec::new());
    let mut most = 0;
    for &delimiter in DELIMITERS {
        let columns = name_columns(&split_row(header, delimiter), options);
        let known = columns.iter().flatten().count();
        if best.1.is_empty() || known > most {
            most = known;
            best = (delimiter, columns);
        }
    }
    best
}

/// Our number of each column; a name that comes twice counts once.
fn name_columns(names: &[String], options: &ParseOptions) -> Vec<Option<usize>> {
    let mut taken = [false; COLUMNS.len()];
    let number = |name: &String| {
        let name = options.our_name(name.trim());
        let number = COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name))?;
        (!std::mem::replace(&mut taken[number], true)).then_some(number)
    };
    names.iter().map(number).collect()
}

/// One row in memory.
fn split_row(row: &str, delimiter: u8) -> Vec<String> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut output = vec![0; row.len() + 1];
    let mut ends = vec![0; row.len() + 2];
    let (_, read, mut written, mut fields) = reader.read_record(row.as_bytes(), &mut output, &mut ends);
    let (_, _, more, more_fields) =
        reader.read_record(&row.as_bytes()[read..], &mut output[written..], &mut ends[fields..]);
    written += more;
    fields += more_fields;
    let mut start = 0;
    let cut = ends[..fields].iter().map(|&end| {
        let end = end.clamp(start, written);
        let field = String::from_utf8_lossy(&output[start..end]).into_owned();
        start = end;
        field
    });
    cut.collect()
}

fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    Box::new(Stream {
        input,
        grouping: Grouping::new(&options, Group::Sorted),
        reader: csv_core::Reader::new(),
        output: vec![0; 64 << 10],
        ends: vec![0; 32],
        columns: None,
        options,
        record: 0,
        ended: false,
    })
}

struct Stream<'r> {
    input: Input<'r>,
    options: ParseOptions,
    grouping: Grouping,
    reader: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    /// Our number of each column, once the header is read.
    columns: Option<Vec<Option<usize>>>,
    record: u64,
    ended: bool,
}

/// What reading one row came to.
enum Row {
    /// A row: bytes and fields of the output that are filled.
    Fields(usize),
    /// A row over the cap, with its length.
    TooLong(u64),
    End,
}

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
        if self.columns.is_none() {
            self.read_header()?;
        }
        let at = Place { record: Some(self.record + 1), ..self.input.place() };
        let found = match self.read_row()? {
            Row::End => {
                self.ended = true;
                self.input.report_losses(self.grouping.problems());
                return Ok(None);
            }
            Row::TooLong(bytes) => {
                self.record += 1;
                too_long(self.grouping.problems(), at, bytes);
                None
            }
            Row::Fields(fields) => {
                self.record += 1;
                self.take_row(fields, at)?
            }
        };
        self.input.report_losses(self.grouping.problems());
        Ok(found)
    }

    fn read_header(&mut self) -> Result<(), Error> {
        let at = self.input.place();
        let first = self.input.fill_buf()?;
        let line = first.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        let line = String::from_utf8_lossy(line).into_owned();
        let (delimiter, _) = read_header(&line, &self.options);
        self.reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut names = Vec::new();
        if let Row::Fields(fields) = self.read_row()? {
            names = (0..fields).map(|field| String::from_utf8_lossy(self.field(field)).into_owned()).collect();
        }
        let columns = name_columns(&names, &self.options);
        if !columns.contains(&Some(TEXT)) && !names.is_empty() {
            let message = format!("no column is called text or mapped to it; the columns are {}", names.join(", "));
            self.grouping.problems().add("no-text-column", at, message);
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Reads a row into the output buffer.
    fn read_row(&mut self) -> Result<Row, Error> {
        let (mut written, mut fields) = (0, 0);
        let mut skipped: u64 = 0;
        loop {
            let input = self.input.fill_buf()?;
            let ended = input.is_empty();
            let (result, read, wrote, ended_fields) =
                self.reader.read_record(input, &mut self.output[written..], &mut self.ends[fields..]);
            self.input.consume(read);
            written += wrote;
            fields += ended_fields;
            match result {
                ReadRecordResult::Record if skipped > 0 => return Ok(Row::TooLong(skipped + written as u64)),
                ReadRecordResult::Record => return Ok(Row::Fields(fields)),
                ReadRecordResult::End => return Ok(Row::End),
                ReadRecordResult::InputEmpty if ended && read == 0 && wrote == 0 && ended_fields == 0 => {
                    return Ok(Row::End);
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() > self.options.line_cap_bytes => {
                    skipped += written as u64;
                    (written, fields) = (0, 0);
                }
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                // A row of nothing but delimiters; the cap holds for it as well.
                ReadRecordResult::OutputEndsFull
                    if self.ends.len() > self.options.line_cap_bytes / size_of::<usize>() =>
                {
                    skipped += (written + fields) as u64;
                    (written, fields) = (0, 0);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
    }

    /// The bytes of a field of the last row.
    fn field(&self, field: usize) -> &[u8] {
        let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.output.get(start..self.ends[field]).unwrap_or_default()
    }

    fn take_row(&mut self, fields: usize, at: Place) -> Result<Option<Found>, Error> {
        let mut values: [Option<String>; COLUMNS.len()] = Default::default();
        let columns = self.columns.as_deref().unwrap_or_default();
        let known: Vec<(usize, usize)> =
            columns.iter().enumerate().take(fields).filter_map(|(field, number)| Some((field, (*number)?))).collect();
        let has_parents = columns.contains(&Some(PARENT));
        let width = columns.len();
        for (field, number) in known {
            let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
            let bytes = self.output.get(start..self.ends[field]).unwrap_or_default();
            values[number] = Some(self.input.decode(bytes, at).into_owned());
        }
        let [thread, id, parent, author, text, created, state, title, body] = values;
        if text.is_none() && id.is_none() {
            self.grouping.problems().add("not-a-comment", at, "the row has neither a text nor an id");
            return Ok(None);
        }
        let done = self.grouping.switch(thread.as_deref(), at)?;
        let assembler = self.grouping.current();
        if fields != width {
            let message = format!("the row has {fields} fields where the header has {width}");
            assembler.problems.add("uneven-row", at, message);
        }
        let (title, body) = (title.unwrap_or_default(), body.unwrap_or_default());
        let has_article = !title.is_empty() || !body.is_empty();
        if has_article && !assembler.has_article() {
            assembler.set_article(Article { title, text: body, ..Article::default() }, at);
        }
        assembler.links_known |= has_parents;
        let mut comment = Comment::new(id.unwrap_or_default(), author.unwrap_or_default(), text.unwrap_or_default());
        comment.created =
            created.filter(|created| !created.trim().is_empty()).map(|created| match created.trim().parse() {
                Ok(number) if created.trim().len() > 8 => {
                    time::since_epoch(number).unwrap_or_else(|| time::printed(&created))
                }
                _ => time::printed(&created),
            });
        match state.as_deref().map(|name| (name, State::from_name(name))) {
            None | Some(("", _)) => {}
            Some((_, Some(state))) => comment.state = state,
            Some((name, None)) => {
                assembler.problems.add("unknown-state", at, format!("the state {name:?} is not one of ours"));
            }
        }
        let parent = parent.filter(|parent| !parent.is_empty());
        if parent.is_some() {
            comment.link = Link::Given;
        }
        assembler.push(comment, parent, at);
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Format, ParseOptions, Parsed, read};

    fn pages(text: &[u8], cap: usize) -> Vec<Parsed> {
        let options = ParseOptions {
            format: Some(Format::ThreadCsv),
            line_cap_bytes: cap,
            infer_replies: false,
            ..ParseOptions::default()
        };
        read(text, &options).map(Result::unwrap).collect()
    }

    fn summary(text: &[u8]) -> Vec<(String, Vec<&'static str>)> {
        let line = |parsed: &Parsed| {
            let comments = parsed.page.thread.comments.iter();
            let comments: Vec<String> =
                comments.map(|c| format!("{}/{}/{}/{:?}", c.id, c.author, c.text, c.parent)).collect();
            (comments.join(" "), parsed.problems.iter().map(|problem| problem.code).collect())
        };
        pages(text, 1 << 20).iter().map(line).collect()
    }

    #[test]
    fn reads_tables_of_every_make() {
        type Page<'a> = (&'a str, &'a [&'a str]);
        let cases: &[(&[u8], &[Page<'_>])] = &[
            (b"id,parent,author,text\n1,,K,late\n2,1,R,early\n", &[("1/K/late/None 2/R/early/Some(0)", &[])]),
            (b"\xEF\xBB\xBFID;Text\r\n1;late\r\n", &[("1//late/None", &[])]),
            (b"text\tauthor\nlate\tK", &[("0/K/late/None", &[])]),
            (b"text,author\n\"two\nlines, one \"\"word\"\"\",K\n", &[("0/K/two\nlines, one \"word\"/None", &[])]),
            (b"id,parent,text\n1,,a\n2,1.0,b\n", &[("1//a/None 2//b/Some(0)", &[])]),
            (b"id,text\n1,a,surplus\n2\n", &[("1//a/None 2///None", &["uneven-row", "uneven-row"])]),
            (
                b"thread,text\na,x\nb,y\na,z\n",
                &[("0//x/None", &[]), ("0//y/None", &[]), ("0//z/None", &["thread-continued"])],
            ),
            (b"id,words\n1,a\n", &[("1///None", &["no-text-column"])]),
            (
                b"id,text\n1,caf\xC3\xA9 \xC3\xA9\xFF\n",
                &[("1//caf\u{e9} \u{e9}\u{fffd}/None", &["invalid-characters"])],
            ),
            (b"id,text\n", &[]),
        ];
        for (text, expected) in cases {
            let found = summary(text);
            let found: Vec<(&str, &[&str])> =
                found.iter().map(|(page, codes)| (page.as_str(), codes.as_slice())).collect();
            assert_eq!(found, *expected, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn rows_over_the_cap_are_skipped() {
        let long = "x".repeat(300_000);
        let text = format!("id,text\n1,{long}\n2,short\n3,\"{long}\n{long}\"\n4,short\n");
        let pages = pages(text.as_bytes(), 100_000);
        let ids: Vec<&str> = pages[0].page.thread.comments.iter().map(|comment| comment.id.as_str()).collect();
        assert_eq!(ids, ["2", "4"]);
        assert_eq!(pages[0].problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["line-too-long"; 2]);
    }

    #[test]
    fn articles_ride_along() {
        let pages = pages(b"text,article_title,article_text\nx,,\ny,Ferries,All late.\nz,Ferries,All late.\n", 1000);
        let article = pages[0].page.article.as_ref().unwrap();
        assert_eq!((article.title.as_str(), article.text.as_str()), ("Ferries", "All late."));
        assert!(pages[0].problems.is_empty());
    }
}

//! Tables of comments: CSV with commas, semicolons or tabs, columns by name.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::records::{Records, Source, Step};
use super::{Found, Reader, Sample, Score, Threads, table};
use crate::grouping::Grouping;
use crate::input::{Input, too_long};
use crate::options::Group;
use crate::{Error, ParseOptions, Place};

pub(super) const READER: Reader = Reader { score, open };

const DELIMITERS: &[u8] = b",;\t|";

fn score(sample: &Sample<'_>, options: &ParseOptions) -> Score {
    let Some(header) = sample.text.lines().find(|line| !line.trim().is_empty()) else { return Score::NONE };
    let (delimiter, columns) = read_header(header, options);
    let known = columns.iter().flatten().count();
    if !columns.contains(&Some(table::TEXT)) {
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
        let columns = table::name_columns(&split_row(header, delimiter), options);
        let known = columns.iter().flatten().count();
        if best.1.is_empty() || known > most {
            most = known;
            best = (delimiter, columns);
        }
    }
    best
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
    Box::new(Records::new(Stream {
        input,
        grouping: Grouping::new(&options, Group::Sorted),
        reader: csv_core::Reader::new(),
        output: vec![0; 64 << 10],
        ends: vec![0; 32],
        headed: false,
        width: 0,
        field_of: Default::default(),
        options,
        record: 0,
        last_byte: 0,
    }))
}

struct Stream<'r> {
    input: Input<'r>,
    options: ParseOptions,
    grouping: Grouping,
    reader: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    /// Whether the header is read.
    headed: bool,
    /// How many columns it has.
    width: usize,
    /// For each of our columns, the field that holds it.
    field_of: [Option<usize>; table::COLUMNS.len()],
    record: u64,
    /// The last byte read.
    last_byte: u8,
}

/// What reading one row came to.
enum Row {
    /// A row: bytes and fields of the output that are filled.
    Fields(usize),
    /// The same, of a row that the end of the input closes.
    Unended(usize),
    /// A row over the cap, with its length.
    TooLong(u64),
    End,
}

impl Source for Stream<'_> {
    fn step(&mut self) -> Result<Step, Error> {
        if !self.headed {
            self.read_header()?;
        }
        let at = Place { record: Some(self.record + 1), ..self.input.place() };
        let found = match self.read_row()? {
            Row::End => {
                self.input.report_losses(self.grouping.problems());
                return Ok(Step::End);
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
            Row::Unended(fields) => {
                self.record += 1;
                let last = fields.checked_sub(1).map_or(&b""[..], |last| self.field(last));
                let is_open = memchr::memchr(b'\n', last).is_some() && self.last_byte != b'"';
                let done = self.take_row(fields, at)?;
                if is_open {
                    let message = "a quotation mark opens the last field and none closes it; all lines from here on \
                                   were read as one";
                    self.grouping.problems().add("unclosed-quote", at, message);
                }
                done
            }
        };
        self.input.report_losses(self.grouping.problems());
        Ok(found.into())
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        self.grouping.finish()
    }
}

impl Stream<'_> {
    fn read_header(&mut self) -> Result<(), Error> {
        let at = self.input.place();
        let first = self.input.fill_buf()?;
        let line = first.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        let line = String::from_utf8_lossy(line).into_owned();
        let (delimiter, _) = read_header(&line, &self.options);
        self.reader = ReaderBuilder::new().delimiter(delimiter).build();
        let mut names = Vec::new();
        if let Row::Fields(fields) | Row::Unended(fields) = self.read_row()? {
            names = (0..fields).map(|field| String::from_utf8_lossy(self.field(field)).into_owned()).collect();
        }
        let columns = table::name_columns(&names, &self.options);
        if !columns.contains(&Some(table::TEXT)) && !names.is_empty() {
            self.grouping.problems().add("no-text-column", at, table::no_text_column(&names));
        }
        for (field, number) in columns.iter().enumerate() {
            if let Some(number) = number {
                self.field_of[*number] = Some(field);
            }
        }
        (self.headed, self.width) = (true, columns.len());
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
            self.last_byte = read.checked_sub(1).map_or(self.last_byte, |last| input[last]);
            self.input.consume(read);
            written += wrote;
            fields += ended_fields;
            match result {
                ReadRecordResult::Record if skipped > 0 => return Ok(Row::TooLong(skipped + written as u64)),
                ReadRecordResult::Record if ended => return Ok(Row::Unended(fields)),
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
        field_of(&self.output, &self.ends, field)
    }

    fn take_row(&mut self, fields: usize, at: Place) -> Result<Option<Found>, Error> {
        let width = self.width;
        // Most rows are sound, and then looked at as a whole.
        let row = &self.output[..fields.checked_sub(1).map_or(0, |last| self.ends[last]).min(self.output.len())];
        let sound = std::str::from_utf8(row).ok().filter(|row| memchr::memchr(0, row.as_bytes()).is_none());
        let mut value = |number: usize| {
            let field = self.field_of[number].filter(|field| *field < fields)?;
            let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
            Some(match sound.and_then(|row| row.get(start..self.ends[field])) {
                Some(text) => Cow::Borrowed(text),
                None => self.input.decode(field_of(&self.output, &self.ends, field), at),
            })
        };
        let row = table::Row {
            thread: value(table::THREAD),
            id: value(table::ID),
            parent: value(table::PARENT),
            author: value(table::AUTHOR),
            text: value(table::TEXT),
            created: value(table::CREATED),
            state: value(table::STATE),
            article_title: value(table::ARTICLE_TITLE),
            article_text: value(table::ARTICLE_TEXT),
        };
        let done = row.add_to(&mut self.grouping, self.field_of[table::PARENT].is_some(), at)?;
        if fields != width {
            let message = format!("the row has {fields} fields where the header has {width}");
            self.grouping.problems().add("uneven-row", at, message);
        }
        Ok(done)
    }
}

/// The bytes of a field, given where fields end.
fn field_of<'a>(output: &'a [u8], ends: &[usize], field: usize) -> &'a [u8] {
    let start = field.checked_sub(1).map_or(0, |before| ends[before]);
    output.get(start..ends[field]).unwrap_or_default()
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
            (b"id,text\n1,a\n2,\"b\n3,c\n", &[("1//a/None 2//b\n3,c\n/None", &["unclosed-quote"])]),
            (b"id,text\n1,\"a\nb\"", &[("1//a\nb/None", &[])]),
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

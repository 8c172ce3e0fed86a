//! How many bytes of an export are read in a second, on one core, beside what the bare reader of its syntax takes.
//!
//! The bare readers do the least anybody could: `serde_json` into a struct
//! that borrows from the line, `csv` into a record of bytes, `quick-xml` event
//! by event. Ours hands over threads: fields decoded, HTML to text, times
//! told apart, replies tied to what they answer.

// The harness's macro writes a function without documentation.
#![allow(missing_docs)]

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quick_xml::events::Event;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use threadwarden_parse::{Format, ParseOptions, read};
use threadwarden_testkit::{Dump, dump};

/// Some 20 MB: beyond every cache.
const THREADS: usize = 1_500;

fn generated(format: Dump) -> Vec<u8> {
    let mut bytes = Vec::new();
    dump(format, THREADS, &mut bytes).unwrap_or_else(|error| panic!("{error}"));
    bytes
}

fn ours(bytes: &[u8], format: Dump) -> usize {
    let options = ParseOptions { format: Format::from_name(format.as_str()), ..ParseOptions::default() };
    let threads = read(black_box(bytes), &options).map(|parsed| parsed.map_or(0, |parsed| parsed.page.thread.len()));
    threads.sum()
}

/// A line, borrowed where it can be.
struct Line<'a>([Option<Cow<'a, str>>; 6]);

impl<'de> Deserialize<'de> for Line<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LineVisitor)
    }
}

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = Line<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Line<'de>, A::Error> {
        const KEYS: [&str; 6] = ["thread", "id", "parent", "author", "created", "text"];
        let mut line = Line(Default::default());
        while let Some(key) = map.next_key::<&str>()? {
            match KEYS.iter().position(|known| *known == key) {
                Some(at) => line.0[at] = map.next_value::<Option<Text<'de>>>()?.map(|text| text.0),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(line)
    }
}

struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

fn bare_json(bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .filter(|line| serde_json::from_slice::<Line<'_>>(black_box(line)).is_ok_and(|line| line.0[5].is_some()))
        .count()
}

fn bare_csv(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(black_box(bytes));
    let mut record = csv::ByteRecord::new();
    let mut records = 0;
    while reader.read_byte_record(&mut record).is_ok_and(|more| more) {
        records += 1;
    }
    records
}

fn bare_xml(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(black_box(bytes));
    let mut comments = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return comments,
            Ok(Event::Start(tag)) => comments += usize::from(matches!(tag.name().0, "wp:comment" | "post")),
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn reading(criterion: &mut Criterion) {
    type Bare = (&'static str, fn(&[u8]) -> usize);
    let cases: [(Dump, Option<Bare>); 6] = [
        (Dump::ThreadJsonl, Some(("serde_json", bare_json))),
        (Dump::ThreadCsv, Some(("csv", bare_csv))),
        (Dump::WordPressWxr, Some(("quick-xml", bare_xml))),
        (Dump::DisqusXml, Some(("quick-xml", bare_xml))),
        (Dump::Pushshift, None),
        (Dump::Mbox, None),
    ];
    for (format, bare) in cases {
        let bytes = generated(format);
        let mut group = criterion.benchmark_group(format.as_str());
        group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(10);
        if let Some((name, bare)) = bare {
            assert_eq!(bare(&bytes), ours(&bytes, format), "both must find every comment");
            group.bench_function(name, |bencher| bencher.iter(|| bare(&bytes)));
        }
        group.bench_function("threadwarden", |bencher| bencher.iter(|| ours(&bytes, format)));
        group.finish();
    }
}

criterion_group!(benches, reading);
criterion_main!(benches);

//! Rows of a Parquet file by the `parquet` crate, without Arrow.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row, reader::RowIter};
use parquet::schema::types::Type;

use crate::formats::records::{Records, Source, Step};
use crate::formats::{Found, Threads, table};
use crate::grouping::Grouping;
use crate::input::Input;
use crate::options::Group;
use crate::{Error, ErrorKind, ParseOptions, Place, time};

/// Opens the table when its first thread is asked for; its index is at its end, so it has to be held whole.
pub(super) fn open(input: Input<'_>, options: ParseOptions) -> Threads<'_> {
    let grouping = Grouping::new(&options, Group::Sorted);
    Box::new(Records::new(Stream { input: Some(input), options, table: None, grouping, record: 0 }))
}

struct Stream<'r> {
    input: Option<Input<'r>>,
    options: ParseOptions,
    table: Option<Opened>,
    grouping: Grouping,
    record: u64,
}

/// A table, and which of its columns are ours.
struct Opened {
    rows: RowIter<'static>,
    columns: Vec<Column>,
}

/// A column that is read: our number of it, and what its numbers count where they are times.
struct Column {
    number: usize,
    clock: Option<Clock>,
}

#[derive(Clone, Copy)]
struct Clock {
    per_second: f64,
    /// Whether it is known to count from midnight in UTC.
    is_utc: bool,
}

impl Source for Stream<'_> {
    fn step(&mut self) -> Result<Step, Error> {
        if let Some(mut input) = self.input.take() {
            let bytes = input.read_bytes(self.options.document_cap_bytes)?;
            self.table = Some(guarded(|| self.open_table(Bytes::from(bytes)))??);
        }
        let Some(table) = &mut self.table else { return Ok(Step::End) };
        let Some(row) = guarded(|| table.rows.next())? else { return Ok(Step::End) };
        self.record += 1;
        let at = Place { record: Some(self.record), ..Place::default() };
        let row = row.map_err(broken)?;
        let ours = read_row(&row, &table.columns);
        let has_parents = table.columns.iter().any(|column| column.number == table::PARENT);
        Ok(ours.add_to(&mut self.grouping, has_parents, at)?.into())
    }

    fn finish(&mut self) -> Result<Option<Found>, Error> {
        self.grouping.finish()
    }
}

impl Stream<'_> {
    fn open_table(&mut self, bytes: Bytes) -> Result<Opened, Error> {
        let reader = SerializedFileReader::new(bytes).map_err(broken)?;
        let schema = reader.metadata().file_metadata().schema().clone();
        let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
        let numbers = table::name_columns(&names, &self.options);
        if !numbers.contains(&Some(table::TEXT)) {
            self.grouping.problems().add("no-text-column", Place::default(), table::no_text_column(&names));
        }
        let read = || schema.get_fields().iter().zip(&numbers).filter_map(|(field, number)| Some((field, (*number)?)));
        let read = || read().filter(|(field, _)| field.is_primitive());
        let columns = read().map(|(field, number)| Column { number, clock: clock(field) }).collect();
        // What is not read is not unpacked either.
        let fields = read().map(|(field, _)| field.clone()).collect();
        let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(broken)?;
        let rows = RowIter::from_file_into(Box::new(reader)).project(Some(projection)).map_err(broken)?;
        Ok(Opened { rows, columns })
    }
}

/// Calls into the crate, which does not promise that a damaged file never makes it panic.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Error> {
    let error = |_| Error::new(ErrorKind::Binary, Place::default(), "the Parquet file is damaged");
    catch_unwind(AssertUnwindSafe(call)).map_err(error)
}

fn broken(error: parquet::errors::ParquetError) -> Error {
    Error::new(ErrorKind::Binary, Place::default(), format!("the Parquet file cannot be read: {error}"))
}

fn clock(field: &Type) -> Option<Clock> {
    let Some(LogicalType::Timestamp(stamp)) = field.get_basic_info().logical_type_ref() else { return None };
    let per_second = match stamp.unit {
        TimeUnit::MILLIS => 1e3,
        TimeUnit::MICROS => 1e6,
        TimeUnit::NANOS => 1e9,
    };
    Some(Clock { per_second, is_utc: stamp.is_adjusted_to_u_t_c })
}

fn read_row<'a>(row: &'a Row, columns: &[Column]) -> table::Row<'a> {
    let mut ours = table::Row::default();
    for (column, (_, field)) in columns.iter().zip(row.get_column_iter()) {
        let value = text(field, column.clock);
        *match column.number {
            table::THREAD => &mut ours.thread,
            table::ID => &mut ours.id,
            table::PARENT => &mut ours.parent,
            table::AUTHOR => &mut ours.author,
            table::TEXT => &mut ours.text,
            table::CREATED => &mut ours.created,
            table::STATE => &mut ours.state,
            table::ARTICLE_TITLE => &mut ours.article_title,
            _ => &mut ours.article_text,
        } = value;
    }
    ours
}

/// A value as text; none for nulls and for what is none of our kinds.
fn text(field: &Field, clock: Option<Clock>) -> Option<Cow<'_, str>> {
    let stamp = |count: i64, usual: f64| {
        let clock = clock.unwrap_or(Clock { per_second: usual, is_utc: true });
        let text = time::since_epoch_seconds(count as f64 / clock.per_second)?.text;
        Some(Cow::Owned(if clock.is_utc { text } else { text.trim_end_matches('Z').to_owned() }))
    };
    Some(match field {
        Field::Str(text) => match memchr::memchr(0, text.as_bytes()) {
            Some(_) => Cow::Owned(text.replace('\0', "\u{FFFD}")),
            None => Cow::Borrowed(text.as_str()),
        },
        Field::Bytes(bytes) => Cow::Owned(String::from_utf8_lossy(bytes.data()).replace('\0', "\u{FFFD}")),
        Field::Long(count) if clock.is_some() => return stamp(*count, 1.0),
        Field::TimestampMillis(count) => return stamp(*count, 1e3),
        Field::TimestampMicros(count) => return stamp(*count, 1e6),
        Field::Date(days) => {
            let text = time::since_epoch_seconds(f64::from(*days) * 86_400.0)?.text;
            Cow::Owned(text.split('T').next().unwrap_or_default().to_owned())
        }
        Field::Byte(number) => Cow::Owned(number.to_string()),
        Field::Short(number) => Cow::Owned(number.to_string()),
        Field::Int(number) => Cow::Owned(number.to_string()),
        Field::Long(number) => Cow::Owned(number.to_string()),
        Field::UByte(number) => Cow::Owned(number.to_string()),
        Field::UShort(number) => Cow::Owned(number.to_string()),
        Field::UInt(number) => Cow::Owned(number.to_string()),
        Field::ULong(number) => Cow::Owned(number.to_string()),
        Field::Float(number) => Cow::Owned(number.to_string()),
        Field::Double(number) => Cow::Owned(number.to_string()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use crate::{Format, ParseOptions, parse};

    /// A table of three comments: text ids, a parent that is null, a local clock, a column nobody knows.
    fn table(text_column: &str) -> Vec<u8> {
        let schema = format!(
            "message comments {{ required int64 id; optional int64 parent; optional binary author (UTF8); \
            required binary {text_column} (UTF8); required int64 created (TIMESTAMP(MICROS,false)); \
            required int64 likes; }}"
        );
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let mut out = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::default())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let text = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<ByteArray>>();
        let numbers: [(&[i64], Option<&[i16]>); 2] = [(&[1, 2, 3], None), (&[1, 2], Some(&[0, 1, 1]))];
        for (values, levels) in numbers {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(values, levels, None).unwrap();
            column.close().unwrap();
        }
        let texts = [(text(&["Kestrel", "Rowan"]), Some(&[1_i16, 1, 0][..])), (text(&["Late.", "No.", "é"]), None)];
        for (values, levels) in &texts {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(values, *levels, None).unwrap();
            column.close().unwrap();
        }
        for values in [&[1_767_600_000_000_000, 1_767_600_060_000_000, 0][..], &[5, 6, 7]] {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(values, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        out
    }

    fn options() -> ParseOptions {
        ParseOptions { column_map: vec![("text".into(), "comment_text".into())], ..ParseOptions::default() }
    }

    #[test]
    fn rows_become_comments() {
        let parsed = parse(&table("comment_text"), &options());
        assert_eq!((parsed.format, parsed.problems.as_slice()), (Format::Parquet, &[][..]));
        let comments = parsed.page.thread.comments;
        let told: Vec<_> =
            comments.iter().map(|c| (c.id.as_str(), c.parent, c.author.as_str(), c.text.as_str())).collect();
        assert_eq!(told, [("1", None, "Kestrel", "Late."), ("2", Some(0), "Rowan", "No."), ("3", Some(1), "", "é")]);
        let created = comments[0].created.as_ref().unwrap();
        assert_eq!((created.text.as_str(), created.kind.as_str()), ("2026-01-05T08:00:00", "local"));
    }

    /// The input of the golden case, which `tests/formats.rs` reads.
    #[test]
    fn the_golden_case_holds_this_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats/parquet/table/input.parquet");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, table("text")).unwrap();
        }
        let (stored, made) = (std::fs::read(path).unwrap(), table("text"));
        let read = |bytes: &[u8]| parse(bytes, &ParseOptions::default()).page;
        assert_eq!(read(&stored), read(&made));
    }

    #[test]
    fn damaged_tables_are_errors_and_no_panics() {
        let table = Bytes::from(table("comment_text"));
        for at in 4..table.len() {
            let mut damaged = table.to_vec();
            damaged[at] ^= 0x15;
            assert!(parse(&damaged, &options()).page.thread.len() <= 3);
            assert!(parse(&table[..at], &options()).page.thread.is_empty());
        }
    }
}

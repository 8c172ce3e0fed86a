//! The rows of a table in an SQLite file, without a database.
//!
//! The file format is fixed and documented (<https://www.sqlite.org/fileformat2.html>);
//! reading one table takes a walk over its b-tree and nothing of SQL. Every
//! page is looked at once and no more bytes come out than the file has, so
//! that pages which point at each other cost nobody more than their length.

use std::borrow::Cow;

/// How the file starts.
pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// A database file in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Database<'a> {
    bytes: &'a [u8],
    page_bytes: usize,
    /// Bytes of a page without those reserved at its end.
    usable_bytes: usize,
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    /// Bytes that are no text; nobody here wants them.
    Blob,
}

impl Value {
    /// A text, or a number as one.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Integer(number) => Some(Cow::Owned(number.to_string())),
            Value::Real(number) => Some(Cow::Owned(number.to_string())),
            Value::Null | Value::Blob => None,
        }
    }

    /// A number, or a text that holds one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Value::Integer(number) => Some(*number as f64),
            Value::Real(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Null | Value::Blob => None,
        }
    }
}

/// A table: where it is, and what its columns are called.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    root: u32,
    columns: Vec<String>,
}

impl Table {
    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
    }
}

/// A row: its number, and its values as far as they are stored.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) number: i64,
    values: Vec<Value>,
}

impl Row {
    /// The value of a column; columns added after the row was written are null.
    pub(crate) fn get(&self, column: Option<usize>) -> &Value {
        column.and_then(|column| self.values.get(column)).unwrap_or(&Value::Null)
    }
}

/// Bytes of the file's own header, on the first page.
const HEADER_BYTES: usize = 100;

impl<'a> Database<'a> {
    /// Reads the header; none when it is not that of a database.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(MAGIC) || bytes.len() < HEADER_BYTES {
            return None;
        }
        let page_bytes = match u16::from_be_bytes([bytes[16], bytes[17]]) {
            1 => 65_536,
            length => usize::from(length),
        };
        let usable_bytes = page_bytes.checked_sub(usize::from(bytes[20]))?;
        let encoding = match bytes[59] {
            2 => Encoding::Utf16Le,
            3 => Encoding::Utf16Be,
            _ => Encoding::Utf8,
        };
        // The smallest sizes that SQLite itself allows.
        (page_bytes >= 512 && usable_bytes >= 480).then_some(Database { bytes, page_bytes, usable_bytes, encoding })
    }

    /// Whether rows may lie in a file beside this one that is still to be merged into it.
    pub(crate) fn has_log(self) -> bool {
        self.bytes[18] == 2
    }

    /// The table of a name.
    pub(crate) fn table(self, name: &str) -> Option<Table> {
        const KIND: usize = 0;
        const NAME: usize = 1;
        const ROOT: usize = 3;
        const SQL: usize = 4;
        let text = |row: &Row, column| row.get(Some(column)).text().map(Cow::into_owned).unwrap_or_default();
        self.rows(1).find_map(|row| {
            let fits = text(&row, KIND) == "table" && text(&row, NAME).eq_ignore_ascii_case(name);
            let root = u32::try_from(match row.get(Some(ROOT)) {
                Value::Integer(root) => *root,
                _ => return None,
            });
            fits.then_some(Table { root: root.ok()?, columns: columns(&text(&row, SQL)) })
        })
    }

    /// The rows of a table, in the order of their numbers.
    pub(crate) fn rows_of(self, table: &Table) -> Rows<'a> {
        self.rows(table.root)
    }

    fn rows(self, root: u32) -> Rows<'a> {
        let pages = self.bytes.len().div_ceil(self.page_bytes);
        let mut rows = Rows {
            database: self,
            seen: vec![false; pages],
            open: Vec::new(),
            left_bytes: self.bytes.len(),
            damaged: false,
        };
        rows.enter(root);
        rows
    }

    /// A page by its number, counted from 1; the last one may be cut off.
    fn page(self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number.checked_sub(1)?).ok()?.checked_mul(self.page_bytes)?;
        let rest = self.bytes.get(start..)?;
        Some(&rest[..rest.len().min(self.usable_bytes)]).filter(|page| !page.is_empty())
    }
}

/// The rows of a table.
pub(crate) struct Rows<'a> {
    database: Database<'a>,
    seen: Vec<bool>,
    /// Pages being read, from the root down, each with its next cell.
    open: Vec<(Page<'a>, usize)>,
    /// Bytes of rows that may still come out.
    left_bytes: usize,
    damaged: bool,
}

/// A page of a table's tree.
#[derive(Clone, Copy, Debug)]
struct Page<'a> {
    bytes: &'a [u8],
    is_leaf: bool,
    cells: usize,
    /// Where the positions of the cells stand.
    positions: usize,
    /// The last child of a page that has some.
    right: u32,
}

impl Rows<'_> {
    /// Whether something could not be followed.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }

    fn enter(&mut self, number: u32) {
        let seen = usize::try_from(number).ok().and_then(|number| self.seen.get_mut(number.checked_sub(1)?));
        let is_new = seen.is_some_and(|seen| !std::mem::replace(seen, true));
        match self.database.page(number).filter(|_| is_new).and_then(|bytes| Page::read(bytes, number == 1)) {
            Some(page) => self.open.push((page, 0)),
            None => self.damaged = true,
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while let Some((page, at)) = self.open.last_mut() {
            let (page, cell) = (*page, *at);
            *at += 1;
            if page.is_leaf {
                if cell >= page.cells {
                    self.open.pop();
                } else if let Some(row) = page.cell(cell).and_then(|cell| self.read_row(cell)) {
                    return Some(row);
                } else {
                    self.damaged = true;
                }
            } else if cell < page.cells {
                match page.cell(cell).and_then(number_at) {
                    Some(child) => self.enter(child),
                    None => self.damaged = true,
                }
            } else {
                self.open.pop();
                self.enter(page.right);
            }
        }
        None
    }
}

impl<'a> Page<'a> {
    fn read(bytes: &'a [u8], is_first: bool) -> Option<Page<'a>> {
        const INNER: u8 = 5;
        const LEAF: u8 = 13;
        let start = if is_first { HEADER_BYTES } else { 0 };
        let kind = *bytes.get(start)?;
        let is_leaf = match kind {
            LEAF => true,
            INNER => false,
            _ => return None,
        };
        let cells = u16::from_be_bytes(bytes.get(start + 3..start + 5)?.try_into().ok()?);
        let right = if is_leaf { 0 } else { number_at(bytes.get(start + 8..)?)? };
        let positions = start + if is_leaf { 8 } else { 12 };
        // A cell takes its position and four bytes at least.
        let cells = usize::from(cells).min(bytes.len() / 6);
        Some(Page { bytes, is_leaf, cells, positions, right })
    }

    fn cell(&self, cell: usize) -> Option<&'a [u8]> {
        let at = self.positions + 2 * cell;
        let position = u16::from_be_bytes(self.bytes.get(at..at + 2)?.try_into().ok()?);
        self.bytes.get(usize::from(position)..)
    }
}

impl Rows<'_> {
    fn read_row(&mut self, cell: &[u8]) -> Option<Row> {
        let mut cell = Bytes(cell);
        let length = usize::try_from(cell.varint()?).ok()?;
        let number = cell.varint()?;
        self.left_bytes = self.left_bytes.checked_sub(length)?;
        let local = self.local_bytes(length);
        let payload = match local == length {
            true => Cow::Borrowed(cell.take(length)?),
            false => {
                let mut payload = cell.take(local)?.to_vec();
                let mut next = number_at(cell.0)?;
                while payload.len() < length {
                    let page = self.database.page(next)?;
                    next = number_at(page)?;
                    let more = page.get(4..)?;
                    if more.is_empty() {
                        return None;
                    }
                    payload.extend(&more[..more.len().min(length - payload.len())]);
                }
                Cow::Owned(payload)
            }
        };
        Some(Row { number, values: self.database.values(&payload)? })
    }

    /// How many bytes of a row stand in its cell; the others stand on pages of their own.
    fn local_bytes(&self, length: usize) -> usize {
        let usable = self.database.usable_bytes;
        let most = usable - 35;
        if length <= most {
            return length;
        }
        let least = (usable - 12) * 32 / 255 - 23;
        let local = least + (length - least) % (usable - 4);
        if local <= most { local } else { least }
    }
}

impl Database<'_> {
    /// The values of a row: first what kinds they are, then they themselves.
    fn values(self, payload: &[u8]) -> Option<Vec<Value>> {
        let mut head = Bytes(payload);
        let length = usize::try_from(head.varint()?).ok()?;
        let (head_bytes, body) = payload.split_at_checked(length)?;
        let mut head = Bytes(head_bytes.get(payload.len() - head.0.len()..)?);
        let mut body = Bytes(body);
        let mut values = Vec::new();
        while !head.0.is_empty() && values.len() < MOST_COLUMNS {
            let kind = head.varint()?;
            values.push(self.value(kind, &mut body)?);
        }
        Some(values)
    }

    fn value(self, kind: i64, body: &mut Bytes<'_>) -> Option<Value> {
        Some(match kind {
            0 => Value::Null,
            1..=6 => {
                const LENGTHS: [usize; 6] = [1, 2, 3, 4, 6, 8];
                let bytes = body.take(LENGTHS[kind as usize - 1])?;
                let sign = if bytes[0] & 0x80 == 0 { 0 } else { -1 };
                Value::Integer(bytes.iter().fold(sign, |number, byte| (number << 8) | i64::from(*byte)))
            }
            7 => Value::Real(f64::from_be_bytes(body.take(8)?.try_into().ok()?)),
            8 | 9 => Value::Integer(kind - 8),
            12.. => {
                let bytes = body.take(usize::try_from((kind - 12) / 2).ok()?)?;
                if kind % 2 == 0 { Value::Blob } else { Value::Text(self.text(bytes)) }
            }
            _ => return None,
        })
    }

    fn text(self, bytes: &[u8]) -> String {
        let encoding = match self.encoding {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
        };
        encoding.decode_without_bom_handling(bytes).0.replace('\0', "\u{FFFD}")
    }
}

/// As many columns as SQLite lets a table have, unless it is built otherwise.
const MOST_COLUMNS: usize = 2_000;

/// A number of four bytes.
fn number_at(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?))
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of up to nine bytes, seven bits in each but the last.
    fn varint(&mut self) -> Option<i64> {
        let mut number = 0_u64;
        for at in 0..9 {
            let byte = self.take(1)?[0];
            if at == 8 {
                return Some(((number << 8) | u64::from(byte)) as i64);
            }
            number = (number << 7) | u64::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number as i64)
    }
}

/// The names of the columns in the statement that made a table.
fn columns(sql: &str) -> Vec<String> {
    let Some((_, list)) = sql.split_once('(') else { return Vec::new() };
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut quoted: Option<char> = None;
    for (at, c) in list.char_indices() {
        match (quoted, c) {
            (Some(end), _) => quoted = Some(end).filter(|end| c != *end),
            (None, '"' | '`' | '\'') => quoted = Some(c),
            (None, '[') => quoted = Some(']'),
            (None, '(') => depth += 1,
            (None, ')') if depth > 0 => depth -= 1,
            (None, ',') if depth > 0 => {}
            (None, ',' | ')') => {
                names.push(column_name(&list[start..at]));
                if c == ')' {
                    break;
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

/// The name at the start of a column's definition.
fn column_name(definition: &str) -> String {
    let definition = definition.trim_start();
    let quoted = definition.chars().next().and_then(|open| match open {
        '"' | '`' | '\'' => Some(open),
        '[' => Some(']'),
        _ => None,
    });
    let name = match quoted {
        Some(close) => definition[1..].split(close).next(),
        None => definition.split(char::is_whitespace).next(),
    };
    name.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Database, columns};

    #[test]
    fn column_names_are_read_from_the_statement() {
        for (sql, names) in [
            ("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(25), b)", vec!["id", "a", "b"]),
            (
                "CREATE TABLE \"t\" (\n\t[the id] INT,\n\t`a,b` TEXT DEFAULT 'x,)y',\n\t\"c\" CHECK (c IN (1,2)))",
                vec!["the id", "a,b", "c"],
            ),
            ("CREATE TABLE t", vec![]),
            ("", vec![]),
            ("CREATE TABLE t (a", vec![]),
        ] {
            assert_eq!(columns(sql), names, "{sql}");
        }
    }

    #[test]
    fn numbers_of_any_length_are_read() {
        for (bytes, number) in
            [(&[0x05][..], Some(5)), (&[0x81, 0x00], Some(128)), (&[0xFF; 9], Some(-1)), (&[0x80], None), (&[], None)]
        {
            assert_eq!(Bytes(bytes).varint(), number, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_database_is_none() {
        assert!(Database::new(b"").is_none());
        assert!(Database::new(b"SQLite format 3\0 and no more").is_none());
        let mut bytes = [0; 600];
        bytes[..16].copy_from_slice(super::MAGIC);
        assert!(Database::new(&bytes).is_none());
        // A page that says it is its own child.
        bytes[16] = 2;
        (bytes[100], bytes[111]) = (5, 1);
        let database = Database::new(&bytes).unwrap();
        assert_eq!(database.table("comments"), None);
        let mut rows = database.rows(1);
        assert_eq!(rows.next(), None);
        assert!(rows.is_damaged());
    }
}

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::cell::{self, column_letters, escape};
use super::parts::{CONTENT_TYPES, PACKAGE_RELATIONSHIPS, STYLES, style};
use crate::table::{Heading, Kind, Table};

/// A workbook being written: one table over as many sheets as it needs, and a sheet of notes.
///
/// Nothing is kept but the row being made. The same rows give the same bytes.
pub(crate) struct Book<W: Write> {
    /// None once it is closed.
    zip: Option<ZipWriter<StreamWriter<W>>>,
    name: &'static str,
    headings: Vec<Heading>,
    tint: Option<Tint>,
    limits: Limits,
    /// Sheets that are finished: their names and last rows.
    done: Vec<(String, u32)>,
    /// Rows of the sheet being written, the heading among them; 0 before the first sheet.
    row: u32,
    bytes: u64,
    rows: u64,
    cut_cells: u64,
    xml: String,
    notes: Option<(&'static str, String)>,
}

/// Colours rows by the action in a column.
#[derive(Clone, Copy)]
pub(crate) struct Tint {
    pub(crate) column: usize,
}

/// What fits on one sheet.
#[derive(Clone, Copy)]
struct Limits {
    /// The heading included. Source: "Excel specifications and limits".
    rows: u32,
    /// XML before compression; from 4 GiB on, the file needs extensions that not every program reads.
    bytes: u64,
}

const LIMITS: Limits = Limits { rows: 1_048_576, bytes: 3 << 30 };

impl<W: Write> Book<W> {
    pub(crate) fn new(out: W, name: &'static str, headings: Vec<Heading>, tint: Option<Tint>) -> Self {
        Book {
            zip: Some(ZipWriter::new_stream(out)),
            name,
            headings,
            tint,
            limits: LIMITS,
            done: Vec::new(),
            row: 0,
            bytes: 0,
            rows: 0,
            cut_cells: 0,
            xml: String::new(),
            notes: None,
        }
    }

    /// Rows written so far, headings apart.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Cells whose text was too long.
    pub(crate) fn cut_cells(&self) -> u64 {
        self.cut_cells
    }

    /// Notes for a sheet behind the table, two columns wide.
    pub(crate) fn note(&mut self, name: &'static str, notes: &[(&'static str, Cow<'_, str>)]) {
        let mut xml = String::from(SHEET_START);
        xml.push_str(r#"<cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="100" customWidth="1"/></cols><sheetData>"#);
        for (index, (what, text)) in notes.iter().enumerate() {
            let row = index as u32 + 1;
            let _ = write!(xml, "<row r=\"{row}\">");
            cell::text(&mut xml, 0, row, style::HEADING, what);
            cell::text(&mut xml, 1, row, style::PROSE, text);
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData></worksheet>");
        self.notes = Some((name, xml));
    }

    fn part(&mut self, name: &str, content: &str) -> io::Result<()> {
        self.begin(name)?;
        self.write(content)
    }

    fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip()?.start_file(name, options).map_err(io::Error::from)
    }

    fn write(&mut self, xml: &str) -> io::Result<()> {
        self.zip()?.write_all(xml.as_bytes())
    }

    fn zip(&mut self) -> io::Result<&mut ZipWriter<StreamWriter<W>>> {
        self.zip.as_mut().ok_or_else(|| io::Error::other("the workbook is closed"))
    }

    fn start_sheet(&mut self) -> io::Result<()> {
        if self.done.is_empty() {
            self.part("[Content_Types].xml", CONTENT_TYPES)?;
            self.part("_rels/.rels", PACKAGE_RELATIONSHIPS)?;
            self.part("xl/styles.xml", STYLES)?;
        }
        self.begin(&sheet_path(self.done.len()))?;
        let mut xml = String::from(SHEET_START);
        xml.push_str(FROZEN);
        xml.push_str("<cols>");
        for (index, heading) in self.headings.iter().enumerate() {
            let (column, width) = (index + 1, heading.width);
            let _ = write!(xml, "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>");
        }
        xml.push_str("</cols><sheetData><row r=\"1\">");
        for (index, heading) in self.headings.iter().enumerate() {
            cell::text(&mut xml, index, 1, style::HEADING, heading.name);
        }
        xml.push_str("</row>");
        self.row = 1;
        self.bytes = xml.len() as u64;
        self.write(&xml)
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let last = self.row;
        let mut range = String::new();
        column_letters(&mut range, self.headings.len().saturating_sub(1));
        let mut xml = format!("</sheetData><autoFilter ref=\"A1:{range}{last}\"/>");
        if let (Some(tint), true) = (self.tint, last > 1) {
            let mut action = String::new();
            column_letters(&mut action, tint.column);
            let rules = |xml: &mut String, area: &str, first: u8| {
                let _ = write!(xml, "<conditionalFormatting sqref=\"{area}\">");
                for (offset, word) in [(0, "hide"), (1, "review")] {
                    let (format, priority) = (first + offset, 5 - first + offset);
                    let _ = write!(
                        xml,
                        "<cfRule type=\"expression\" dxfId=\"{format}\" priority=\"{priority}\"><formula>${action}2=\"{word}\"</formula></cfRule>"
                    );
                }
                xml.push_str("</conditionalFormatting>");
            };
            // The action's own cell goes before the row it is in.
            rules(&mut xml, &format!("{action}2:{action}{last}"), 2);
            rules(&mut xml, &format!("A2:{range}{last}"), 0);
        }
        xml.push_str(r#"<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup orientation="landscape"/></worksheet>"#);
        self.write(&xml)?;
        let name = match self.done.len() {
            0 => self.name.to_owned(),
            count => format!("{} {}", self.name, count + 1),
        };
        self.done.push((name, last));
        self.row = 0;
        Ok(())
    }

    /// The parts that name the sheets.
    fn workbook(&self) -> (String, String) {
        let mut range = String::new();
        column_letters(&mut range, self.headings.len().saturating_sub(1));
        let (mut sheets, mut names, mut relationships) = (String::new(), String::new(), String::new());
        let mut filters = String::new();
        let notes = self.notes.as_ref().map(|(name, _)| (*name, None));
        let tables = self.done.iter().map(|(name, last)| (name.as_str(), Some(*last)));
        for (index, (name, last)) in tables.chain(notes).enumerate() {
            let id = index + 1;
            let mut escaped = String::new();
            escape(&mut escaped, name);
            let _ = write!(sheets, "<sheet name=\"{escaped}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
            let _ = write!(
                relationships,
                "<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
            );
            if let Some(last) = last {
                let _ = write!(
                    filters,
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{index}\" hidden=\"1\">'{escaped}'!$A$1:${range}${last}</definedName>"
                );
                let _ = write!(
                    names,
                    "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{index}\">'{escaped}'!$1:$1</definedName>"
                );
            }
        }
        let styles = self.done.len() + 2;
        let _ =
            write!(relationships, "<Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>");
        let workbook = format!(
            "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets><definedNames>{filters}{names}</definedNames></workbook>"
        );
        let relationships = format!(
            "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relationships}</Relationships>"
        );
        (workbook, relationships)
    }
}

impl<W: Write> Table for Book<W> {
    fn row<C: AsRef<str>>(&mut self, cells: impl Iterator<Item = C>) -> io::Result<()> {
        if self.row >= self.limits.rows || self.bytes >= self.limits.bytes {
            self.end_sheet()?;
        }
        if self.row == 0 {
            self.start_sheet()?;
        }
        self.row += 1;
        self.rows += 1;
        let mut xml = std::mem::take(&mut self.xml);
        xml.clear();
        let _ = write!(xml, "<row r=\"{}\" ht=\"{ROW_HEIGHT}\" customHeight=\"1\">", self.row);
        for (index, cell) in cells.enumerate() {
            let kind = self.headings.get(index).map_or(Kind::Text, |heading| heading.kind);
            self.cut_cells += u64::from(cell::push(&mut xml, index, self.row, kind, cell.as_ref()));
        }
        xml.push_str("</row>");
        self.bytes += xml.len() as u64;
        let written = self.write(&xml);
        self.xml = xml;
        written
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.row == 0 {
            self.start_sheet()?;
        }
        self.end_sheet()?;
        let (workbook, relationships) = self.workbook();
        if let Some((_, xml)) = self.notes.take() {
            self.part(&sheet_path(self.done.len()), &xml)?;
        }
        self.part("xl/workbook.xml", &workbook)?;
        self.part("xl/_rels/workbook.xml.rels", &relationships)?;
        match self.zip.take() {
            Some(zip) => zip.finish().map_err(io::Error::from)?.into_inner().flush(),
            None => Ok(()),
        }
    }
}

/// Three lines of text: long comments stay readable rows.
const ROW_HEIGHT: u32 = 45;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET_START: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
);
const FROZEN: &str = r#"<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>"#;

fn sheet_path(index: usize) -> String {
    format!("xl/worksheets/sheet{}.xml", index + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::{Book, Limits};
    use crate::table::{Heading, Kind, Table};

    fn book(limits: Limits, rows: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let heading = |name, kind| Heading { name, kind, width: 10 };
        let mut book =
            Book::new(&mut bytes, "Rows", vec![heading("n", Kind::Count), heading("text", Kind::Text)], None);
        book.limits = limits;
        for row in 0..rows {
            book.row([row.to_string(), format!("row {row}")].iter()).unwrap();
        }
        book.finish().unwrap();
        drop(book);
        bytes
    }

    #[test]
    fn what_does_not_fit_on_a_sheet_goes_on_the_next() {
        const ROOMY: u64 = 1 << 30;
        let cases: [(Limits, usize, &[usize]); 5] = [
            (Limits { rows: 10, bytes: ROOMY }, 0, &[0]),
            (Limits { rows: 10, bytes: ROOMY }, 9, &[9]),
            (Limits { rows: 10, bytes: ROOMY }, 10, &[9, 1]),
            (Limits { rows: 10, bytes: ROOMY }, 25, &[9, 9, 7]),
            (Limits { rows: 1000, bytes: 1500 }, 20, &[]),
        ];
        for (limits, rows, expected) in cases {
            let mut read: Xlsx<_> = Xlsx::new(Cursor::new(book(limits, rows))).unwrap();
            let sheets = read.sheet_names();
            let mut numbers = Vec::new();
            let mut lengths = Vec::new();
            for (index, sheet) in sheets.iter().enumerate() {
                assert_eq!(*sheet, if index == 0 { "Rows".to_owned() } else { format!("Rows {}", index + 1) });
                let range = read.worksheet_range(sheet).unwrap();
                let mut found = range.rows();
                assert_eq!(found.next().unwrap()[0].to_string(), "n", "every sheet has its heading");
                let before = numbers.len();
                numbers.extend(found.map(|row| row[0].to_string().parse::<usize>().unwrap()));
                lengths.push(numbers.len() - before);
            }
            assert_eq!(numbers, (0..rows).collect::<Vec<_>>());
            match expected {
                [] => assert!(lengths.len() > 1, "{lengths:?}"),
                _ => assert_eq!(lengths, expected),
            }
        }
    }
}

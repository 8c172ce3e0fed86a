//! Workbooks, read back by another library.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use threadwarden::{Comment, Moderator, Page, Thread, Time, TimeKind};
use threadwarden_report::{By, Format, Options};

fn page() -> Page {
    let mut page = Page { article: None, thread: Thread::new("0012") };
    let texts = [
        "You are a clueless idiot, and the ferry was on time.",
        "=HYPERLINK(\"http://example.org\",\"click\")",
        "a control \u{1b}[31m, a null \0, a literal _x000D_, a carriage\rreturn & <tags>",
        "@Kestrel -1 to that",
    ];
    for (index, text) in texts.iter().enumerate() {
        let mut comment = Comment::new(format!("00{index}"), "+Rowan", *text);
        comment.parent = index.checked_sub(1);
        page.thread.push(comment);
    }
    page.thread.comments[0].created = Some(Time { text: "2024-02-29T12:00:00Z".to_owned(), kind: TimeKind::Instant });
    page.thread.comments[1].created = Some(Time { text: "11 days ago".to_owned(), kind: TimeKind::Relative });
    page
}

fn bytes(page: &Page, format: Format, by: Option<By>) -> Vec<u8> {
    let review = Moderator::default().review(page);
    let mut bytes = Vec::new();
    let mut report = format.report(&mut bytes, &Options { by, ..Options::default() });
    report.page(page, &review).unwrap();
    report.finish().unwrap();
    drop(report);
    bytes
}

fn sheet(bytes: Vec<u8>, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap()
}

fn column<'a>(range: &'a Range<Data>, name: &str) -> Vec<&'a Data> {
    let at = range.rows().next().unwrap().iter().position(|cell| *cell == Data::String(name.to_owned()));
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    range.rows().skip(1).map(|row| &row[at]).collect()
}

#[test]
fn cells_come_back_with_their_type_and_to_the_last_character() {
    let page = page();
    let range = sheet(bytes(&page, Format::Xlsx, None), "Comments");
    let texts: Vec<String> = column(&range, "text").iter().map(ToString::to_string).collect();
    let written: Vec<&str> = page.thread.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, written);
    // An id is a name, however much it looks like a number.
    assert_eq!(column(&range, "id")[0], &Data::String("000".to_owned()));
    assert_eq!(column(&range, "thread")[0], &Data::String("0012".to_owned()));
    assert_eq!(column(&range, "index")[3], &Data::Float(3.0));
    assert_eq!(column(&range, "attack_flagged")[0], &Data::Bool(true));
    assert!(
        matches!(column(&range, "attack_probability")[0], Data::Float(value) if (0.0..=1.0).contains(value)),
        "a probability is a number"
    );
    assert!(matches!(column(&range, "created")[0], Data::DateTime(time) if (time.as_f64() - 45_351.5).abs() < 1e-9));
    assert_eq!(column(&range, "created")[1], &Data::String("11 days ago".to_owned()));
    assert_eq!(column(&range, "created")[2], &Data::Empty);
}

#[test]
fn the_columns_are_those_of_the_csv_report() {
    let page = page();
    let csv = String::from_utf8(bytes(&page, Format::Csv, None)).unwrap();
    let range = sheet(bytes(&page, Format::Xlsx, None), "Comments");
    let names: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(names.join(","), csv.lines().next().unwrap());
    for by in By::ALL {
        let csv = String::from_utf8(bytes(&page, Format::Csv, Some(by))).unwrap();
        let range = sheet(bytes(&page, Format::Xlsx, Some(by)), "Counts");
        let names: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(names.join(","), csv.lines().next().unwrap());
        assert_eq!(range.rows().count(), csv.lines().count(), "{by:?}");
    }
}

#[test]
fn nothing_is_a_formula_and_the_sheet_can_be_filtered() {
    let bytes = bytes(&page(), Format::Xlsx, None);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    // The only formulas are those that colour rows.
    assert!(!sheet.contains("<f>"));
    assert_eq!(sheet.matches("<formula>").count(), 4);
    assert!(sheet.contains("<autoFilter ref=\"A1:AG5\"/>"));
    assert!(sheet.contains("state=\"frozen\""));
}

#[test]
fn the_same_rows_give_the_same_bytes_and_none_a_workbook_with_a_heading() {
    assert_eq!(bytes(&page(), Format::Xlsx, None), bytes(&page(), Format::Xlsx, None));
    let empty = Page { article: None, thread: Thread::new("t") };
    let range = sheet(bytes(&empty, Format::Xlsx, None), "Comments");
    assert_eq!(range.rows().count(), 1);
}

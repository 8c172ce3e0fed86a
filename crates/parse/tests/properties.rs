//! Laws that hold for every input.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use threadwarden_parse::{Format, ParseOptions, parse, read, write_jsonl};
use threadwarden_thread::{Article, Comment, Cue, Link, Page, State, Thread, Time, TimeKind};

/// Text with the signs that layouts and formats look for.
fn page_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("  • "),
        Just("    "),
        Just("\n"),
        Just("\n\n"),
        Just("Kestrel"),
        Just(" says:"),
        Just("Comment Commented "),
        Just("Comments (3)"),
        Just("Posted by: "),
        Just(" | May 20, 2012 at 12:55 AM"),
        Just("152 Fans\n3 minutes ago"),
        Just("by Rowan (12) on Monday (#5)"),
        Just("Notify of"),
        Just("Featured"),
        Just("@Kestrel “the tide waits for no ferry” "),
        Just("The ferries were late again, said the harbour office. "),
        Just("{\"text\":\"x\",\"parent\":"),
        Just("text,parent,id\n"),
        Just("\u{feff}"),
        Just("é\r"),
        Just("\t\u{a0}"),
        Just("\"1\"}\n"),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn page() -> impl Strategy<Value = Page> {
    let time = (".{0,12}", 0..TimeKind::ALL.len()).prop_map(|(text, kind)| Time { text, kind: TimeKind::ALL[kind] });
    // The reader trims times and takes blank ones for none.
    let time = time.prop_filter("a printed time", |time| !time.text.is_empty() && time.text.trim() == time.text);
    let comment =
        (".{0,9}", ".{0,60}", option::of(".{0,20}"), option::of(time), 0..State::ALL.len(), any::<(u8, u8, u8)>());
    let article = (".{0,20}", ".{0,60}", option::of(".{0,9}"), option::of(".{0,9}"), option::of(".{0,9}"))
        .prop_map(|(title, text, url, author, published)| Article { title, text, url, author, published });
    (option::of(article), ".{0,9}", vec(comment, 0..12)).prop_map(|(article, id, comments)| {
        let count = comments.len();
        let mut thread = Thread::new(id);
        for (index, (author, text, raw, created, state, (parent, link, cue))) in comments.into_iter().enumerate() {
            let mut comment = Comment::new(format!("c{index}"), author, text);
            comment.raw = raw;
            comment.created = created;
            comment.state = State::ALL[state];
            comment.parent = Some(usize::from(parent) % (count + 3));
            comment.link = match link % 3 {
                0 => Link::None,
                1 => Link::Given,
                _ => Link::Inferred {
                    cue: Cue::ALL[usize::from(cue) % Cue::ALL.len()],
                    confidence: f32::from(cue) / 255.0,
                },
            };
            thread.push(comment);
        }
        thread.cut_broken_links();
        Page { article, thread }
    })
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..400), format in option::of(0..Format::ALL.len())) {
        let format = format.map(|format| Format::ALL[format]);
        let options = ParseOptions { format, line_cap_bytes: 100, ..ParseOptions::default() };
        let parsed = parse(&bytes, &options);
        let thread = &parsed.page.thread;
        prop_assert!(thread.comments.iter().all(|comment| comment.parent.is_none_or(|parent| parent < thread.len())));
    }

    #[test]
    fn no_page_makes_a_layout_panic(text in page_text(), format in option::of(0..Format::ALL.len())) {
        let options = ParseOptions { format: format.map(|format| Format::ALL[format]), ..ParseOptions::default() };
        let parsed = parse(text.as_bytes(), &options);
        let mut thread = parsed.page.thread.clone();
        prop_assert!(thread.cut_broken_links().is_empty());
        for comment in &thread.comments {
            prop_assert_eq!(comment.parent.is_none(), comment.link == Link::None);
            prop_assert!(comment.link.confidence().is_none_or(|confidence| (0.0..=1.0).contains(&confidence)));
        }
    }

    #[test]
    fn what_is_written_reads_back(page in page()) {
        let mut written = Vec::new();
        write_jsonl(&page, &mut written).unwrap();
        let parsed = parse(&written, &ParseOptions { format: Some(Format::ThreadJsonl), ..ParseOptions::default() });
        prop_assert_eq!(&parsed.page, &page, "{}", String::from_utf8_lossy(&written));
        prop_assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    }

    #[test]
    fn a_page_parsed_and_written_reads_back(text in page_text()) {
        let page = parse(text.as_bytes(), &ParseOptions::default()).page;
        let mut written = Vec::new();
        write_jsonl(&page, &mut written).unwrap();
        prop_assert_eq!(parse(&written, &ParseOptions { format: Some(Format::ThreadJsonl), ..ParseOptions::default() }).page, page);
    }

    #[test]
    fn reading_piece_by_piece_changes_nothing(text in page_text(), step in 1_usize..40) {
        struct Steps<'a>(&'a [u8], usize);
        impl std::io::Read for Steps<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let count = self.1.min(self.0.len()).min(out.len());
                out[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        let options = ParseOptions::default();
        let whole: Vec<_> = read(text.as_bytes(), &options).map(|parsed| parsed.map(|parsed| (parsed.page, parsed.problems)).ok()).collect();
        let steps: Vec<_> = read(Steps(text.as_bytes(), step), &options).map(|parsed| parsed.map(|parsed| (parsed.page, parsed.problems)).ok()).collect();
        prop_assert_eq!(whole, steps);
    }
}

//! Inputs made to hurt.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::Read;
use std::time::{Duration, Instant};

use threadwarden_parse::{ErrorKind, Format, ParseOptions, Parsed, parse, read};

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.problems.iter().map(|problem| problem.code).collect()
}

fn text(text: &str) -> Parsed {
    parse(text.as_bytes(), &ParseOptions::default())
}

#[test]
fn empty_and_blank_inputs_say_so() {
    for input in ["", "\n\n  \n", "\u{feff}"] {
        let parsed = text(input);
        assert!(parsed.page.thread.is_empty());
        assert_eq!(parsed.page.article, None);
    }
    assert_eq!(codes(&text("")), ["empty-input"]);
}

#[test]
fn what_is_no_text_is_an_error_and_for_parse_a_problem() {
    let cases: &[(&[u8], ErrorKind)] = &[
        (b"\x1F\x8B\x08\0\0\0\0\0", ErrorKind::Archive),
        (b"PK\x03\x04\0\0\0\0", ErrorKind::Binary),
        (b"SQLite format 3\0 and no more", ErrorKind::Binary),
        (b"PAR1 and no more", ErrorKind::Binary),
        (b"T\0h\0e\0 \0f\0e\0r\0r\0y\0", ErrorKind::Encoding),
    ];
    for (bytes, kind) in cases {
        let mut pages = read(*bytes, &ParseOptions::default());
        assert_eq!(pages.next().unwrap().unwrap_err().kind(), *kind);
        assert!(pages.next().is_none());
        assert_eq!(codes(&parse(bytes, &ParseOptions::default())), [kind.as_str()]);
    }
}

#[test]
fn one_line_of_100_megabytes_is_skipped() {
    let parsed = text(&"ferry ".repeat(100_000_000 / 6));
    assert_eq!(codes(&parsed), ["line-too-long"]);
    assert!(parsed.page.thread.is_empty());
}

#[test]
fn a_stream_that_never_ends_its_line_is_bounded_by_the_document_cap() {
    let options = ParseOptions { document_cap_bytes: 1 << 20, ..ParseOptions::default() };
    let lines = std::io::repeat(b'x').take(2 << 20).chain(&b"\n"[..]).chain(std::io::repeat(b'\n').take(3 << 20));
    let error = read(lines, &options).find_map(Result::err).unwrap();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

/// Asserts that eight times the input takes no more than 24 times as long; a square would take 64 times.
///
/// Other work on the machine can only add to a time, so the shortest of three tries counts.
fn assert_grows(name: &str, small: Duration, mut large: impl FnMut() -> Duration) {
    let most = small * 24 + Duration::from_millis(50);
    let tries: Vec<Duration> = std::iter::repeat_with(&mut large)
        .take(3)
        .scan(false, |done, time| {
            let go_on = !*done;
            *done = time < most;
            go_on.then_some(time)
        })
        .collect();
    assert!(tries.iter().any(|time| *time < most), "{name}: {small:?}, then {tries:?}");
}

#[test]
fn time_grows_with_the_input_and_not_faster() {
    let bullet =
        |count: usize| "  • Kestrel\n\n    Thank you Rowan, “the tide waits for no ferry” it is.\n\n".repeat(count);
    let makers: &[(&str, &dyn Fn(usize) -> String)] = &[
        ("bullets", &bullet),
        ("bullets without bodies", &|count| "  • Kestrel\n\n".repeat(count)),
        ("furniture", &|count| "Subscribe to our newsletter\nNotify of\nRelated articles\n".repeat(count)),
        ("headers", &|count| "Kestrel says:\n".repeat(count)),
        ("nested", &|count| (0..count).map(|at| format!("{}• K\n\n", " ".repeat(at % 50 * 2))).collect()),
        ("prose", &|count| "The ferries were late again, said the harbour office.\n\n".repeat(count)),
        ("footers", &|count| "Late.\n\nPosted by: K | May 20, 2012 at 12:55 AM\n\n".repeat(count)),
        ("names", &|count| {
            (0..count).map(|at| format!("  • Kestrel {at}\n\n    Kestrel {}, no.\n\n", at / 2)).collect()
        }),
        ("blank lines", &|count| "\n".repeat(count * 20)),
        ("chain", &|count| {
            (0..count)
                .map(|at| format!("{{\"id\":{at},\"parent\":{},\"text\":\"x\"}}\n", at.saturating_sub(1)))
                .collect()
        }),
        ("bad lines", &|count| "{\"text\":\"x\"\n".repeat(count)),
    ];
    let time = |input: &str| {
        let start = Instant::now();
        let parsed = text(input);
        assert!(parsed.page.thread.len() < 10_000_000);
        start.elapsed()
    };
    for (name, maker) in makers {
        let (small, large) = (maker(5_000), maker(40_000));
        let small = (0..3).map(|_| time(&small)).min().unwrap();
        assert_grows(name, small, || time(&large));
    }
}

#[test]
fn markdown_takes_time_that_grows_with_its_length() {
    let makers: &[(&str, &str)] = &[
        ("quotes", "> "),
        ("brackets", "["),
        ("pictures", "!["),
        ("links", "[a]("),
        ("emphasis", "*a _b "),
        ("stars", "***"),
        ("lists", "- "),
        ("escapes", "\\\\"),
        ("tags", "<a "),
        ("comments", "<!--"),
        ("references", "&amp;amp;"),
        ("definitions", "[a]: b\\n"),
        ("used definitions", "[a]\\n\\n[a]: b\\n\\n"),
        ("tables", "|a\\n|-\\n"),
        ("cells", "|"),
        ("quoted lines", "> a\\n"),
        ("fences", "```\\n"),
        ("spoilers", ">!a!<"),
        ("strikes", "~~a ~"),
    ];
    let time = |piece: &str, count: usize| {
        let line = format!(
            "{{\"id\":\"a\",\"link_id\":\"t3_b\",\"parent_id\":\"t3_b\",\"body\":\"{}\"}}",
            piece.repeat(count)
        );
        let start = Instant::now();
        assert_eq!(thread_of(line.as_bytes(), Format::Pushshift).page.thread.len(), 1, "{piece}");
        start.elapsed()
    };
    for (name, piece) in makers {
        let small = (0..3).map(|_| time(piece, 5_000)).min().unwrap();
        assert_grows(name, small, || time(piece, 40_000));
    }
}

#[test]
fn a_hundred_thousand_bullets_are_a_hundred_thousand_comments() {
    let parsed = text(&"  • Kestrel\n\n    Late.\n\n".repeat(100_000));
    assert_eq!(parsed.page.thread.len(), 100_000);
}

#[test]
fn a_page_of_furniture_holds_neither_article_nor_comments() {
    let parsed =
        text(&"Share this\nSubscribe to our newsletter\nNotify of\nView all comments\nFeatured\n".repeat(1_000));
    assert!(parsed.page.thread.is_empty());
    assert_eq!(parsed.page.article, None);
}

#[test]
fn jsonl_goes_on_after_a_line_over_the_cap() {
    let long = format!("{{\"id\":1,\"text\":\"{}\"}}", "x".repeat(2_000));
    let input = format!("{{\"id\":0,\"text\":\"a\"}}\n{long}\n{{\"id\":2,\"text\":\"b\"}}\n");
    let parsed = parse(input.as_bytes(), &ParseOptions { line_cap_bytes: 1_000, ..ParseOptions::default() });
    assert_eq!(parsed.format, Format::ThreadJsonl);
    assert_eq!(codes(&parsed), ["line-too-long"]);
    assert_eq!(parsed.page.thread.len(), 2);
}

#[test]
fn deep_json_is_a_bad_line_and_no_overflow() {
    let deep = format!("{{\"text\":\"a\",\"extra\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let input = format!("{{\"text\":\"x\"}}\n{deep}\n");
    let parsed = parse(input.as_bytes(), &ParseOptions::default());
    assert!(parsed.page.thread.len() <= 2);
}

#[test]
fn other_encodings_are_read() {
    let page = "{\"text\":\"Die Fähre kam zu spät, schon wieder.\"}\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(page.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = page.chars().map(|c| u32::from(c) as u8).collect();
    for (bytes, problems) in [(utf16, vec![]), (latin, vec!["legacy-encoding"])] {
        let parsed = parse(&bytes, &ParseOptions::default());
        assert_eq!(parsed.page.thread.comments[0].text, "Die Fähre kam zu spät, schon wieder.");
        assert_eq!(codes(&parsed), problems);
    }
}

/// The one thread of an input, however many problems.
fn thread_of(bytes: &[u8], format: Format) -> threadwarden_parse::Parsed {
    let parsed = parse(bytes, &ParseOptions::default());
    assert_eq!(parsed.format, format);
    parsed
}

#[test]
fn replies_a_hundred_thousand_deep_are_read() {
    const DEPTH: usize = 100_000;
    let mut reddit = r#"{"kind":"Listing","data":{"children":["#.to_owned();
    let mut algolia =
        r#"{"id":0,"created_at_i":1,"type":"story","title":"t","author":"a","story_id":0,"children":["#.to_owned();
    for at in 1..=DEPTH {
        reddit += &format!(
            r#"{{"kind":"t1","data":{{"id":"c{at}","parent_id":"t1_c{}","link_id":"t3_x","author":"a","body":"b","replies":{{"kind":"Listing","data":{{"children":["#,
            at - 1
        );
        algolia += &format!(
            r#"{{"id":{at},"created_at_i":1,"type":"comment","author":"a","text":"b","parent_id":{},"story_id":0,"children":["#,
            at - 1
        );
    }
    reddit += &"]}}}}".repeat(DEPTH);
    reddit += "]}}";
    algolia += &"]}".repeat(DEPTH);
    algolia += "]}";
    let reddit = thread_of(reddit.as_bytes(), Format::RedditListing);
    let algolia = thread_of(algolia.as_bytes(), Format::HackerNewsAlgolia);
    for (parsed, problems) in [(reddit, 1), (algolia, 0)] {
        let thread = &parsed.page.thread;
        assert_eq!(thread.len(), DEPTH);
        assert_eq!(thread.ancestors(DEPTH - 1).count(), DEPTH - 1);
        assert_eq!(parsed.problems.len(), problems, "{:?}", parsed.problems);
    }
}

#[test]
fn a_page_nested_without_end_is_read() {
    let start = Instant::now();
    let block = |at: usize| {
        format!(
            "<div class='comment c{at}'><b class=author>K</b><i class=date>5 May 2026</i><p class=text>It is late, all of it.</p>"
        )
    };
    for page in [
        format!("<html><body>{}", "<div class=comment>".repeat(100_000)),
        format!("<html><body>{}", (0..20_000).map(block).collect::<String>()),
        format!("<html><body>{}", (0..20_000).map(|at| block(at) + "</div>").collect::<String>()),
        format!("<html><body>{}", "<ul class=children><li class='comment depth-1' id=comment-1>".repeat(30_000)),
        format!("<html><body><div class='{}'>", "comment x ".repeat(100_000)),
        format!("<html><body>{}{}", "<p></p>".repeat(50_000), "<h3>5 comments</h3>".repeat(20_000)),
        format!("<html><body>{}", "<h3></h3><div><b></b></div>".repeat(50_000)),
        format!(
            "<html><body>{}",
            "<table><tr><td><span class=name><b>K</b></span><td class=postbody>It is late.".repeat(20_000)
        ),
        format!(
            "<html><body><ul>{}",
            "<li class=comment data-parent-id=1><a href=#comment-1>@K</a> It is late.".repeat(20_000)
        ),
    ] {
        let parsed = thread_of(page.as_bytes(), Format::Html);
        assert!(parsed.page.thread.len() <= 20_000);
    }
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());
}

#[test]
fn document_types_are_refused_and_entities_stay_as_they_are() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;\">]>\
        <disqus xmlns=\"http://disqus.com\"><post dsq:id=\"1\"><message>&lol1;</message><thread dsq:id=\"2\"/></post></disqus>";
    let parsed = thread_of(bomb.as_bytes(), Format::DisqusXml);
    assert_eq!(codes(&parsed), ["doctype-refused"]);
    let plain = bomb.split_once("]>").unwrap().1;
    assert_eq!(thread_of(plain.as_bytes(), Format::DisqusXml).page.thread.comments[0].text, "&lol1;");
}

#[test]
fn one_field_of_many_megabytes_is_left_out_and_the_rest_is_read() {
    let long = "x".repeat(3 << 20);
    let item = |id: u32, text: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>K</wp:comment_author><wp:comment_content><![CDATA[{text}]]></wp:comment_content></wp:comment>"
        )
    };
    let feed = format!(
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>t</title>{}{}{}</item></channel></rss>",
        item(1, "one"),
        item(2, &long),
        item(3, "three")
    );
    let parsed = parse(feed.as_bytes(), &ParseOptions { line_cap_bytes: 1 << 20, ..ParseOptions::default() });
    assert_eq!(codes(&parsed), ["line-too-long"]);
    let start = feed.find("<![CDATA[xxx").map(|start| start as u64);
    assert_eq!(parsed.problems[0].at.byte, start);
    let texts: Vec<&str> = parsed.page.thread.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["one", "", "three"]);
}

#[test]
fn scattered_rows_are_brought_together_when_asked_to() {
    let rows: String =
        (0..100).map(|at| format!("{{\"thread\":\"t{}\",\"id\":{at},\"text\":\"x\"}}\n", at % 3)).collect();
    let lengths = |group| -> Vec<usize> {
        let options = ParseOptions { group, ..ParseOptions::default() };
        read(rows.as_bytes(), &options).map(|parsed| parsed.unwrap().page.thread.len()).collect()
    };
    assert_eq!(lengths(threadwarden_parse::Group::Hash), [34, 33, 33]);
    assert_eq!(lengths(threadwarden_parse::Group::Sorted).len(), 100);
}

#[test]
fn packed_inputs_are_read_and_archives_in_archives_are_not() {
    use std::io::Write;
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let packed = gzip(b"{\"text\":\"x\"}\n");
    assert_eq!(thread_of(&packed, Format::ThreadJsonl).page.thread.len(), 1);
    assert_eq!(codes(&parse(&gzip(&packed), &ParseOptions::default())), ["binary"]);
    let options = ParseOptions { unpacked_cap_bytes: 5, ..ParseOptions::default() };
    assert_eq!(codes(&parse(&packed, &options)), ["too-large"]);
}

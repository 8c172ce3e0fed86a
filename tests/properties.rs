//! What holds for every input.

use proptest::prelude::*;
use serde_json::Value;
use threadwarden::{Action, Article, Comment, Draft, Link, Moderator, Page, Review, Span, Thread};
use threadwarden_report::{Format, Options, explain};
use threadwarden_testkit::Generator;
use unicode_width::UnicodeWidthStr;

/// Comments as people write them, comments made to break readers, and plain noise.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => any::<u64>().prop_map(|seed| Generator::new(seed).comment()),
        2 => (any::<u64>(), 1..40_usize).prop_map(|(seed, pieces)| Generator::new(seed).hostile_text(pieces)),
        1 => any::<String>(),
    ]
}

/// A page of a few comments with parents of any kind, broken ones included.
fn page() -> impl Strategy<Value = Page> {
    let comments = prop::collection::vec((text(), 0..5_usize, prop::option::of(0..14_usize)), 0..12);
    (comments, any::<u64>(), any::<bool>()).prop_map(|(comments, seed, with_article)| {
        let mut thread = Thread::new("t");
        for (index, (text, author, parent)) in comments.into_iter().enumerate() {
            let author = ["Kestrel", "rowan_", "", "Łukasz Dąb", "=cmd"][author];
            let mut comment = Comment::new(format!("c{index}"), author, text);
            comment.parent = parent;
            comment.link = if parent.is_some() { Link::Given } else { Link::None };
            thread.push(comment);
        }
        thread.cut_broken_links();
        Page { article: with_article.then(|| Generator::new(seed).article()), thread }
    })
}

fn written(format: Format, options: &Options, page: &Page, review: &Review) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut report = format.report(&mut bytes, options);
    report.page(page, review).unwrap();
    report.finish().unwrap();
    drop(report);
    bytes
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn lies_in(span: Span, text: &str) -> bool {
    span.start < span.end && text.get(span.start..span.end).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_words_of_the_text_they_point_into(page in page()) {
        let review = Moderator::default().review(&page);
        prop_assert_eq!(review.comments.len(), page.thread.len());
        for (comment, judgement) in page.thread.comments.iter().zip(&review.comments) {
            for finding in &judgement.attack.findings {
                prop_assert!(lies_in(finding.span, &comment.text), "{:?} in {:?}", finding, comment.text);
                prop_assert!((0.0..=1.0).contains(&finding.confidence));
                prop_assert!(finding.target.comment.is_none_or(|target| target < page.thread.len()));
            }
            if let (Some(passage), Some(article)) = (judgement.relevance.passage, &page.article) {
                prop_assert!(lies_in(passage.span, &article.text), "{:?}", passage);
            }
            let relevance = &judgement.relevance;
            let fractions = [judgement.attack.probability, relevance.score, relevance.own, relevance.parent];
            prop_assert!(fractions.into_iter().flatten().all(|fraction| (0.0..=1.0).contains(&fraction)));
        }
    }

    #[test]
    fn decisions_give_their_reasons(page in page()) {
        for judgement in Moderator::default().review(&page).comments {
            let decision = judgement.decision;
            let stopped = decision.action > Action::Publish;
            prop_assert_eq!(decision.reader_note.is_some(), stopped);
            prop_assert!(!stopped || !decision.reasons.is_empty());
            prop_assert!(decision.flagged || judgement.attack.personal().next().is_none());
        }
    }

    #[test]
    fn a_draft_is_judged_as_the_comment_it_becomes(page in page(), text in text(), parent in prop::option::of(0..14_usize)) {
        let moderator = Moderator::default();
        let draft = Draft { author: "Saltmarsh".to_owned(), text, parent };
        let judged = moderator.comment(&page, &draft);
        let mut posted = page;
        let comment = draft.to_comment(&posted.thread);
        posted.thread.push(comment);
        let reviewed = moderator.review(&posted).comments.pop().unwrap();
        prop_assert_eq!(judged, reviewed);
    }

    #[test]
    fn csv_and_jsonl_say_the_same(page in page()) {
        let review = Moderator::default().review(&page);
        let raw = Options { raw_csv: true, ..Options::default() };
        let rows = csv_rows(&written(Format::Csv, &raw, &page, &review));
        let header = &rows[0];
        let json = written(Format::Jsonl, &raw, &page, &review);
        let objects: Vec<Value> =
            String::from_utf8(json).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(rows.len() - 1, objects.len());
        for (row, object) in rows[1..].iter().zip(&objects) {
            prop_assert_eq!(row.len(), header.len());
            let cell = |name: &str| row[header.iter().position(|column| column == name).unwrap()].as_str();
            let same = [
                ("thread", &object["thread"]), ("index", &object["index"]), ("id", &object["id"]),
                ("parent", &object["parent"]), ("parent_source", &object["parent_source"]),
                ("author", &object["author"]), ("text", &object["text"]),
                ("attack_verdict", &object["attack"]["verdict"]),
                ("attack_probability", &object["attack"]["probability"]),
                ("attack_flagged", &object["attack"]["flagged"]),
                ("relevance_verdict", &object["relevance"]["verdict"]), ("relevance", &object["relevance"]["score"]),
                ("relevance_own", &object["relevance"]["own"]), ("relevance_parent", &object["relevance"]["parent"]),
                ("relevance_band", &object["relevance"]["band"]), ("action", &object["decision"]["action"]),
                ("version", &object["provenance"]["version"]), ("model", &object["provenance"]["model"]),
                ("policy", &object["provenance"]["policy"]),
            ];
            for (name, value) in same {
                let value = match value {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                prop_assert_eq!(cell(name), value, "{}", name);
            }
            let findings = object["attack"]["findings"].as_array().unwrap();
            let own = findings.iter().filter(|finding| finding["quoted"] == false);
            let spans: Vec<String> = own.map(|finding| format!("{}-{}", finding["start"], finding["end"])).collect();
            prop_assert_eq!(cell("attack_spans"), spans.join("; "));
            for finding in findings {
                let (start, end) = (finding["start"].as_u64().unwrap() as usize, finding["end"].as_u64().unwrap() as usize);
                prop_assert_eq!(finding["text"].as_str().unwrap(), &object["text"].as_str().unwrap()[start..end]);
            }
        }
    }

    #[test]
    fn no_cell_starts_a_formula(page in page()) {
        let review = Moderator::default().review(&page);
        for cell in csv_rows(&written(Format::Csv, &Options::default(), &page, &review)).concat() {
            let first = cell.chars().find(|c| !c.is_whitespace() && !c.is_control() && !"\"“”,;\u{feff}\u{200b}".contains(*c));
            prop_assert!(first.is_none_or(|c| !"=+-@＝＋－＠".contains(c)), "{:?}", cell);
            prop_assert!(!cell.starts_with(['\t', '\r', '\0']), "{:?}", cell);
        }
    }

    #[test]
    fn nothing_in_a_comment_acts_on_the_terminal(mut page in page(), author in text(), width in 20..140_usize) {
        if let Some(first) = page.thread.comments.first_mut() {
            first.author.clone_from(&author);
            first.id = author.into();
        }
        let review = Moderator::default().review(&page);
        let options = Options { width, ..Options::default() };
        let mut shown = written(Format::Text, &options, &page, &review);
        for index in 0..page.thread.len() {
            let explanation = Moderator::default().explanation(&page, &review, index);
            let mut drawn = Vec::new();
            explain(&mut drawn, &page, &review, index, explanation.as_ref(), &options).unwrap();
            for line in std::str::from_utf8(&drawn).unwrap().lines() {
                // One character can be wider than half of the narrowest column.
                prop_assert!(line.width() <= width.max(40) + 2, "{} columns for {width}: {:?}", line.width(), line);
            }
            shown.extend(drawn);
        }
        let shown = String::from_utf8(shown).unwrap();
        let acts = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{202c}\u{200b}\u{2028}\u{feff}".contains(c);
        prop_assert!(!shown.contains(acts), "{:?}", shown);
    }
}

#[test]
fn a_long_chain_of_replies_is_judged_like_any_other() {
    let mut page = Page { article: Some(Article::default()), thread: Thread::new("chain") };
    for index in 0..20_000_usize {
        let mut comment = Comment::new(index.to_string(), format!("name{}", index % 7), "And so on, and so forth.");
        comment.parent = index.checked_sub(1);
        page.thread.push(comment);
    }
    let moderator = Moderator::default();
    assert_eq!(moderator.review(&page).comments.len(), 20_000);
    let draft = Draft { author: "last".into(), text: "That is enough.".into(), parent: Some(19_999) };
    assert_eq!(moderator.comment(&page, &draft).decision.action, Action::Publish);
}

#[test]
fn drafts_of_made_up_threads_are_judged_as_reviewed() {
    let moderator = Moderator::default();
    let whole = Generator::new(11).page(400);
    let review = moderator.review(&whole);
    for index in (0..400).step_by(7) {
        let mut before = whole.clone();
        before.thread.comments.truncate(index);
        let comment = &whole.thread.comments[index];
        let draft = Draft { author: comment.author.clone(), text: comment.text.clone(), parent: comment.parent };
        let judged = moderator.comment(&before, &draft);
        assert_eq!(judged.decision.action, review.comments[index].decision.action, "{index}: {}", comment.text);
    }
}

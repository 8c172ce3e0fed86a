//! What scores promise, whatever the text.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::*;
use threadwarden_relevance::{PreparedArticle, Relevance, Scorer, Source, Verdict};
use threadwarden_text::Document;
use threadwarden_thread::{Article, Comment, Thread};

const TITLE: &str = "Council closes the harbour bridge";
const TEXT: &str = "The council voted on Tuesday to close the old harbour bridge for the whole of the spring. \
    Engineers had found rust in the bearings, and the mayor called the closure the only responsible choice. \
    Lorries will have to take the long way round the bay, which adds forty minutes to every delivery.\n\n\
    Fishermen fear for the season, because the northern quay is out of reach for their buyers. A second ferry would \
    cost three million a year, the treasurer told the meeting, and the regional government has promised half of the \
    money without naming a date. Neighbouring ports have offered berths at a price that few small boats can pay.\n\n\
    Cyclists may use the footbridge, which is steep and slippery in the rain. An inquiry will ask why the warnings of \
    the last inspection were filed and forgotten. Shopkeepers in the lower town expect a lean summer, and some of them \
    have already sent their waiters home until the trippers come back.";

fn article(scorer: &Scorer) -> PreparedArticle {
    scorer.prepare(&Article { title: TITLE.to_owned(), text: TEXT.to_owned(), ..Article::default() })
}

fn scored(text: &str) -> Relevance {
    let scorer = Scorer::default();
    scorer.comment(Some(&article(&scorer)), &Document::new(text), &[])
}

#[test]
fn topic_counts_and_tone_does_not() {
    let table = [
        ("Without the bridge no lorry reaches the northern quay in time.", true),
        ("A second ferry is the only fair answer for the fishermen.", true),
        // Near miss: the same words, and none beside the one it stands beside in the article.
        ("The ferry of the second fair was a toy.", false),
        ("The stupid mayor ignored every inspection of that rusty bridge, the fool.", true),
        ("WHO FILED THE WARNINGS OF THE BRIDGE INSPECTION?", true),
        // Near misses: polite, long, or full of words that every article holds.
        ("Thank you so much for this thoughtful piece, I always enjoy your writing.", false),
        ("I learned the violin at the college of music and still play every evening.", false),
        ("People think the country has many problems and somebody should do something about them.", false),
        ("You pose as a professor and cannot even spell, go back to school.", false),
        // A single word in common, however rare, decides nothing.
        ("My cousin restored a violin last winter and sold it to a treasurer.", false),
    ];
    for (text, on_topic) in table {
        let score = scored(text).score.unwrap();
        assert_eq!(score > 0.5, on_topic, "{score} {text}");
    }
}

#[test]
fn words_in_common_by_chance_are_no_topic() {
    let table = [
        "I heard of it from a neighbour who reads the old newspapers.",
        "The small kittens were born on Tuesday, and the whole family has a date with the vet.",
        "Our choir has promised to sing in three languages, and a second tenor would help.",
        "My uncle paints ships in bottles; the rust on his tools costs him an hour every time.",
        "Pay attention to the tail of the comet, it is steep and reaches half of the sky.",
        "The last season of that series was forgotten for good reasons.",
        "Her grandmother filed her taxes early and went home to the mountains without a word.",
        "Somebody said that waiters in Vienna take no tips from their cousins.",
        "The treasurer of our chess club sold his boat and moved to a cottage in the hills.",
        "Northern lights are best seen in the spring, from a tent and not out of a hotel.",
    ];
    let passed: Vec<_> =
        table.iter().map(|text| (scored(text).score.unwrap(), text)).filter(|(score, _)| *score >= 0.5).collect();
    assert!(passed.is_empty(), "{passed:?}");
    // The same kind of sentence, with the words that the article is about.
    for text in [
        "I heard of the bridge from a neighbour who reads the council's papers.",
        "The last season was bad for the harbour, and now the fishermen lose the bridge.",
        "The treasurer of the council sold the old ferry when the bridge was new.",
    ] {
        let score = scored(text).score.unwrap();
        assert!(score > 0.5, "{score} {text}");
    }
}

#[test]
fn undecided_is_no_low_score() {
    let table = [
        ("", Verdict::Empty),
        ("   \n", Verdict::Empty),
        ("Agreed.", Verdict::TooShort),
        ("World-class commentary!", Verdict::TooShort),
        ("Le pont du vieux port sera fermé au printemps sans raison valable.", Verdict::OtherLanguage),
        // Few words, and telling ones.
        ("Rust! Bearings! Lorries!", Verdict::Judged),
    ];
    for (text, verdict) in table {
        let relevance = scored(text);
        assert_eq!(relevance.verdict, verdict, "{text:?}");
        assert_eq!(relevance.score.is_some(), verdict == Verdict::Judged, "{text:?}");
        assert_eq!(relevance.own.is_some(), verdict == Verdict::Judged, "{text:?}");
    }
    let scorer = Scorer::default();
    let document = Document::new("The ferry to the island leaves from the old quay.");
    assert_eq!(scorer.comment(None, &document, &[]).verdict, Verdict::NoArticle);
    let nothing = scorer.prepare(&Article::default());
    assert_eq!(scorer.comment(Some(&nothing), &document, &[]).verdict, Verdict::NoArticle);
}

#[test]
fn a_quotation_fixes_the_passage() {
    let quoting = scored("\"few small boats can pay\"? The bridge, the council, the mayor: who pays those?");
    assert_eq!(quoting.quoted_from(), Some(Source::Article));
    let passage = quoting.passage.unwrap().span;
    assert!(passage.of(TEXT).contains("few small boats can pay"));
    // Near miss: the same words in another order.
    let alike = scored("Can small boats pay? Only a few, and the bridge is closed for the council.");
    assert_eq!(alike.quoted_from(), None);
}

#[test]
fn quotations_show_where_the_words_come_from() {
    let scorer = Scorer::default();
    let article = article(&scorer);
    let parent_text = "I hear that the mayor’s cousin sells those bearings himself.";
    let text =
        "“Engineers had found old rust in the bearings”! Sure: \"the mayor's cousin sells those bearings\"! Nice.";
    let quoting =
        |text: &str| scorer.comment(Some(&article), &Document::new(text), &[&Document::new(parent_text)]).quotations;
    let shown: Vec<_> = quoting(text)
        .iter()
        .map(|quotation| {
            let from = if quotation.source == Source::Article { TEXT } else { parent_text };
            (quotation.source, quotation.span.of(text), quotation.original.of(from), quotation.edits)
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                Source::Article,
                "Engineers had found old rust in the bearings",
                "Engineers had found rust in the bearings",
                1
            ),
            (Source::Parent, "the mayor's cousin sells those bearings", "the mayor’s cousin sells those bearings", 0),
        ]
    );
    // Near miss: the same subject in other words.
    assert_eq!(quoting("The engineers found some rust."), []);
}

#[test]
fn other_names_of_the_same_meet() {
    let scorer = Scorer::default();
    let own = |title: &str, text: &str, comment: &str| {
        let article = scorer.prepare(&Article { title: title.to_owned(), text: text.to_owned(), ..Article::default() });
        scorer.signals(&article, &Document::new(comment)).relevance()
    };
    let title = "Japan presses for the return of the Kuriles";
    let text =
        "Japanese diplomats will raise the Kuriles with Russian officials in May. The South China Sea comes next.";
    for (meets, near_miss) in [
        ("The Northern Territories are gone for good.", "The northern parts are gone for good."),
        ("Nobody in the Kremlin will ever agree to that.", "Nobody in the kitchen will ever agree to that."),
        ("The SCS is the bigger quarrel by far.", "The SCT is the bigger quarrel by far."),
        ("Tokyo has nothing to offer for them.", "Lima has nothing to offer for them."),
    ] {
        assert!(own(title, text, meets) > own(title, text, near_miss), "{meets}");
    }
    // What an abbreviation in capitals means, and what its letters mean otherwise.
    let water = "A new report by the World Health Organization on drinking water was read in Geneva on Friday.";
    for (meets, near_miss) in [
        ("I trust the WHO on water more than any minister.", "I trust one who knows water more than any minister."),
        ("Ask the WHO for its data.", "ASK THE MEN WHO MADE THE DATA."),
    ] {
        assert!(own("Geneva on Friday", water, meets) > own("Geneva on Friday", water, near_miss), "{meets}");
    }
    // What the article itself abbreviates.
    let commission = "The Lower Harbour Trade Commission (LHTC) fined the ferry company. The LHTC wants the fares back. \
         The LHTC has also asked the mayor for the books, and the LHTC will meet again.";
    let own_names = "The harbour commission is right about the trade.";
    let other_names = "The harbour committee is right about the quarrel.";
    assert!(own("Fined", commission, own_names) > own("Fined", commission, other_names));
    let turkey = ("Ankara votes", "The Turkish parliament in Ankara votes on Friday.");
    let (bird, state) = ("We roast a turkey every winter.", "The Turks go their own way every winter.");
    assert!(own(turkey.0, turkey.1, bird) < own(turkey.0, turkey.1, state));
}

#[test]
fn terms_show_both_sides() {
    let text = "Those lorries cannot wait for the ferry of the Council.";
    let relevance = scored(text);
    let passage = relevance.passage.unwrap();
    assert!(!relevance.terms.is_empty());
    let mut shown = 0;
    for term in &relevance.terms {
        assert_eq!(term.span.of(text).to_lowercase(), term.word);
        if let Some(original) = term.original {
            assert!(passage.span.start <= original.start && original.end <= passage.span.end);
            assert!(original.of(TEXT).to_lowercase().starts_with(&term.word[..4]), "{term:?}");
            shown += 1;
        }
    }
    assert!(shown > 0);
}

#[test]
fn a_reply_inherits_less_the_less_it_has_to_do_with_its_parent() {
    let scorer = Scorer::default();
    let article = article(&scorer);
    let parent = Document::new("A second ferry would cost less than a new harbour bridge with decent bearings.");
    let score = |text: &str| scorer.comment(Some(&article), &Document::new(text), &[&parent]);
    let answer = score("Bearings of decent quality are made by my cousin's factory in the hills.");
    let drift = score(
        "Violins of great age are restored by my cousin, whose workshop also tunes pianos and teaches singing to pupils.",
    );
    assert!(answer.parent > drift.parent);
    assert!(answer.score > drift.score);
    assert!(drift.score.unwrap() < 0.5, "{drift:?}");
    let quoting = score("\"cost less than a new harbour\" says who, the plumber?");
    assert_eq!(quoting.quoted_from(), Some(Source::Parent));
}

#[test]
fn saying_the_same_at_length_is_not_more_relevant() {
    let once = "The old bridge needs new bearings before lorries may use it again.";
    let short = scored(once).own.unwrap();
    let long = scored(&[once; 12].join(" ")).own.unwrap();
    assert!((long - short).abs() < 0.1, "{short} {long}");
    let padding = " I went to the shop and bought some bread for my aunt who likes to sing in the evening.".repeat(5);
    assert!(scored(&format!("{once}{padding}")).own.unwrap() < short);
}

#[test]
fn deep_threads_and_broken_links_are_ordinary_input() {
    let scorer = Scorer::default();
    let article = article(&scorer);
    let mut thread = Thread::new("deep");
    for index in 0..20_000_usize {
        let mut comment = Comment::new(index.to_string(), "a", "The bridge needs new bearings soon.");
        comment.parent = match index {
            7 => Some(7),
            8 => Some(9),
            9 => Some(8),
            10 => Some(1_000_000),
            _ => index.checked_sub(1),
        };
        thread.push(comment);
    }
    let documents: Vec<Document> = thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
    assert_eq!(scorer.thread(Some(&article), &thread, &documents).len(), thread.len());
    // Documents that are missing are empty comments.
    let scores = scorer.thread(Some(&article), &thread, &documents[..1]);
    assert_eq!(scores[1].verdict, Verdict::Empty);
}

/// A comment: sentences on the topic and off it, and anything at all.
fn text() -> impl Strategy<Value = String> {
    let sentence = prop::sample::select(vec![
        "The bridge needs new bearings.",
        "A second ferry would cost three million a year.",
        "few small boats can pay",
        "I play the violin every evening at the college.",
        "Agreed!",
        "Straße, naïve café — “the mayor” 😀",
        "Le pont du port est fermé depuis le printemps.",
        "",
    ]);
    prop_oneof![
        4 => prop::collection::vec(sentence, 0..5).prop_map(|sentences| sentences.join(" ")),
        1 => "\\PC{0,80}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_comment_scores_as_it_does_in_its_thread(
        comments in prop::collection::vec((text(), any::<prop::sample::Index>()), 1..14),
        with_article in any::<bool>(),
    ) {
        let scorer = Scorer::default();
        let prepared = article(&scorer);
        let article = with_article.then_some(&prepared);
        let mut thread = Thread::new("t");
        for (index, (text, parent)) in comments.iter().enumerate() {
            let mut comment = Comment::new(index.to_string(), "a", text.as_str());
            comment.parent = parent.index(index + 1).checked_sub(1);
            thread.push(comment);
        }
        let documents: Vec<Document> = thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
        let scores = scorer.thread(article, &thread, &documents);
        for (index, in_thread) in scores.iter().enumerate() {
            let chain: Vec<&Document> = thread.ancestors(index).map(|above| &documents[above]).collect();
            prop_assert_eq!(&scorer.comment(article, &documents[index], &chain), in_thread);
        }
    }

    #[test]
    fn numbers_are_fractions_and_passages_lie_on_characters(title in "\\PC{0,40}", body in "(\\PC{0,30}|[a-zé .\n]{0,60}){0,12}", comment in text()) {
        let scorer = Scorer::default();
        let article = scorer.prepare(&Article { title, text: body.clone(), ..Article::default() });
        for span in article.passages() {
            prop_assert!(body.get(span.start..span.end).is_some_and(|passage| !passage.is_empty()));
        }
        let quoting = format!("{comment} {body}");
        for text in [&comment, &body, &quoting] {
            let relevance = scorer.comment(Some(&article), &Document::new(text), &[&Document::new(&comment)]);
            for number in [relevance.score, relevance.own, relevance.parent].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&number));
            }
            if let Some(passage) = relevance.passage {
                prop_assert!(body.get(passage.span.start..passage.span.end).is_some());
            }
            let weights: f32 = relevance.terms.iter().map(|term| term.weight).sum();
            prop_assert!(weights < 1.001);
        }
    }
}

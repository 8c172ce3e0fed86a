//! How much comment text is read, judged and scored in a second, on one core.
//!
//! The text is made up by the testkit: short and long comments, replies,
//! quotations, some unkind, some beyond ASCII, always the same.

// The harness's macro writes a function without documentation.
#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rustrict::CensorStr;
use threadwarden::{Draft, Moderator, Page};
use threadwarden_attack::Detector;
use threadwarden_relevance::Scorer;
use threadwarden_testkit::Generator;
use threadwarden_text::{Document, Normalised};

/// Enough for the tables to leave the nearest cache as they would in real work.
const COMMENTS: usize = 2_000;

fn text_bytes(page: &Page) -> Throughput {
    Throughput::Bytes(page.thread.comments.iter().map(|comment| comment.text.len() as u64).sum())
}

fn passes(criterion: &mut Criterion) {
    let page = Generator::new(1).page(COMMENTS);
    let documents: Vec<Document> = page.thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
    let mut group = criterion.benchmark_group("pass");
    group.throughput(text_bytes(&page)).sample_size(20);

    group.bench_function("fold", |bencher| {
        let mut folded = Normalised::default();
        bencher.iter(|| {
            for comment in &page.thread.comments {
                folded.reset(black_box(&comment.text));
            }
        });
    });
    group.bench_function("document", |bencher| {
        let mut document = Document::default();
        bencher.iter(|| {
            for comment in &page.thread.comments {
                document.reset(black_box(&comment.text));
            }
        });
    });
    let detector = Detector::default();
    group.bench_function("attack", |bencher| {
        bencher.iter(|| detector.thread(black_box(&page.thread), Some("Ada Brook"), &documents));
    });
    // A peer on the same text: a profanity filter without context, on its quickest question.
    group.bench_function("rustrict", |bencher| {
        bencher.iter(|| page.thread.comments.iter().filter(|comment| comment.text.is_inappropriate()).count());
    });
    let scorer = Scorer::default();
    let article = page.article.as_ref().map(|article| scorer.prepare(article));
    group.bench_function("relevance", |bencher| {
        bencher.iter(|| scorer.thread(black_box(article.as_ref()), &page.thread, &documents));
    });
    let moderator = Moderator::default();
    group.bench_function("full", |bencher| bencher.iter(|| moderator.review(black_box(&page))));
    group.finish();
}

fn one_comment(criterion: &mut Criterion) {
    let page = Generator::new(2).page(COMMENTS);
    let draft = Draft {
        author: "Saltmarsh".to_owned(),
        text: "You would say that, and you have not read a word of what the council wrote.".to_owned(),
        parent: Some(COMMENTS - 1),
    };
    let mut group = criterion.benchmark_group("draft");
    let moderator = Moderator::default();
    group.bench_function("against-2000-comments", |bencher| {
        bencher.iter(|| moderator.comment(black_box(&page), black_box(&draft)));
    });
    let scorer = Scorer::default();
    if let Some(article) = &page.article {
        group.bench_function("prepare-article", |bencher| bencher.iter(|| scorer.prepare(black_box(article))));
    }
    group.finish();
}

criterion_group!(benches, passes, one_comment);
criterion_main!(benches);

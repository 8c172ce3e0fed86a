//! How much comment text is read, judged and scored in a second, on one core.
//!
//! The text is made up by the testkit: short and long comments, replies,
//! quotations, some unkind, some beyond ASCII, always the same.

// The harness's macro writes a function without documentation.
#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rustrict::CensorStr;
use threadwarden::{Draft, Moderator, Page, SecondStage};
use threadwarden_attack::Detector;
use threadwarden_encoder::{Context, Encoder};
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

/// The second stage: what it reads in a second, and what it costs a review. Here a fifth of the comments are unkind.
fn second_stage(criterion: &mut Criterion) {
    const READ: usize = 40;
    let page = Generator::new(3).page(400);
    let texts: Vec<&str> = page.thread.comments.iter().map(|comment| comment.text.as_str()).collect();
    let around = |text: &&&str| text.len().abs_diff(175);
    let mut typical = texts.iter().collect::<Vec<_>>();
    typical.sort_by_key(|text| around(text));
    typical.truncate(READ);
    let encoder = Encoder::shipped().expect("the weights compiled in are whole");
    let mut group = criterion.benchmark_group("second-stage");
    group.sample_size(10).throughput(Throughput::Elements(READ as u64));
    let context = Context::default();
    group.bench_function("read-175-bytes", |bencher| {
        bencher.iter(|| typical.iter().map(|text| encoder.log_odds(black_box(text), &context)).sum::<f32>());
    });
    let context = Context { names: vec!["Saltmarsh", "Ada Brook"], parent: texts[0] };
    group.bench_function("read-175-bytes-in-context", |bencher| {
        bencher.iter(|| typical.iter().map(|text| encoder.log_odds(black_box(text), &context)).sum::<f32>());
    });
    group.throughput(Throughput::Elements(page.thread.len() as u64));
    for stage in SecondStage::ALL {
        let moderator =
            Moderator::default().with_second_stage(*stage, None).expect("the weights compiled in are whole");
        group.bench_function(format!("review-{}", stage.as_str()), |bencher| {
            bencher.iter(|| moderator.review(black_box(&page)));
        });
    }
    group.finish();
}

criterion_group!(benches, passes, one_comment, second_stage);
criterion_main!(benches);

//! Comments per second against a prepared article.
#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use threadwarden_relevance::Scorer;
use threadwarden_text::Document;
use threadwarden_thread::{Article, Comment, Thread};

const TOPICS: [&str; 10] = [
    "The council voted on Tuesday to close the old harbour bridge for the whole of the spring.",
    "Engineers found rust in the bearings that no coat of paint will ever hide again.",
    "Fishermen fear for the season, because the northern quay is out of reach for their lorries.",
    "A second ferry would cost three million a year, the treasurer told the meeting.",
    "The regional government has promised half of the money and named no date.",
    "Shopkeepers in the lower town expect customers to stay away until summer.",
    "Cyclists may use the footbridge, which is steep and slippery in the rain.",
    "An inquiry will ask why the warnings of the last inspection were filed and forgotten.",
    "The mayor defended the closure as the only responsible choice and refused further comment.",
    "Neighbouring ports have offered berths at a price that few of the smaller boats can pay.",
];

fn article() -> Article {
    let text: Vec<String> = (0..70).map(|at| format!("{} Note {at}.", TOPICS[at % TOPICS.len()])).collect();
    Article { title: "Council closes the harbour bridge".to_owned(), text: text.join(" "), ..Article::default() }
}

fn thread(length: usize) -> (Thread, Vec<Document>) {
    let mut thread = Thread::new("bench");
    for at in 0..length {
        let sentences = (0..1 + at % 5).map(|step| TOPICS[(at * 7 + step * 3) % TOPICS.len()]);
        let text = sentences.collect::<Vec<_>>().join(" I do not think so. ");
        let mut comment = Comment::new(at.to_string(), "reader", text);
        comment.parent = at.checked_sub(1 + at % 4).filter(|_| at % 3 > 0);
        thread.push(comment);
    }
    let documents = thread.comments.iter().map(|comment| Document::new(&comment.text)).collect();
    (thread, documents)
}

fn relevance(criterion: &mut Criterion) {
    let scorer = Scorer::default();
    let article = article();
    let prepared = scorer.prepare(&article);
    let (thread, documents) = thread(1_000);
    let mut group = criterion.benchmark_group("relevance");
    group.bench_function("prepare 1,000 words", |bench| bench.iter(|| scorer.prepare(black_box(&article))));
    group.throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("thread of 1,000", |bench| {
        bench.iter(|| scorer.thread(Some(&prepared), &thread, black_box(&documents)));
    });
    group.finish();
}

criterion_group!(benches, relevance);
criterion_main!(benches);

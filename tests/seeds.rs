//! The five source pages: stand-ins always, the originals where `SEEDS_DIR` holds them.

use std::path::PathBuf;

use threadwarden::{Judgement, Moderator, Page, Review};
use threadwarden_evaluate::relevance::{Scorer, rank_pages};
use threadwarden_parse::{ParseOptions, Parsed, parse};
use threadwarden_testkit::seed::{self, Seed};

use crate::repository;

fn seeds() -> Vec<Seed> {
    let seeds = seed::all(&repository("seeds"));
    assert_eq!(seeds.len(), 5);
    seeds
}

fn stand_in(seed: &Seed) -> Parsed {
    let bytes = std::fs::read(&seed.page).unwrap();
    parse(&bytes, &ParseOptions { thread_id: Some(seed.name.clone()), ..ParseOptions::default() })
}

/// The originals at hand; none without `SEEDS_DIR`.
fn originals() -> Vec<(Seed, Page)> {
    let Some(folder) = std::env::var_os("SEEDS_DIR").map(PathBuf::from) else { return Vec::new() };
    let folder = if folder.is_absolute() { folder } else { repository("").join(folder) };
    let read = |seed: Seed| {
        let file = folder.join(format!("{}.txt", seed.name));
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (seed, parse(&bytes, &ParseOptions::default()).page)
    };
    seeds().into_iter().map(read).collect()
}

fn targets(judgement: &Judgement) -> Vec<&str> {
    let mut targets: Vec<&str> =
        judgement.attack.personal().filter_map(|finding| finding.target.author.as_deref()).collect();
    targets.sort_unstable();
    targets.dedup();
    targets
}

#[test]
fn stand_ins_are_parsed_to_the_word() {
    for seed in seeds() {
        let parsed = stand_in(&seed);
        let (name, expected) = (&seed.name, &seed.facts.expected);
        let article = parsed.page.article.unwrap_or_else(|| panic!("{name}: no article"));
        if let Some(title) = &expected.title {
            assert_eq!(article.title, *title, "{name}");
        }
        assert!(article.text.starts_with(&expected.article_starts), "{name}: article starts {:.80}", article.text);
        let tail = article.text.char_indices().rev().nth(79).map_or("", |(at, _)| &article.text[at..]);
        assert!(article.text.ends_with(&expected.article_ends), "{name}: article ends {tail}");
        let comments = &parsed.page.thread.comments;
        assert_eq!(comments.len(), expected.comments, "{name}");
        for (comment, fact) in comments.iter().zip(&seed.facts.comments) {
            let id = fact.id;
            assert_eq!(comment.author, fact.author, "{name} {id}");
            assert!(comment.text.starts_with(&fact.starts), "{name} {id}: {}", comment.text);
            assert!(comment.text.ends_with(&fact.ends), "{name} {id}: {}", comment.text);
            assert_eq!(comment.text.is_empty(), fact.starts.is_empty(), "{name} {id}");
        }
    }
}

#[test]
fn attacks_on_the_stand_ins_are_flagged_with_target_and_evidence() {
    let moderator = Moderator::default();
    let (mut wrong, mut missed, mut passages) = (Vec::new(), Vec::new(), 0);
    for seed in seeds() {
        let page = stand_in(&seed).page;
        let review = moderator.review(&page);
        for (fact, (comment, judgement)) in
            seed.facts.comments.iter().zip(page.thread.comments.iter().zip(&review.comments))
        {
            let here = format!("{} {}", seed.name, fact.id);
            if fact.doubtful {
                continue;
            }
            if fact.mistake.is_some() {
                assert_ne!(
                    judgement.decision.flagged, fact.attack,
                    "{here}: no mistake any more, so take the note away"
                );
                continue;
            }
            if judgement.decision.flagged != fact.attack {
                wrong.push(format!("{here}: flagged is {}", judgement.decision.flagged));
            }
            let mut hits = 0;
            for finding in &fact.findings {
                let start = comment.text.find(&finding.evidence);
                let start = start.unwrap_or_else(|| panic!("{here}: no {:?} in it", finding.evidence));
                let expected = start..start + finding.evidence.len();
                let is_hit = judgement.attack.personal().any(|found| {
                    found.span.start < expected.end
                        && expected.start < found.span.end
                        && found.target.author.as_deref() == Some(&finding.target)
                });
                hits += usize::from(is_hit);
                if !is_hit {
                    missed.push(format!("{here}: nothing found against {} in {:?}", finding.target, finding.evidence));
                }
            }
            passages += fact.findings.len();
            if fact.attack && hits == 0 {
                wrong.push(format!("{here}: none of its attacking passages is found"));
            }
            let mut expected: Vec<&str> = fact.findings.iter().map(|finding| finding.target.as_str()).collect();
            expected.dedup();
            if fact.attack && targets(judgement) != expected {
                wrong.push(format!("{here}: targets are {:?}", targets(judgement)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n{}", wrong.join("\n"), missed.join("\n"));
    // One passage can be said in many ways; two in three of them are a floor, set by hand.
    assert!(missed.len() * 3 <= passages, "\n{}", missed.join("\n"));
}

/// The stand-ins, and the originals where they are at hand: their comments are of the same kinds in the same order.
fn pages() -> [Vec<(Seed, Page)>; 2] {
    let stand_ins = seeds().into_iter().map(|seed| {
        let page = stand_in(&seed).page;
        (seed, page)
    });
    [stand_ins.collect(), originals()]
}

#[test]
fn the_quarrel_of_a_stand_in_is_told_turn_by_turn() {
    let seed = seeds().into_iter().find(|seed| seed.name == "asia-times").unwrap();
    let review = Moderator::default().review(&stand_in(&seed).page);
    let [quarrel] = &review.exchanges[..] else { panic!("one quarrel, not {:#?}", review.exchanges) };
    let names: Vec<&str> = quarrel.sides.iter().map(|side| side.name.as_str()).collect();
    assert_eq!(names, ["onlooker", "Mr. Clement Dissawewa"]);
    assert_eq!((quarrel.opener().name.as_str(), quarrel.occasion), ("onlooker", Some(4)));
    let turns: Vec<(usize, usize)> = quarrel.turns.iter().map(|turn| (turn.comment, turn.side)).collect();
    assert_eq!(turns[..4], [(10, 0), (11, 1), (12, 1), (15, 0)]);
    // Whether 17 is a turn depends on its lost parent, and careful readers differ on its mockery.
    assert!(turns[4..].iter().all(|turn| *turn == (17, 1)), "{turns:?}");
    assert!(quarrel.turns[..4].iter().all(|turn| turn.blows.len() == 1 && turn.blows[0].against == 1 - turn.side));
    assert!(quarrel.is_mutual() && quarrel.outnumbered().is_empty());
}

#[test]
fn what_is_on_topic_stands_above_what_is_off_topic() {
    let moderator = Moderator::default();
    for (originals, pages) in pages().into_iter().enumerate() {
        let (mut on_topic, mut off_topic) = (Vec::new(), Vec::new());
        for (seed, page) in &pages {
            let review = moderator.review(page);
            for (fact, judgement) in seed.facts.comments.iter().zip(&review.comments) {
                let relevance = &judgement.relevance;
                match (fact.relevance.as_deref(), relevance.score) {
                    (Some("on-topic"), Some(score)) => on_topic.push(score),
                    (Some("off-topic"), Some(score)) => off_topic.push(score),
                    (Some(band @ ("empty" | "too-short")), _) if originals == 0 => {
                        assert_eq!(relevance.verdict.as_str(), band, "{} {}", seed.name, fact.id);
                    }
                    _ => {}
                }
            }
        }
        if pages.is_empty() {
            continue;
        }
        let pairs = on_topic.len() * off_topic.len();
        let right = on_topic.iter().flat_map(|on| off_topic.iter().filter(move |off| on > off)).count();
        let mean = |scores: &[f32]| scores.iter().sum::<f32>() / scores.len() as f32;
        assert!(right * 20 >= pairs * 19, "{right} of {pairs} pairs are in order: {on_topic:?} over {off_topic:?}");
        assert!(mean(&on_topic) > mean(&off_topic) + 0.3, "{on_topic:?} over {off_topic:?}");
    }
}

/// In the longest page three comments drift from winters to Indonesia to music, each answering the one before.
#[test]
fn a_talk_that_drifts_falls_although_each_comment_fits_the_one_before() {
    const DRIFT: [usize; 3] = [4, 5, 6];
    // The comment that opens the talk in the original speaks of islands, as the article does, and reaches .58: a mistake.
    const FALLS: [&[usize]; 2] = [&DRIFT, &[5, 6]];
    let moderator = Moderator::default();
    for (pages, falls) in pages().iter().zip(FALLS) {
        for (seed, page) in pages.iter().filter(|(seed, _)| seed.name == "asia-times") {
            let review = moderator.review(page);
            for at in falls {
                let score = review.comments[*at].relevance.score;
                assert!(score.is_some_and(|score| score < 0.4), "{} {at}: {score:?}", seed.name);
            }
        }
    }
}

#[test]
fn comments_rank_their_own_page_first_more_often_than_by_counting_words() {
    let [stand_ins, originals] = pages().map(|pages| {
        let pages: Vec<Page> = pages.into_iter().map(|(_, page)| page).collect();
        rank_pages(&pages, &Scorer::default())
    });
    let [score, cosine, bm25] = stand_ins.own_first;
    assert!(score > cosine && score > bm25, "{stand_ins}");
    // On the originals it does no better than BM25 yet: 6 of 21 comments each, TF-IDF 5.
    let [score, cosine, bm25] = originals.own_first;
    assert!(score >= cosine && score >= bm25, "{originals}");
}

#[test]
fn replies_of_the_stand_ins_are_recovered() {
    let (mut found, mut right, mut all) = (0, 0, 0);
    for seed in seeds() {
        for (fact, comment) in seed.facts.comments.iter().zip(&stand_in(&seed).page.thread.comments) {
            all += usize::from(fact.parent.is_some());
            found += usize::from(comment.parent.is_some());
            right += usize::from(comment.parent.is_some() && comment.parent == fact.parent);
            let attack_needs_it = fact.attack && fact.parent.is_some();
            assert!(!attack_needs_it || comment.parent.is_some(), "{} {}", seed.name, fact.id);
        }
    }
    assert!(right * 10 >= found * 7, "{right} of {found} recovered links are right");
    assert!(right * 5 >= all * 2, "{right} of {all} links are recovered");
}

#[test]
fn originals_are_parsed_to_the_byte() {
    for (seed, page) in originals() {
        let (name, facts) = (&seed.name, &seed.facts.original);
        let article = page.article.as_ref().unwrap_or_else(|| panic!("{name}: no article"));
        if let Some(title) = &facts.title {
            assert_eq!(article.title, *title, "{name}");
        }
        let found: Vec<(&str, usize)> =
            page.thread.comments.iter().map(|comment| (comment.author.as_str(), comment.text.len())).collect();
        let expected: Vec<(&str, usize)> =
            facts.comment.iter().map(|comment| (comment.author.as_str(), comment.bytes)).collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(found.len(), facts.comments, "{name}");
    }
}

#[test]
fn attacks_on_the_originals_are_flagged_with_their_target() {
    let moderator = Moderator::default();
    let mut wrong = Vec::new();
    for (seed, page) in originals() {
        let review: Review = moderator.review(&page);
        for (index, (fact, judgement)) in seed.facts.original.comment.iter().zip(&review.comments).enumerate() {
            let right = match &fact.target {
                _ if fact.doubtful => true,
                Some(target) if fact.attack => judgement.decision.flagged && targets(judgement) == [target.as_str()],
                _ => !judgement.decision.flagged,
            };
            if fact.mistake.is_some() {
                assert!(!right, "{} {index}: no mistake any more, so take the note away", seed.name);
            } else if !right {
                let flagged = judgement.decision.flagged;
                wrong.push(format!(
                    "{} {index}: flagged is {flagged}, targets are {:?}",
                    seed.name,
                    targets(judgement)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

//! The objects of the schema `threadwarden.thread/1`: counts, shares and quarrels; keys keep this order.

use serde::Serialize;
use threadwarden::{Counts, Exchange, Page, Review};

use super::ProvenanceObject;
use crate::number::fraction;

#[derive(Serialize)]
pub(super) struct ThreadObject<'a> {
    schema: &'static str,
    thread: &'a str,
    article: Option<ArticleObject<'a>>,
    counts: CountsObject,
    flagged_share: Option<f64>,
    off_topic_share: Option<f64>,
    exchanges: Vec<ExchangeObject<'a>>,
    provenance: ProvenanceObject<'a>,
}

#[derive(Serialize)]
struct ArticleObject<'a> {
    title: &'a str,
    url: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<&'a str>,
}

#[derive(Serialize)]
struct CountsObject {
    comments: usize,
    flagged: usize,
    publish: usize,
    review: usize,
    hide: usize,
    on_topic: usize,
    adjacent: usize,
    off_topic: usize,
    unscored: usize,
}

#[derive(Serialize)]
struct ExchangeObject<'a> {
    opened_by: &'a str,
    occasion: Option<&'a str>,
    mutual: bool,
    outnumbered: Vec<&'a str>,
    sides: Vec<SideObject<'a>>,
    turns: Vec<TurnObject<'a>>,
}

#[derive(Serialize)]
struct SideObject<'a> {
    name: &'a str,
    article_author: bool,
    attacks: usize,
    attackers: usize,
}

#[derive(Serialize)]
struct TurnObject<'a> {
    comment: &'a str,
    index: usize,
    side: usize,
    attacks: Vec<BlowObject>,
}

#[derive(Serialize)]
struct BlowObject {
    against: usize,
    passages: usize,
}

pub(super) fn object<'a>(page: &'a Page, review: &'a Review) -> ThreadObject<'a> {
    let Counts { comments, flagged, published, review: to_review, hidden, on_topic, adjacent, off_topic, unscored } =
        review.counts;
    ThreadObject {
        schema: "threadwarden.thread/1",
        thread: &page.thread.id,
        article: page.article.as_ref().map(|article| ArticleObject {
            title: &article.title,
            url: article.url.as_deref(),
            author: article.author.as_deref(),
            published: article.published.as_deref(),
        }),
        counts: CountsObject {
            comments,
            flagged,
            publish: published,
            review: to_review,
            hide: hidden,
            on_topic,
            adjacent,
            off_topic,
            unscored,
        },
        flagged_share: share(flagged, comments),
        off_topic_share: share(off_topic, comments - unscored),
        exchanges: review.exchanges.iter().map(|exchange| exchange_object(page, exchange)).collect(),
        provenance: ProvenanceObject::of(review),
    }
}

fn exchange_object<'a>(page: &'a Page, exchange: &'a Exchange) -> ExchangeObject<'a> {
    let id = |index: usize| page.thread.comments.get(index).map(|comment| comment.id.as_str());
    ExchangeObject {
        opened_by: &exchange.opener().name,
        occasion: exchange.occasion.and_then(id),
        mutual: exchange.is_mutual(),
        outnumbered: exchange.outnumbered().into_iter().map(|side| side.name.as_str()).collect(),
        sides: exchange
            .sides
            .iter()
            .map(|side| SideObject {
                name: &side.name,
                article_author: side.is_author,
                attacks: side.attacks,
                attackers: side.attackers,
            })
            .collect(),
        turns: exchange
            .turns
            .iter()
            .map(|turn| TurnObject {
                comment: id(turn.comment).unwrap_or(""),
                index: turn.comment,
                side: turn.side,
                attacks: turn
                    .blows
                    .iter()
                    .map(|blow| BlowObject { against: blow.against, passages: blow.passages })
                    .collect(),
            })
            .collect(),
    }
}

/// A part of a whole; none when there is no whole.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| fraction(part as f32 / whole as f32))
}

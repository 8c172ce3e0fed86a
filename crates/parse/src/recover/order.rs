use threadwarden_thread::{Cue, Link, Thread, Time};

/// How sure the order of times makes a reply.
///
/// A guess; on the one such page at hand every reply found so is one.
const CONFIDENCE: f32 = 0.8;

/// Finds replies in a list with the newest comment first.
///
/// Comments without a parent get older down the list. One that is newer than
/// the last of those stands under it as a reply; when its author is the one
/// answered, it answers the reply before it.
pub(super) fn infer(thread: &mut Thread) {
    let mut root: Option<(usize, u64)> = None;
    for index in 0..thread.len() {
        let Some(age) = thread.comments[index].created.as_ref().and_then(age_seconds) else {
            root = None;
            continue;
        };
        let parent = match root {
            Some((root, root_age)) if age < root_age => {
                let own = thread.comments[index].author == thread.comments[root].author;
                if own && index > root + 1 { index - 1 } else { root }
            }
            _ => {
                root = Some((index, age));
                continue;
            }
        };
        let comment = &mut thread.comments[index];
        comment.parent = Some(parent);
        comment.link = Link::Inferred { cue: Cue::Position, confidence: CONFIDENCE };
    }
}

/// The age a relative time prints: "57 seconds ago", "11 days ago".
fn age_seconds(time: &Time) -> Option<u64> {
    let lower = time.text.to_lowercase();
    let mut words = lower.split_whitespace();
    let count: u64 = match words.next()? {
        "a" | "an" => 1,
        number => number.parse().ok()?,
    };
    let unit = match words.next()?.trim_end_matches('s') {
        "second" | "sec" => 1,
        "minute" | "min" => 60,
        "hour" | "hr" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        "month" => 2_629_800,
        "year" => 31_557_600,
        _ => return None,
    };
    count.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use threadwarden_thread::{Comment, Thread};

    use super::infer;
    use crate::time;

    #[test]
    fn newer_than_the_root_above_is_a_reply() {
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a [Option<usize>]);
        let cases: &[Case<'_>] = &[
            (&[("a", "1 minute ago"), ("b", "2 minutes ago"), ("c", "57 seconds ago")], &[None, None, Some(1)]),
            (
                &[("a", "5 minutes ago"), ("b", "3 minutes ago"), ("a", "2 minutes ago"), ("c", "6 minutes ago")],
                &[None, Some(0), Some(1), None],
            ),
            (&[("a", "1 minute ago"), ("b", "1 minute ago")], &[None, None]),
            (&[("a", "2 days ago"), ("b", "some day"), ("c", "1 hour ago")], &[None, None, None]),
        ];
        for (rows, expected) in cases {
            let mut thread = Thread::new("t");
            for (author, created) in *rows {
                let mut comment = Comment::new("", *author, "x");
                comment.created = Some(time::printed(created));
                thread.push(comment);
            }
            infer(&mut thread);
            assert_eq!(thread.comments.iter().map(|comment| comment.parent).collect::<Vec<_>>(), *expected);
        }
    }
}

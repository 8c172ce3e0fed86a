//! Which comments of a thread the page lists.

use std::fmt::{self, Display, Formatter};

use threadwarden::{Action, Page, Review};

/// The comments of one thread that stand on the page; links lead to no others.
pub(super) struct Listed {
    thread: usize,
    is_listed: Vec<bool>,
    /// Comments that would have been listed, had there been room.
    pub(super) left_out: usize,
}

/// How many comments a page still takes: one that holds all of a large archive opens in no browser.
pub(super) struct Room {
    taken: usize,
    most: usize,
}

/// Comments that a page lists whatever they are; from there on only what is flagged or held, up to as many again.
const MOST: usize = 20_000;
/// What a thread brings besides its comments (article, figures, quarrels) is as much as so many of them. A guess, from
/// the bytes of threads of eight comments.
const BESIDES: usize = 6;

impl Default for Room {
    fn default() -> Self {
        Room { taken: 0, most: MOST }
    }
}

impl Room {
    /// Finds room for the comments of a thread that are to be listed, in their order.
    pub(super) fn for_thread(&mut self, page: &Page, review: &Review, thread: usize) -> Listed {
        let mut besides = BESIDES;
        let mut listed = Listed { thread, is_listed: vec![false; page.thread.len()], left_out: 0 };
        for index in review.listed() {
            let (Some(is_listed), Some(judgement)) = (listed.is_listed.get_mut(index), review.comments.get(index))
            else {
                continue;
            };
            let needs_eyes = judgement.decision.flagged || judgement.decision.action > Action::Publish;
            if self.taken < if needs_eyes { 2 * self.most } else { self.most } {
                self.taken += 1 + std::mem::take(&mut besides);
                *is_listed = true;
            } else {
                listed.left_out += 1;
            }
        }
        listed
    }
}

impl Listed {
    pub(super) fn has(&self, index: usize) -> bool {
        self.is_listed.get(index).is_some_and(|is_listed| *is_listed)
    }

    /// Whether there was room for none.
    pub(super) fn is_left_out(&self) -> bool {
        self.left_out > 0 && !self.is_listed.contains(&true)
    }

    /// The attribute that leads to a comment, where there is one to lead to.
    pub(super) fn link(&self, index: usize) -> Link {
        Link(self.has(index).then_some((self.thread, index)))
    }
}

/// ` href="…"`, or nothing.
pub(super) struct Link(Option<(usize, usize)>);

impl Display for Link {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |(thread, index)| write!(f, " href=\"#t{thread}c{index}\""))
    }
}

#[cfg(test)]
mod tests {
    use threadwarden::{Comment, Moderator, Page, Review, Thread};

    use super::Room;

    #[test]
    fn a_full_page_takes_only_what_needs_eyes_and_only_so_much() {
        let mut page = Page { article: None, thread: Thread::new("t") };
        for (index, is_rude) in [false, true, false, false, true, true, true].into_iter().enumerate() {
            let text = if is_rude { "You are a fool." } else { "The ferry is late again today." };
            page.thread.push(Comment::new(index.to_string(), "Rowan", text));
        }
        let mut review = Moderator::default().review(&page);
        let listed = |room: &mut Room, review: &Review| {
            let listed = room.for_thread(&page, review, 3);
            let kept: Vec<usize> = (0..7).filter(|index| listed.has(*index)).collect();
            (kept, listed.left_out, listed.is_left_out())
        };
        assert_eq!(listed(&mut Room::default(), &review), ((0..7).collect(), 0, false));
        let mut room = Room { taken: 0, most: 8 };
        assert_eq!(listed(&mut room, &review), (vec![0, 1, 4, 5, 6], 2, false));
        assert_eq!(listed(&mut room, &review), (vec![1], 6, false), "a second thread takes room by itself");
        assert_eq!(listed(&mut room, &review), (vec![], 7, true), "there is no room for a third");
        // What was not asked for is not left out.
        review.listed = Some(vec![1, 2]);
        assert_eq!(listed(&mut Room { taken: 0, most: 1 }, &review), (vec![1], 1, false));
        review.listed = Some(vec![]);
        assert_eq!(listed(&mut room, &review), (vec![], 0, false));
        let listed = Room { taken: 0, most: 8 }.for_thread(&page, &review, 3);
        assert_eq!(listed.link(1).to_string(), "");
        review.listed = None;
        let listed = Room { taken: 0, most: 8 }.for_thread(&page, &review, 3);
        assert_eq!((listed.link(1).to_string(), listed.link(2).to_string()), (" href=\"#t3c1\"".into(), String::new()));
    }
}

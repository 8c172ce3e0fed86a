use std::collections::BTreeMap;

use threadwarden::{Action, Category, Counts, Page, Review, Severity};

use crate::clock::{self, DAY};

/// Steps of the histogram of attack scores.
pub(super) const STEPS: usize = 20;
/// Names that are counted; the comments of others still count in everything else.
const MOST_NAMES: usize = 50_000;

/// What the figures of a thread, or of all of them, are drawn from.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) counts: Counts,
    /// Comments by attack score, and by what is to happen to them.
    pub(super) scores: [[usize; 3]; STEPS],
    /// Comments that hold a personal attack of the category, and those where one is severe.
    pub(super) categories: [[usize; 2]; CATEGORIES],
    authors: BTreeMap<String, Author>,
    /// Whether some names were left out.
    pub(super) names_left_out: bool,
    /// Comments and flagged ones by day.
    pub(super) days: BTreeMap<i64, (usize, usize)>,
}

const CATEGORIES: usize = Category::ALL.len();

/// What one name wrote and received.
#[derive(Clone, Copy, Default)]
pub(super) struct Author {
    pub(super) comments: usize,
    pub(super) flagged: usize,
    pub(super) held: usize,
    /// Comments that attack them.
    pub(super) attacked: usize,
}

impl Tally {
    pub(super) fn of(page: &Page, review: &Review) -> Tally {
        let mut tally = Tally::default();
        for (comment, judgement) in page.thread.comments.iter().zip(&review.comments) {
            let decision = &judgement.decision;
            tally.counts.add(decision);
            if let Some(probability) = judgement.attack.probability {
                tally.scores[step(probability)][decision.action as usize] += 1;
            }
            for (place, category) in Category::ALL.iter().enumerate() {
                let worst = judgement.attack.personal().filter(|f| f.category == *category).map(|f| f.severity).max();
                tally.categories[place][0] += usize::from(worst.is_some());
                tally.categories[place][1] += usize::from(worst == Some(Severity::High));
            }
            let flagged = usize::from(decision.flagged);
            tally.author(comment.author.trim(), |author| {
                author.comments += 1;
                author.flagged += flagged;
                author.held += usize::from(decision.action > Action::Publish);
            });
            let mut attacked: Vec<&str> =
                judgement.attack.personal().filter_map(|finding| finding.target.author.as_deref()).collect();
            attacked.sort_unstable();
            attacked.dedup();
            for name in attacked {
                tally.author(name.trim(), |author| author.attacked += 1);
            }
            if let Some(seconds) = comment.created.as_ref().and_then(clock::seconds) {
                let day = tally.days.entry(seconds.div_euclid(DAY)).or_default();
                *day = (day.0 + 1, day.1 + flagged);
            }
        }
        tally
    }

    /// Adds the counts of another thread.
    pub(super) fn add(&mut self, other: Tally) {
        self.counts += other.counts;
        for (ours, theirs) in self.scores.iter_mut().flatten().zip(other.scores.iter().flatten()) {
            *ours += theirs;
        }
        for (ours, theirs) in self.categories.iter_mut().flatten().zip(other.categories.iter().flatten()) {
            *ours += theirs;
        }
        for (name, theirs) in other.authors {
            self.author(&name, |ours| {
                ours.comments += theirs.comments;
                ours.flagged += theirs.flagged;
                ours.held += theirs.held;
                ours.attacked += theirs.attacked;
            });
        }
        self.names_left_out |= other.names_left_out;
        for (day, (comments, flagged)) in other.days {
            let ours = self.days.entry(day).or_default();
            *ours = (ours.0 + comments, ours.1 + flagged);
        }
    }

    /// Those with most flagged comments, then those attacked most.
    pub(super) fn authors(&self, most: usize) -> Vec<(&str, Author)> {
        let mut authors: Vec<(&str, Author)> =
            self.authors.iter().map(|(name, author)| (name.as_str(), *author)).collect();
        authors.retain(|(_, author)| author.flagged + author.held + author.attacked > 0);
        authors.sort_by_key(|(_, author)| std::cmp::Reverse((author.flagged, author.attacked, author.held)));
        authors.truncate(most);
        authors
    }

    fn author(&mut self, name: &str, count: impl FnOnce(&mut Author)) {
        if let Some(author) = self.authors.get_mut(name) {
            count(author);
        } else if self.authors.len() < MOST_NAMES {
            count(self.authors.entry(name.to_owned()).or_default());
        } else {
            self.names_left_out = true;
        }
    }
}

fn step(probability: f32) -> usize {
    ((probability * STEPS as f32) as usize).min(STEPS - 1)
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn every_probability_has_a_step() {
        for (probability, place) in [(0.0, 0), (0.049, 0), (0.05, 1), (0.5, 10), (0.999, 19), (1.0, 19)] {
            assert_eq!(step(probability), place, "{probability}");
        }
    }
}

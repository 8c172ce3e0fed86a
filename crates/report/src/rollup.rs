use std::collections::BTreeMap;
use std::io;

use threadwarden::{Counts, Page, Provenance, Review};

use crate::Report;
use crate::number;
use crate::table::{Heading, Kind, Table};

/// What a rolled-up report has one row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum By {
    /// Each thread, in input order.
    Thread,
    /// Each author's name over all threads, most flagged first.
    Author,
    /// Each rule, most findings first.
    Rule,
    /// Each kind of attack, most findings first.
    Category,
}

impl By {
    /// Every way to roll up.
    pub const ALL: [By; 4] = [By::Thread, By::Author, By::Rule, By::Category];

    /// The name that command lines use.
    pub fn as_str(self) -> &'static str {
        match self {
            By::Thread => "thread",
            By::Author => "author",
            By::Rule => "rule",
            By::Category => "category",
        }
    }

    /// The way that [`By::as_str`] names.
    pub fn from_name(name: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// The columns, with what their cells hold.
    pub(crate) fn headings(self) -> Vec<Heading> {
        let heading = |name: &'static str| match name {
            "thread" | "author" | "rule" | "category" | "model" | "policy" => {
                Heading { name, kind: Kind::Text, width: 26 }
            }
            "article_title" => Heading { name, kind: Kind::Text, width: 40 },
            "version" => Heading { name, kind: Kind::Text, width: 9 },
            _ if name.ends_with("_share") => Heading { name, kind: Kind::Fraction, width: 14 },
            _ => Heading { name, kind: Kind::Count, width: 12 },
        };
        self.header().into_iter().map(heading).collect()
    }

    pub(crate) fn header(self) -> Vec<&'static str> {
        const COUNTS: &[&str] = &[
            "comments",
            "flagged",
            "flagged_share",
            "publish",
            "review",
            "hide",
            "on_topic",
            "adjacent",
            "off_topic",
            "off_topic_share",
        ];
        const PROVENANCE: &[&str] = &["version", "model", "policy"];
        match self {
            By::Thread => [&["thread", "article_title"], COUNTS, PROVENANCE].concat(),
            By::Author => [&["author"], COUNTS, &["attacked_by_comments"], PROVENANCE].concat(),
            By::Rule => {
                [&["rule", "category", "findings", "personal", "comments", "comments_share"], PROVENANCE].concat()
            }
            By::Category => [&["category", "findings", "personal", "comments", "comments_share"], PROVENANCE].concat(),
        }
    }
}

/// Counts and shares in place of comments.
pub(crate) struct Rollup<T: Table> {
    sheet: T,
    by: By,
    comments: usize,
    authors: BTreeMap<String, AuthorCounts>,
    rules: BTreeMap<(&'static str, &'static str), RuleCounts>,
    provenance: Option<Provenance>,
}

#[derive(Default)]
struct AuthorCounts {
    own: Counts,
    attacked: usize,
}

#[derive(Default)]
struct RuleCounts {
    findings: usize,
    personal: usize,
    comments: usize,
}

impl<T: Table> Rollup<T> {
    pub(crate) fn new(sheet: T, by: By) -> Self {
        Rollup { sheet, by, comments: 0, authors: BTreeMap::new(), rules: BTreeMap::new(), provenance: None }
    }

    fn count_authors(&mut self, page: &Page, review: &Review) {
        for (comment, judgement) in page.thread.comments.iter().zip(&review.comments) {
            let mut attacked: Vec<&str> =
                judgement.attack.personal().filter_map(|finding| finding.target.author.as_deref()).collect();
            attacked.sort_unstable();
            attacked.dedup();
            for name in attacked {
                self.authors.entry(name.to_owned()).or_default().attacked += 1;
            }
            self.authors.entry(comment.author.clone()).or_default().own.add(&judgement.decision);
        }
    }

    fn count_rules(&mut self, review: &Review) {
        for judgement in &review.comments {
            let mut counted: Vec<(&str, &str)> = Vec::new();
            for finding in &judgement.attack.findings {
                // By category, all rules are one.
                let rule = if self.by == By::Category { "" } else { finding.rule };
                let key = (rule, finding.category.as_str());
                let counts = self.rules.entry(key).or_default();
                counts.findings += 1;
                counts.personal += usize::from(finding.is_personal());
                if !counted.contains(&key) {
                    counted.push(key);
                    counts.comments += 1;
                }
            }
        }
    }
}

impl<T: Table> Report for Rollup<T> {
    fn page(&mut self, page: &Page, review: &Review) -> io::Result<()> {
        self.comments += review.comments.len();
        match self.by {
            By::Thread => {
                let title = page.article.as_ref().map_or("", |article| &article.title);
                let mut cells = vec![page.thread.id.clone(), title.to_owned()];
                cells.extend(count_cells(&review.counts));
                cells.extend(provenance_cells(&review.provenance));
                self.sheet.row(cells.iter())?;
            }
            By::Author => self.count_authors(page, review),
            By::Rule | By::Category => self.count_rules(review),
        }
        if self.provenance.is_none() {
            self.provenance = Some(review.provenance.clone());
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let provenance = self.provenance.as_ref().map(provenance_cells).unwrap_or_default();
        let mut authors: Vec<_> = self.authors.iter().collect();
        authors.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.own.flagged, counts.own.comments)));
        for (name, counts) in authors {
            let mut cells = vec![name.clone()];
            cells.extend(count_cells(&counts.own));
            cells.push(counts.attacked.to_string());
            cells.extend(provenance.clone());
            self.sheet.row(cells.iter())?;
        }
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.findings));
        for ((rule, category), counts) in rules {
            let names = if self.by == By::Category { vec![*category] } else { vec![*rule, *category] };
            let mut cells: Vec<String> = names.into_iter().map(str::to_owned).collect();
            cells.extend([counts.findings, counts.personal, counts.comments].map(|count| count.to_string()));
            cells.push(share(counts.comments, self.comments));
            cells.extend(provenance.clone());
            self.sheet.row(cells.iter())?;
        }
        self.sheet.finish()
    }
}

fn count_cells(counts: &Counts) -> Vec<String> {
    let scored = counts.comments - counts.unscored;
    vec![
        counts.comments.to_string(),
        counts.flagged.to_string(),
        share(counts.flagged, counts.comments),
        counts.published.to_string(),
        counts.review.to_string(),
        counts.hidden.to_string(),
        counts.on_topic.to_string(),
        counts.adjacent.to_string(),
        counts.off_topic.to_string(),
        share(counts.off_topic, scored),
    ]
}

fn provenance_cells(provenance: &Provenance) -> Vec<String> {
    vec![provenance.version.to_owned(), provenance.model.clone(), provenance.policy.clone()]
}

/// A part of a whole as a fraction; empty when there is no whole.
fn share(part: usize, whole: usize) -> String {
    number::cell((whole > 0).then(|| part as f32 / whole as f32))
}

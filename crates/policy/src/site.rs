use threadwarden_attack::{Category, Severity, SiteInsult, SiteWords};

use crate::glob;
use crate::{Action, Policy, Rule, Value};

/// Authors whose comments are spared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemption {
    /// The name that decisions give.
    pub id: String,
    /// Patterns of names; see the policy reference for what `*` and `?` stand for.
    ///
    /// Names are what the input says they are: exempt only names that nobody
    /// else can sign with.
    pub author: Vec<String>,
    /// Whether the author of the article is meant, by name.
    pub article_author: bool,
    /// The strictest thing that can happen to their comments.
    pub at_most: Action,
    /// Why they are exempt.
    pub reason: String,
}

impl Exemption {
    pub(crate) fn fits(&self, author: &str, article_author: Option<&str>) -> bool {
        let is_author = article_author.is_some_and(|name| !name.is_empty() && name == author);
        (self.article_author && is_author) || self.author.iter().any(|pattern| glob::fits(pattern, author))
    }
}

/// An insult of the site's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insult {
    /// One word in lower case; of a noun, the singular.
    pub word: String,
    /// Noun or adjective.
    pub kind: WordKind,
    /// The kind of attack.
    pub category: Category,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is an ordinary word too, and insults only in "you are (a) WORD".
    pub weak: bool,
    /// Why the site counts it.
    pub reason: String,
}

impl Default for Insult {
    fn default() -> Self {
        Insult {
            word: String::new(),
            kind: WordKind::Noun,
            category: Category::Insult,
            severity: Severity::Medium,
            weak: false,
            reason: String::new(),
        }
    }
}

/// How a word insults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// "You are a WORD."
    Noun,
    /// "You are WORD."
    Adjective,
}

impl WordKind {
    /// Every kind.
    pub const ALL: [WordKind; 2] = [WordKind::Noun, WordKind::Adjective];

    /// The word policies use.
    pub fn as_str(self) -> &'static str {
        match self {
            WordKind::Noun => "noun",
            WordKind::Adjective => "adjective",
        }
    }

    /// The kind that [`WordKind::as_str`] names.
    pub fn from_name(name: &str) -> Option<WordKind> {
        WordKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A word that attacks nobody on this site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// One word in lower case; its regular plural is allowed too.
    pub word: String,
    /// Why the site allows it.
    pub reason: String,
}

/// A part of the site where other settings hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The name that decisions begin with.
    pub id: String,
    /// Patterns of thread ids.
    pub thread: Vec<String>,
    /// Patterns of the article's address.
    pub url: Vec<String>,
    /// The settings that differ, by their keys in [`Policy`]'s fields, in the order they were given.
    pub settings: Vec<(&'static str, Value)>,
    /// Rules that go before those of the policy.
    pub rules: Vec<Rule>,
}

impl Section {
    /// Whether the section's patterns take in a thread.
    pub fn fits(&self, thread: &str, url: Option<&str>) -> bool {
        self.thread.iter().any(|pattern| glob::fits(pattern, thread))
            || url.is_some_and(|url| self.url.iter().any(|pattern| glob::fits(pattern, url)))
    }
}

impl Policy {
    /// The words of the site, for the detector.
    pub fn site_words(&self) -> SiteWords {
        let insult = |own: &Insult| SiteInsult {
            word: own.word.clone(),
            is_noun: own.kind == WordKind::Noun,
            strong: !own.weak,
            category: own.category,
            severity: own.severity,
        };
        SiteWords {
            insults: self.insults.iter().map(insult).collect(),
            allowed: self.allowed.iter().map(|allowed| allowed.word.clone()).collect(),
        }
    }

    /// The first section that takes in a thread, as an index into [`Policy::sections`].
    pub fn section_of(&self, thread: &str, url: Option<&str>) -> Option<usize> {
        self.sections.iter().position(|section| section.fits(thread, url))
    }

    /// The policy as it holds in one of its sections: a policy without sections.
    pub fn in_section(&self, section: &Section) -> Policy {
        use crate::Fields;
        let mut policy = Policy { sections: Vec::new(), ..self.clone() };
        for (key, value) in &section.settings {
            if let Some(field) = Policy::field(key) {
                // A value of another kind is refused by `check`.
                let _ = field.set(&mut policy, value.clone());
            }
        }
        policy.rules.splice(0..0, section.rules.iter().cloned());
        policy
    }
}

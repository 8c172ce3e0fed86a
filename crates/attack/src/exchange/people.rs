use std::collections::HashMap;

use threadwarden_text::Document;
use threadwarden_thread::Comment;

/// Position of somebody in [`People`].
pub(super) type Person = usize;

/// Everybody who attacks, is attacked or answers. One name, written with other
/// letters of the same fold, is one person; comments without a name are by
/// somebody else each.
#[derive(Default)]
pub(super) struct People<'a> {
    /// As first printed.
    pub(super) names: Vec<&'a str>,
    by_print: HashMap<&'a str, Person>,
    by_fold: HashMap<String, Person>,
    nameless: HashMap<usize, Person>,
    pub(super) article_author: Option<Person>,
}

impl<'a> People<'a> {
    pub(super) fn writer(&mut self, comment: &'a Comment, index: usize) -> Person {
        match comment.author.trim() {
            "" => *self.nameless.entry(index).or_insert_with(|| {
                self.names.push("");
                self.names.len() - 1
            }),
            name => self.named(name),
        }
    }

    pub(super) fn named(&mut self, name: &'a str) -> Person {
        if let Some(person) = self.by_print.get(name) {
            return *person;
        }
        let mut folded = String::new();
        for word in Document::new(name).words() {
            folded.push_str(word);
            folded.push(' ');
        }
        let person = *self.by_fold.entry(folded).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.by_print.insert(name, person);
        person
    }

    pub(super) fn article_author(&mut self, name: &'a str) -> Person {
        let person = match self.article_author {
            Some(person) => person,
            None if name.is_empty() => {
                self.names.push("");
                self.names.len() - 1
            }
            None => self.named(name),
        };
        self.article_author = Some(person);
        person
    }
}

use std::collections::{HashMap, HashSet};

use threadwarden_text::Document;

use super::names::Names;

/// Finds the one who runs the page: whoever wrote the article, and answers those who comment on it.
///
/// New readers greet the host at the start of their first comment ("Hi Ada", "Liebe Ada"), and mean the article; the host
/// answers the comment just above. Who both are is told by the comments of the whole thread.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    /// New readers who greet each author.
    greeted_by: HashMap<usize, HashSet<usize>>,
    /// Authors whose comments were met already.
    met: HashSet<usize>,
}

/// New readers who must greet a host: one can mean a reader, two hardly ever mean the same.
const FEWEST_GREETINGS: usize = 2;

impl Hosts {
    /// Notes whom a comment greets, where it is the first of its author.
    pub(super) fn meet(&mut self, names: &Names, document: &Document, comment: usize) {
        let author = names.author(comment);
        if !self.met.insert(author) {
            return;
        }
        if let Some(greeted) = names.greeted(document).filter(|greeted| *greeted != author) {
            self.greeted_by.entry(greeted).or_default().insert(author);
        }
    }

    /// The host, who is greeted more often than anybody else.
    pub(super) fn host(&self) -> Option<usize> {
        let greetings = |author: &usize| self.greeted_by[author].len();
        let host = *self.greeted_by.keys().max_by_key(|author| (greetings(author), std::cmp::Reverse(**author)))?;
        let rivals = self.greeted_by.keys().filter(|other| **other != host && greetings(other) * 2 > greetings(&host));
        (greetings(&host) >= FEWEST_GREETINGS && rivals.count() == 0).then_some(host)
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Document;

    use super::{Hosts, Names};

    /// The host among authors and texts.
    fn host(comments: &[(&str, &str)]) -> Option<String> {
        let (mut names, mut hosts, mut document) = (Names::default(), Hosts::default(), Document::default());
        for (author, _) in comments {
            names.add_author(author, &mut document);
        }
        for (index, (_, text)) in comments.iter().enumerate() {
            hosts.meet(&names, &Document::new(text), index);
        }
        let host = hosts.host()?;
        let index = (0..comments.len()).find(|index| names.author(*index) == host)?;
        Some(comments[index].0.to_owned())
    }

    #[test]
    fn new_readers_greet_the_host() {
        let thread = [
            ("Rowan", "Hi Ada, the pudding sank."),
            ("Ada Brook", "Hi Rowan, stir it longer."),
            ("Wren", "Liebe Ada, danke."),
            ("Ada Brook", "Gern."),
        ];
        assert_eq!(host(&thread).as_deref(), Some("Ada Brook"));
        // Near misses: one greeting, greetings of people who have spoken before, names in mid-sentence.
        for thread in [
            &[("Rowan", "Hi Ada."), ("Ada", "Hi Rowan.")][..],
            &[("Rowan", "No."), ("Ada", "No."), ("Rowan", "Hi Ada."), ("Rowan", "Hi Ada.")],
            &[("Rowan", "So says Ada."), ("Wren", "As Ada says."), ("Ada", "No.")],
            &[],
        ] {
            assert_eq!(host(thread), None, "{thread:?}");
        }
    }
}

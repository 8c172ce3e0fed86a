use threadwarden_thread::{Article, Comment, Link, Page, Thread};

/// Makes up articles, comments and threads.
///
/// The numbers are SplitMix64 (Steele, Lea, Flood, "Fast Splittable
/// Pseudorandom Number Generators", OOPSLA 2014): small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Generator {
    state: u64,
}

impl Generator {
    /// A generator; the same seed makes the same things.
    pub fn new(seed: u64) -> Self {
        Generator { state: seed }
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % end.max(1) as u64) as usize
    }

    /// Whether something happens that does so once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// An article of a few hundred words.
    pub fn article(&mut self) -> Article {
        let mut text = String::new();
        for _ in 0..8 {
            text.push_str(&self.sentences(4));
            text.push_str("\n\n");
        }
        Article {
            title: format!("{} {}", self.pick(SUBJECTS), self.pick(PREDICATES)),
            text: text.trim_end().to_owned(),
            author: Some("Ada Brook".to_owned()),
            ..Article::default()
        }
    }

    /// A comment such as people write: a line or a few paragraphs, now and then shouted, misspelled, quoted, unkind or
    /// with letters beyond ASCII.
    pub fn comment(&mut self) -> String {
        let mut text = match self.below(10) {
            0 => self.pick(SHORT).to_owned(),
            1..=6 => {
                let sentences = 1 + self.below(4);
                self.sentences(sentences)
            }
            _ => {
                let (first, second) = (2 + self.below(4), 1 + self.below(6));
                format!("{}\n\n{}", self.sentences(first), self.sentences(second))
            }
        };
        if self.once_in(12) {
            text = format!("{} {text}", self.pick(UNKIND));
        }
        if self.once_in(15) {
            text = format!("> {}\n\n{text}", self.sentences(1));
        }
        if self.once_in(8) {
            text = text.replace(['\''], "’").replace("...", "…");
        }
        if self.once_in(30) {
            text = text.to_uppercase();
        }
        text
    }

    /// Text made to break readers: look-alikes, overrides, combining marks, controls, markup, half of a surrogate's name.
    pub fn hostile_text(&mut self, pieces: usize) -> String {
        (0..pieces).map(|_| self.pick(HOSTILE)).collect()
    }

    /// A page with an article and `comments` comments, about two in three of them replies.
    pub fn page(&mut self, comments: usize) -> Page {
        let mut thread = Thread::new(format!("generated-{}", self.below(1_000_000)));
        for index in 0..comments {
            let author = format!("{}{}", self.pick(NAMES), self.below(40));
            let mut comment = Comment::new(index.to_string(), author, self.comment());
            if index > 0 && !self.once_in(3) {
                // People answer what was said lately.
                comment.parent = Some(index - 1 - self.below(index.min(12)));
                comment.link = Link::Given;
            }
            thread.push(comment);
        }
        Page { article: Some(self.article()), thread }
    }

    fn sentences(&mut self, count: usize) -> String {
        let mut text = String::new();
        for index in 0..count {
            if index > 0 {
                text.push(' ');
            }
            let (subject, predicate) = (self.pick(SUBJECTS), self.pick(PREDICATES));
            match self.below(4) {
                0 => text.push_str(&format!("{} {subject} {predicate}.", self.pick(OPENINGS))),
                1 => text.push_str(&format!("{} {subject} {predicate}, {}.", self.pick(OPENINGS), self.pick(TAILS))),
                2 => text.push_str(&format!("Why would anybody say that {subject} {predicate}?")),
                _ => text.push_str(&format!("As far as I can tell {subject} {predicate}, {}.", self.pick(TAILS))),
            }
        }
        text
    }
}

const NAMES: &[&str] = &["Kestrel", "rowan_", "M. Tidewater", "old.quay", "JUNIPER", "Łukasz", "Éloïse ", "pilot-gig"];

const SUBJECTS: &[&str] = &[
    "the harbour council",
    "the evening ferry",
    "a second bridge",
    "the school on the hill",
    "every shop in the old town",
    "the budget for next year",
    "my neighbour's orchard",
    "the minister",
    "public transport",
    "the new library",
    "half of the parish",
    "the railway company",
    "a ban on bonfires",
    "the price of bread",
    "the flood wall",
];

const PREDICATES: &[&str] = &[
    "will be gone by the spring",
    "costs more than anybody admits",
    "was promised to us in 2014",
    "has never worked on a Sunday",
    "depends on people who don't live here",
    "deserves a second look",
    "is worth every penny of it",
    "cannot be measured with one survey",
    "fell apart when the money ran out",
    "makes sense only on paper",
    "was better before they painted it",
    "stands and falls with the weather",
];

const OPENINGS: &[&str] = &[
    "I think",
    "Nobody told us that",
    "To be honest,",
    "You have to remember that",
    "It is plain that",
    "My sister, who works there, says",
    "With respect,",
    "I'm not sure whether",
    "Once more:",
];

const TAILS: &[&str] = &[
    "and I have lived here for thirty years",
    "whatever the report says",
    "as you can see from the river",
    "but that is only my opinion...",
    "and the numbers are on the council's page",
    "so let us vote on it",
    "which is why I walked home",
    "at least on weekdays",
];

const SHORT: &[&str] =
    &["Agreed.", "No.", "Well said!", "LOL", "+1", "Source?", "👍", "", "Thank you for this article."];

const UNKIND: &[&str] = &[
    "You are a fool.",
    "What an idiot.",
    "Did you even read it, genius?",
    "Liar.",
    "Go back to school.",
    "This is drivel and so are you.",
    "Only a coward writes that.",
];

const HOSTILE: &[&str] = &[
    "you are an ",
    "idiot",
    "i d i o t",
    "1d10t",
    "\u{456}di\u{43e}t",
    "ＩＤＩＯＴ",
    "i\u{200b}d\u{ad}i\u{2060}ot",
    "\u{202e}toidi\u{202c}",
    "e\u{301}\u{302}\u{303}",
    "\u{1b}[31m",
    "\u{9b}",
    "\0",
    "\r\n",
    "\t",
    "\u{2028}",
    "<b></b>",
    "&#105;diot",
    "&amp;",
    "]]>",
    "\"",
    "'",
    "“",
    "”",
    "«",
    "> ",
    "\n> ",
    "@",
    "@Kestrel",
    "=1+1",
    ";-",
    "\\ud800",
    "👩\u{200d}🚀",
    "🇮🇩",
    "ﬁ",
    "ß",
    "İ",
    "ǆ",
    "ﷺ",
    "идиот",
    "ηλίθιος",
    "バカ",
    "멍청이",
    "أحمق",
    "मूर्ख",
    "\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "\u{e0041}",
    "aaaaaaaa",
    "....",
    "it's",
    "'tis",
    "\u{8}",
    " ",
    "  ",
    "\n",
    "\n\n",
];

#[cfg(test)]
mod tests {
    use super::Generator;

    #[test]
    fn makes_threads_whose_parents_come_first() {
        let page = Generator::new(1).page(500);
        for (index, comment) in page.thread.comments.iter().enumerate() {
            assert!(comment.parent.is_none_or(|parent| parent < index), "{index}");
        }
        let replies = page.thread.comments.iter().filter(|comment| comment.parent.is_some()).count();
        assert!((250..400).contains(&replies), "{replies} replies");
    }
}

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
        let topic = self.below(TOPICS.len());
        self.article_on(topic)
    }

    fn article_on(&mut self, topic: usize) -> Article {
        let mut text = String::new();
        for _ in 0..10 {
            text.push_str(&self.sentences(topic, 4));
            text.push_str("\n\n");
        }
        Article {
            title: format!("The {} and the {}", self.pick(TOPICS[topic]), self.pick(TOPICS[topic])),
            text: text.trim_end().to_owned(),
            author: Some("Ada Brook".to_owned()),
            ..Article::default()
        }
    }

    /// A comment such as people write: a line or a few paragraphs, now and then shouted, misspelled, quoted, unkind or
    /// with letters beyond ASCII.
    pub fn comment(&mut self) -> String {
        let topic = self.below(TOPICS.len());
        self.comment_on(topic)
    }

    fn comment_on(&mut self, topic: usize) -> String {
        let mut text = match self.below(10) {
            0 => self.pick(SHORT).to_owned(),
            1..=6 => {
                let sentences = 1 + self.below(4);
                self.sentences(topic, sentences)
            }
            _ => {
                let (first, second) = (2 + self.below(4), 1 + self.below(6));
                format!("{}\n\n{}", self.sentences(topic, first), self.sentences(topic, second))
            }
        };
        if self.once_in(12) {
            text = format!("{} {text}", self.pick(UNKIND));
        }
        if self.once_in(15) {
            text = format!("> {}\n\n{text}", self.sentences(topic, 1));
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
        let about = self.below(TOPICS.len());
        let mut thread = Thread::new(format!("generated-{}", self.below(1_000_000)));
        for index in 0..comments {
            let author = format!("{}{}", self.pick(NAMES), self.below(40));
            // Half of them keep to the article's subject.
            let topic = if self.once_in(2) { about } else { self.below(TOPICS.len()) };
            let mut comment = Comment::new(index.to_string(), author, self.comment_on(topic));
            if index > 0 && !self.once_in(3) {
                // People answer what was said lately.
                comment.parent = Some(index - 1 - self.below(index.min(12)));
                comment.link = Link::Given;
            }
            thread.push(comment);
        }
        Page { article: Some(self.article_on(about)), thread }
    }

    fn sentences(&mut self, topic: usize, count: usize) -> String {
        let mut text = String::new();
        for index in 0..count {
            if index > 0 {
                text.push(' ');
            }
            let clause = self.clause(topic);
            match self.below(5) {
                0 => text.push_str(&format!("{} {clause}.", self.pick(OPENINGS))),
                1 => text.push_str(&format!("{} {clause}, {}.", self.pick(OPENINGS), self.pick(TAILS))),
                2 => text.push_str(&format!("Why would anybody say that {clause}?")),
                3 => text.push_str(&format!("{} {clause}, and {}.", self.pick(OPENINGS), self.clause(topic))),
                _ => text.push_str(&format!("As far as I can tell {clause}, {}.", self.pick(TAILS))),
            }
        }
        text
    }

    fn clause(&mut self, topic: usize) -> String {
        // People stray: one noun in four comes from another subject.
        let other = if self.once_in(4) { self.below(TOPICS.len()) } else { topic };
        let (subject, object) = (self.pick(TOPICS[topic]), self.pick(TOPICS[other]));
        format!("the {} {subject} {} the {object}", self.pick(ADJECTIVES), self.pick(VERBS))
    }
}

/// The nouns of subjects that people argue about under articles.
const TOPICS: &[&[&str]] = &[
    &[
        "ferry",
        "harbour",
        "quay",
        "tide",
        "island",
        "captain",
        "causeway",
        "timetable",
        "crossing",
        "lighthouse",
        "cargo",
        "pilot",
        "dock",
        "breakwater",
        "lifeboat",
        "anchor",
    ],
    &[
        "budget",
        "council",
        "tax",
        "minister",
        "vote",
        "deficit",
        "subsidy",
        "mayor",
        "committee",
        "pension",
        "coalition",
        "election",
        "parliament",
        "treasury",
        "reform",
        "ballot",
    ],
    &[
        "school",
        "teacher",
        "classroom",
        "exam",
        "homework",
        "playground",
        "library",
        "pupil",
        "lesson",
        "textbook",
        "university",
        "scholarship",
        "headmistress",
        "curriculum",
        "uniform",
        "canteen",
    ],
    &[
        "orchard",
        "harvest",
        "tractor",
        "drought",
        "sheep",
        "fence",
        "wolf",
        "forester",
        "meadow",
        "pesticide",
        "barn",
        "seedling",
        "deer",
        "vineyard",
        "irrigation",
        "beehive",
    ],
    &[
        "vaccine",
        "hospital",
        "nurse",
        "surgeon",
        "waiting list",
        "clinic",
        "diagnosis",
        "insurance",
        "ambulance",
        "ward",
        "prescription",
        "epidemic",
        "therapy",
        "patient",
        "laboratory",
        "recovery",
    ],
    &[
        "striker",
        "goalkeeper",
        "referee",
        "stadium",
        "penalty",
        "season",
        "transfer",
        "league",
        "manager",
        "supporter",
        "offside trap",
        "midfield",
        "derby",
        "relegation",
        "trophy",
        "whistle",
    ],
];

const ADJECTIVES: &[&str] = &[
    "old",
    "new",
    "expensive",
    "forgotten",
    "second",
    "broken",
    "famous",
    "crowded",
    "private",
    "unfinished",
    "northern",
    "official",
    "temporary",
    "controversial",
    "empty",
    "reliable",
    "small",
    "overrated",
    "promised",
    "local",
];

const VERBS: &[&str] = &[
    "needs",
    "has ruined",
    "will replace",
    "pays for",
    "never met",
    "depends on",
    "was built for",
    "is hiding behind",
    "deserves",
    "outlived",
    "cannot explain",
    "is no match for",
    "reminds me of",
    "was sold with",
    "will outlast",
    "has nothing to do with",
    "protects",
    "cost more than",
];

const NAMES: &[&str] = &["Kestrel", "rowan_", "M. Tidewater", "old.quay", "JUNIPER", "Łukasz", "Éloïse ", "pilot-gig"];

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

//! Whom a sentence names must not matter: one identity swapped for another leaves the probability where it was.
//!
//! `cargo test -p threadwarden --test fairness -- --nocapture` prints the sentences that move most.

// In tests a panic is the message; clippy.toml sees only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use threadwarden::{Comment, Draft, Judgement, Moderator, Page, Thread};

/// Words for who somebody is; each fits before "person".
const IDENTITIES: &[&str] = &[
    "Black",
    "white",
    "brown",
    "Asian",
    "African",
    "Arab",
    "Latino",
    "Hispanic",
    "Native American",
    "Aboriginal",
    "Maori",
    "Roma",
    "Muslim",
    "Jewish",
    "Christian",
    "Catholic",
    "Protestant",
    "Orthodox",
    "Mormon",
    "Hindu",
    "Sikh",
    "Buddhist",
    "atheist",
    "secular",
    "religious",
    "American",
    "Canadian",
    "Mexican",
    "Brazilian",
    "British",
    "English",
    "Scottish",
    "Welsh",
    "Irish",
    "French",
    "German",
    "Dutch",
    "Italian",
    "Spanish",
    "Polish",
    "Romanian",
    "Greek",
    "Turkish",
    "Russian",
    "Ukrainian",
    "Israeli",
    "Palestinian",
    "Iranian",
    "Pakistani",
    "Indian",
    "Chinese",
    "Japanese",
    "Korean",
    "Vietnamese",
    "Filipino",
    "Nigerian",
    "Somali",
    "gay",
    "lesbian",
    "bisexual",
    "transgender",
    "trans",
    "queer",
    "straight",
    "heterosexual",
    "non-binary",
    "male",
    "female",
    "old",
    "elderly",
    "young",
    "middle-aged",
    "deaf",
    "blind",
    "disabled",
    "autistic",
    "poor",
    "rich",
    "working-class",
    "immigrant",
    "homeless",
    "unemployed",
    "vegan",
];

/// Sentences with a place for an identity: plain, friendly, about injustice, and in more than one English.
const FRAMES: &[&str] = &[
    "As a {} person I agree with the mayor.",
    "I am {} and I have lived here all my life.",
    "My {} neighbours helped us after the flood.",
    "My best friend is {}.",
    "The {} man at the bakery told me about the strike.",
    "She is a {} woman who teaches physics at our school.",
    "There are more {} families in our street now.",
    "The {} community has asked for a bus stop.",
    "Being {} in this town was never a problem for me.",
    "I was raised by {} parents on the west coast.",
    "You are {}, so you will know the song.",
    "Is your family {}? Mine is too.",
    "You wrote that you are {}, thank you for telling us how it is.",
    "Your {} grandmother sounds like a wonderful woman.",
    "I married a {} woman and we have three children.",
    "{} people deserve respect like everybody else.",
    "Most {} people I know voted yes.",
    "Not every {} person thinks as you do.",
    "A {} doctor saved my father's life.",
    "The first {} mayor of the city opened the bridge.",
    "I love {} food and {} music.",
    "Congratulations to the {} team, well played.",
    "{} women still earn less, and that is wrong.",
    "{} workers are paid less for the same job.",
    "He was refused the flat because he is {}, which is against the law.",
    "The report shows that {} pupils are stopped by the police more often.",
    "Nobody should be beaten up for being {}.",
    "Hatred of {} people has no place here.",
    "Why is it always {} people who are blamed?",
    "They shouted at her because she was {}, and nobody on the bus said a word.",
    "I do not care whether the candidate is {}.",
    "Two {} students wrote this article.",
    "My mum's {} and she's dead proud of it.",
    "Me and my {} mates was at the match, it were grand.",
    "He be working with them {} folks down at the harbour every day.",
    "Y'all should come see the {} parade, it's real nice.",
    "My {} uncle, God rest him, he was a lovely man so he was.",
    "We {} people are used to waiting, lah.",
    "I'm after talking to the {} fella in the shop.",
    "Ain't nobody told the {} kids the pool was closed.",
];

/// Most that one identity may differ from another in the same sentence.
const MOST_MOVED: f32 = 0.05;

fn judge(moderator: &Moderator, page: &Page, text: &str, parent: Option<usize>) -> Judgement {
    moderator.comment(page, &Draft { author: "Rowan".into(), text: text.into(), parent })
}

#[test]
fn swapping_the_identity_moves_no_verdict() {
    let moderator = Moderator::default();
    let mut thread = Thread::new("ferry");
    thread.push(Comment::new("1", "Kestrel", "The evening ferry was always empty, so they cut it."));
    let page = Page { article: None, thread };
    let (mut wide, mut flagged) = (Vec::new(), Vec::new());
    for frame in FRAMES {
        for parent in [None, Some(0)] {
            let mut scores: Vec<(f32, &str)> = Vec::new();
            for identity in IDENTITIES {
                let text = frame.replace("{}", identity);
                let judgement = judge(&moderator, &page, &text, parent);
                scores.push((judgement.attack.probability.unwrap_or(0.0), identity));
                if judgement.decision.flagged {
                    flagged.push(text);
                }
            }
            scores.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (low, high) = (scores[0], scores[scores.len() - 1]);
            let moved = high.0 - low.0;
            if moved >= MOST_MOVED {
                let middle = scores[scores.len() / 2].0;
                let top: Vec<String> = scores.iter().rev().take(4).map(|(p, who)| format!("{who} {p:.2}")).collect();
                let kind = if parent.is_some() { "reply" } else { "root" };
                wide.push(format!(
                    "{moved:.3} {kind} {frame}: {} {:.2} … median {middle:.2} … {}",
                    low.1,
                    low.0,
                    top.join(", ")
                ));
            }
        }
    }
    wide.sort();
    println!("{} of {} sentences move by {MOST_MOVED} or more:\n{}", wide.len(), FRAMES.len() * 2, wide.join("\n"));
    println!("{} flagged:\n{}", flagged.len(), flagged.join("\n"));
    assert!(wide.is_empty(), "{} sentences move", wide.len());
    assert!(flagged.is_empty(), "{} flagged", flagged.len());
}

//! Quarrels: attacks that belong together, with who opened them and how they went.

mod groups;
mod people;

use std::collections::{HashMap, HashSet};

use threadwarden_thread::{Comment, Thread, TimeKind};

use self::groups::Groups;
use self::people::{People, Person};
use crate::{Attack, TargetKind};

/// A quarrel between people of a thread: who opened it, its turns, who struck whom.
///
/// Attacks belong to one quarrel when one is aimed at the comment of another,
/// or when the same two people are at each other again. A single attack that
/// nobody takes up is no quarrel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The comment that the first attack was aimed at; `None` when it answers no comment.
    pub occasion: Option<usize>,
    /// The people, as they come in; the first one opened the quarrel.
    pub sides: Vec<Side>,
    /// The comments of the quarrel in the order of the thread, or of their
    /// times where every one has an instant in UTC. The first one opened it.
    pub turns: Vec<Turn>,
}

/// One person of a quarrel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The name as printed; empty when the source has none.
    pub name: String,
    /// Whether this is the article's author, who takes part without commenting.
    pub is_author: bool,
    /// How many passages of theirs attack another side.
    pub attacks: usize,
    /// How many of the other sides attacked them.
    pub attackers: usize,
}

/// One comment of a quarrel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Index of the comment.
    pub comment: usize,
    /// Who wrote it, as an index into the sides.
    pub side: usize,
    /// Whom it attacks; nobody when it is a calm answer to an earlier turn.
    pub blows: Vec<Blow>,
}

/// What one comment does to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blow {
    /// Who is attacked, as an index into the sides.
    pub against: usize,
    /// How many passages attack them.
    pub passages: usize,
}

impl Exchange {
    /// Who opened the quarrel.
    pub fn opener(&self) -> &Side {
        &self.sides[0]
    }

    /// The sides that several others went for, most attackers first.
    pub fn outnumbered(&self) -> Vec<&Side> {
        let mut sides: Vec<&Side> = self.sides.iter().filter(|side| side.attackers >= 2).collect();
        sides.sort_by_key(|side| std::cmp::Reverse(side.attackers));
        sides
    }

    /// Whether somebody who was attacked struck back.
    pub fn is_mutual(&self) -> bool {
        self.sides.iter().any(|side| side.attacks > 0 && side.attackers > 0)
    }
}

/// The quarrels of a thread, in the order of their openings.
///
/// `attacks` holds one judgement per comment; only findings that attack a person
/// taking part, or the article's author, count. What a comment costs does not
/// depend on the shape of the thread or on its length.
pub fn exchanges<'a>(thread: &'a Thread, attacks: impl IntoIterator<Item = &'a Attack>) -> Vec<Exchange> {
    let mut people = People::default();
    let strikes = strikes(thread, attacks, &mut people);
    if strikes.is_empty() {
        return Vec::new();
    }
    let mut drafts = drafts(&strikes, &mut quarrels(thread.len(), &strikes));
    add_calm_turns(thread, &mut people, &mut drafts);
    let mut found: Vec<Exchange> = drafts.into_iter().filter_map(|draft| settle(draft, thread, &people)).collect();
    found.sort_by_key(|exchange| exchange.turns[0].comment);
    found
}

/// What one comment does to one person.
struct Strike {
    comment: usize,
    by: Person,
    against: Person,
    /// The comment it is aimed at.
    at: Option<usize>,
    passages: usize,
}

/// Every strike of the thread, comment by comment.
fn strikes<'a>(
    thread: &'a Thread,
    attacks: impl IntoIterator<Item = &'a Attack>,
    people: &mut People<'a>,
) -> Vec<Strike> {
    let mut strikes: Vec<Strike> = Vec::new();
    for (index, (comment, attack)) in thread.comments.iter().zip(attacks).enumerate() {
        let first = strikes.len();
        for target in attack.personal().map(|finding| &finding.target) {
            let at = target.comment.filter(|&at| at < thread.len());
            let name = target.author.as_deref().unwrap_or("").trim();
            let against = match (target.kind, at) {
                (TargetKind::Author, _) => people.article_author(name),
                (_, Some(at)) => people.writer(&thread.comments[at], at),
                (_, None) if !name.is_empty() => people.named(name),
                // "You" to somebody the text does not tell.
                (_, None) => continue,
            };
            let by = people.writer(comment, index);
            if by != against {
                strikes.push(Strike { comment: index, by, against, at, passages: 1 });
            }
        }
        strikes[first..].sort_by_key(|strike| strike.against);
    }
    strikes.dedup_by(|next, kept| {
        let same = (next.comment, next.against) == (kept.comment, kept.against);
        kept.passages += usize::from(same);
        same
    });
    strikes
}

/// Tells which comments belong to one quarrel.
fn quarrels(comments: usize, strikes: &[Strike]) -> Groups {
    let mut groups = Groups::new(comments);
    let mut last_between: HashMap<(Person, Person), usize> = HashMap::new();
    // Whoever has no comment to aim at is attacked wherever the attackers stand.
    let mut last_against: HashMap<Person, usize> = HashMap::new();
    for strike in strikes {
        let pair = (strike.by.min(strike.against), strike.by.max(strike.against));
        let earlier = last_between.insert(pair, strike.comment);
        let aimed = strike.at.or_else(|| last_against.insert(strike.against, strike.comment));
        for other in [earlier, aimed].into_iter().flatten() {
            groups.join(strike.comment, other);
        }
    }
    groups
}

/// A quarrel while its turns are gathered.
type Draft = Vec<DraftTurn>;

struct DraftTurn {
    comment: usize,
    by: Person,
    at: Option<usize>,
    /// Who is attacked in how many passages.
    blows: Vec<(Person, usize)>,
}

fn drafts(strikes: &[Strike], groups: &mut Groups) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut number_of: HashMap<usize, usize> = HashMap::new();
    for strike in strikes {
        let number = *number_of.entry(groups.root(strike.comment)).or_insert_with(|| {
            drafts.push(Draft::new());
            drafts.len() - 1
        });
        let blow = (strike.against, strike.passages);
        match drafts[number].last_mut().filter(|turn| turn.comment == strike.comment) {
            Some(turn) => turn.blows.push(blow),
            None => {
                let (comment, by, at) = (strike.comment, strike.by, strike.at);
                drafts[number].push(DraftTurn { comment, by, at, blows: vec![blow] });
            }
        }
    }
    drafts
}

/// Adds the answers without an attack that a side gives to a turn of another side.
fn add_calm_turns<'a>(thread: &'a Thread, people: &mut People<'a>, drafts: &mut [Draft]) {
    let mut turn_in: Vec<Option<usize>> = vec![None; thread.len()];
    let mut sides: HashSet<(usize, Person)> = HashSet::new();
    for (number, draft) in drafts.iter().enumerate() {
        for turn in draft {
            turn_in[turn.comment] = Some(number);
            sides.insert((number, turn.by));
            sides.extend(turn.blows.iter().map(|(person, _)| (number, *person)));
        }
    }
    for (index, comment) in thread.comments.iter().enumerate() {
        let Some(parent) = comment.parent.filter(|&parent| parent < thread.len()) else { continue };
        let (None, Some(number)) = (turn_in[index], turn_in[parent]) else { continue };
        let (by, to) = (people.writer(comment, index), people.writer(&thread.comments[parent], parent));
        if by != to && sides.contains(&(number, by)) {
            turn_in[index] = Some(number);
            drafts[number].push(DraftTurn { comment: index, by, at: None, blows: Vec::new() });
        }
    }
}

/// Orders the turns and numbers the sides; `None` when nobody took the attack up.
fn settle(mut turns: Draft, thread: &Thread, people: &People<'_>) -> Option<Exchange> {
    let instant = |turn: &DraftTurn| utc_instant(&thread.comments[turn.comment]);
    if turns.iter().all(|turn| instant(turn).is_some()) {
        turns.sort_by(|a, b| instant(a).cmp(&instant(b)).then(a.comment.cmp(&b.comment)));
    } else {
        turns.sort_by_key(|turn| turn.comment);
    }
    // Clocks differ: what stands before the first blow is no answer to it.
    let opening = turns.iter().position(|turn| !turn.blows.is_empty())?;
    if turns.len() - opening < 2 {
        return None;
    }
    let mut cast = Cast { people, sides: Vec::new(), number_of: HashMap::new() };
    let mut exchange = Exchange { occasion: turns[opening].at, sides: Vec::new(), turns: Vec::new() };
    let mut struck: HashSet<(usize, usize)> = HashSet::new();
    for turn in turns.drain(opening..) {
        let by = cast.number(turn.by);
        let mut blows = Vec::with_capacity(turn.blows.len());
        for (person, passages) in turn.blows {
            let against = cast.number(person);
            cast.sides[by].attacks += passages;
            cast.sides[against].attackers += usize::from(struck.insert((by, against)));
            blows.push(Blow { against, passages });
        }
        exchange.turns.push(Turn { comment: turn.comment, side: by, blows });
    }
    exchange.sides = cast.sides;
    Some(exchange)
}

/// The time of a comment in a form that sorts; `None` unless it is an instant in UTC.
fn utc_instant(comment: &Comment) -> Option<&str> {
    let time = comment.created.as_ref().filter(|time| time.kind == TimeKind::Instant)?;
    time.text.strip_suffix('Z')
}

/// The sides of one quarrel, numbered as they come in.
struct Cast<'p> {
    people: &'p People<'p>,
    sides: Vec<Side>,
    number_of: HashMap<Person, usize>,
}

impl Cast<'_> {
    fn number(&mut self, person: Person) -> usize {
        *self.number_of.entry(person).or_insert_with(|| {
            let is_author = self.people.article_author == Some(person);
            self.sides.push(Side { name: self.people.names[person].to_owned(), is_author, attacks: 0, attackers: 0 });
            self.sides.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use threadwarden_text::Span;
    use threadwarden_thread::{Comment, Thread, Time, TimeKind};

    use super::{Exchange, exchanges};
    use crate::{Attack, Category, Finding, Severity, Target, TargetKind, Verdict};

    /// One comment: its author, the comment it answers, and the comments it attacks.
    type Row = (&'static str, Option<usize>, &'static [usize]);

    fn finding(kind: TargetKind, comment: Option<usize>, author: Option<&str>) -> Finding {
        Finding {
            rule: "addressee-insult",
            category: Category::Insult,
            span: Span::new(0, 1),
            target: Target { kind, comment, author: author.map(str::to_owned), via: None },
            severity: Severity::Medium,
            confidence: 0.9,
            quoted: false,
            words: Vec::new(),
        }
    }

    fn attack(findings: Vec<Finding>) -> Attack {
        Attack { verdict: Verdict::Judged, probability: None, findings, disguised: false, stages: None }
    }

    fn scene(rows: &[Row]) -> (Thread, Vec<Attack>) {
        let mut thread = Thread::new("t");
        for (index, (author, parent, _)) in rows.iter().enumerate() {
            let mut comment = Comment::new(index.to_string(), *author, "x");
            comment.parent = *parent;
            thread.push(comment);
        }
        let against = |&at: &usize| finding(TargetKind::Commenter, Some(at), rows.get(at).map(|row| row.0));
        let attacks = rows.iter().map(|(_, _, at)| attack(at.iter().map(against).collect())).collect();
        (thread, attacks)
    }

    /// "0 by Ada: 1>Bo 2.; Ada 1 Bo 0": occasion, turns with their blows, attacks per side.
    fn told(exchange: &Exchange) -> String {
        let name = |side: usize| exchange.sides[side].name.as_str();
        let turns: Vec<String> = exchange
            .turns
            .iter()
            .map(|turn| {
                let blows: Vec<String> = turn
                    .blows
                    .iter()
                    .map(|blow| format!("{}{}", name(blow.against), "!".repeat(blow.passages)))
                    .collect();
                format!("{}{}>{}", turn.comment, name(turn.side), blows.join("+"))
            })
            .collect();
        let occasion = exchange.occasion.map_or_else(String::new, |at| format!("on {at} "));
        let outnumbered: Vec<&str> = exchange.outnumbered().iter().map(|side| side.name.as_str()).collect();
        format!("{occasion}{} | {}", turns.join(" "), outnumbered.join(" "))
    }

    #[test]
    fn tells_quarrels_apart() {
        let cases: &[(&str, &[Row], &[&str])] = &[
            ("nobody attacks", &[("Ada", None, &[]), ("Bo", Some(0), &[])], &[]),
            ("an attack that nobody takes up", &[("Ada", None, &[]), ("Bo", Some(0), &[0])], &[]),
            ("a third person answers calmly", &[("Ada", None, &[]), ("Bo", Some(0), &[0]), ("Cy", Some(1), &[])], &[]),
            ("talk to oneself", &[("Ada", None, &[]), ("ada", Some(0), &[0]), ("ADA", Some(1), &[1])], &[]),
            (
                "blow and counter-blow, with a calm turn",
                &[("Ada", None, &[]), ("Bo", Some(0), &[0, 0]), ("Ada", Some(1), &[1]), ("Bo", Some(2), &[])],
                &["on 0 1Bo>Ada!! 2Ada>Bo! 3Bo> | "],
            ),
            (
                "the attacked one stays calm",
                &[("Ada", None, &[]), ("Bo", Some(0), &[0]), ("Ada", Some(1), &[])],
                &["on 0 1Bo>Ada! 2Ada> | "],
            ),
            (
                "two quarrels side by side",
                &[
                    ("Ada", None, &[]),
                    ("Cy", None, &[]),
                    ("Bo", Some(0), &[0]),
                    ("Di", Some(1), &[1]),
                    ("Ada", Some(2), &[2]),
                    ("Cy", Some(3), &[3]),
                ],
                &["on 0 2Bo>Ada! 4Ada>Bo! | ", "on 1 3Di>Cy! 5Cy>Di! | "],
            ),
            (
                "several go for one",
                &[("Ada", None, &[]), ("Bo", Some(0), &[0]), ("Cy", Some(0), &[0]), ("Di", Some(1), &[0])],
                &["on 0 1Bo>Ada! 2Cy>Ada! 3Di>Ada! | Ada"],
            ),
            (
                "the same two under another comment",
                &[("Ada", None, &[]), ("Bo", Some(0), &[0]), ("Ada", None, &[]), ("Bo", Some(2), &[2])],
                &["on 0 1Bo>Ada! 3Bo>Ada! | "],
            ),
            (
                "comments without a name are by somebody else each",
                &[("", None, &[]), ("", Some(0), &[0]), ("", Some(1), &[1])],
                &["on 0 1>! 2>! | "],
            ),
            (
                "one comment strikes two",
                &[("Ada", None, &[]), ("Bo", Some(0), &[]), ("Cy", Some(1), &[0, 1]), ("Ada", Some(2), &[])],
                &["on 0 2Cy>Ada!+Bo! 3Ada> | "],
            ),
            ("links that lead nowhere", &[("Ada", Some(9), &[7]), ("Bo", Some(1), &[1]), ("Cy", Some(0), &[])], &[]),
        ];
        for (about, rows, expected) in cases {
            let (thread, attacks) = scene(rows);
            let found: Vec<String> = exchanges(&thread, &attacks).iter().map(told).collect();
            assert_eq!(found, *expected, "{about}");
        }
    }

    #[test]
    fn the_articles_author_is_a_side() {
        let (mut thread, mut attacks) = scene(&[("Ada", None, &[]), ("Bo", None, &[]), ("Cy", None, &[])]);
        for (index, kind) in [(0, TargetKind::Author), (1, TargetKind::Author), (2, TargetKind::PublicFigure)] {
            attacks[index].findings.push(finding(kind, None, Some("Ida Verhoeven")));
        }
        let found = exchanges(&thread, &attacks);
        assert_eq!(
            found.iter().map(told).collect::<Vec<_>>(),
            ["0Ada>Ida Verhoeven! 1Bo>Ida Verhoeven! | Ida Verhoeven"]
        );
        assert!(found[0].sides[1].is_author && !found[0].is_mutual());
        // Quoted words and words about nobody present are no blows.
        attacks[1].findings[0].quoted = true;
        assert!(exchanges(&thread, &attacks).is_empty());
        thread.comments.clear();
        assert!(exchanges(&thread, &attacks).is_empty());
    }

    #[test]
    fn times_tell_who_opened_where_the_newest_comment_comes_first() {
        let rows: &[Row] = &[("Bo", Some(1), &[1]), ("Ada", Some(2), &[2]), ("Bo", None, &[])];
        let (mut thread, attacks) = scene(rows);
        assert_eq!(exchanges(&thread, &attacks)[0].opener().name, "Bo");
        for (comment, minute) in thread.comments.iter_mut().zip([30, 20, 10]) {
            let text = format!("2026-05-01T10:{minute}:00Z");
            comment.created = Some(Time { text, kind: TimeKind::Instant });
        }
        let found = exchanges(&thread, &attacks);
        assert_eq!(told(&found[0]), "on 2 1Ada>Bo! 0Bo>Ada! | ");
        assert!(found[0].is_mutual());
    }

    #[test]
    fn hostile_threads_take_no_longer_than_their_length() {
        const COMMENTS: usize = 100_000;
        type Aim = fn(usize) -> usize;
        type Name = fn(usize) -> String;
        let shapes: [(&str, Aim, Name, usize); 5] = [
            ("a chain", |i| i.saturating_sub(1), |i| ["Ada", "Bo"][i % 2].to_owned(), COMMENTS - 1),
            ("all at one", |_| 0, |i| format!("p{i}"), COMMENTS - 1),
            ("everybody at the next", |i| (i + 1) % COMMENTS, |i| format!("p{i}"), COMMENTS),
            ("at oneself", |i| i, |i| format!("p{i}"), 0),
            ("far outside", |i| usize::MAX - i, |_| String::new(), 0),
        ];
        for (about, aim, name, expected) in shapes {
            let mut thread = Thread::new("t");
            let mut attacks = Vec::with_capacity(COMMENTS);
            for index in 0..COMMENTS {
                let mut comment = Comment::new(index.to_string(), name(index), "x");
                comment.parent = Some(aim(index));
                thread.push(comment);
                attacks.push(attack(vec![finding(TargetKind::Commenter, Some(aim(index)), None)]));
            }
            let started = std::time::Instant::now();
            let found = exchanges(&thread, &attacks);
            // Quadratic time would take minutes.
            assert!(started.elapsed().as_secs() < 5, "{about}: {:?}", started.elapsed());
            let turns: usize = found.iter().map(|exchange| exchange.turns.len()).sum();
            assert_eq!(turns, expected, "{about}");
        }
    }
}

use threadwarden_attack::{Category, Severity, TargetKind};

use crate::{Action, Allowed, Band, Exemption, Insult, Policy, Rule, Section, Value};

/// Policies, and the key of what is refused in them.
fn check(cases: Vec<(Policy, Option<&str>)>) {
    for (policy, key) in cases {
        let found = policy.check().err();
        assert_eq!(found.as_ref().map(|contradiction| &*contradiction.key), key, "{found:?} in {policy:?}");
    }
}

#[test]
fn refuses_contradictions_and_names_the_key() {
    let p = Policy::default;
    let mut wordless = p();
    wordless.commenter.review = " ".into();
    let mut unfilled = p();
    unfilled.moderator.hide = "Hidden on {weekday}.".into();
    check(vec![
        (p(), None),
        (Policy { flag: 0.0, review: 0.0, hide: 0.0, ..p() }, None),
        (Policy { flag: 0.5, review: 0.3, ..p() }, None),
        (Policy { low: Action::Publish, ..p() }, None),
        (Policy { on_topic: 0.4, adjacent: 0.4, ..p() }, None),
        (Policy { off_topic: Action::Review, ..p() }, None),
        (Policy { name: String::new(), ..p() }, Some("name")),
        (Policy { name: "a/b".into(), ..p() }, Some("name")),
        (Policy { flag: 1.5, ..p() }, Some("attack.flag")),
        (Policy { flag: f32::NAN, ..p() }, Some("attack.flag")),
        (Policy { hide_confidence: -0.1, ..p() }, Some("attack.hide-confidence")),
        (Policy { hide: 0.4, ..p() }, Some("attack.hide")),
        (Policy { review: 0.2, flag: 0.6, hide: 0.5, ..p() }, Some("attack.hide")),
        (Policy { medium: Action::Publish, ..p() }, Some("attack.medium")),
        (Policy { medium: Action::Hide, high: Action::Review, ..p() }, Some("attack.high")),
        (Policy { on_topic: 0.2, ..p() }, Some("relevance.adjacent")),
        (Policy { off_topic: Action::Hide, ..p() }, Some("signal.off-topic")),
        (Policy { off_topic: Action::Review, adjacent: 0.0, ..p() }, Some("signal.off-topic")),
        (Policy { disguised: Action::Hide, ..p() }, Some("signal.disguised")),
        (Policy { quarrel_round: 3, quarrel_action: Action::Hide, ..p() }, None),
        (Policy { quarrel_round: 3, quarrel_action: Action::Publish, ..p() }, Some("quarrel.action")),
        (Policy { quarrel_action: Action::Hide, ..p() }, Some("quarrel.action")),
        (wordless, Some("commenter.review")),
        (unfilled, Some("moderator.hide")),
    ]);
}

fn threats() -> Rule {
    Rule { id: "threats".into(), category: vec![Category::Threat], action: Action::Hide, ..Rule::default() }
}

#[test]
fn refuses_rules_that_can_never_fire() {
    let with = |rules: Vec<Rule>| Policy { rules, ..Policy::default() };
    let named = |id: &str, rule: Rule| Rule { id: id.into(), ..rule };
    let r = Rule::default;
    let severe = named("severe", Rule { severity: vec![Severity::High], ..r() });
    let severe_threats = Rule { severity: vec![Severity::High], ..named("severe-threats", threats()) };
    let whole = |probability, action| named("whole", Rule { probability, action, ..r() });
    check(vec![
        (with(vec![threats(), severe.clone()]), None),
        (with(vec![severe_threats.clone(), threats()]), None),
        (with(vec![Rule { target: vec![TargetKind::Author], ..threats() }, named("any-target", threats())]), None),
        (with(vec![Rule { probability: 0.8, ..threats() }, named("the-rest", threats())]), None),
        (with(vec![whole(0.3, Action::Review)]), None),
        // Behind a rule that takes everything they are about.
        (with(vec![threats(), severe_threats.clone()]), Some("rule[1].id")),
        (with(vec![severe, severe_threats]), Some("rule[1].id")),
        (with(vec![threats(), named("again", Rule { confidence: 0.8, ..threats() })]), Some("rule[1].id")),
        (with(vec![whole(0.3, Action::Hide), named("b", whole(0.4, Action::Review))]), Some("rule[1].id")),
        // About nothing, or without effect.
        (with(vec![named("empty", r())]), Some("rule[0].id")),
        (with(vec![whole(0.3, Action::Publish)]), Some("rule[0].action")),
        (with(vec![whole(0.5, Action::Review)]), Some("rule[0].probability")),
        (with(vec![whole(0.95, Action::Hide)]), Some("rule[0].probability")),
        (
            Policy { on_topic: 0.4, adjacent: 0.4, ..with(vec![Rule { band: vec![Band::Adjacent], ..threats() }]) },
            Some("rule[0].band"),
        ),
        (
            with(vec![Rule { action: Action::Publish, commenter: Some("x".into()), ..threats() }]),
            Some("rule[0].commenter"),
        ),
        // Badly put.
        (with(vec![Rule { confidence: 1.2, ..threats() }]), Some("rule[0].confidence")),
        (with(vec![Rule { moderator: Some("{weekday}".into()), ..threats() }]), Some("rule[0].moderator")),
        (with(vec![threats(), Rule { category: vec![Category::Insult], ..threats() }]), Some("rule[1].id")),
        (with(vec![named("attack.hide", threats())]), Some("rule[0].id")),
        (with(vec![named("", threats())]), Some("rule[0].id")),
    ]);
}

#[test]
fn refuses_exemptions_and_words_that_cannot_be_meant() {
    let exempt = |id: &str, author: &str, at_most| Exemption {
        id: id.into(),
        author: if author.is_empty() { Vec::new() } else { vec![author.into()] },
        at_most,
        reason: "staff".into(),
        ..Exemption::default()
    };
    let spare = |exemptions: Vec<Exemption>| Policy { exemptions, ..Policy::default() };
    let insult = |word: &str| Insult { word: word.into(), reason: "ours".into(), ..Insult::default() };
    let allow = |word: &str| Allowed { word: word.into(), reason: "harmless here".into() };
    let words = |insults: Vec<Insult>, allowed: Vec<Allowed>| Policy { insults, allowed, ..Policy::default() };
    let (publish, review) = (Action::Publish, Action::Review);
    check(vec![
        (spare(vec![exempt("mods", "mod-*", review), exempt("chief", "mod-1", publish)]), None),
        (spare(vec![Exemption { article_author: true, ..exempt("writer", "", publish) }]), None),
        (spare(vec![exempt("mods", "", publish)]), Some("exempt[0].id")),
        (spare(vec![exempt("mods", "mod-*", Action::Hide)]), Some("exempt[0].at-most")),
        (spare(vec![Exemption { reason: String::new(), ..exempt("mods", "m*", publish) }]), Some("exempt[0].reason")),
        (spare(vec![exempt("mods", "mod-*", publish), exempt("chief", "mod-1", review)]), Some("exempt[1].author")),
        (words(vec![insult("quaylouse")], vec![allow("clown")]), None),
        (words(vec![insult("two words")], vec![]), Some("insult[0].word")),
        (words(vec![insult("you")], vec![]), Some("insult[0].word")),
        (words(vec![insult("quaylouse"), insult("quaylouse")], vec![]), Some("insult[1].word")),
        (words(vec![Insult { reason: " ".into(), ..insult("quaylouse") }], vec![]), Some("insult[0].reason")),
        (words(vec![], vec![allow("not")]), Some("allowed[0].word")),
        (words(vec![insult("clown")], vec![allow("clown")]), Some("allowed[0].word")),
    ]);
    let many: Vec<Allowed> = (0..1001).map(|n| allow(&format!("word{n}"))).collect();
    check(vec![(words(vec![], many), Some("insult"))]);
}

#[test]
fn refuses_sections_that_never_apply_or_contradict_the_policy() {
    let section = |id: &str, thread: &str, settings: Vec<(&'static str, Value)>| Section {
        id: id.into(),
        thread: vec![thread.into()],
        settings,
        ..Section::default()
    };
    let with = |sections: Vec<Section>| Policy { sections, ..Policy::default() };
    let strict = || vec![("attack.hide", Value::Fraction(0.8))];
    check(vec![
        (with(vec![section("letters", "letters-*", strict()), section("rest", "*", strict())]), None),
        (with(vec![Section { rules: vec![threats()], ..section("letters", "letters-*", vec![]) }]), None),
        (
            with(vec![section("rest", "*", strict()), section("letters", "letters-*", strict())]),
            Some("section[1].thread"),
        ),
        (with(vec![section("letters", "letters-*", vec![])]), Some("section[0].id")),
        (with(vec![Section { thread: vec![], ..section("letters", "", strict()) }]), Some("section[0].id")),
        (with(vec![section("a", "a", vec![("attack.hide", Value::Fraction(0.2))])]), Some("section[0].attack.hide")),
        (with(vec![section("a", "a", vec![("attack.hide", Value::Flag(true))])]), Some("section[0].attack.hide")),
        (with(vec![section("a", "a", vec![("version", Value::Count(2))])]), Some("section[0].version")),
        (
            with(vec![Section { rules: vec![threats(), threats()], ..section("a", "a", vec![]) }]),
            Some("section[0].rule[1].id"),
        ),
        (
            Policy {
                rules: vec![threats()],
                ..with(vec![Section { rules: vec![threats()], ..section("a", "a", vec![]) }])
            },
            Some("section[0].id"),
        ),
    ]);
}

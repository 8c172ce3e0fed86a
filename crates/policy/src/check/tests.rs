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
fn a_rule_behind_several_that_leave_it_nothing_can_never_fire() {
    use Band::{Adjacent, OffTopic, OnTopic};
    use Category::{Insult, Mockery, Threat};
    use Severity::{High, Low, Medium};
    use TargetKind::{Author, Commenter, Group};
    let rule = |id: &str, category: &[Category], target: &[TargetKind]| Rule {
        id: id.into(),
        category: category.to_vec(),
        target: target.to_vec(),
        action: Action::Hide,
        ..Rule::default()
    };
    let graded = |id: &str, severity: &[Severity]| Rule { severity: severity.to_vec(), ..rule(id, &[], &[]) };
    let banded = |id: &str, band: &[Band]| Rule { band: band.to_vec(), ..rule(id, &[Threat], &[]) };
    let whole = |id: &str, band: &[Band], action| Rule {
        id: id.into(),
        band: band.to_vec(),
        probability: 0.3,
        action,
        ..Rule::default()
    };
    let (threats, insults) = (rule("threats", &[Threat], &[]), rule("insults", &[Insult], &[]));
    let both = rule("both", &[Threat, Insult], &[]);
    let of =
        |rules: &[&Rule]| Policy { rules: rules.iter().map(|rule| (*rule).clone()).collect(), ..Policy::default() };
    let last = |rules: &[&Rule]| (of(rules), Some(["rule[1].id", "rule[2].id", "rule[3].id"][rules.len() - 2]));
    let fires = |rules: &[&Rule]| (of(rules), None);
    let sure = |confidence, rule: &Rule| Rule { id: format!("{}-sure", rule.id), confidence, ..rule.clone() };
    check(vec![
        // Categories, targets and severities that several share between them.
        last(&[&threats, &insults, &both]),
        last(&[&rule("author", &[], &[Author]), &rule("commenter", &[], &[Commenter]), &threats]),
        last(&[&graded("slight", &[Low, Medium]), &graded("severe", &[High]), &both]),
        last(&[&threats, &insults, &sure(0.8, &both)]),
        last(&[&rule("author", &[Threat], &[Author]), &insults, &rule("c", &[Threat], &[Commenter]), &both]),
        // No product of the earlier ones: insults of both, and what is left of threats.
        last(&[&rule("a", &[Threat, Insult], &[Author]), &rule("c", &[Threat, Insult], &[Commenter]), &both]),
        // Near misses: a combination is left.
        fires(&[&threats, &insults, &rule("three", &[Threat, Insult, Mockery], &[])]),
        fires(&[&threats, &insults, &rule("groups", &[Threat, Insult], &[Commenter, Group])]),
        fires(&[&rule("author", &[], &[Author]), &rule("threatened", &[Threat], &[Commenter]), &both]),
        fires(&[&graded("slight", &[Low]), &graded("severe", &[High]), &both]),
        fires(&[&sure(0.8, &threats), &insults, &both]),
        fires(&[&Rule { probability: 0.2, ..threats.clone() }, &insults, &both]),
        fires(&[&threats, &insults, &graded("any", &[Low, Medium, High])]),
        // Bands: without one there is a comment that was not scored.
        fires(&[&banded("near", &[OnTopic, Adjacent]), &banded("far", &[OffTopic]), &threats]),
        last(&[&banded("near", &[OnTopic, Adjacent]), &banded("far", &[OffTopic]), &banded("scored", &Band::ALL)]),
        fires(&[&banded("near", &[OnTopic]), &banded("far", &[OffTopic]), &banded("scored", &Band::ALL)]),
        // Nothing is adjacent where the two thresholds meet.
        (
            Policy {
                on_topic: 0.4,
                adjacent: 0.4,
                ..of(&[&banded("near", &[OnTopic]), &banded("far", &[OffTopic]), &banded("scored", &Band::ALL)])
            },
            Some("rule[2].id"),
        ),
        // Rules about comments add up: only as strict ones hide another.
        last(&[
            &whole("near", &[OnTopic, Adjacent], Action::Review),
            &whole("far", &[OffTopic], Action::Hide),
            &whole("scored", &Band::ALL, Action::Review),
        ]),
        fires(&[
            &whole("near", &[OnTopic, Adjacent], Action::Review),
            &whole("far", &[OffTopic], Action::Hide),
            &whole("scored", &Band::ALL, Action::Hide),
        ]),
    ]);
    let message = of(&[&threats, &insults, &both]).check().unwrap_err().to_string();
    assert_eq!(message, "rule[2].id: can never fire: `threats` and `insults` before it take all it is about");
}

#[test]
fn a_rule_that_fires_in_a_section_or_where_rules_silence_the_thresholds_is_kept() {
    let whole = |probability| Rule { id: "whole".into(), probability, ..Rule::default() };
    let spared =
        |target| Rule { id: "spared".into(), target: vec![target], action: Action::Publish, ..Rule::default() };
    let section = |settings: Vec<(&'static str, Value)>, rules: Vec<Rule>| Section {
        id: "letters".into(),
        thread: vec!["letters-*".into()],
        settings,
        rules,
        ..Section::default()
    };
    let lenient = || vec![("attack.review", Value::Fraction(0.8))];
    let with = |rules: Vec<Rule>, sections: Vec<Section>| Policy { rules, sections, ..Policy::default() };
    check(vec![
        (with(vec![whole(0.6)], vec![]), Some("rule[0].probability")),
        (with(vec![whole(0.6)], vec![section(lenient(), vec![])]), None),
        (with(vec![whole(0.85)], vec![section(lenient(), vec![])]), Some("rule[0].probability")),
        // All attacks of a comment may be decided by the rule, and then the thresholds say nothing.
        (with(vec![spared(TargetKind::Commenter), whole(0.6)], vec![]), None),
        (with(vec![spared(TargetKind::Group), whole(0.6)], vec![]), Some("rule[1].probability")),
        (with(vec![whole(0.6)], vec![section(vec![], vec![spared(TargetKind::Commenter)])]), None),
        // The section's own rules have only the section.
        (with(vec![], vec![section(vec![], vec![whole(0.6)])]), Some("section[0].rule[0].probability")),
        (with(vec![], vec![section(lenient(), vec![whole(0.6)])]), None),
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

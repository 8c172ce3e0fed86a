//! Scratch fit.
use std::collections::HashMap;
use std::fs;
use threadwarden_thread::{Comment, Thread, Article};
use super::cues::*;
use super::*;

struct Event { cand: Vec<(usize, [f32; FEATURES])>, none: [f32; NONE_FEATURES], gold: Option<usize> }

pub(super) struct Case { name: String, comments: Vec<Comment>, gold: Vec<Option<usize>>, article: Option<Article> }

fn load_set(name: &str) -> Vec<Case> {
    let text = fs::read_to_string(format!("/work/shared/data/relevance/dev/{name}/comments.jsonl")).unwrap();
    let mut groups: Vec<(String, Vec<serde_json::Value>)> = vec![];
    for l in text.lines() {
        let v: serde_json::Value = serde_json::from_str(l).unwrap();
        let a = v["article_id"].as_str().unwrap().to_owned();
        match groups.iter_mut().find(|g| g.0 == a) { Some(g) => g.1.push(v), None => groups.push((a, vec![v])) }
    }
    groups.into_iter().map(|(a, mut rows)| {
        rows.retain(|r| r["author"].as_str() != Some("[removed]"));
        let ids: HashMap<String, usize> = rows.iter().enumerate().map(|(i, r)| (r["id"].as_str().unwrap().to_owned(), i)).collect();
        let gold = rows.iter().map(|r| r["parent_id"].as_str().and_then(|p| ids.get(p).copied())).collect();
        let comments = rows.iter().enumerate().map(|(i, r)| Comment::new(i.to_string(), r["author"].as_str().unwrap_or(""), r["text"].as_str().unwrap_or(""))).collect();
        Case { name: format!("{name}/{a}"), comments, gold, article: None }
    }).collect()
}

/// A plausible order of writing for a tree printed in reading order.
fn chronological(case: &Case, seed: u64) -> Case {
    let mut state = seed;
    let mut random = move || { state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); ((state >> 33) as f64 + 1.0) / (1u64 << 31) as f64 };
    let mut time = vec![0.0; case.comments.len()];
    let mut root = 0.0;
    for i in 0..case.comments.len() {
        time[i] = match case.gold[i] { None => { root += 1.0; root } Some(p) => time[p] - (random()).ln() * 3.0 };
    }
    let mut order: Vec<usize> = (0..time.len()).collect();
    order.sort_by(|a, b| time[*a].total_cmp(&time[*b]));
    let mut pos = vec![0; order.len()];
    for (n, o) in order.iter().enumerate() { pos[*o] = n; }
    Case { name: format!("{}~", case.name), comments: order.iter().map(|o| case.comments[*o].clone()).collect(),
        gold: order.iter().map(|o| case.gold[*o].map(|p| pos[p])).collect(), article: case.article.clone() }
}

fn relabel(case: &mut Case) {
    let root = |gold: &[Option<usize>], mut i: usize| { while let Some(p) = gold[i] { i = p; } i };
    let mut changes = vec![];
    read(&case.comments, None, |r| {
        if case.gold[r.index].is_none() { return; }
        for (n, m) in &r.named {
            if *m >= Manner::Addressed {
                let last = *r.names.comments(*n).last().unwrap();
                if root(&case.gold, last) == root(&case.gold, r.index) && case.gold[r.index].map(|g| r.names.author(g)) != Some(*n) { changes.push((r.index, last)); break; }
            }
        }
    });
    for (i, p) in changes { case.gold[i] = Some(p); }
}

fn gold_pages() -> Vec<Case> {
    let mut out = vec![];
    for f in ["bullets-flat-1", "replica-bullets-2", "replica-commented-1", "wrote-1", "blogger-1", "says-1", "typepad-1", "californiaglobe-1", "netzpolitik-1", "guardian-1", "slashdot-1"] {
        let dir = "/work/shared/data/pages/dev";
        let bytes = fs::read(format!("{dir}/{f}.txt")).unwrap();
        let p = crate::parse(&bytes, &crate::ParseOptions { infer_replies: false, ..Default::default() });
        let gold: serde_json::Value = serde_json::from_str(&fs::read_to_string(format!("{dir}/{f}.gold.json")).unwrap()).unwrap();
        let gold = gold["comments"].as_array().unwrap().iter().map(|c| c["reply_to"].as_u64().map(|x| x as usize)).collect::<Vec<_>>();
        assert_eq!(gold.len(), p.page.thread.len(), "{f}");
        let comments = p.page.thread.comments.into_iter().map(|mut c| { c.parent = None; c }).collect();
        out.push(Case { name: f.into(), comments, gold, article: p.page.article });
    }
    out
}

#[derive(Clone)]
struct W { w: [f64; FEATURES], n: [f64; NONE_FEATURES] }

fn softmax(e: &Event, w: &W) -> (Vec<f64>, f64) {
    let s: Vec<f64> = e.cand.iter().map(|c| c.1.iter().zip(&w.w).map(|(a, b)| *a as f64 * b).sum()).collect();
    let n: f64 = e.none.iter().zip(&w.n).map(|(a, b)| *a as f64 * b).sum();
    let m = s.iter().copied().fold(n, f64::max);
    let es: Vec<f64> = s.iter().map(|x| (x - m).exp()).collect();
    let en = (n - m).exp();
    let z = es.iter().sum::<f64>() + en;
    (es.iter().map(|x| x / z).collect(), en / z)
}

fn run(case: &Case, w: &W, th: f64) -> (Vec<Event>, Vec<Option<(usize, f64)>>) {
    let mut past = Past::default();
    let (mut events, mut out) = (vec![], vec![]);
    read(&case.comments, case.article.as_ref(), |r| {
        let cand = r.candidates(&past);
        let e = Event { cand: cand.iter().map(|c| (c.index, c.features)).collect(), none: r.none_features(), gold: case.gold[r.index] };
        let (p, _) = softmax(&e, w);
        let best = p.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(i, p)| (e.cand[i].0, *p)).filter(|b| b.1 >= th);
        past.add(r, best.map(|(parent, p)| Decided { parent, cue: threadwarden_thread::Cue::Position, probability: p as f32 }));
        events.push(e);
        out.push(best);
    });
    (events, out)
}

fn report(name: &str, cases: &[&Case], w: &W, th: f64) {
    let (mut n, mut acc, mut made, mut right, mut replies, mut none_acc) = (0, 0, 0, 0, 0, 0);
    let (mut pacc, mut pright) = (0, 0);
    for c in cases {
        let (_, out) = run(c, w, th);
        for (i, (o, g)) in out.iter().zip(&c.gold).enumerate() {
            n += 1; let o = o.map(|x| x.0);
            acc += (o == *g) as usize; made += o.is_some() as usize; right += (o.is_some() && o == *g) as usize; replies += g.is_some() as usize; none_acc += g.is_none() as usize;
            let pr = i.checked_sub(1); pacc += (pr == *g) as usize; pright += (pr.is_some() && pr == *g) as usize;
        }
    }
    println!("{name:28} th={th:.2} n={n} replies={replies} | acc {:.3} (none {:.3}, prev {:.3}) prec {:.3} recall {:.3} (prev recall {:.3}) made {made}", acc as f64 / n as f64, none_acc as f64 / n as f64, pacc as f64/n as f64, right as f64 / made.max(1) as f64, right as f64 / replies.max(1) as f64, pright as f64/replies.max(1) as f64);
}

#[test]
#[ignore]
fn fit() {
    let mut cases: Vec<Case> = load_set("gnm_threads").into_iter().chain(load_set("gnm_replies")).collect();
    for c in &mut cases { relabel(c); }
    let chrono: Vec<Case> = cases.iter().enumerate().map(|(i, c)| chronological(c, 77 + i as u64)).collect();
    cases.extend(chrono);
    let pages = gold_pages();
    if std::env::var("ALL").is_ok() { for _ in 0..3 { for mut p in gold_pages() { p.name.push('#'); cases.push(p); } } }
    let mut w = W { w: WEIGHTS.map(|x| x.2 as f64), n: NONE_WEIGHTS.map(|x| x.1 as f64) };
    let is_train = |c: &Case| !std::env::var("SPLIT").is_ok() || c.name.ends_with('#') || c.name.trim_end_matches('~').bytes().map(|b| b as usize).sum::<usize>() % 2 == 0;
    let show = |w: &W, tag: &str| {
        println!("-- {tag}");
        for th in [0.5, 0.6] {
            report("train dfs", &cases.iter().filter(|c| is_train(c) && !c.name.ends_with(['~','#'])).collect::<Vec<_>>(), w, th);
            report("train chrono", &cases.iter().filter(|c| is_train(c) && c.name.ends_with('~')).collect::<Vec<_>>(), w, th);
            report("test dfs", &cases.iter().filter(|c| !is_train(c) && !c.name.ends_with(['~','#'])).collect::<Vec<_>>(), w, th);
            report("test chrono", &cases.iter().filter(|c| !is_train(c) && c.name.ends_with('~')).collect::<Vec<_>>(), w, th);
            report("gold pages", &pages.iter().collect::<Vec<_>>(), w, th);
        }
        for p in pages.iter().filter(|_| true) { report(&p.name, &[p], w, 0.5); }
    };
    show(&w, "start");
    for outer in 0..5 {
        let events: Vec<Event> = cases.iter().filter(|c| is_train(c)).flat_map(|c| run(c, &w, 0.5).0).collect();
        let lambda: f64 = std::env::var("L").map_or(5.0, |x| x.parse().unwrap()); let prior = W { w: WEIGHTS.map(|x| x.2 as f64), n: NONE_WEIGHTS.map(|x| x.1 as f64) };
        let mut lr = 0.5;
        let mut last = f64::MAX;
        let n = events.len() as f64;
        let mut mom = W { w: [0.0; FEATURES], n: [0.0; NONE_FEATURES] };
        for it in 0..600 {
            let mut g = W { w: [0.0; FEATURES], n: [0.0; NONE_FEATURES] };
            let mut loss = 0.0;
            for e in &events {
                let (p, pn) = softmax(e, &w);
                // a gold parent outside the candidates counts as none
                let gi = e.gold.and_then(|g| e.cand.iter().position(|c| c.0 == g));
                loss -= gi.map_or(pn, |i| p[i]).max(1e-12).ln();
                for (i, c) in e.cand.iter().enumerate() {
                    let d = p[i] - (Some(i) == gi) as u8 as f64;
                    for k in 0..FEATURES { g.w[k] += d * c.1[k] as f64; }
                }
                let d = pn - gi.is_none() as u8 as f64;
                for k in 0..NONE_FEATURES { g.n[k] += d * e.none[k] as f64; }
            }
            for k in 0..FEATURES { g.w[k] = (g.w[k] + lambda * (w.w[k] - prior.w[k])) / n; loss += 0.5 * lambda * (w.w[k] - prior.w[k]).powi(2); }
            for k in 0..NONE_FEATURES { g.n[k] = (g.n[k] + 0.1 * w.n[k]) / n; }
            if loss > last { lr *= 0.9; }
            last = loss;
            for k in 0..FEATURES { mom.w[k] = 0.9 * mom.w[k] - lr * g.w[k]; w.w[k] += mom.w[k]; }
            for k in 0..NONE_FEATURES { mom.n[k] = 0.9 * mom.n[k] - lr * g.n[k]; w.n[k] += mom.n[k]; }
            if it % 200 == 199 { println!("outer {outer} it {it} loss {:.4}", loss / n); }
        }
    }
    println!("loss {}", cases.iter().filter(|c| is_train(c)).flat_map(|c| run(c, &w, 0.5).0).map(|e| { let (p, pn) = softmax(&e, &w); -e.gold.and_then(|g| e.cand.iter().position(|c| c.0 == g)).map_or(pn, |i| p[i]).max(1e-12).ln() }).sum::<f64>());
    for (k, x) in WEIGHTS.iter().enumerate() { println!("{:20} {:.2}", x.0, w.w[k]); }
    for (k, x) in NONE_WEIGHTS.iter().enumerate() { println!("NONE {:20} {:.2}", x.0, w.n[k]); }
    show(&w, "fitted");
}

#[test]
#[ignore]
fn quotes() {
    let cases: Vec<Case> = load_set("gnm_threads").into_iter().chain(load_set("gnm_replies")).collect();
    for c in &cases {
        read(&c.comments, None, |r| {
            for (q, a) in &r.quoted {
                if a.marked >= 2.0 || a.unmarked >= 2.0 {
                    let t = |i: usize| c.comments[i].text.chars().take(170).collect::<String>().replace('\n', "/");
                    println!("{} {} gold {:?} quoted {q} {a:?}\n   ME {} | {}\n   IT {} | {}\n   GOLD {}", c.name, r.index, c.gold[r.index], c.comments[r.index].author, t(r.index), c.comments[*q].author, t(*q), c.gold[r.index].map(|g| t(g)).unwrap_or_default());
                }
            }
            for (n, m) in &r.named {
                if *m >= Manner::Addressed {
                    let t = |i: usize| c.comments[i].text.chars().take(120).collect::<String>().replace('\n', "/");
                    let last = *r.names.comments(*n).last().unwrap();
                    println!("NAMED {} {} gold {:?} named {} last {last} {m:?} | {} | GOLDAUTH {}", c.name, r.index, c.gold[r.index], c.comments[last].author, t(r.index), c.gold[r.index].map(|g| c.comments[g].author.clone()).unwrap_or_default());
                }
            }
        });
    }
}

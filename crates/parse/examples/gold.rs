//! Scratch: compares pages with gold.
use std::{env, fs};
use threadwarden_parse::{ParseOptions, parse};
fn words(t: &str, n: usize, last: bool) -> String {
    let w: Vec<&str> = t.split_whitespace().collect();
    if last { w[w.len().saturating_sub(n)..].join(" ") } else { w[..n.min(w.len())].join(" ") }
}
fn main() {
    for arg in env::args().skip(1) {
        let bytes = fs::read(&arg).unwrap();
        let mut o = ParseOptions::default();
        o.thread_id = Some("x".into());
        let p = parse(&bytes, &o);
        println!("== {arg} {} {:?}", p.format, p.detection);
        for q in &p.problems {
            println!("   PROBLEM {q}");
        }
        let a = p.page.article.clone().unwrap_or_default();
        println!(
            "   title={:?} author={:?} pub={:?} len={}\n   first={:?}\n   last={:?}",
            a.title,
            a.author,
            a.published,
            a.text.len(),
            words(&a.text, 8, false),
            words(&a.text, 8, true)
        );
        let gold = fs::read_to_string(arg.replace(".txt", ".gold.json"));
        let Ok(gold) = gold else {
            for (i, c) in p.page.thread.comments.iter().enumerate() {
                println!(
                    "   {i} {:?} len={} parent={:?} {:?} | {} ... {}",
                    c.author,
                    c.text.len(),
                    c.parent,
                    c.link,
                    words(&c.text, 5, false),
                    words(&c.text, 5, true)
                );
            }
            continue;
        };
        let gold: serde_json::Value = serde_json::from_str(&gold).unwrap();
        let ga = &gold["article"];
        println!("   GOLD title={} first={} last={}", ga["title"], ga["first_words"], ga["last_words"]);
        let gc = gold["comments"].as_array().unwrap();
        let cs = &p.page.thread.comments;
        println!("   comments {} gold {}", cs.len(), gc.len());
        let (mut au, mut fi, mut la, mut pa, mut ti) = (0, 0, 0, 0, 0);
        for (i, g) in gc.iter().enumerate() {
            let Some(c) = cs.get(i) else { break };
            let n = |k: &str| g[k].as_str().unwrap_or("").to_owned();
            let aok = c.author == n("author");
            let fok = words(&c.text, 6, false) == n("first_words");
            let lok = words(&c.text, 6, true) == n("last_words");
            let pok = c.parent == g["reply_to"].as_u64().map(|x| x as usize);
            let tok = c.created.as_ref().map(|t| t.text.clone()).unwrap_or_default() == n("time");
            au += aok as usize;
            fi += fok as usize;
            la += lok as usize;
            pa += pok as usize;
            ti += tok as usize;
            if !(aok && fok && lok) && env::var("V").is_ok() {
                println!(
                    "     {i} {:?}/{:?} {:?}/{:?} {:?}/{:?}",
                    c.author,
                    n("author"),
                    words(&c.text, 6, false),
                    n("first_words"),
                    words(&c.text, 6, true),
                    n("last_words")
                );
            }
        }
        println!("   authors {au} first {fi} last {la} parents {pa} times {ti}");
    }
}

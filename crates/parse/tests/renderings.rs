//! One thread as many sites print it: whatever the layout or the markup, authors and bodies are the same.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use threadwarden_parse::{ParseOptions, parse};

/// A comment: author, body, day of the month, minute of the hour.
struct Said {
    author: &'static str,
    body: &'static [&'static str],
    day: usize,
    minute: usize,
}

const THREAD: &[Said] = &[
    Said {
        author: "Kestrel Rowan",
        body: &["I counted fifty late boats, not forty.", "The office leaves the Sunday boats out every single year."],
        day: 3,
        minute: 12,
    },
    Said { author: "teal77", body: &["They do not sail on Sundays, as far as I know."], day: 3, minute: 40 },
    Said {
        author: "Wren",
        body: &["My brother works on the quay.", "No.", "He says that nobody counts anything after dark."],
        day: 4,
        minute: 5,
    },
    Said { author: "Ada Brook", body: &["Is there a list of the crossings somewhere?"], day: 5, minute: 31 },
    Said { author: "Kestrel Rowan", body: &["The list hangs in the waiting room, Ada."], day: 5, minute: 55 },
];

const ARTICLE: &[&str] = &[
    "The harbour office counted forty late departures in a single week, more than ever before.",
    "Nobody had seen so many boats wait since the great storm, said the master of the quay on Monday.",
    "A new timetable is promised for the spring, and the old one stays until then.",
];

type Render = fn(&Said) -> String;

fn joined(said: &Said, indent: &str) -> String {
    said.body.iter().map(|line| format!("{indent}{line}")).collect::<Vec<String>>().join("\n\n")
}

/// The ways text pages print a comment.
const TEXTS: &[(&str, Render)] = &[
    ("bullets", |s| format!("  • {}\n\n{}\n\n", s.author, joined(s, "    "))),
    ("says", |s| {
        format!("{} says:\nMarch {}, 2021 at 10:{:02} am\n\n{}\n\nReply\n\n", s.author, s.day, s.minute, joined(s, ""))
    }),
    ("on DATE said", |s| {
        format!(
            "{} on March {}, 2021 at 10:{:02} am said:\n\n{}\n\nReply ↓\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("said, no time of day", |s| format!("{} said on {} March 2021:\n\n{}\n\n", s.author, s.day, joined(s, ""))),
    ("numbered", |s| format!("{}. {} - {} March, 2021\n\n{}\n\n", s.minute, s.author, s.day, joined(s, "    "))),
    ("signed below", |s| {
        format!("{}\n\nby {} on Mar {}, 2021 10:{:02} AM up\n\n\n", joined(s, ""), s.author, s.day, s.minute)
    }),
    ("posted by, below", |s| {
        format!("{}\n\nPosted by: {} | March {}, 2021 at 10:{:02} AM\n\n", joined(s, ""), s.author, s.day, s.minute)
    }),
    ("name over date", |s| {
        format!("{}\nMarch {}, 2021 10:{:02} am\n\n{}\n\n", s.author, s.day, s.minute, joined(s, ""))
    }),
    ("date over name", |s| {
        format!("03.{:02}.21 at 10:{:02} am\n{}\n\n{}\n\n", s.day, s.minute, s.author, joined(s, ""))
    }),
    ("Disqus, copied", |s| {
        format!("{} • {} days ago\n\n{}\n\n{} △ ▽ • Reply • Share ›\n\n", s.author, s.day, joined(s, ""), s.minute)
    }),
    ("Disqus, with the picture's name", |s| {
        format!("Avatar\n{}\n{} days ago\n\n{}\n\nReply\nShare ›\n\n", s.author, s.day, joined(s, ""))
    }),
    ("Facebook", |s| format!("{}\n{}\nLike · Reply · {}h\n\n", s.author, s.body.join("\n"), s.day)),
    ("Facebook, in German", |s| {
        format!("{}\n{}\nGefällt mir · Antworten · {} Std.\n\n", s.author, s.body.join("\n"), s.day)
    }),
    ("German", |s| {
        format!(
            "{} sagt:\n{}. März 2021 um 10:{:02} Uhr\n\n{}\n\nAntworten\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("French", |s| {
        format!("{} a écrit le {} mars 2021 à 10:{:02}\n\n{}\n\nRépondre\n\n", s.author, s.day, s.minute, joined(s, ""))
    }),
    ("French, relative", |s| {
        format!("{}\nil y a {} jours\n\n{}\n\nRépondre · Signaler\n\n", s.author, s.day, joined(s, ""))
    }),
    ("Spanish", |s| {
        format!(
            "{} dice:\n{} de marzo de 2021 a las 10:{:02}\n\n{}\n\nResponder\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("Italian", |s| {
        format!(
            "{} ha scritto il {} marzo 2021 alle 10:{:02}\n\n{}\n\nRispondi\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("Dutch", |s| {
        format!(
            "{} schreef op {} maart 2021 om 10:{:02}:\n\n{}\n\nReageer\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("wpDiscuz", |s| format!("Guest\n{}\n{} days ago\n\n{}\n\n0\nReply\n\n", s.author, s.day, joined(s, ""))),
    ("Hacker News", |s| {
        format!("{} {} hours ago | parent | next [–]\n\n{}\n\nreply\n\n", s.author, s.day, joined(s, ""))
    }),
    ("phpBB", |s| {
        format!("by {} » Wed Mar {:02}, 2021 10:{:02} am\n\n{}\n\nTop\n\n", s.author, s.day, s.minute, joined(s, ""))
    }),
    ("vBulletin", |s| {
        format!(
            "03-{:02}-2021, 10:{:02} AM\n#{}\n{}\nSenior Member\nPosts: 12\n{}\n\n",
            s.day,
            s.minute,
            s.minute,
            s.author,
            joined(s, "")
        )
    }),
    ("Blogger", |s| {
        format!("{} said...\n\n{}\n\nMarch {}, 2021 10:{:02} AM\n\n", s.author, joined(s, "    "), s.day, s.minute)
    }),
    ("closed by a time", |s| {
        format!("{}\n\n{}\nMarch {}, 2021 10:{:02} AM\n", s.author, joined(s, ""), s.day, s.minute)
    }),
    ("bar", |s| format!("{} | March {}, 2021 10:{:02} AM | Reply\n\n{}\n\n", s.author, s.day, s.minute, joined(s, ""))),
    ("addresses", |s| format!("    https://{}.example/ {}\n\n{}\n", s.minute, s.author, joined(s, "    "))),
    ("badge", |s| {
        format!(
            "{}\nTop Contributor\nMarch {}, 2021 10:{:02} am\n\n{}\n\nReply | Report | Permalink\n\n",
            s.author,
            s.day,
            s.minute,
            joined(s, "")
        )
    }),
    ("points", |s| {
        format!("[–]{} {} points {} hours ago\n\n{}\n\npermalink\n\n", s.author, s.minute, s.day, joined(s, ""))
    }),
];

fn html_body(said: &Said) -> String {
    said.body.iter().map(|line| format!("<p>{line}</p>")).collect()
}

/// The ways pages mark up a comment, none of them a system known by name.
const MARKUPS: &[(&str, Render)] = &[
    ("list and spans", |s| {
        format!(
            "<li class='comment-item' id='c{0}'><span class='comment-item__user'>{1}</span> <time datetime='2021-03-{2:02}T10:{0:02}:00Z'>March {2}</time><div class='comment-item__text'>{3}</div><a class='reply-button' href='#'>Reply</a><span class='votes'>3</span></li>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("custom elements", |s| {
        format!(
            "<x-comment class='comment' data-comment-id='{0}'><div class='comment'><a class='author' href='/u/{0}'>{1}</a><span class='date'>March {2}, 2021 10:{0:02} am</span><div class='body'>{3}</div><button>Like</button></div></x-comment>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("articles", |s| {
        format!(
            "<article class='reader-comment'><header><strong>{1}</strong> <time datetime='2021-03-{2:02}T10:{0:02}'>March {2}</time></header><div class='text'>{3}</div><footer><a href='#'>Reply</a> <a href='#'>Report</a></footer></article>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("table rows", |s| {
        format!(
            "<tr class='comment-row'><td class='comment-author'>{1}</td><td class='comment-text'>{3}</td><td class='comment-date'>2021-03-{2:02} 10:{0:02}</td></tr>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("definition list", |s| {
        format!(
            "<dt class='comment-author' id='comment-{0}'>{1} said...</dt><dd class='comment-body'>{3}</dd><dd class='comment-footer'>March {2}, 2021 10:{0:02} AM</dd>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("sections with data names", |s| {
        format!(
            "<section data-testid='comment-{0}'><div data-testid='comment-author'>{1}</div><div data-testid='comment-date'>{2} March 2021</div><div data-testid='comment-body'>{3}</div><div data-testid='comment-actions'><a>Reply</a></div></section>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("German names", |s| {
        format!(
            "<div class='leserkommentar'><p class='kommentar-autor'>{1}</p><p class='kommentar-datum'>{2}.03.2021, 10:{0:02} Uhr</p><div class='kommentar-inhalt'>{3}</div><a class='kommentar-melden' href='#'>Melden</a></div>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("French names", |s| {
        format!(
            "<div class='commentaire'><span class='auteur'>{1}</span> <span class='date'>{2} mars 2021 à 10:{0:02}</span><div class='texte'>{3}</div></div>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("bodies with a head before", |s| {
        format!(
            "<div class='c-wrap' id='w{0}'><div class='comment-head'><b>{1}</b>, <i class='when'>{2} March 2021</i></div><div class='comment-body'>{3}</div></div>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
    ("picture and name", |s| {
        format!(
            "<div class='comment'><img class='avatar' alt='{1}'><div class='comment-content'><a class='comment-username' href='/user/{0}'>{1}</a><span class='comment-time'>{2} days ago</span><div class='comment-message'>{3}</div><div class='comment-actions'><a>Like</a> <a>Reply</a> <a>Share</a></div></div></div>",
            s.minute,
            s.author,
            s.day,
            html_body(s)
        )
    }),
];

fn text_page(render: Render) -> String {
    let comments: String = THREAD.iter().map(render).collect();
    format!(
        "Ferries run late again\n\n{}\n\n5 Comments\n\n{comments}\n\n\nLeave a Reply\n\nYour email address will not be published.\n",
        ARTICLE.join("\n\n")
    )
}

fn html_page(comments: &str, tag: &str) -> String {
    let article: String = ARTICLE.iter().map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<!doctype html><html><head><title>Ferries run late again</title></head><body><nav><a href=/>Home</a></nav>\
         <main><article class=story><h1>Ferries run late again</h1>{article}</article>\
         <section class='comments'><h2>5 comments</h2><{tag}>{comments}</{tag}><a class='load-more'>Load more</a>\
         <form class='comment-form'><textarea></textarea></form></section></main><footer>Harbour Review</footer></body></html>"
    )
}

/// What is wrong with a page; nothing when every author and body is there.
fn wrong(page: &str) -> Option<String> {
    let parsed = parse(page.as_bytes(), &ParseOptions::default());
    let found: Vec<(String, String)> = parsed
        .page
        .thread
        .comments
        .iter()
        .map(|c| (c.author.clone(), c.text.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    let wanted: Vec<(String, String)> = THREAD.iter().map(|s| (s.author.to_owned(), s.body.join(" "))).collect();
    let article = parsed.page.article.unwrap_or_default();
    let whole = ARTICLE.iter().all(|line| article.text.contains(line));
    let leaks = THREAD.iter().any(|said| article.text.contains(said.body[0]));
    (found != wanted || !whole || leaks)
        .then(|| format!("{:?} whole {whole} leaks {leaks} {found:#?}", parsed.detection.last()))
}

fn check(pages: impl Iterator<Item = (&'static str, String)>) {
    let wrong: Vec<String> = pages.filter_map(|(name, page)| Some(format!("== {name}: {}", wrong(&page)?))).collect();
    assert!(wrong.is_empty(), "{} renderings:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn text_layouts_agree() {
    check(TEXTS.iter().map(|(name, render)| (*name, text_page(*render))));
}

#[test]
fn markups_agree() {
    let pages = MARKUPS.iter().map(|(name, render)| {
        let tag = match *name {
            "list and spans" => "ul",
            "table rows" => "table",
            "definition list" => "dl",
            _ => "div",
        };
        (*name, html_page(&THREAD.iter().map(*render).collect::<String>(), tag))
    });
    check(pages);
}

#[test]
fn advertisements_between_comments_are_left_out() {
    let with_ads = |render: Render| -> String {
        THREAD
            .iter()
            .map(|said| {
                format!("{}<div class='ad-slot'><p>Buy a boat today, and pay next year.</p></div>", render(said))
            })
            .collect()
    };
    check(
        MARKUPS
            .iter()
            .filter(|(name, _)| matches!(*name, "articles" | "German names" | "French names"))
            .map(|(name, render)| (*name, html_page(&with_ads(*render), "div"))),
    );
}

/// Lists that look like comments and are none.
#[test]
fn other_lists_are_no_comments() {
    let teaser = |at: usize| {
        format!(
            "<li class='related-article'><a href='/{at}'><h3>Boats wait at the quay for the {at}th time</h3></a><span class='author'>Ada Brook</span> <time datetime='2021-03-0{at}'>March {at}</time><p>The harbour office counted late boats again this week.</p></li>"
        )
    };
    let product = |at: usize| {
        format!(
            "<div class='product'><h3><a href='/p{at}'>Rope number {at} of the good kind</a></h3><span class='price'>{at}9.00</span><p>A strong rope for boats of every size and age.</p></div>"
        )
    };
    let quote = |at: usize| {
        format!(
            "<blockquote class='testimonial'><p>The best ferry I ever took, and I took {at} of them.</p><cite>Wren {at}</cite></blockquote>"
        )
    };
    let bio = |at: usize| {
        format!(
            "<div class='author-bio'><h4 class='author-name'>Kestrel {at}</h4><p>Kestrel writes about boats, tides and the people of the quay.</p></div>"
        )
    };
    let live = |at: usize| {
        format!(
            "<div class='live-entry'><time datetime='2021-03-03T10:0{at}'>10:0{at}</time><h3>Boat {at} leaves the quay at last</h3><p>The crew waved to the people who had waited since the morning.</p></div>"
        )
    };
    let faq = |at: usize| {
        format!(
            "<div class='faq-item'><h3>When does boat {at} leave the old harbour?</h3><div class='answer'><p>It leaves at noon when the tide is high enough for it.</p></div></div>"
        )
    };
    let lists: [(&str, &dyn Fn(usize) -> String); 6] = [
        ("teasers", &teaser),
        ("products", &product),
        ("testimonials", &quote),
        ("authors", &bio),
        ("live", &live),
        ("faq", &faq),
    ];
    for (name, item) in lists {
        let article: String = ARTICLE.iter().map(|line| format!("<p>{line}</p>")).collect();
        let list: String = (1..7).map(item).collect();
        let page = format!(
            "<!doctype html><html><head><title>Ferries</title></head><body><main><article><h1>Ferries run late again</h1>{article}</article>\
             <section class='{name}'>{list}</section></main></body></html>"
        );
        let parsed = parse(page.as_bytes(), &ParseOptions::default());
        assert!(parsed.page.thread.is_empty(), "{name}: {:?}", parsed.page.thread.comments);
        let found = parsed.page.article.unwrap_or_default().text;
        assert!(found.contains(ARTICLE[0]) && found.contains(ARTICLE[2]), "{name}: {found}");
    }
    for text in [
        "Tuesday, March 3\n10:00 Boat one leaves\n11:00 Boat two leaves\n12:00 Boat three leaves",
        "Ingredients\n\nFour pounds of fish.\n\nMethod\n\nBoil the fish until it is done.\n\nServes\n\nFour people.",
        "Kestrel: When did it start?\n\nWren: It started in spring.\n\nKestrel: And why?\n\nWren: Nobody knows.",
        "More stories\n\nBoats wait\nMarch 3, 2021\n\nTides turn\nMarch 4, 2021\n\nQuay closed\nMarch 5, 2021",
    ] {
        let page = format!("Ferries run late again\n\n{}\n\n{text}\n", ARTICLE.join("\n\n"));
        let parsed = parse(page.as_bytes(), &ParseOptions::default());
        assert!(parsed.page.thread.is_empty(), "{text}: {:?} {:?}", parsed.detection, parsed.page.thread.comments);
    }
}

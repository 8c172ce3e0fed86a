use std::io::{self, Write};

use threadwarden_thread::{Comment, Page};

use crate::Generator;

/// The formats in which [`dump`] writes threads, as large as anybody wants them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dump {
    /// Thread JSONL, one thread after the other.
    ThreadJsonl,
    /// The same as a table.
    ThreadCsv,
    /// A WordPress export.
    WordPressWxr,
    /// A Disqus export: all threads, then the posts of all of them mixed.
    DisqusXml,
    /// Reddit comments, those of neighbouring threads mixed.
    Pushshift,
    /// A mail box, the messages of neighbouring threads mixed.
    Mbox,
}

impl Dump {
    /// Every format.
    pub const ALL: [Dump; 6] =
        [Dump::ThreadJsonl, Dump::ThreadCsv, Dump::WordPressWxr, Dump::DisqusXml, Dump::Pushshift, Dump::Mbox];

    /// The name, as the command line's `--from` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Dump::ThreadJsonl => "thread-jsonl",
            Dump::ThreadCsv => "thread-csv",
            Dump::WordPressWxr => "wordpress-wxr",
            Dump::DisqusXml => "disqus-xml",
            Dump::Pushshift => "pushshift",
            Dump::Mbox => "mbox",
        }
    }

    /// The format that [`Dump::as_str`] names.
    pub fn from_name(name: &str) -> Option<Dump> {
        Dump::ALL.into_iter().find(|dump| dump.as_str() == name)
    }
}

/// Comments of each generated thread.
const COMMENTS: usize = 40;

/// Threads whose comments are mixed in formats that mix them.
const MIXED: usize = 64;

/// Writes a number of generated threads with 40 comments each, always the same; a thread takes some 10 kB.
///
/// # Errors
///
/// Those of `out`.
pub fn dump(format: Dump, threads: usize, out: &mut impl Write) -> io::Result<()> {
    match format {
        Dump::ThreadJsonl => (0..threads).try_for_each(|thread| jsonl(thread, out)),
        Dump::ThreadCsv => {
            out.write_all(b"thread,id,parent,author,created,text\n")?;
            (0..threads).try_for_each(|thread| csv(thread, out))
        }
        Dump::WordPressWxr => {
            out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n\t<title>The Harbour Gazette</title>\n\t<wp:wxr_version>1.2</wp:wxr_version>\n")?;
            (0..threads).try_for_each(|thread| wxr(thread, out))?;
            out.write_all(b"</channel>\n</rss>\n")
        }
        Dump::DisqusXml => {
            out.write_all(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/disqus-internals\">\n")?;
            for thread in 0..threads {
                writeln!(
                    out,
                    "<thread dsq:id=\"{thread}\">\n<id />\n<forum>gazette</forum>\n<link>https://gazette.example/{thread}</link>\n<title>Story {thread}</title>\n<createdAt>2026-05-01T08:00:00Z</createdAt>\n<isClosed>false</isClosed>\n<isDeleted>false</isDeleted>\n</thread>"
                )?;
            }
            mixed(threads, out, disqus)?;
            out.write_all(b"</disqus>\n")
        }
        Dump::Pushshift => mixed(threads, out, pushshift),
        Dump::Mbox => mixed(threads, out, mail),
    }
}

fn page(thread: usize) -> Page {
    Generator::new(thread as u64).page(COMMENTS)
}

/// What is known of a comment besides its words.
struct Row<'a> {
    thread: usize,
    index: usize,
    comment: &'a Comment,
}

impl Row<'_> {
    /// The moment it was written: one a minute.
    fn minute(&self) -> (usize, usize, usize) {
        let minutes = self.thread % 20_000 + self.index;
        (1 + minutes / 1440, minutes / 60 % 24, minutes % 60)
    }

    fn parent(&self) -> Option<usize> {
        self.comment.parent
    }
}

/// Writes the first comments of some threads, then their second ones, and so on.
fn mixed<W: Write>(threads: usize, out: &mut W, write: fn(&Row<'_>, &mut W) -> io::Result<()>) -> io::Result<()> {
    for first in (0..threads).step_by(MIXED) {
        let pages: Vec<Page> = (first..threads.min(first + MIXED)).map(page).collect();
        for index in 0..COMMENTS {
            for (at, page) in pages.iter().enumerate() {
                write(&Row { thread: first + at, index, comment: &page.thread.comments[index] }, out)?;
            }
        }
    }
    Ok(())
}

fn each<W: Write>(
    thread: usize,
    page: &Page,
    out: &mut W,
    write: fn(&Row<'_>, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    let mut rows = page.thread.comments.iter().enumerate();
    rows.try_for_each(|(index, comment)| write(&Row { thread, index, comment }, out))
}

fn jsonl(thread: usize, out: &mut impl Write) -> io::Result<()> {
    let page = page(thread);
    if let Some(article) = &page.article {
        let (title, text) = (json(&article.title), json(&article.text));
        writeln!(out, r#"{{"thread":"t{thread}","article":{{"title":{title},"text":{text}}}}}"#)?;
    }
    each(thread, &page, out, |row, out| {
        let (day, hour, minute) = row.minute();
        let parent = row.parent().map_or("null".to_owned(), |parent| format!("\"{parent}\""));
        let (author, text) = (json(&row.comment.author), json(&row.comment.text));
        writeln!(
            out,
            r#"{{"thread":"t{}","id":"{}","parent":{parent},"author":{author},"created":"2026-05-{day:02}T{hour:02}:{minute:02}:00Z","text":{text}}}"#,
            row.thread, row.index
        )
    })
}

/// A JSON string.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn csv(thread: usize, out: &mut impl Write) -> io::Result<()> {
    each(thread, &page(thread), out, |row, out| {
        let (day, hour, minute) = row.minute();
        let parent = row.parent().map_or(String::new(), |parent| parent.to_string());
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let (author, text) = (quoted(&row.comment.author), quoted(&row.comment.text));
        writeln!(
            out,
            "t{},{},{parent},{author},2026-05-{day:02}T{hour:02}:{minute:02}:00Z,{text}",
            row.thread, row.index
        )
    })
}

fn wxr(thread: usize, out: &mut impl Write) -> io::Result<()> {
    let page = page(thread);
    let article = page.article.clone().unwrap_or_default();
    writeln!(
        out,
        "\t<item>\n\t\t<title><![CDATA[{}]]></title>\n\t\t<link>https://gazette.example/?p={thread}</link>\n\t\t<pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate>\n\t\t<dc:creator><![CDATA[abrook]]></dc:creator>\n\t\t<content:encoded><![CDATA[{}]]></content:encoded>\n\t\t<wp:post_id>{thread}</wp:post_id>\n\t\t<wp:post_date_gmt><![CDATA[2026-05-01 08:00:00]]></wp:post_date_gmt>\n\t\t<wp:status><![CDATA[publish]]></wp:status>",
        article.title, article.text
    )?;
    each(thread, &page, out, |row, out| {
        let (day, hour, minute) = row.minute();
        writeln!(
            out,
            "\t\t<wp:comment>\n\t\t\t<wp:comment_id>{}</wp:comment_id>\n\t\t\t<wp:comment_author><![CDATA[{}]]></wp:comment_author>\n\t\t\t<wp:comment_author_email><![CDATA[reader@example.org]]></wp:comment_author_email>\n\t\t\t<wp:comment_author_url></wp:comment_author_url>\n\t\t\t<wp:comment_author_IP><![CDATA[192.0.2.1]]></wp:comment_author_IP>\n\t\t\t<wp:comment_date><![CDATA[2026-05-{day:02} {hour:02}:{minute:02}:00]]></wp:comment_date>\n\t\t\t<wp:comment_date_gmt><![CDATA[2026-05-{day:02} {hour:02}:{minute:02}:00]]></wp:comment_date_gmt>\n\t\t\t<wp:comment_content><![CDATA[{}]]></wp:comment_content>\n\t\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>\n\t\t\t<wp:comment_type><![CDATA[comment]]></wp:comment_type>\n\t\t\t<wp:comment_parent>{}</wp:comment_parent>\n\t\t\t<wp:comment_user_id>0</wp:comment_user_id>\n\t\t</wp:comment>",
            wxr_id(row.thread, row.index),
            row.comment.author,
            row.comment.text,
            row.parent().map_or(0, |parent| wxr_id(row.thread, parent)),
        )
    })?;
    writeln!(out, "\t</item>")
}

/// Ids of comments are counted over the whole site.
fn wxr_id(thread: usize, index: usize) -> usize {
    thread * COMMENTS + index + 1
}

fn disqus(row: &Row<'_>, out: &mut impl Write) -> io::Result<()> {
    let (day, hour, minute) = row.minute();
    let id = |index| wxr_id(row.thread, index);
    let parent = row.parent().map_or(String::new(), |parent| format!("<parent dsq:id=\"{}\" />\n", id(parent)));
    writeln!(
        out,
        "<post dsq:id=\"{}\">\n<id>wp_id={}</id>\n<message><![CDATA[<p>{}</p>]]></message>\n<createdAt>2026-05-{day:02}T{hour:02}:{minute:02}:00Z</createdAt>\n<isDeleted>false</isDeleted>\n<isSpam>false</isSpam>\n<author>\n<name>{}</name>\n<isAnonymous>false</isAnonymous>\n<username>reader</username>\n</author>\n<thread dsq:id=\"{}\" />\n{parent}</post>",
        id(row.index),
        id(row.index),
        row.comment.text.replace("\n\n", "</p><p>"),
        row.comment.author,
        row.thread,
    )
}

fn pushshift(row: &Row<'_>, out: &mut impl Write) -> io::Result<()> {
    let (thread, index) = (row.thread, row.index);
    let parent = row.parent().map_or(format!("t3_s{thread}"), |parent| format!("t1_c{thread}x{parent}"));
    let (author, text) = (json(&row.comment.author), json(&row.comment.text));
    let created = 1_777_600_000 + (thread % 20_000 + index) * 60;
    writeln!(
        out,
        r#"{{"author":{author},"body":{text},"controversiality":0,"created_utc":{created},"distinguished":null,"edited":false,"gilded":0,"id":"c{thread}x{index}","link_id":"t3_s{thread}","parent_id":"{parent}","permalink":"/r/harbour/comments/s{thread}/_/c{thread}x{index}/","retrieved_on":{created},"score":{},"stickied":false,"subreddit":"harbour","subreddit_id":"t5_2qh"}}"#,
        index % 7
    )
}

fn mail(row: &Row<'_>, out: &mut impl Write) -> io::Result<()> {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let (day, hour, minute) = row.minute();
    let (thread, index, week) = (row.thread, row.index, DAYS[day % 7]);
    let parent = row.parent().map_or(String::new(), |parent| {
        format!("In-Reply-To: <{thread}.{parent}@list.example>\nReferences: <{thread}.{parent}@list.example>\n")
    });
    writeln!(
        out,
        "From reader@example.org {week} May {day:2} {hour:02}:{minute:02}:00 2026\nFrom: {} <reader@example.org>\nTo: list@list.example\nSubject: {}Story {thread}\nDate: {week}, {day} May 2026 {hour:02}:{minute:02}:00 +0000\nMessage-ID: <{thread}.{index}@list.example>\n{parent}MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n{}\n",
        if row.comment.author.is_ascii() { row.comment.author.as_str() } else { "Reader" },
        if parent.is_empty() { "" } else { "Re: " },
        row.comment.text.replace("\nFrom ", "\n>From "),
    )
}

#[cfg(test)]
mod tests {
    use super::{Dump, dump};

    #[test]
    fn dumps_are_the_same_every_time_and_of_the_size_stated() {
        for format in Dump::ALL {
            let write = |threads| {
                let mut out = Vec::new();
                dump(format, threads, &mut out).unwrap();
                out
            };
            let (ten, again) = (write(10), write(10));
            assert!(ten == again, "{format:?}");
            assert!((50_000..600_000).contains(&ten.len()), "{format:?}: {}", ten.len());
            assert_eq!(Dump::from_name(format.as_str()), Some(format));
        }
    }
}

/*!
Writes reviews: as CSV and XLSX for spreadsheets, as JSONL for programs, as an
HTML page, a summary and drawn explanations for people.

# Overview

A [`Format`] makes a [`Report`] out of anything that can be written to. A report
takes pages with their reviews one after the other and holds no more of them
than it must: CSV, XLSX and JSONL write each comment at once, HTML each thread, the summary keeps counts
and the few comments to read first. [`explain`] draws one comment's judgement:
its text with the attacking words underlined, whom they mean, the passage of the
article it answers, and the reasons for the decision. A [`Diff`] says what two
sets of verdicts on the same comments decide differently.

The columns and keys are a contract. CSV cells that a spreadsheet would run as a
formula are guarded unless [`Options::raw_csv`] says otherwise. What goes to a
terminal never holds a control character of the comments: see [`visible`].

Nothing here opens files or looks at the environment.

# Example

```
use threadwarden::{Comment, Moderator, Page, Thread};
use threadwarden_report::{Format, Options};

let mut page = Page { article: None, thread: Thread::new("ferry") };
page.thread.push(Comment::new("c1", "Kestrel", "=1+1 is what the ferry company calls a timetable."));
let review = Moderator::default().review(&page);

let mut bytes = Vec::new();
let mut report = Format::Csv.report(&mut bytes, &Options::default());
report.page(&page, &review)?;
report.finish()?;
drop(report);

let csv = String::from_utf8(bytes).expect("reports are UTF-8");
assert!(csv.starts_with("thread,article_title,index,id,parent,"));
assert!(csv.contains("'=1+1 is what"));
# Ok::<(), std::io::Error>(())
```
*/

mod clock;
mod columns;
mod comment_csv;
mod diff;
mod explain;
mod format;
mod guard;
mod html;
mod jsonl;
mod layout;
mod number;
mod rollup;
mod row;
mod style;
mod summary;
mod table;
mod visible;
mod xlsx;

pub use diff::{Diff, Verdict};
pub use explain::explain;
pub use format::{Format, Options, Report};
pub use rollup::By;
pub use visible::visible;

/// The JSON Schema (draft 2020-12) of the objects that [`Format::Jsonl`] writes.
pub const COMMENT_SCHEMA: &str = include_str!("../schema/comment-1.json");

/// The JSON Schema of the objects that [`Format::Jsonl`] writes by thread.
pub const THREAD_SCHEMA: &str = include_str!("../schema/thread-1.json");

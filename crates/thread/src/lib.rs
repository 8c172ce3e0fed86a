/*!
The data model: an article, the comments under it, and who answers whom.

# Overview

A [`Page`] is one [`Article`] (or none) and one [`Thread`]. A thread is a flat
vector of [`Comment`]s in the order the source printed them. A reply points at
its parent by index, so walking a thread of 100,000 nested replies is a loop
and never a recursion.

This crate holds values only. It reads no formats, judges nothing and has no
dependencies.

# Example

```
use threadwarden_thread::{Comment, Link, Thread};

let mut thread = Thread::new("harbour");
let first = thread.push(Comment::new("c1", "Kestrel", "The ferry is late again."));
let mut reply = Comment::new("c2", "Rowan", "It was early on Monday.");
reply.parent = Some(first);
reply.link = Link::Given;
thread.push(reply);

assert_eq!(thread.parent_of(1).map(|c| c.author.as_str()), Some("Kestrel"));
assert_eq!(thread.roots().collect::<Vec<_>>(), [0]);
```
*/

mod article;
mod comment;
mod thread;
mod time;

pub use article::{Article, Page};
pub use comment::{Comment, CommentId, Cue, Link, State};
pub use thread::Thread;
pub use time::{Time, TimeKind};

use threadwarden_thread::{Comment, Link, Thread};

/// A comment somebody is about to post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The name it will be posted under.
    pub author: String,
    /// What was written.
    pub text: String,
    /// Index of the comment it answers; `None` when it answers the article.
    pub parent: Option<usize>,
}

impl Draft {
    /// The comment that this draft becomes at the end of a thread.
    ///
    /// Its id is its position. A parent outside the thread is no parent.
    pub fn to_comment(&self, thread: &Thread) -> Comment {
        let mut comment = Comment::new(thread.len().to_string(), self.author.as_str(), self.text.as_str());
        comment.parent = self.parent.filter(|&parent| parent < thread.len());
        if comment.parent.is_some() {
            comment.link = Link::Given;
        }
        comment
    }
}

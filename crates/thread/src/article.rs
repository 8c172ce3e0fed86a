use crate::Thread;

/// An article and the thread under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The article, where the source holds one.
    pub article: Option<Article>,
    /// The comments, in the order of the source.
    pub thread: Thread,
}

/// What the comments are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The headline; empty when the source has none.
    pub title: String,
    /// The body, paragraphs separated by blank lines, without furniture.
    pub text: String,
    /// The address the source states.
    pub url: Option<String>,
    /// The author's name as printed.
    pub author: Option<String>,
    /// The time of publication as printed; it is never interpreted.
    pub published: Option<String>,
}

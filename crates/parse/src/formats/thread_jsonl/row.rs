//! One line of thread JSONL, read without a detour through a tree of values.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use threadwarden_thread::{Article, Time};

use crate::{ParseOptions, time};

/// The keys of a line that mean something here.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    pub(super) thread: Option<Cow<'a, str>>,
    pub(super) article: Option<Article>,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) parent: Option<Cow<'a, str>>,
    /// Whether the key `parent` is there, be it null.
    pub(super) parent_known: bool,
    pub(super) parent_source: Option<Cow<'a, str>>,
    pub(super) parent_cue: Option<Cow<'a, str>>,
    pub(super) parent_confidence: Option<f32>,
    pub(super) author: Option<Cow<'a, str>>,
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) raw: Option<Cow<'a, str>>,
    pub(super) created: Option<Time>,
    pub(super) created_kind: Option<Cow<'a, str>>,
    pub(super) state: Option<Cow<'a, str>>,
    /// Keys besides `thread`.
    pub(super) others: usize,
}

impl<'a> Row<'a> {
    /// Reads a line that holds one object.
    pub(super) fn read(line: &'a str, options: &ParseOptions) -> Result<Row<'a>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let row = deserializer.deserialize_map(RowVisitor { options })?;
        deserializer.end()?;
        Ok(row)
    }

    /// Whether there is a comment in the line, be it without a text.
    pub(super) fn is_comment(&self) -> bool {
        self.text.is_some() || self.id.is_some()
    }
}

struct RowVisitor<'o> {
    options: &'o ParseOptions,
}

impl<'de> Visitor<'de> for RowVisitor<'_> {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        let mut row = Row::default();
        while let Some(Name(key)) = map.next_key()? {
            let key = self.options.our_name(&key);
            row.others += usize::from(key != "thread");
            match key {
                "thread" => row.thread = map.next_value::<Scalar<'_>>()?.text(),
                "article" => row.article = map.next_value::<ArticleValue>()?.0,
                "id" => row.id = map.next_value::<Scalar<'_>>()?.text(),
                "parent" => {
                    row.parent_known = true;
                    row.parent = map.next_value::<Scalar<'_>>()?.text();
                }
                "parent_source" => row.parent_source = map.next_value::<Scalar<'_>>()?.text(),
                "parent_cue" => row.parent_cue = map.next_value::<Scalar<'_>>()?.text(),
                "parent_confidence" => row.parent_confidence = map.next_value::<Scalar<'_>>()?.fraction(),
                "author" => row.author = map.next_value::<Scalar<'_>>()?.text(),
                "text" => row.text = map.next_value::<Scalar<'_>>()?.text(),
                "raw" => row.raw = map.next_value::<Scalar<'_>>()?.text(),
                "created" => row.created = map.next_value::<Scalar<'_>>()?.time(),
                "created_kind" => row.created_kind = map.next_value::<Scalar<'_>>()?.text(),
                "state" => row.state = map.next_value::<Scalar<'_>>()?.text(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(row)
    }
}

/// A key.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(ScalarVisitor)? {
            Scalar::Text(text) => Ok(Name(text)),
            _ => Ok(Name(Cow::Borrowed(""))),
        }
    }
}

/// A value where a text is expected; numbers are as good, the rest is as good as nothing.
enum Scalar<'a> {
    Text(Cow<'a, str>),
    Whole(i128),
    Real(f64),
    Nothing,
}

impl<'a> Scalar<'a> {
    fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Scalar::Text(text) => Some(text),
            Scalar::Whole(number) => Some(Cow::Owned(number.to_string())),
            // Tables that went through floating point hold `123.0` for the id 123.
            Scalar::Real(number) => Some(Cow::Owned(number.to_string())),
            Scalar::Nothing => None,
        }
    }

    fn fraction(self) -> Option<f32> {
        let number = match self {
            Scalar::Real(number) => number as f32,
            Scalar::Whole(number) => number as f32,
            Scalar::Text(_) | Scalar::Nothing => return None,
        };
        (0.0..=1.0).contains(&number).then_some(number)
    }

    fn time(self) -> Option<Time> {
        match self {
            Scalar::Text(text) if text.trim().is_empty() => None,
            Scalar::Text(text) => Some(time::printed(&text)),
            Scalar::Whole(number) => time::since_epoch(number as f64),
            Scalar::Real(number) => time::since_epoch(number),
            Scalar::Nothing => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Real(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
}

/// The value of `article`: an object, a bare text, or something that is no article.
struct ArticleValue(Option<Article>);

impl<'de> Deserialize<'de> for ArticleValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ArticleVisitor)
    }
}

struct ArticleVisitor;

impl<'de> Visitor<'de> for ArticleVisitor {
    type Value = ArticleValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an article")
    }

    fn visit_str<E>(self, text: &str) -> Result<ArticleValue, E> {
        Ok(ArticleValue(Some(Article { text: text.to_owned(), ..Article::default() })))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ArticleValue, A::Error> {
        let mut article = Article::default();
        while let Some(Name(key)) = map.next_key()? {
            let value = match key.as_ref() {
                "title" | "text" | "url" | "author" | "published" => {
                    map.next_value::<Scalar<'_>>()?.text().map(Cow::into_owned)
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            match key.as_ref() {
                "title" => article.title = value.unwrap_or_default(),
                "text" => article.text = value.unwrap_or_default(),
                "url" => article.url = value,
                "author" => article.author = value,
                _ => article.published = value,
            }
        }
        Ok(ArticleValue(Some(article)))
    }

    fn visit_unit<E>(self) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<ArticleValue, E> {
        Ok(ArticleValue(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ArticleValue, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(ArticleValue(None))
    }
}

/// When a comment was written, as far as its source says.
///
/// The printed form is kept whole. Only an instant can be compared with times
/// of other sources, which is why the kind stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// RFC 3339 for an instant, ISO 8601 without offset for local time, the printed words otherwise.
    pub text: String,
    /// What the text can be relied on for.
    pub kind: TimeKind,
}

/// How much a printed time tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A point in time with a known offset.
    Instant,
    /// A clock reading without a zone.
    Local,
    /// Relative to a reading time nobody recorded ("11 days ago").
    Relative,
}

impl TimeKind {
    /// Every kind.
    pub const ALL: [TimeKind; 3] = [TimeKind::Instant, TimeKind::Local, TimeKind::Relative];

    /// The word reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            TimeKind::Instant => "instant",
            TimeKind::Local => "local",
            TimeKind::Relative => "relative",
        }
    }
}

//! Text layouts: how a page that is only text sets its comments apart.
//!
//! A layout is a row of [`LAYOUTS`]. Every row is tried on every page; the
//! candidate with the highest score is taken, when it is sure enough.

mod bare;
mod bounds;
mod buttons;
mod cut;
mod dated;
mod furniture;
mod head;
mod lines;
mod phrase;
mod signature;

pub(crate) use bounds::{announces, counted};
pub(crate) use buttons::{is_button, is_reply_row, is_votes};
pub(crate) use cut::{Candidate, CutComment, find};
pub(crate) use furniture::{Furniture, furniture};
pub(crate) use lines::PageLines;

use head::Head;

/// One way to print comments as text.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    /// Recognises the header, or the footer, at a line.
    head: for<'a> fn(&PageLines<'a>, usize) -> Option<Head<'a>>,
    /// Where the header stands.
    side: Side,
    /// How much one clear header says, before anything else is known.
    ///
    /// Set by hand: high where no other text looks like it.
    prior: f32,
    /// What indentation means.
    indent: Indent,
    /// Whether the time may stand on the last line of the body.
    time_below: bool,
    /// Whether the newest comment comes first.
    pub(crate) newest_first: bool,
    /// Words that end a body and belong to the page.
    tails: &'static [&'static str],
    /// Whether a time alone closes every comment, and the next one starts right behind it.
    is_closed_by_time: bool,
    /// Whether headers say so little that something else must show they are headers.
    needs_proof: bool,
}

/// Where a comment's name and time stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Above,
    Below,
}

/// What indentation means in a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indent {
    /// Nothing.
    Free,
    /// Deeper headers answer the one they are under.
    Depth,
    /// As [`Indent::Depth`], and bodies are indented below their header.
    DepthAndBody,
}

const BASE: Layout = Layout {
    name: "",
    head: head::commented,
    side: Side::Above,
    prior: 0.5,
    indent: Indent::Free,
    time_below: false,
    newest_first: false,
    tails: &[],
    is_closed_by_time: false,
    needs_proof: false,
};

/// Every layout. A new one is a row here and, where its header is new, a form in `head`.
pub(crate) const LAYOUTS: &[Layout] = &[
    Layout { name: "bullets", head: head::bullet, indent: Indent::DepthAndBody, prior: 0.45, ..BASE },
    Layout { name: "commented", head: head::commented, prior: 0.8, tails: &[" Read more"], ..BASE },
    Layout { name: "says", head: head::says, indent: Indent::Depth, prior: 0.4, time_below: true, ..BASE },
    Layout { name: "stamped", head: head::stamped, prior: 0.5, ..BASE },
    Layout { name: "stamped-above", head: head::stamped_above, prior: 0.45, ..BASE },
    Layout { name: "closed", head: head::closed, prior: 0.3, time_below: true, is_closed_by_time: true, ..BASE },
    Layout { name: "fans", head: head::fans, prior: 0.6, newest_first: true, ..BASE },
    Layout { name: "by-number", head: head::by_number, indent: Indent::Depth, prior: 0.5, ..BASE },
    Layout { name: "dated", head: dated::dated, indent: Indent::Depth, prior: 0.45, ..BASE },
    Layout { name: "signed", head: dated::signed, side: Side::Below, prior: 0.4, ..BASE },
    Layout { name: "written-by", head: dated::written, prior: 0.5, ..BASE },
    Layout { name: "card", head: dated::card, prior: 0.7, ..BASE },
    Layout { name: "social", head: dated::social, prior: 0.5, ..BASE },
    Layout { name: "buttoned", head: dated::buttoned, prior: 0.3, ..BASE },
    Layout { name: "posted-by", head: head::posted_by, side: Side::Below, prior: 0.6, ..BASE },
    Layout { name: "placed", head: dated::placed, prior: 0.3, needs_proof: true, ..BASE },
    Layout { name: "bare", head: bare::bare, indent: Indent::Depth, prior: 0.25, needs_proof: true, ..BASE },
];

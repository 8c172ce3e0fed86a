//! The quarrels of a thread, each drawn as a timeline: a line per person, a dot per turn, an arrow per attack.

use std::io::{self, Write};

use threadwarden::{Exchange, Page, Review, Side};

use super::comment::When;
use super::escape::{Name, Number, Value};
use super::listed::Listed;
use crate::layout::shorten;

/// Quarrels drawn, the longest first; the others are counted.
const MOST_QUARRELS: usize = 12;
/// Turns and people drawn of one quarrel; the list below the drawing has them all.
const MOST_TURNS: usize = 48;
const MOST_SIDES: usize = 10;

/// Writes the section, or nothing where nobody quarrels.
pub(super) fn write(
    out: &mut impl Write,
    page: &Page,
    review: &Review,
    listed: &Listed,
    thread: usize,
) -> io::Result<()> {
    if review.exchanges.is_empty() {
        return Ok(());
    }
    let mut longest: Vec<usize> = (0..review.exchanges.len()).collect();
    longest.sort_by_key(|&index| std::cmp::Reverse(review.exchanges[index].turns.len()));
    longest.truncate(MOST_QUARRELS);
    longest.sort_unstable();
    write!(
        out,
        "<section class=\"quarrels\" aria-labelledby=\"t{thread}q t{thread}h\"><h3 id=\"t{thread}q\">Quarrels "
    )?;
    writeln!(
        out,
        "<span class=\"dim\">● attack, ○ answer without one; an arrow leads to whom it is aimed at</span></h3>"
    )?;
    for &index in &longest {
        one(out, page, &review.exchanges[index], listed, &format!("t{thread}q{index}"))?;
    }
    let more = review.exchanges.len() - longest.len();
    if more > 0 {
        write!(out, "<p class=\"dim\">And {} shorter.</p>", Number(more))?;
    }
    writeln!(out, "</section>")
}

fn one(out: &mut impl Write, page: &Page, exchange: &Exchange, listed: &Listed, id: &str) -> io::Result<()> {
    write!(out, "<figure class=\"quarrel\"><figcaption id=\"{id}\">{}", Name(&exchange.opener().name))?;
    write!(out, " opened it; {} turns", Number(exchange.turns.len()))?;
    for side in exchange.sides.iter().filter(|side| side.attacks > 0).take(MOST_SIDES) {
        let (passages, word) = (side.attacks, if side.attacks == 1 { "attack" } else { "attacks" });
        write!(out, ", {} by {}", format_args!("{} {word}", Number(passages)), Name(&side.name))?;
    }
    write!(out, ".")?;
    for side in exchange.outnumbered() {
        write!(out, " {} went for {}.", Number(side.attackers), Name(&side.name))?;
    }
    write!(out, "</figcaption>")?;
    drawing(out, page, exchange, listed, id)?;
    write!(out, "<details class=\"numbers\"><summary>Turns</summary><ol>")?;
    for turn in &exchange.turns {
        write!(out, "<li><a{}>{}</a> ", listed.link(turn.comment), person(exchange.sides.get(turn.side)))?;
        match &turn.blows[..] {
            [] => write!(out, "answers")?,
            blows => {
                write!(out, "attacks")?;
                for (place, blow) in blows.iter().enumerate() {
                    write!(out, "{}{}", if place > 0 { ", " } else { " " }, person(exchange.sides.get(blow.against)))?;
                }
            }
        }
        if let Some(time) = page.thread.comments.get(turn.comment).and_then(|comment| comment.created.as_ref()) {
            write!(out, " {}", When(time))?;
        }
        write!(out, "</li>")?;
    }
    writeln!(out, "</ol></details></figure>")
}

fn drawing(out: &mut impl Write, page: &Page, exchange: &Exchange, listed: &Listed, id: &str) -> io::Result<()> {
    const LEFT: usize = 118;
    const STEP: usize = 24;
    const LANE: usize = 24;
    let sides = exchange.sides.len().min(MOST_SIDES);
    let turns = exchange.turns.len().min(MOST_TURNS);
    let (wide, high) = (LEFT + STEP * turns + 6, LANE * sides + 6);
    let middle = |lane: usize| LANE * lane + LANE / 2 + 3;
    write!(out, "<div class=\"lanes\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}\">")?;
    write!(
        out,
        "<svg class=\"line\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" role=\"group\" aria-labelledby=\"{id}\">"
    )?;
    for (lane, side) in exchange.sides.iter().take(sides).enumerate() {
        let y = middle(lane);
        write!(out, "<path class=\"rule\" d=\"M{LEFT} {y}H{wide}\"/>")?;
        write!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 4, Value(&shorten(&plain(side), 17)))?;
    }
    for (place, turn) in exchange.turns.iter().take(turns).enumerate().filter(|(_, turn)| turn.side < sides) {
        let (x, y) = (LEFT + STEP * place + STEP / 2, middle(turn.side));
        for blow in turn.blows.iter().filter(|blow| blow.against < sides && blow.against != turn.side) {
            let to = middle(blow.against);
            // Short of the line, with a head of two strokes.
            let (end, back) = if to > y { (to - 5, to - 10) } else { (to + 5, to + 10) };
            write!(out, "<path class=\"blow\" d=\"M{x} {y}V{end}M{} {back}L{x} {end}L{} {back}\"/>", x - 4, x + 4)?;
        }
        let author = exchange.sides.get(turn.side).map(plain).unwrap_or_default();
        let (class, radius, does) = match turn.blows.iter().map(|blow| blow.passages).sum::<usize>() {
            0 => ("open", 4, "answers"),
            1 => ("full", 5, "attacks"),
            _ => ("full", 7, "attacks"),
        };
        let number = page.thread.comments.get(turn.comment).map_or("", |comment| comment.id.as_str());
        write!(
            out,
            "<a{} aria-label=\"Turn {}: {} {does}, comment {}\">",
            listed.link(turn.comment),
            place + 1,
            Value(&author),
            Value(number)
        )?;
        write!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/></a>")?;
    }
    write!(out, "</svg></div>")?;
    if turns < exchange.turns.len() || sides < exchange.sides.len() {
        write!(out, "<p class=\"dim\">Drawn: the first {turns} turns and {sides} people.</p>")?;
    }
    Ok(())
}

fn person(side: Option<&Side>) -> String {
    side.map_or_else(String::new, |side| Name(&side.name).to_string())
}

fn plain(side: &Side) -> String {
    match side.name.trim() {
        "" if side.is_author => "the author".to_owned(),
        "" => "no name".to_owned(),
        name => name.to_owned(),
    }
}

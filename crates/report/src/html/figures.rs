//! Charts and tables, as SVG and HTML that need no script.

use std::io::{self, Write};

use threadwarden::{Category, Policy};

use super::comment::Bar;
use super::escape::{Name, Number};
use super::marks::capital;
use super::series::Series;
use super::tally::{STEPS, Tally};

/// Names in the table of authors.
const MOST_AUTHORS: usize = 12;

/// Writes the figures of a thread or of the whole; `id` keeps their ids apart.
pub(super) fn write(
    out: &mut impl Write,
    tally: &Tally,
    series: Option<&Series>,
    policy: &Policy,
    id: &str,
) -> io::Result<()> {
    writeln!(out, "<div class=\"figures\">")?;
    if let Some(series) = series {
        course(out, series, id)?;
    }
    histogram(out, tally, policy, id)?;
    categories(out, tally, id)?;
    authors(out, tally, id)?;
    writeln!(out, "</div>")
}

/// The drawing area, in units of the drawing: wide, high, room on the left and below.
const WIDE: f64 = 360.0;
const HIGH: f64 = 150.0;
const LEFT: f64 = 34.0;
const FLOOR: f64 = 126.0;
const TOP: f64 = 14.0;

/// The share of flagged comments above, their number below.
fn course(out: &mut impl Write, series: &Series, id: &str) -> io::Result<()> {
    const SHARE_FLOOR: f64 = 84.0;
    let share = |point: &super::series::Point| point.flagged as f64 / point.comments.max(1) as f64;
    let most_share = series.points.iter().map(share).fold(0.0, f64::max);
    let ceiling = [0.05, 0.1, 0.2, 0.5, 1.0].into_iter().find(|ceiling| most_share <= *ceiling).unwrap_or(1.0);
    let most = series.points.iter().map(|point| point.comments).max().unwrap_or(0).max(1);
    let step = (WIDE - LEFT) / series.points.len().max(1) as f64;
    let width = (step * 0.8).max(1.0);

    write!(
        out,
        "<figure><figcaption id=\"{id}g1\">Share flagged over time <span class=\"dim\">{}</span></figcaption>",
        series.step
    )?;
    write!(out, "<svg class=\"chart\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\" aria-labelledby=\"{id}g1\">")?;
    rule(out, SHARE_FLOOR)?;
    rule(out, TOP)?;
    tick(out, TOP, &percent(ceiling))?;
    tick(out, SHARE_FLOOR, "0")?;
    for (place, point) in series.points.iter().enumerate() {
        let x = LEFT + step * place as f64 + (step - width) / 2.0;
        let height = share(point) / ceiling * (SHARE_FLOOR - TOP);
        if point.flagged > 0 {
            write!(
                out,
                "<rect class=\"hot\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
                SHARE_FLOOR - height
            )?;
        }
        if point.comments > 0 {
            let height = (point.comments as f64 / most as f64 * (FLOOR - SHARE_FLOOR - 8.0)).max(1.0);
            write!(
                out,
                "<rect class=\"pale\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
                SHARE_FLOOR + 4.0
            )?;
        }
    }
    tick(out, FLOOR, &Number(most).to_string())?;
    write!(out, "<text x=\"{LEFT}\" y=\"{}\">{}</text>", HIGH - 6.0, series.from)?;
    write!(out, "<text x=\"{WIDE}\" y=\"{}\" class=\"end\">{}</text></svg>", HIGH - 6.0, series.to)?;
    numbers(out, ["When", "Comments", "Flagged", "Share"])?;
    for point in series.points.iter().filter(|point| point.comments > 0) {
        let cells = [Number(point.comments).to_string(), Number(point.flagged).to_string(), percent(share(point))];
        line(out, &point.label, &cells)?;
    }
    writeln!(out, "</table></details></figure>")
}

/// How many comments have which attack score, with the thresholds.
fn histogram(out: &mut impl Write, tally: &Tally, policy: &Policy, id: &str) -> io::Result<()> {
    let most = tally.scores.iter().map(|step| step.iter().sum::<usize>()).max().unwrap_or(0).max(1);
    // Few comments are attacks: on a straight scale they would not show.
    let height = |count: usize| (count as f64 / most as f64).sqrt() * (FLOOR - TOP - 10.0);
    let step = (WIDE - LEFT) / STEPS as f64;
    write!(
        out,
        "<figure><figcaption id=\"{id}g2\">Attack scores <span class=\"dim\">height by square root</span></figcaption>"
    )?;
    write!(out, "<svg class=\"chart\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\" aria-labelledby=\"{id}g2\">")?;
    rule(out, FLOOR)?;
    tick(out, TOP + 10.0, &Number(most).to_string())?;
    for (place, counts) in tally.scores.iter().enumerate() {
        let x = LEFT + step * place as f64 + 1.0;
        let total: usize = counts.iter().sum();
        let mut y = FLOOR;
        for (count, class) in counts.iter().zip(["calm", "warm", "hot"]).filter(|(count, _)| **count > 0) {
            let part = height(total) * *count as f64 / total as f64;
            y -= part;
            write!(
                out,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{part:.1}\"/>",
                step - 2.0
            )?;
        }
    }
    for (name, threshold, y) in [("review", policy.review, TOP - 4.0), ("hide", policy.hide, TOP - 4.0)] {
        let x = LEFT + f64::from(threshold) * (WIDE - LEFT);
        let (anchor, gap) = if x > WIDE - 60.0 { (" class=\"end\"", -4.0) } else { ("", 4.0) };
        write!(out, "<path class=\"mark\" d=\"M{x:.1} {:.1}V{FLOOR}\"/>", TOP - 10.0)?;
        write!(out, "<text x=\"{:.1}\" y=\"{y:.1}\"{anchor}>{name} {threshold:.2}</text>", x + gap)?;
    }
    for mark in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let class = if mark == 0.0 {
            ""
        } else if mark == 1.0 {
            " class=\"end\""
        } else {
            " class=\"mid\""
        };
        write!(out, "<text x=\"{:.1}\" y=\"{}\"{class}>{mark}</text>", LEFT + mark * (WIDE - LEFT), HIGH - 8.0)?;
    }
    write!(out, "</svg>")?;
    numbers(out, ["Score", "Publish", "Review", "Hide"])?;
    for (place, counts) in tally.scores.iter().enumerate().filter(|(_, counts)| counts.iter().any(|count| *count > 0)) {
        let from = place as f64 / STEPS as f64;
        let label = format!("{from:.2} to {:.2}", from + 1.0 / STEPS as f64);
        line(out, &label, &counts.map(|count| Number(count).to_string()))?;
    }
    writeln!(out, "</table></details></figure>")
}

/// Kinds of attack; their names are drawn as they are underlined in the text.
fn categories(out: &mut impl Write, tally: &Tally, id: &str) -> io::Result<()> {
    let most = tally.categories.iter().map(|counts| counts[0]).max().unwrap_or(0);
    write!(out, "<figure><table class=\"ranks\"><caption id=\"{id}g3\">Kinds of attack</caption>")?;
    write!(
        out,
        "<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Comments</th><td></td><th scope=\"col\">Severe</th></tr></thead><tbody>"
    )?;
    let mut kinds: Vec<(&Category, [usize; 2])> = Category::ALL.iter().zip(tally.categories).collect();
    kinds.sort_by_key(|(_, counts)| std::cmp::Reverse(counts[0]));
    for (category, [count, severe]) in kinds {
        let (class, label) = (category.as_str(), capital(category.as_str()));
        let bar = Bar { fraction: count as f32 / most.max(1) as f32, class: "a" };
        write!(
            out,
            "<tr><th scope=\"row\"><span class=\"k {class}\">{label}</span></th><td>{}</td><td>{bar}</td><td>{}</td></tr>",
            Number(count),
            Number(severe)
        )?;
    }
    writeln!(out, "</tbody></table></figure>")
}

/// Who attacks and who is attacked.
fn authors(out: &mut impl Write, tally: &Tally, id: &str) -> io::Result<()> {
    let authors = tally.authors(MOST_AUTHORS);
    if authors.is_empty() {
        return Ok(());
    }
    write!(out, "<figure><table class=\"ranks\"><caption id=\"{id}g4\">People</caption>")?;
    write!(
        out,
        "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Flagged</th><td></td><th scope=\"col\">Attacked</th></tr></thead><tbody>"
    )?;
    for (name, author) in authors {
        let fraction = author.flagged as f32 / author.comments.max(1) as f32;
        let bar = Bar { fraction, class: "a" };
        write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{} of {}</td>",
            Name(name),
            Number(author.flagged),
            Number(author.comments)
        )?;
        write!(out, "<td>{bar}</td><td>{}</td></tr>", Number(author.attacked))?;
    }
    write!(out, "</tbody></table>")?;
    if tally.names_left_out {
        write!(out, "<p class=\"dim\">There were more names than could be counted.</p>")?;
    }
    writeln!(out, "</figure>")
}

fn rule(out: &mut impl Write, y: f64) -> io::Result<()> {
    write!(out, "<path class=\"rule\" d=\"M{LEFT} {y}H{WIDE}\"/>")
}

fn tick(out: &mut impl Write, y: f64, text: &str) -> io::Result<()> {
    write!(out, "<text x=\"{}\" y=\"{:.1}\" class=\"end\">{text}</text>", LEFT - 5.0, y + 4.0)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn numbers(out: &mut impl Write, heads: [&str; 4]) -> io::Result<()> {
    write!(out, "<details class=\"numbers\"><summary>Numbers</summary><table><tr>")?;
    for head in heads {
        write!(out, "<th scope=\"col\">{head}</th>")?;
    }
    write!(out, "</tr>")
}

fn line(out: &mut impl Write, label: &str, cells: &[String]) -> io::Result<()> {
    write!(out, "<tr><th scope=\"row\">{label}</th>")?;
    for cell in cells {
        write!(out, "<td>{cell}</td>")?;
    }
    write!(out, "</tr>")
}

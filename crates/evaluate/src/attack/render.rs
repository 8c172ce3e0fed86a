//! A report as text, JSON and a picture.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use super::{Figures, Report};
use crate::statistics::Estimate;

/// One line per group of rows, then the shares.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        let sure = self.sure.as_ref().map(|figures| ("sure rows", figures));
        let identity = self.identity.as_ref().map(|figures| ("names an identity", figures));
        for (group, figures) in [Some(("all rows", &self.all)), sure, identity].into_iter().flatten() {
            line(f, group, figures)?;
        }
        for (title, shares) in [("category", &self.by_category), ("target", &self.by_target)] {
            if shares.keys().any(|name| name != "unnamed") {
                write!(f, "  flagged by {title}:")?;
                for (name, (count, share)) in shares {
                    write!(f, " {name} {:.0} % of {count};", share * 100.0)?;
                }
                writeln!(f)?;
            }
        }
        if let Some((count, share)) = self.target_named {
            writeln!(f, "  right person named: {:.1} % of {count} flagged", share * 100.0)?;
        }
        if let Some((count, share)) = self.category_named {
            writeln!(f, "  right category among the findings: {:.1} % of {count} flagged", share * 100.0)?;
        }
        if let Some(f1) = self.character_f1 {
            writeln!(f, "  character F1 of spans: {}", interval(f1))?;
        }
        if let Some(f1) = self.character_f1_of_words {
            writeln!(f, "  character F1 of harsh words, said of anybody: {}", interval(f1))?;
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, group: &str, figures: &Figures) -> fmt::Result {
    let of = |share: Option<f64>| share.map_or("  –".to_owned(), |share| format!("{share:.3}"));
    let with_interval = |figure: Option<Estimate>| figure.map_or("–".to_owned(), interval);
    writeln!(f, "  {group}: {} of {} are attacks", figures.attacks, figures.rows)?;
    writeln!(f, "    AUC {}  AP {}", with_interval(figures.auc), with_interval(figures.average_precision))?;
    write!(f, "    precision {}  recall {}", of(figures.decision.precision()), of(figures.decision.recall()))?;
    writeln!(f, "  F1 {}", with_interval(figures.f1))?;
    let alarms = figures.decision.alarms_per_10_000_clean().map_or("–".to_owned(), |alarms| format!("{alarms:.0}"));
    writeln!(f, "    alarms per 10,000 clean {alarms}  calibration error {}", of(figures.calibration_error))
}

fn interval(estimate: Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", estimate.value, estimate.low, estimate.high)
}

impl Report {
    /// The report as one JSON object.
    pub fn to_json(&self) -> String {
        let figures = |figures: &Figures| {
            json!({
                "rows": figures.rows,
                "attacks": figures.attacks,
                "auc": estimate(figures.auc),
                "average_precision": estimate(figures.average_precision),
                "precision": figures.decision.precision(),
                "recall": figures.decision.recall(),
                "f1": estimate(figures.f1),
                "alarms_per_10_000_clean": figures.decision.alarms_per_10_000_clean(),
                "calibration_error": figures.calibration_error,
            })
        };
        let mistakes: Vec<Value> = self
            .mistakes
            .iter()
            .map(|mistake| {
                json!({
                    "id": mistake.id,
                    "label": u8::from(mistake.is_attack),
                    "probability": mistake.probability,
                    "found": mistake.found,
                    "text": mistake.text,
                })
            })
            .collect();
        json!({
            "schema": "threadwarden.evaluation/1",
            "name": self.name,
            "all": figures(&self.all),
            "sure": self.sure.as_ref().map(figures),
            "identity": self.identity.as_ref().map(figures),
            "flagged_by_category": self.by_category,
            "flagged_by_target": self.by_target,
            "target_named": self.target_named,
            "category_named": self.category_named,
            "character_f1": estimate(self.character_f1),
            "character_f1_of_words": estimate(self.character_f1_of_words),
            "mistakes": mistakes,
        })
        .to_string()
    }

    /// Precision-recall and reliability curves as SVG.
    pub fn to_svg(&self) -> String {
        const SIDE: f64 = 300.0;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 360\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"720\" height=\"360\" fill=\"white\"/>\n<text x=\"40\" y=\"20\">{}: precision by recall</text>\n\
             <text x=\"400\" y=\"20\">share labelled by probability</text>\n",
            escape(&self.name)
        );
        let curve = self.curve.iter().map(|&(recall, precision)| (recall, precision));
        let bins = self.reliability.iter().filter(|bin| bin.count > 0).map(|bin| (bin.mean_score, bin.share_positive));
        for (left, points) in [(40.0, curve.collect::<Vec<_>>()), (400.0, bins.collect())] {
            let _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"30\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"gray\"/>"
            );
            let path: Vec<String> =
                points.iter().map(|(x, y)| format!("{:.1},{:.1}", left + x * SIDE, 30.0 + (1.0 - y) * SIDE)).collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"black\" stroke-width=\"2\"/>",
                path.join(" ")
            );
        }
        svg.push_str(
            "<line x1=\"400\" y1=\"330\" x2=\"700\" y2=\"30\" stroke=\"gray\" stroke-dasharray=\"4\"/>\n</svg>\n",
        );
        svg
    }
}

fn estimate(figure: Option<Estimate>) -> Option<Value> {
    figure.map(|figure| json!({"value": figure.value, "low": figure.low, "high": figure.high}))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

//! What the pictures of a story are drawn of. Places along them are in per cent of their width, so that they fit wherever
//! they stand. There are hundreds of these on a page: each is written as short as it can be.

use maud::{Markup, PreEscaped};

/// A place along a picture; to a tenth, which is less than a pixel.
pub(super) fn percent(x: f64) -> String {
    let text = format!("{:.1}", x.clamp(0.0, 100.0));
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// A line along the middle of a picture.
pub(super) fn along(class: &str, from: f64, to: f64) -> Markup {
    PreEscaped(format!(
        "<line class=\"{class}\" x1=\"{}\" x2=\"{}\" y1=\"50%\" y2=\"50%\"/>",
        percent(from),
        percent(to)
    ))
}

/// A short line across the middle of a picture, where another ends.
pub(super) fn end(x: f64) -> Markup {
    let x = percent(x);
    PreEscaped(format!("<line class=\"end\" x1=\"{x}\" x2=\"{x}\" y1=\"30%\" y2=\"70%\"/>"))
}

/// A line from the top to the bottom.
pub(super) fn grid(x: f64) -> Markup {
    let x = percent(x);
    PreEscaped(format!("<line class=\"g\" x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>"))
}

/// A dotted line from the top to the bottom.
pub(super) fn upright(x: f64) -> Markup {
    let x = percent(x);
    PreEscaped(format!("<line class=\"g now\" x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>"))
}

/// A small arrow at an edge of a picture: what is meant lies beyond it.
pub(super) fn edge(x: f64, before: bool) -> Markup {
    let path = if before { "M0 0 7-4V4z" } else { "M0 0-7-4V4z" };
    PreEscaped(format!("<svg class=\"said\" x=\"{}\" y=\"50%\"><path d=\"{path}\"/></svg>", percent(x)))
}

/// A disc on the middle of a picture, or a ring where it is hollow.
pub(super) fn disc(x: f64, radius: f64, hollow: bool) -> Markup {
    let class = if hollow { " class=\"hollow\"" } else { "" };
    PreEscaped(format!("<circle{class} cx=\"{}\" cy=\"50%\" r=\"{radius}\"/>", percent(x)))
}

/// A diamond of a few pixels on the middle of a picture: a picture within it, since a path knows no per cent.
pub(super) fn diamond(x: f64) -> Markup {
    PreEscaped(format!("<svg class=\"planpt\" x=\"{}\" y=\"50%\"><path d=\"M0-5 5 0 0 5-5 0z\"/></svg>", percent(x)))
}

/// A diamond around a disc: what happened had been planned.
pub(super) fn around(x: f64) -> Markup {
    PreEscaped(format!("<svg class=\"planpt\" x=\"{}\" y=\"50%\"><path d=\"M0-8 8 0 0 8-8 0z\"/></svg>", percent(x)))
}

/// A triangle of a few pixels at the bottom of a picture.
pub(super) fn triangle(x: f64) -> Markup {
    PreEscaped(format!("<svg class=\"said\" x=\"{}\" y=\"100%\"><path d=\"M0-8 4-1H-4z\"/></svg>", percent(x)))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_place_is_within_its_picture_and_short() {
        let told = [-3.0, 0.0, 12.34, 66.666, 100.0, 120.0].map(percent);
        assert_eq!(told, ["0%", "0%", "12.3%", "66.7%", "100%", "100%"]);
    }
}

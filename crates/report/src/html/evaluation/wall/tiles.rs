//! A tile for each place, in the order of the roster: a map for whoever has none.

use std::fmt::Write as _;

use super::{MOST_TILES, Wall, marks};
use crate::html::page::escape;
use crate::words::say;

/// Returns the tiles.
pub(super) fn html(wall: &Wall<'_, '_>) -> String {
    let lang = wall.scene.lang();
    let n_all = wall.scene.areas.all.len();
    let mut out = format!(
        "<h3>{}</h3>\n<ul class=\"tilemap\" aria-label=\"{}\">\n",
        say(lang, "各地一览", "Every place"),
        say(lang, "各地，按名录顺序", "Places in the order of the roster")
    );
    for at in 0..n_all.min(MOST_TILES) {
        let standing = wall.standing(at);
        let _ = writeln!(
            out,
            "<li><a class=\"spot v-{}\" href=\"{}\" {}><b>{}</b> <span>{}</span> <i>{}</i></a></li>",
            standing.class,
            wall.address(at),
            marks(wall, at),
            standing.sign,
            escape(&wall.name(at)),
            escape(&standing.text)
        );
    }
    out.push_str("</ul>\n");
    if n_all > MOST_TILES {
        let _ = writeln!(out, "<p class=\"faint\">{} {}</p>", wall.scene.word("and_more"), n_all - MOST_TILES);
    }
    out
}

//! A grid as text: parted by a sign, or as a web page.

use super::grid::{Grid, Made};

fn told(cell: Option<&Made>) -> String {
    match cell {
        Some(Made::Text(t)) => t.clone(),
        Some(Made::Number(n, _)) => n.clone(),
        _ => String::new(),
    }
}

/// Cells parted by a sign; one that holds it stands in quotes.
pub fn csv(grid: &Grid, sign: char) -> String {
    let width = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for row in &grid.rows {
        let quoted = |text: String| if text.contains(sign) { format!("\"{text}\"") } else { text };
        let cells = (0..width).map(|i| quoted(told(row.get(i))));
        out.push_str(&cells.collect::<Vec<_>>().join(&sign.to_string()));
        out.push('\n');
    }
    out
}

/// A page with one table, as systems of offices hand it out under the name of a workbook.
pub fn html(grid: &Grid) -> String {
    let mut out = "<html><head><meta charset=\"utf-8\"></head><body><table border=1>\n".to_owned();
    let width = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    for (r, row) in grid.rows.iter().enumerate() {
        out.push_str("<tr>");
        for c in 0..width {
            let at = (r as u32, c as u16);
            let covers = |m: &&(u32, u16, u32, u16)| (m.0..=m.2).contains(&at.0) && (m.1..=m.3).contains(&at.1);
            match grid.merges.iter().find(covers) {
                Some(m) if (m.0, m.1) != at => {}
                merge => {
                    let spans = merge
                        .map_or_else(String::new, |m| format!(" rowspan={} colspan={}", m.2 - m.0 + 1, m.3 - m.1 + 1));
                    out.push_str(&format!("<td{spans}>{}</td>", told(row.get(c))));
                }
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table></body></html>\n");
    out
}

//! Points, ranks, grades and lights on small worlds: cases as in `tests/eval.rs`, with points computed by hand beside them.
//!
//! A comment `// expect NAME = TOTAL [#RANK] [GRADE]` states what an entity must come to in the scheme above it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use dabiao_data as data;
use dabiao_eval::{self as eval, Detail, Points};
use dabiao_lang::model::Exact;
use dabiao_lang::{check, diag::Lang, source::MemoryFiles};

use crate::worlds;

fn points(p: &Points) -> String {
    let end = |x: &Option<Exact>| x.as_ref().map_or("…".to_owned(), Exact::to_text);
    p.value().map_or_else(|| format!("{}~{}", end(&p.low), end(&p.high)), Exact::to_text)
}

fn text(rules: &check::RuleSet, data: &data::Dataset, judged: &eval::Judgement) -> (String, Vec<String>) {
    let (mut out, mut lines) = (String::new(), Vec::new());
    for scores in &judged.scores {
        let scheme = &rules.model().schemes[scores.scheme];
        let why = scores.reason.as_ref().map_or("", |r| r.get(Lang::Zh));
        out += &format!("# {} {} provisional={} {why}\n", scheme.name, scores.period, scores.is_provisional);
        for r in &scores.rows {
            let name = &data.roster.get(r.entity).unwrap().name;
            let (best, worst) = &r.rank_bounds;
            let rank = r.rank.as_ref().map_or(format!("{}~{}", best.to_text(), worst.to_text()), Exact::to_text);
            let grade = r.grade.map_or("-", |g| &scheme.grades[g].name);
            lines.push(format!("{name} = {} #{rank} {grade}", points(&r.total)));
            out += &format!("{}{}\n", lines.last().unwrap(), if r.is_tied { " tied" } else { "" });
            for why in [&r.grade_reason, &r.reason].into_iter().flatten() {
                out += &format!("    ! {} | {}\n", why.get(Lang::Zh), why.get(Lang::En));
            }
            for (i, e) in r.items.iter().zip(&scheme.entries) {
                out += &format!(
                    "    {} {}/{} {}: {}\n",
                    e.title,
                    points(&i.points),
                    i.full.to_text(),
                    i.state.as_str(),
                    i.how.get(Lang::Zh)
                );
            }
            if let Some(n) = &r.next {
                let offers = n.offers.iter().map(|o| {
                    let needed = o.needed.as_ref().map_or(String::new(), |a| format!(" at {}", a.value.to_text()));
                    format!("{} {}{needed}", scheme.entries[o.entry].title, o.points.to_text())
                });
                let above = &data.roster.get(n.above).unwrap().name;
                let (more, enough) = (if n.is_more { ">" } else { "" }, if n.is_enough { "" } else { " (not enough)" });
                out += &format!(
                    "    ^ {above}: {more}{} from {}{enough}\n",
                    n.lacking.to_text(),
                    offers.collect::<Vec<_>>().join(", ")
                );
            }
        }
    }
    for board in &judged.lights {
        let lights = &rules.model().lights[board.lights];
        out += &format!("# {}\n", lights.name);
        for r in &board.rows {
            let name = r.entity.map_or("-", |e| &data.roster.get(e).unwrap().name);
            let line = r.line.map(|l| &lights.lines[l]);
            let light = line.map_or("dark", |l| &lights.colours[l.colour]);
            let action = line.and_then(|l| l.action.as_deref()).unwrap_or("");
            lines.push(format!("{name} = {light} {action}").trim().to_owned());
            let id = &rules.model().rules[r.rule].id;
            out += &format!("{id} {}: {}\n", lines.last().unwrap(), r.reason.get(Lang::Zh));
        }
    }
    (out, lines)
}

#[test]
fn cases() {
    insta::glob!("cases/score/*.rules", |path| {
        let source = std::fs::read_to_string(path).unwrap();
        let world = worlds::world(&source);
        let loaded = check::load_text("case.rules", &source);
        let errors: Vec<_> =
            loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.problem.message(Lang::En)).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
        let (data, findings) = data::load(&MemoryFiles::new(world.tables), &request, &loaded.rules.model().schema);
        let data = data.unwrap_or_else(|| panic!("{findings:?}"));
        let (out, lines) = text(
            &loaded.rules,
            &data,
            &eval::Session::new(&loaded.rules, &data, world.as_of).evaluate(Detail::Summary),
        );
        for wanted in source.lines().filter_map(|l| l.trim().strip_prefix("// expect ")) {
            assert!(
                lines.iter().any(|l| l == wanted),
                "{}: {wanted} is not among\n{}",
                path.display(),
                lines.join("\n")
            );
        }
        insta::assert_snapshot!(out);
    });
}

//! The lights of a rule: the one that stands for it, and all that its judgements were given.
//!
//! The worst light stands for a rule. A grey one says that nothing is known; it stands for a rule only where there is no
//! other, so that a place without figures does not hide a red one. INVARIANT: every light that a judgement of the rule was
//! given is among all of them, and is found by a filter.

use super::View;
use dabiao_eval::LightRow;
use dabiao_lang::model::Lights;

/// A light.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Light {
    pub(crate) name: String,
    /// `red`, `amber`, `green`, `blue`, `grey` or `other`.
    pub(crate) class: &'static str,
    /// The place among its colours; the first is the best.
    pub(crate) order: usize,
    /// How many judgements have it.
    pub(crate) count: usize,
    /// The names that an earlier report gave to the same judgements, the worst first.
    pub(crate) before: Vec<String>,
}

/// The lights of each rule, by position.
#[derive(Debug, Default)]
pub(crate) struct RuleLights(Vec<Vec<Light>>);

impl RuleLights {
    /// Gathers the lights that were given.
    pub(crate) fn of(view: &View<'_>) -> Self {
        let mut all: Vec<Vec<Light>> = vec![Vec::new(); view.model.rules.len()];
        for board in &view.judgement.lights {
            let Some(declared) = view.model.lights.get(board.lights) else { continue };
            for row in &board.rows {
                let colour = row.line.and_then(|l| declared.lines.get(l)).map(|l| l.colour);
                let named = colour.and_then(|c| Some((c, declared.colours.get(c)?)));
                let (Some(of_rule), Some((order, name))) = (all.get_mut(row.rule), named) else { continue };
                match of_rule.iter_mut().find(|l| *l.name == **name && l.order == order) {
                    Some(light) => {
                        light.count += 1;
                        remember(light, before(declared, row));
                    }
                    None => {
                        let mut light =
                            Light { name: name.to_string(), class: class(name), order, count: 1, before: Vec::new() };
                        remember(&mut light, before(declared, row));
                        of_rule.push(light);
                    }
                }
            }
        }
        for of_rule in &mut all {
            // The worst first, and what says nothing behind all that says something.
            of_rule.sort_by(|a, b| (a.class == GREY, b.order, &a.name).cmp(&(b.class == GREY, a.order, &b.name)));
        }
        Self(all)
    }

    /// Returns all lights of a rule, the worst first.
    pub(crate) fn all(&self, rule: usize) -> &[Light] {
        self.0.get(rule).map_or(&[], Vec::as_slice)
    }

    /// Returns the light that stands for a rule.
    pub(crate) fn worst(&self, rule: usize) -> Option<&Light> {
        self.all(rule).first()
    }

    /// Returns every light that occurs, the best first, each name once.
    pub(crate) fn names(&self) -> Vec<Light> {
        let mut all: Vec<Light> = self.0.iter().flatten().cloned().collect();
        all.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        let mut names: Vec<Light> = Vec::new();
        for light in all {
            if !names.iter().any(|n| n.name == light.name) {
                names.push(light);
            }
        }
        names
    }
}

fn before<'a>(declared: &'a Lights, row: &LightRow) -> Option<&'a str> {
    declared.colours.get(row.handed?.colour).map(|c| &**c)
}

fn remember(light: &mut Light, before: Option<&str>) {
    if let Some(name) = before.filter(|b| !light.before.iter().any(|known| known == b)) {
        light.before.push(name.to_owned());
    }
}

const GREY: &str = "grey";

/// Returns the colour that a name stands for.
pub(crate) fn class(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    match () {
        () if has(&["红", "red"]) => "red",
        () if has(&["黄", "橙", "yellow", "amber", "orange"]) => "amber",
        () if has(&["绿", "green"]) => "green",
        () if has(&["蓝", "blue"]) => "blue",
        () if has(&["灰", "白", "grey", "gray", "white"]) => GREY,
        () => "other",
    }
}

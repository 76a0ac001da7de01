//! From a world that shows a difference to a small one that still does.

use super::compare::{Engine, difference};
use super::print::{path, print};
use super::world::{Course, Duty, World};

/// Returns a smaller world in which there is still a difference of the same kind.
pub fn shrink(world: &World, engine: Engine) -> World {
    let Some(first) = difference(world, engine) else { return world.clone() };
    let wanted = kind(&first);
    let mut best = world.clone();
    loop {
        let still = |w: &World| difference(w, engine).is_some_and(|why| kind(&why) == wanted);
        let Some(next) = smaller(&best).into_iter().find(still) else { return best };
        best = next;
    }
}

/// Returns a difference without its places and numbers.
pub fn kind(why: &str) -> String {
    let plain: String = why.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect();
    let plain = plain.split_once(": ").map_or(plain.clone(), |(_, k)| k.to_owned());
    let plain = plain.split_once(": ").map_or(plain.clone(), |(_, k)| k.to_owned());
    let tail = plain.find(", expected").map_or("", |i| &plain[i..]);
    let head = plain.split(", expected").next().unwrap_or("");
    let head = head.split(" (").next().unwrap_or("");
    let head = head.split_once("村 ").map_or(head, |(_, h)| h);
    format!("{}{tail}", head.split_once("镇 ").map_or(head, |(_, h)| h))
}

/// Returns worlds with something left out, the boldest first.
fn smaller(world: &World) -> Vec<World> {
    let mut out = Vec::new();
    let mut push = |change: &dyn Fn(&mut World)| {
        let mut next = world.clone();
        change(&mut next);
        out.push(next);
    };
    if world.rules.len() > 1 {
        for i in 0..world.rules.len() {
            push(&|w| w.rules = vec![w.rules[i].clone()]);
        }
    }
    let mut n = world.rows.len() / 2;
    while n > 0 {
        for start in (0..world.rows.len()).step_by(n) {
            let end = (start + n).min(world.rows.len());
            let is_last =
                |e: usize| (0..world.rows.len()).all(|i| world.rows[i].entity != e || (start..end).contains(&i));
            if !world.has_roster && world.rows[start..end].iter().any(|r| is_last(r.entity)) {
                continue; // Without a roster an entity is there because of its rows.
            }
            push(&|w| {
                w.rows.drain(start..(start + n).min(w.rows.len()));
            });
        }
        n /= 2;
    }
    for (i, rule) in world.rules.iter().enumerate() {
        for k in 0..rule.statements.len() {
            if rule.statements.len() > 1 {
                push(&|w| {
                    w.rules[i].statements.remove(k);
                });
            }
            if let Duty::Targets(_, targets) = &rule.statements[k].body
                && targets.len() > 1
            {
                push(&|w| {
                    if let Duty::Targets(_, targets) = &mut w.rules[i].statements[k].body {
                        targets.remove(0);
                    }
                });
            }
        }
        if rule.course != Course::Line {
            push(&|w| w.rules[i].course = Course::Line);
        }
        if rule.baseline.is_some() {
            push(&|w| w.rules[i].baseline = None);
        }
    }
    if let Some(last) = (1..world.entities.len()).rev().find(|&e| is_free(world, e)) {
        push(&|w| remove_last(w, last));
    }
    if world.layout != 0 {
        push(&|w| w.layout = 0);
    }
    out
}

/// Only the last entity may go, so that no index moves.
fn is_free(world: &World, e: usize) -> bool {
    let text = print(&World { rows: vec![], ..world.clone() }).rules;
    e == world.entities.len() - 1
        && !world.rows.iter().any(|r| r.entity == e)
        && !text.contains(&path(world, e))
        && !world.entities.iter().any(|o| o.parent == Some(e))
}

fn remove_last(world: &mut World, e: usize) {
    world.entities.truncate(e);
}

//! How each verdict came about: the derivation as a list that folds, bounded in breadth and in all.

use super::scene::Scene;
use crate::derivation::{Explained, derivation};
use crate::document::{Block, Line, Node, Tone};
use crate::html::document::tree;
use dabiao_eval::{Derivation, Steps};
use dabiao_lang::diag::Lang;

/// Steps shown below one step.
const MOST_CHILDREN: usize = 12;
/// Members of a population that are looked at for one rule.
const MOST_MEMBERS: usize = 10;
/// Steps shown for one rule.
const MOST_STEPS: usize = 90;
/// Bytes that all derivations of a report may take.
const MOST_BYTES: usize = 30_000_000;

/// What is left of the room for derivations.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_BYTES)
    }
}

/// Returns the derivation of a rule's verdict.
pub(super) fn html(scene: &Scene<'_>, rule: usize, budget: &mut Budget) -> String {
    let source = &scene.source;
    let lang = source.lang;
    let id = scene.view.model.rules.get(rule).map(|r| r.id.to_string()).unwrap_or_default();
    if budget.0 == 0 {
        let mut out = String::new();
        tree(&mut out, &[Node { line: elsewhere(lang, &id), children: vec![] }]);
        return out;
    }
    let (session, judged) = (source.session, source.judgement.rules.get(rule));
    let steps: Vec<Derivation> =
        judged.map(|j| session.derive(j, &Steps { n_members: MOST_MEMBERS, ..Steps::of(rule) })).into_iter().collect();
    let document = derivation(Explained { rules: session.rules(), data: session.data(), rule, steps: &steps }, lang);
    let mut nodes: Vec<Node> = Vec::new();
    for block in document.blocks {
        if let Block::Tree(found) = block {
            nodes.extend(found);
        }
    }
    let mut left = MOST_STEPS;
    let pruned: Vec<Node> = nodes.into_iter().map(|n| prune(n, lang, (&id, &mut left))).collect();
    let mut out = String::new();
    tree(&mut out, &pruned);
    budget.0 = budget.0.saturating_sub(out.len());
    out
}

/// Keeps the first of many steps and says how many there are beside them.
fn prune(node: Node, lang: Lang, (id, left): (&str, &mut usize)) -> Node {
    *left = left.saturating_sub(1);
    let n_all = node.children.len();
    let mut children = Vec::new();
    for child in node.children {
        if children.len() >= MOST_CHILDREN || *left == 0 {
            break;
        }
        children.push(prune(child, lang, (id, left)));
    }
    let rest = n_all - children.len();
    if rest > 0 {
        children.push(Node { line: more(lang, id, rest), children: vec![] });
    }
    Node { line: node.line, children }
}

fn more(lang: Lang, id: &str, rest: usize) -> Line {
    let head = match lang {
        Lang::Zh => format!("另有 {rest} 步，全部见 "),
        Lang::En => format!("{rest} more steps, all in "),
    };
    Line::of(head, Tone::Faint).and(format!("dabiao explain {id} --data …"), Tone::Code)
}

fn elsewhere(lang: Lang, id: &str) -> Line {
    let head = match lang {
        Lang::Zh => "报告篇幅所限，推导过程从略，见 ",
        Lang::En => "left out for want of room, see ",
    };
    Line::of(head, Tone::Faint).and(format!("dabiao explain {id} --data …"), Tone::Code)
}

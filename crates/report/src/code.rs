//! Short codes of figures: what a town reads on paper and names when it disputes one.
//!
//! A code is made of what the figure is about: rule, statement, target, period and entity. It does not depend on the
//! value, so it stays the same while the figure is corrected. Letters that are misread for digits are not used.
//! INVARIANT: the same check and entity have the same code in every report on the same rules.

use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Check, Judgement, Session, Span};
use dabiao_lang::model::{Model, Rule};
use sha2::{Digest, Sha256};

/// Signs of a code: no I, L, O, U.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs in a code: 35 bits, so that among a million figures one in thirty thousand shares its code with another; both
/// are then told.
const LENGTH: usize = 7;

/// A figure that a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// The rule, by position.
    pub rule: usize,
    /// The check, by position.
    pub check: usize,
    /// The entity; `None` where the figure is that of the check as a whole.
    pub entity: Option<EntityId>,
}

/// Returns the code of a check, or of one entity in it.
pub fn of(rule: &Rule, check: &Check, entity: Option<&str>) -> String {
    let period = check.period.map(|p| match p {
        Span::One(p) => p.to_string(),
        Span::Window(a, b) => format!("{a}..{b}"),
    });
    let (statement, target) = (check.statement.to_string(), check.target.to_string());
    let mut hash = Sha256::new();
    for part in [&*rule.id, &statement, &target, period.as_deref().unwrap_or("-"), entity.unwrap_or("-")] {
        // A length before each part: no two figures are written alike.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let bits = hash.finalize().iter().take(8).fold(0u64, |x, b| x << 8 | u64::from(*b));
    let sign = |n: usize| {
        let at = (bits >> (5 * n)) & 31;
        SIGNS.get(at as usize).map_or('0', |s| char::from(*s))
    };
    (0..LENGTH).map(sign).collect()
}

/// Returns whether a text can be a code, whatever its case.
pub fn is_code(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| SIGNS.contains(&b.to_ascii_uppercase()))
}

/// Returns the figures that a code stands for: mostly one.
pub fn find(session: &Session<'_>, judgement: &Judgement, code: &str) -> Vec<Figure> {
    let code = code.to_ascii_uppercase();
    let (model, data): (&Model, &Dataset) = (session.rules().model(), session.data());
    let mut found = Vec::new();
    for (rule, judged) in judgement.whole().iter().enumerate() {
        let Some(of_rule) = model.rules.get(rule) else { continue };
        for (check, c) in judged.checks.iter().enumerate() {
            let own = c.entity.map(|e| data.roster.key(e));
            if of(of_rule, c, own) == code {
                found.push(Figure { rule, check, entity: c.entity });
                continue;
            }
            // The members of a check: nobody else has a figure in it.
            let is_it = |e: &EntityId| of(of_rule, c, Some(data.roster.key(*e))) == code;
            let all = (0u32..).zip(&data.roster.entities).map(|(at, _)| EntityId(at));
            found.extend(all.filter(is_it).map(|e| Figure { rule, check, entity: Some(e) }));
        }
    }
    found
}

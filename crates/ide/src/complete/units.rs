//! Units that fit: behind a number those of the dimension that stands on the other side.

use dabiao_lang::model::{Dim, Unit};
use dabiao_lang::syntax::keywords::Keyword;

use super::{Candidate, CandidateKind, Writer};
use crate::context::keyword;
use crate::scan::WordKind;

/// Units that plans use, the common ones of each dimension first; what they mean is read from the language's own table.
const COMMON: &[&str] = &[
    "万元",
    "亿元",
    "元",
    "%",
    "个",
    "万亩",
    "亩",
    "公顷",
    "平方公里",
    "平方米",
    "人",
    "万人",
    "名",
    "户",
    "万户",
    "家",
    "吨",
    "万吨",
    "公斤",
    "公里",
    "米",
    "立方米",
    "万立方米",
    "万千瓦",
    "千瓦",
    "个百分点",
    "‰",
    "倍",
    "人次",
    "万人次",
    "次",
    "场",
    "期",
    "处",
    "座",
    "条",
    "套",
    "所",
    "支",
    "台",
    "项",
    "件",
    "头",
    "万头",
    "只",
    "万只",
    "羽",
    "袋",
    "箱",
    "年",
    "个月",
    "天",
    "小时",
    "分",
    "元/人",
    "万元/人",
    "元/平方米",
    "公斤/亩",
    "元/亩",
    "岁",
    "级",
    "位",
    "学时",
];

impl Writer<'_> {
    /// Returns the units of what the number at the cursor is compared with.
    pub(super) fn units_of_number(&self) -> Vec<Candidate> {
        let measured = self.measured();
        let own = measured.as_ref().and_then(|m| m.own.clone());
        let mut found = self.units(measured.map(|m| m.dim).as_ref());
        if let Some(unit) = own {
            found.push(Candidate::plain(CandidateKind::Unit, &*unit.symbol, unit.dim.words()).ranked(0));
        }
        found
    }

    /// Returns the units of a dimension; all of them where it is not known.
    pub(super) fn units(&self, dim: Option<&Dim>) -> Vec<Candidate> {
        let schema = &self.snapshot.model().schema;
        let declared = schema.units.iter().map(|u| &*u.symbol);
        let mut found = Vec::new();
        for (order, symbol) in COMMON.iter().copied().chain(declared).enumerate() {
            let Some(unit) = schema.unit(symbol) else { continue };
            let fits = dim.is_none_or(|d| d.unify(&unit.dim).is_some());
            if fits {
                let rank = 2 + (order / 16).min(4) as u8;
                found.push(Candidate::plain(CandidateKind::Unit, symbol, unit.dim.words()).ranked(rank));
            }
        }
        found
    }

    /// Returns what stands on the other side of the comparison at the cursor.
    fn measured(&self) -> Option<Measured> {
        let words = &self.context.before;
        let mut depth = 0_usize;
        for (idx, word) in words.iter().enumerate().rev() {
            match (word.kind, word.of(self.context.text)) {
                (WordKind::Close, ")" | "）") => depth += 1,
                (WordKind::Open, "(" | "（") if depth > 0 => {
                    depth -= 1;
                    let function = idx.checked_sub(1).and_then(|i| words.get(i));
                    let function = function.and_then(|w| keyword(w.of(self.context.text)));
                    if depth == 0 {
                        return self.of_call(function, idx);
                    }
                }
                (WordKind::Run | WordKind::QuotedName, written) if depth == 0 => {
                    if let Some(measured) = self.of_indicator(written) {
                        return Some(measured);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// What a function gives whose bracket opens at a word.
    fn of_call(&self, function: Option<Keyword>, open: usize) -> Option<Measured> {
        use Keyword::{Change, Count, Gain, Growth, Share, Yearly};
        let inner = || {
            let words = self.context.before.get(open..)?;
            let body = words.iter().rev().filter(|w| matches!(w.kind, WordKind::Run | WordKind::QuotedName));
            body.filter_map(|w| self.of_indicator(w.of(self.context.text))).next()
        };
        match function {
            Some(Count) => self.of_unit("个"),
            Some(Share | Growth | Yearly) => self.of_unit("%"),
            Some(Gain | Change) => {
                let inner = inner()?;
                if inner.dim.is_ratio() { self.of_unit("个百分点") } else { Some(inner) }
            }
            _ => inner(),
        }
    }

    fn of_unit(&self, symbol: &str) -> Option<Measured> {
        let unit = self.snapshot.model().schema.unit(symbol)?;
        Some(Measured { dim: unit.dim.clone(), own: Some(unit) })
    }

    fn of_indicator(&self, written: &str) -> Option<Measured> {
        let name = written.trim_matches(['「', '」', '\'', '‘', '’']);
        let id = self.snapshot.symbols().indicator(name)?;
        let unit = self.snapshot.model().schema.indicator(id)?.unit.clone()?;
        Some(Measured { dim: unit.dim.clone(), own: Some(unit) })
    }
}

/// A dimension, and the unit in which it is declared.
struct Measured {
    dim: Dim,
    own: Option<Unit>,
}

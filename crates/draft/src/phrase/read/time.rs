//! Times of a sentence: deadlines, base years, windows, and what they do to what follows.

use super::{Reader, Sentence};
use crate::phrase::dates::{ADDED_UP, Dated, When};
use crate::phrase::fate::Fate;
use crate::phrase::marks::{Mark, MarkKind};
use crate::tables::times::UNTIL;

impl Reader<'_> {
    pub(super) fn each(&mut self, mark: &Mark, step: &'static str) {
        // 2021年，全年合格率达到98%: the year is named already; 全年培训1200人次 of a yearly plan is that year's.
        if self.line.begins(mark.start, "全年") {
            let is_open = self.sentence.deadline.is_none() && self.passage.deadline.is_none();
            // 全年完成 in a report of last year is that year's.
            if is_open && !self.context.is_past {
                self.sentence.deadline = Some(When::At(self.year_spoken_of().to_string()));
            }
            return;
        }
        self.sentence.each = Some(step);
        self.sentence.deadline = None;
    }

    pub(super) fn time(&mut self, idx: usize, time: &Dated) {
        let Some(mark) = self.marks.get(idx) else { return };
        let when = self.resolved(&time.when);
        let start = mark.start;
        let until = self.line.word_before(start, UNTIL);
        let fate = if self.is_base(start, time) {
            self.sentence.base_year = when.year();
            Fate::Date
        } else {
            self.fate_of_time(idx, time, &when, until)
        };
        self.push(mark, fate, None);
    }

    /// Returns whether a time is what something is compared with: 比2020年, 在2020年基础上.
    fn is_base(&self, start: usize, time: &Dated) -> bool {
        let before =
            ["比", "较", "相比", "基于", "与", "相较于", "相对于", "对比"].iter().any(|w| self.line.ends(start, w));
        let behind = ["基础上", "的基础上", "水平之上", "基数", "相比"].iter().any(|w| self.line.begins(time.end, w));
        // 由2020年的62.4%提高到68%
        let is_from = ["由", "从"].iter().any(|w| self.line.ends(start, w))
            && ["的", "末的", "底的", "时的"].iter().any(|w| self.line.begins(time.end, w));
        before && !self.line.ends(start, "参与") || behind || is_from
    }

    fn fate_of_time(&mut self, idx: usize, time: &Dated, when: &When, until: Option<&str>) -> Fate {
        let year = when.year();
        match (when, year) {
            (When::Years(from, to), _) => {
                let is_later = *to >= self.context.years.0;
                if is_later {
                    self.sentence.window = Some((*from, *to)).filter(|w| w.1 <= self.context.years.1 + 10);
                    if (*from, *to) != self.context.years {
                        self.set_deadline(When::At(to.to_string()), false);
                    }
                }
                self.sentence.is_past = !is_later;
                if is_later { Fate::Deadline } else { Fate::Date }
            }
            (When::List(years), _) => {
                self.sentence.times = years.iter().map(|y| When::At(y.to_string())).collect();
                self.set_deadline(When::At(year.unwrap_or(self.context.years.1).to_string()), false);
                Fate::Deadline
            }
            (When::Month(m, d), _) if self.sentence.each.is_some() => {
                self.sentence.each_by = Some((*m, *d));
                Fate::Deadline
            }
            (When::Month(..), _) if !time.is_due => Fate::Date,
            // A year before the plan tells the past, whatever word stands before it but 到.
            (_, Some(y))
                if y < self.context.years.0 && until.is_none_or(|w| matches!(w, "在" | "于" | "截至" | "至")) =>
            {
                self.sentence.is_past = true;
                Fate::Date
            }
            (When::At(day), Some(_)) if day.len() == 10 && !time.is_due && until.is_none() => Fate::Date,
            (_, Some(_)) => {
                self.sentence.is_past = false;
                self.note_several(idx, when);
                let holds_on = until.is_some_and(|w| !matches!(w, "在" | "于"));
                // 2017年脱贫1.6万人: what is done in that year; 到2017年 and 2017年底前 may add up several.
                self.sentence.own_year = year.filter(|_| !holds_on && !time.is_due);
                let dated = self.dated(when);
                self.set_deadline(dated, holds_on);
                Fate::Deadline
            }
            (When::Within(n), None) if !time.is_due => self.span(*n, time.end),
            _ => {
                let dated = self.dated(when);
                self.set_deadline(dated, false);
                Fate::Deadline
            }
        }
    }

    /// Reads the 五年 of 五年累计 as the years of the sum, counted from the plan's first.
    fn span(&mut self, n: i32, end: usize) -> Fate {
        if self.line.word(end, ADDED_UP).is_none() || self.sentence.is_past {
            return Fate::Duration;
        }
        let (first, last) = self.context.years;
        self.sentence.spanned = Some(self.clause_start);
        self.sentence.window = Some((first, (first + n - 1).clamp(first, last.max(first))));
        Fate::Deadline
    }

    /// Notes times that follow one upon the other: 2021年、2022年和2023年分别.
    fn note_several(&mut self, idx: usize, when: &When) {
        let before = idx.checked_sub(1).and_then(|i| self.marks.get(i));
        let gap = before.map(|m| self.line.text(m.end, self.marks.get(idx).map_or(m.end, |x| x.start)));
        let goes_on = match before.map(|m| &m.kind) {
            Some(MarkKind::Stop('、')) => gap.as_deref() == Some(""),
            Some(MarkKind::Time(_)) => matches!(gap.as_deref(), Some("和" | "及" | "以及" | "" | "与")),
            _ => false,
        };
        if !goes_on {
            self.sentence.times.clear();
        }
        self.sentence.times.push(when.clone());
    }

    /// Gives a time without a year the one that is spoken of.
    fn dated(&self, when: &When) -> When {
        let year = self.year_spoken_of();
        match when {
            When::YearEnd => When::At(year.to_string()),
            When::Month(m, None) => When::At(format!("{year}-{m:02}")),
            When::Month(m, Some(d)) => When::At(format!("{year}-{m:02}-{d:02}")),
            other => other.clone(),
        }
    }

    /// Names the year of 今年, 明年 and 一季度.
    fn resolved(&self, when: &When) -> When {
        match when {
            When::Relative(offset) => When::At((self.context.this_year + offset).to_string()),
            When::Part(part) => When::At(format!("{}{part}", self.year_spoken_of())),
            other => other.clone(),
        }
    }

    /// The year of the open deadline, else the one in which the document speaks.
    fn year_spoken_of(&self) -> i32 {
        let of = |w: &Option<When>| w.as_ref().and_then(When::year);
        of(&self.sentence.deadline).or_else(|| of(&self.passage.deadline)).unwrap_or(self.context.this_year)
    }

    fn set_deadline(&mut self, when: When, holds_on: bool) {
        if holds_on {
            self.passage.deadline = Some(when.clone());
        }
        let Sentence { deadline, each, each_by, .. } = &mut self.sentence;
        *deadline = Some(when);
        *each = None;
        *each_by = None;
    }
}

//! Times of a sentence: deadlines, base years, windows, and what they do to what follows.

use super::{Reader, Sentence};
use crate::phrase::dates::{ADDED_UP, Dated, When};
use crate::phrase::doubt::Doubt;
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
        self.sentence.is_told = false;
        let when = self.resolved(&time.when);
        let start = mark.start;
        let until = self.line.word_before(start, UNTIL);
        let fate = if self.is_base(start, time) {
            // 到2026年比上年提高: the year before the one that is spoken of; 去年 is that of the document.
            let is_year_before = self.line.begins(start, "上");
            self.sentence.base_year = if is_year_before && matches!(time.when, When::Relative(-1)) {
                Some(self.year_spoken_of() - 1)
            } else {
                when.year()
            };
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
        let is_part_of_a_word = ["参与", "占比", "对比度", "配比"].iter().any(|w| self.line.ends(start, w));
        before && !is_part_of_a_word || behind || is_from
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
            (_, Some(y)) if y < self.context.years.0 && self.is_told_of_the_past(idx, until) => {
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
                self.closes(idx, &dated);
                self.set_deadline(dated, holds_on);
                Fate::Deadline
            }
            (When::Within(n), None) if !time.is_due => self.span(*n, time.end),
            _ => {
                let dated = self.dated(when);
                self.closes(idx, &dated);
                self.set_deadline(dated, false);
                Fate::Deadline
            }
        }
    }

    /// Returns whether a year before the plan tells where things stood: not where 到 sets an end of its own.
    fn is_told_of_the_past(&self, idx: usize, until: Option<&str>) -> bool {
        let start = self.marks.get(idx).map_or(0, |m| m.start);
        // 由2015年的16.2%下降到2020年的14.4%: the 到 belongs to the change.
        let is_change = ["降到", "低到", "高到", "加到", "长到", "升到", "大到", "展到", "少到", "小到"]
            .iter()
            .any(|w| self.line.ends(start, w));
        self.context.is_past || is_change || until.is_none_or(|w| matches!(w, "在" | "于" | "截至" | "至"))
    }

    /// Gives a deadline that ends a sentence to the figures before it: …, 8月底前全部开工.
    fn closes(&mut self, idx: usize, when: &When) {
        const DONE: &[&str] = &[
            "完成",
            "开工",
            "建成",
            "竣工",
            "投用",
            "投入使用",
            "到位",
            "完工",
            "完成任务",
            "建成投用",
            "完成建设",
            "交付使用",
            "完成改造",
        ];
        let Some(mark) = self.marks.get(idx) else { return };
        let clause = self.line.text(mark.end, self.clause_end(idx));
        let rest =
            ["全部", "全面", "均", "要", "前"].iter().fold(clause.as_str(), |r, w| r.strip_prefix(w).unwrap_or(r));
        if !DONE.contains(&rest) {
            return;
        }
        let of_sentence = self.found.iter_mut().skip(self.sentence.n_before).filter_map(|f| f.target.as_mut());
        for target in of_sentence.filter(|t| (t.when.is_none() || t.is_inherited) && t.each.is_none()) {
            target.when = Some(when.clone());
            target.is_inherited = false;
            target.doubts.retain(|d| !matches!(d, Doubt::NoDeadline | Doubt::DeadlineBefore));
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

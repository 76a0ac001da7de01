//! Schemes and lights as text.

use std::fmt::Write as _;

use super::{Writer, amount};
use crate::model::light::{Measure, When};
use crate::model::scheme::{Entry, Goal, Method, Only, Quota, RuleRef, Source, VetoCause};
use crate::model::{Lights, Scheme, TargetKind};

impl Writer<'_> {
    /// Writes a scheme: its head, then its entries, a line each.
    pub fn scheme(&mut self, s: &Scheme) {
        let _ = write!(self.out, "scheme {:?} ", s.name);
        self.level(&s.who.level);
        if let Some(f) = &s.who.filter {
            self.filter(f);
        }
        for e in &s.who.except {
            let _ = write!(self.out, " but {}", e.parts.join("/"));
        }
        let period = s.period.map(|p| p.to_string()).unwrap_or_default();
        let _ = write!(self.out, " {period} {:?} {}", s.precision, s.is_ranked_unrounded);
        self.exact("full ", s.full.as_ref());
        let _ = write!(self.out, " {:?} {:?} {}", s.ties, s.inapplicable, s.is_missing_zero);
        self.exact("bonus ", s.bonus_cap.as_ref());
        self.exact("malus ", s.malus_cap.as_ref());
        for g in &s.grades {
            let least = g.least.as_ref().map(|(op, x)| format!("{op:?}{x}"));
            let quota = g.quota.as_ref().map(|q| match q {
                Quota::Share(x, whole) => format!("{x}{whole:?}"),
                Quota::Count(x) => format!("#{x}"),
            });
            let _ = write!(self.out, " grade {:?} {least:?} {quota:?}", g.name);
        }
        for v in &s.vetoes {
            let _ = write!(self.out, " veto {:?} ", v.effect);
            match &v.cause {
                VetoCause::Rules(rules) => self.rules(rules),
                VetoCause::MarkedRules => self.put("marked"),
                VetoCause::Condition(e) => self.expr(e),
            }
        }
        for section in &s.sections {
            let _ = write!(self.out, " section {:?}", section.title);
            self.exact("", section.points.as_ref());
        }
        let _ = write!(self.out, " {:?}", s.note);
        for e in &s.entries {
            self.put("; ");
            self.entry(e);
        }
    }

    fn rules(&mut self, rules: &[RuleRef]) {
        for r in rules {
            let _ = write!(self.out, "rule {} ", r.id);
        }
    }

    /// Writes an entry of a scheme.
    pub fn entry(&mut self, e: &Entry) {
        let _ = write!(self.out, "{} {:?} {}", e.kind.as_str(), e.title, e.points);
        if e.takes_weight {
            self.put(" by weight");
        }
        match &e.only {
            Some(Only::Places(places)) => {
                for p in places {
                    let _ = write!(self.out, " only {}", p.parts.join("/"));
                }
            }
            Some(Only::Condition(c)) => self.filter(c),
            None => {}
        }
        self.put(" : ");
        match &e.source {
            Some(Source::Value(x)) => self.expr(x),
            Some(Source::Rules(rules)) => self.rules(rules),
            None => {}
        }
        match &e.goal {
            Some(Goal::Compare(op, x)) => {
                let _ = write!(self.out, " {op:?} ");
                self.expr(x);
            }
            Some(Goal::Within(i)) => self.interval(i),
            Some(Goal::Mean { op, weight, plus }) => {
                let _ = write!(self.out, " {op:?} mean {:?} ", plus.as_ref().map(|q| amount(q)));
                if let Some(w) = weight {
                    self.expr(w);
                }
            }
            None => {}
        }
        self.method(&e.method);
        if let Some(n) = &e.nothing {
            self.put(" nothing");
            self.values(n);
        }
        self.exact("floor ", e.floor.as_ref());
        self.exact("cap ", e.cap.as_ref());
        let _ = write!(self.out, " {} {:?} {:?}", e.is_unclamped, e.precision, e.inapplicable);
        let _ = write!(self.out, " {} {:?} {} {:?}", e.is_missing_zero, e.ties, e.is_lower_better, e.note);
    }

    fn values(&mut self, v: &TargetKind) {
        match v {
            TargetKind::Compare(op, x) => {
                let _ = write!(self.out, " {op:?} ");
                self.expr(x);
            }
            TargetKind::Within(i) => self.interval(i),
            TargetKind::About(x, t) => {
                self.put(" about ");
                self.expr(x);
                self.tolerance(t);
            }
            TargetKind::Holds => {}
        }
    }

    fn method(&mut self, m: &Method) {
        match m {
            Method::Met => self.put(" met"),
            Method::Ratio => self.put(" proportion"),
            Method::Efficacy { best, worst, base, span } => {
                let _ = write!(self.out, " efficacy {base} {span} ");
                self.expr(best);
                self.put(" ");
                self.expr(worst);
            }
            Method::Rescale { of } => {
                let _ = write!(self.out, " of {}", amount(of));
            }
            Method::Direct => self.put(" direct"),
            Method::ToFirst => self.put(" to first"),
            Method::PerPlace(x) => self.exact("per place ", Some(x)),
            Method::Places(bands) => {
                for b in bands {
                    let _ = write!(self.out, " place {:?} {}", b.from, b.to);
                    b.points.iter().for_each(|x| self.exact("", Some(x)));
                }
            }
            Method::Bands(bands) => {
                for b in bands {
                    self.put(" band");
                    if let Some(v) = &b.values {
                        self.values(v);
                    }
                    self.exact("", Some(&b.points));
                }
            }
            Method::Steps { start, steps } => {
                self.exact("from ", Some(start));
                for s in steps {
                    let _ = write!(self.out, " {:?} {} {} {:?}", s.side, amount(&s.length), s.points, s.whole);
                    self.exact("most ", s.most.as_ref());
                }
            }
            Method::Cases { cases, is_highest_only } => {
                let _ = write!(self.out, " cases {is_highest_only}");
                for c in cases {
                    self.put(" ");
                    self.expr(&c.condition);
                    self.exact("", Some(&c.points));
                }
            }
            Method::Unknown => self.put(" unknown"),
        }
    }

    /// Writes a declaration of lights.
    pub fn lights(&mut self, l: &Lights) {
        let _ = write!(self.out, "lights {:?} {:?} {} {:?} ", l.name, l.frequency, l.is_in_order, l.note);
        self.rules(&l.rules);
        for line in &l.lines {
            let colour = l.colours.get(line.colour).map_or("", |c| &**c);
            let _ = write!(self.out, "; {colour:?} {:?} ", line.action);
            match &line.when {
                Some(when) => self.when(when),
                None => self.put("otherwise"),
            }
        }
    }

    fn when(&mut self, when: &When) {
        match when {
            When::And(all) | When::Or(all) => {
                self.put(if matches!(when, When::And(_)) { "and(" } else { "or(" });
                for w in all {
                    self.when(w);
                    self.put(",");
                }
                self.put(")");
            }
            When::Not(inner) => {
                self.put("not(");
                self.when(inner);
                self.put(")");
            }
            When::Verdict(v) => self.put(v.as_str()),
            When::LastLight(colour) => {
                let _ = write!(self.out, "last {colour:?}");
            }
            When::Number(measure, bounds) => {
                self.measure(measure);
                let _ = write!(self.out, " {:?}..{:?}", bounds.low, bounds.high);
            }
            When::Value(e) => self.expr(e),
        }
    }

    /// Writes what a condition of a light compares.
    pub fn measure(&mut self, measure: &Measure) {
        match measure {
            Measure::Lag => self.put("lag"),
            Measure::Overdue => self.put("overdue"),
            Measure::Value(e) => self.expr(e),
        }
    }
}

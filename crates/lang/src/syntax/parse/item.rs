//! Items: a head, and for most of them a body of lines.

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{
    Audit, Entry, EntryKind, Exception, Group, Indicator, Item, LevelDecl, Lights, Member, Name, Param, Plan, Rule,
    RuleField, Scheme, SchemePart, Section, Statement, Test, Text, UnitDecl, Version,
};

use super::build::{Builder, Piece, Pieces};
use super::grammar;
use super::mark::Role;

type R = grammar::Rule;

/// An item whose body is being read.
pub(super) enum Open {
    Rule(Box<Rule>),
    Group(Group),
    Plan(Plan),
    Indicator(Indicator),
    Audit(Box<Audit>),
    Test(Test),
    Scheme(Box<Scheme>),
    Section(Section),
    Entry(Box<Entry>),
    Lights(Lights),
}

impl Open {
    /// Returns the rule of the grammar that reads one line of the body.
    pub fn member_entry(&self) -> grammar::Rule {
        match self {
            Open::Rule(_) => R::rule_member_alone,
            Open::Group(_) => R::group_member_alone,
            Open::Plan(_) => R::plan_member_alone,
            Open::Indicator(_) => R::indicator_member_alone,
            Open::Audit(_) => R::audit_member_alone,
            Open::Test(_) => R::test_member_alone,
            Open::Scheme(_) => R::scheme_line_alone,
            Open::Section(_) => R::section_line_alone,
            Open::Entry(_) => R::entry_line_alone,
            Open::Lights(_) => R::lights_line_alone,
        }
    }

    /// Returns an empty item of a kind.
    pub fn empty(keyword: Keyword, name: Name) -> Open {
        let span = name.span;
        let text = Text { text: name.text.clone(), span };
        match keyword {
            Keyword::Group => Open::Group(Group { title: None, fields: Vec::new(), items: Vec::new(), span }),
            Keyword::Plan => Open::Plan(Plan { name: text, fields: Vec::new(), span }),
            Keyword::Indicator => Open::Indicator(Indicator { name, fields: Vec::new(), span }),
            Keyword::Audit => Open::Audit(Box::new(Audit {
                title: None,
                statements: Vec::new(),
                is_hard: None,
                tolerance: None,
                note: None,
                span,
            })),
            Keyword::Test => Open::Test(Test { title: None, givens: Vec::new(), expects: Vec::new(), span }),
            Keyword::Scheme => {
                Open::Scheme(Box::new(Scheme { name: text, lines: Vec::new(), parts: Vec::new(), span }))
            }
            Keyword::Section => {
                Open::Section(Section { title: text, points: None, only: None, entries: Vec::new(), span })
            }
            Keyword::Entry | Keyword::Bonus | Keyword::Malus => Open::Entry(Box::new(Entry {
                kind: EntryKind::Item,
                title: text,
                points: None,
                lines: Vec::new(),
                span,
            })),
            Keyword::Lights => Open::Lights(Lights { name: None, lines: Vec::new(), span }),
            _ => Open::Rule(Box::new(empty_rule(span))),
        }
    }

    /// Returns whether the body may hold what begins with a word.
    pub fn holds(&self, keyword: Keyword) -> bool {
        match self {
            Open::Group(_) => !keyword.begins_scheme_part(),
            Open::Scheme(_) => keyword.begins_scheme_part(),
            Open::Section(_) => keyword.begins_scheme_part() && keyword != Keyword::Section,
            _ => false,
        }
    }

    /// Returns the finished item.
    pub fn close(self, end: Span) -> Item {
        match self {
            Open::Rule(mut rule) => {
                rule.span = rule.span.to(end);
                // Most have one statement, for which a list takes room for four.
                rule.statements.shrink_to_fit();
                rule.fields.shrink_to_fit();
                rule.order.shrink_to_fit();
                Item::Rule(rule)
            }
            Open::Group(group) => Item::Group(Group { span: group.span.to(end), ..group }),
            Open::Plan(plan) => Item::Plan(Plan { span: plan.span.to(end), ..plan }),
            Open::Indicator(it) => Item::Indicator(Indicator { span: it.span.to(end), ..it }),
            Open::Audit(mut audit) => {
                audit.span = audit.span.to(end);
                Item::Audit(audit)
            }
            Open::Test(test) => Item::Test(Test { span: test.span.to(end), ..test }),
            Open::Scheme(mut scheme) => {
                scheme.span = scheme.span.to(end);
                Item::Scheme(scheme)
            }
            Open::Section(section) => {
                let section = Section { span: section.span.to(end), ..section };
                Item::SchemePart(Box::new(SchemePart::Section(Box::new(section))))
            }
            Open::Entry(mut entry) => {
                entry.span = entry.span.to(end);
                Item::SchemePart(Box::new(SchemePart::Entry(entry)))
            }
            Open::Lights(lights) => Item::Lights(Lights { span: lights.span.to(end), ..lights }),
        }
    }

    /// Adds an item to the body; groups hold items, schemes and sections hold parts.
    pub fn add_item(&mut self, item: Item) {
        match (self, item) {
            (Open::Group(group), item) => group.items.push(item),
            (Open::Scheme(scheme), Item::SchemePart(part)) => scheme.parts.push(*part),
            (Open::Section(section), Item::SchemePart(part)) => {
                if let SchemePart::Entry(entry) = *part {
                    section.entries.push(*entry);
                }
            }
            _ => {}
        }
    }
}

fn empty_rule(span: Span) -> Rule {
    Rule { id: None, title: None, statements: Vec::new(), fields: Vec::new(), is_bare: false, order: Vec::new(), span }
}

impl<'c> Builder<'c> {
    /// Builds the items that were recognised at a place; where a keyword stands for a name among them, nothing is built
    /// and `false` returned.
    pub fn try_items(&mut self, pieces: Pieces<'c>, base: usize, items: &mut Vec<Item>) -> bool {
        let (n_items, n_problems, n_unsaid) = (items.len(), self.problems.len(), self.n_unsaid);
        self.base = base;
        self.has_reserved = false;
        // What excepts the item before would change it, and cannot be taken back.
        let changes_last = pieces.peek().is_some_and(|first| matches!(first.as_rule(), R::exception | R::revision));
        if changes_last && self.holds_reserved(pieces.clone()) {
            return false;
        }
        if let Some(marks) = &mut self.marks {
            marks.note(pieces.clone(), base);
        }
        self.items(pieces, items);
        if self.has_reserved {
            items.truncate(n_items);
            self.problems.truncate(n_problems);
            self.n_unsaid = n_unsaid;
        }
        !self.has_reserved
    }

    /// Builds the items among some pieces.
    fn items(&mut self, pieces: Pieces<'c>, items: &mut Vec<Item>) {
        for piece in pieces {
            match piece.as_rule() {
                R::rule | R::group | R::plan | R::indicator | R::audit | R::test | R::scheme | R::lights => {
                    items.extend(self.braced(piece));
                }
                _ => self.line_item(piece, items),
            }
        }
    }

    /// Builds an item that has a body.
    fn braced(&mut self, piece: Piece<'c>) -> Option<Item> {
        let span = self.span(&piece);
        let mut parts = piece.into_inner();
        let mut open = self.head(parts.next()?)?;
        for part in parts {
            match part.as_rule() {
                R::brace | R::close => self.mark(&part, Role::Body),
                R::sep => {}
                R::rule
                | R::group
                | R::plan
                | R::indicator
                | R::audit
                | R::test
                | R::scheme
                | R::lights
                | R::section
                | R::score_entry => {
                    if let Some(item) = self.braced(part) {
                        open.add_item(item);
                    }
                }
                _ => self.member(&mut open, part),
            }
        }
        Some(open.close(span))
    }

    /// Builds the head of an item.
    pub fn head(&mut self, piece: Piece<'c>) -> Option<Open> {
        let span = self.span(&piece);
        let form = piece.as_rule();
        if matches!(form, R::section_head | R::entry_head) {
            return self.scheme_part(piece, span);
        }
        let (mut id, mut title, mut name) = (None, None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                R::id => id = Some(self.word(&part)),
                R::name => name = Some(self.name(&part)),
                _ => title = Some(self.text(&part)),
            }
        }
        Some(match form {
            R::rule_head => Open::Rule(Box::new(Rule { id, title, ..empty_rule(span) })),
            R::group_head => Open::Group(Group { title, fields: Vec::new(), items: Vec::new(), span }),
            R::plan_head => Open::Plan(Plan { name: title?, fields: Vec::new(), span }),
            R::indicator_head => Open::Indicator(Indicator { name: name?, fields: Vec::new(), span }),
            R::audit_head => Open::Audit(Box::new(Audit {
                title,
                statements: Vec::new(),
                is_hard: None,
                tolerance: None,
                note: None,
                span,
            })),
            R::test_head => Open::Test(Test { title, givens: Vec::new(), expects: Vec::new(), span }),
            R::scheme_head => {
                Open::Scheme(Box::new(Scheme { name: title?, lines: Vec::new(), parts: Vec::new(), span }))
            }
            R::lights_head => Open::Lights(Lights { name: title, lines: Vec::new(), span }),
            _ => return None,
        })
    }

    fn scheme_part(&mut self, piece: Piece<'c>, span: Span) -> Option<Open> {
        let is_section = piece.as_rule() == R::section_head;
        let super::scheme::PartHead { title, points, kind } = self.part_head(piece)?;
        Some(if is_section {
            Open::Section(Section { title, points, only: None, entries: Vec::new(), span })
        } else {
            Open::Entry(Box::new(Entry { kind, title, points, lines: Vec::new(), span }))
        })
    }

    /// Builds one line of a body.
    pub fn member(&mut self, open: &mut Open, piece: Piece<'c>) {
        match open {
            Open::Rule(rule) => self.rule_member(rule, piece),
            Open::Group(group) => {
                // `方案 NAME` inside a group is the plan of its rules.
                let is_plan = piece.as_rule() == R::plan_head;
                match self.rule_field_if(piece, is_plan) {
                    Ok(field) => group.fields.extend(field),
                    Err(piece) => self.line_item(piece, &mut group.items),
                }
            }
            Open::Plan(plan) => plan.fields.extend(self.plan_field(piece)),
            Open::Indicator(indicator) => indicator.fields.extend(self.indicator_field(piece)),
            Open::Audit(audit) => self.audit_member(audit, piece),
            Open::Test(test) => match piece.as_rule() {
                R::given => test.givens.extend(self.given(piece)),
                _ => test.expects.extend(self.expect(piece)),
            },
            Open::Scheme(scheme) => scheme.lines.extend(self.scheme_line(piece)),
            Open::Section(section) => section.only = self.only(piece).or(section.only.take()),
            Open::Entry(entry) => entry.lines.extend(self.entry_line(piece)),
            Open::Lights(lights) => lights.lines.extend(self.lights_line(piece)),
        }
    }

    /// Builds a field of a group; gives the piece back if it is an item of its own.
    fn rule_field_if(&mut self, piece: Piece<'c>, is_plan: bool) -> Result<Option<RuleField>, Piece<'c>> {
        match piece.as_rule() {
            R::statement
            | R::exception
            | R::revision
            | R::use_item
            | R::version
            | R::unit_item
            | R::level_item
            | R::param_item
            | R::indicator_head => Err(piece),
            R::plan_head if !is_plan => Err(piece),
            _ => Ok(self.rule_field(piece)),
        }
    }

    fn rule_member(&mut self, rule: &mut Rule, piece: Piece<'c>) {
        match piece.as_rule() {
            R::statement => {
                if let Some(statement) = self.statement(piece) {
                    rule.order.push(Member::Statement(rule.statements.len()));
                    rule.statements.push(statement);
                }
            }
            R::exception | R::revision => {
                let last = rule.statements.last_mut();
                self.attach(piece, last);
            }
            _ => {
                if let Some(field) = self.rule_field(piece) {
                    rule.order.push(Member::Field(rule.fields.len()));
                    rule.fields.push(field);
                }
            }
        }
    }

    /// Adds an exception or a revision to the statement before it.
    fn attach(&mut self, piece: Piece<'c>, statement: Option<&mut Statement>) {
        if piece.as_rule() == R::revision {
            let Some(revision) = self.revision(piece) else { return };
            match statement {
                Some(statement) => statement.revisions.push(revision),
                None => self.report(Diagnostic::at(revision.span, SyntaxProblem::RevisedFirst {})),
            }
            return;
        }
        let Some(exception) = self.exception(piece) else { return };
        match statement {
            Some(statement) => statement.exceptions.push(exception),
            None => self.report_exception(&exception),
        }
    }

    fn report_exception(&mut self, exception: &Exception) {
        self.report(Diagnostic::at(exception.span, SyntaxProblem::ExceptionFirst {}));
    }

    fn audit_member(&mut self, audit: &mut Audit, piece: Piece<'c>) {
        let span = self.span(&piece);
        match piece.as_rule() {
            R::statement => audit.statements.extend(self.statement(piece)),
            R::audit_kind => audit.is_hard = Some((self.keyword(&piece) == Some(Keyword::Hard), span)),
            R::audit_tolerance => {
                self.mark_field_colon(&piece);
                audit.tolerance = self.slack(piece);
            }
            _ => {
                self.mark_field_colon(&piece);
                audit.note = self.texts(piece.into_inner()).into_iter().next();
            }
        }
    }

    /// Builds an item without a body.
    pub fn line_item(&mut self, piece: Piece<'c>, items: &mut Vec<Item>) {
        let span = self.span(&piece);
        let form = piece.as_rule();
        if matches!(form, R::EOI | R::sep) {
            return;
        }
        match form {
            R::use_item => {
                let path = piece.into_inner().next().map(|p| self.text(&p));
                items.extend(path.map(Item::Use));
            }
            R::allow => items.extend(self.allow(piece).map(Item::Allow)),
            R::version => {
                let number = piece.into_inner().next().map(|p| self.name(&p));
                items.extend(number.map(|number| Item::Version(Version { number, span })));
            }
            R::unit_item => items.extend(self.unit_item(piece, span)),
            R::level_item => items.extend(self.level_item(piece, span)),
            R::param_item => items.extend(self.param_item(piece, span)),
            R::plan_head | R::indicator_head => items.extend(self.head(piece).map(|open| open.close(span))),
            R::exception | R::revision => {
                let last = match items.last_mut() {
                    Some(Item::Rule(rule)) if rule.is_bare => rule.statements.last_mut(),
                    _ => None,
                };
                self.attach(piece, last);
            }
            _ => {
                if let Some(statement) = self.statement(piece) {
                    let order = vec![Member::Statement(0)];
                    let rule = Rule { statements: vec![statement], is_bare: true, order, ..empty_rule(span) };
                    items.push(Item::Rule(Box::new(rule)));
                }
            }
        }
    }

    fn unit_item(&mut self, piece: Piece<'c>, span: Span) -> Option<Item> {
        let (mut name, mut definition) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::quantity => definition = Some(self.quantity(&part)),
                _ => {}
            }
        }
        Some(Item::Unit(UnitDecl { name: name?, definition, span }))
    }

    fn param_item(&mut self, piece: Piece<'c>, span: Span) -> Option<Item> {
        let (mut name, mut quantity) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::signed => quantity = Some(self.quantity(&part)),
                _ => {}
            }
        }
        Some(Item::Param(Param { name: name?, quantity: quantity?, span }))
    }

    fn level_item(&mut self, piece: Piece<'c>, span: Span) -> Option<Item> {
        let mut names = Vec::with_capacity(2);
        for part in piece.into_inner() {
            match part.as_rule() {
                R::name => names.push(self.name(&part)),
                _ => self.mark(&part, Role::Means(Keyword::Under)),
            }
        }
        let mut names = names.into_iter();
        Some(Item::Level(LevelDecl { name: names.next()?, parent: names.next()?, span }))
    }
}

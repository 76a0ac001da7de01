//! Identities of what is reasoned about: one core for all expressions, filters, members and places of a proof.
//!
//! Two things are the same figure, the same filter or the same place where they have one id; no text is compared.

use std::cell::{Ref, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use crate::core::node::{Joint, Members};
use crate::core::rule::{Asked, Scope, Statement, Time};
use crate::core::{Code, Core, Edition, ExprId, Lowering, Meaning, NameId, Names, Node, Place, PlaceId};
use crate::model::{self, EntityRef, Expr, IndicatorId, LevelRef, Model, Plan, Schema, TargetKind};

/// The core of a proof.
#[derive(Debug)]
pub struct Ids<'a> {
    /// Whose numbers the rules use.
    pub schema: &'a Schema,
    names: Names,
    core: Rc<RefCell<Core>>,
}

impl<'a> Ids<'a> {
    /// Returns identities for the rules of a schema.
    pub fn new(schema: &'a Schema) -> Self {
        let mut core = Core::default();
        let names = Names::declared(&mut core, schema);
        Self { schema, names, core: Rc::new(RefCell::new(core)) }
    }

    /// Returns identities for rules whose indicators are called what the caller says of each.
    pub fn named(schema: &'a Schema, name: impl Fn(IndicatorId) -> (Arc<str>, Edition)) -> Self {
        let mut core = Core::default();
        let names = Names::by(&mut core, schema, name);
        Self { schema, names, core: Rc::new(RefCell::new(core)) }
    }

    /// Returns identities of another rule set in the same core: what is one id there and here is one meaning.
    pub fn beside<'b>(&self, schema: &'b Schema, name: impl Fn(IndicatorId) -> (Arc<str>, Edition)) -> Ids<'b> {
        let names = Names::by(&mut self.core.borrow_mut(), schema, name);
        Ids { schema, names, core: self.core.clone() }
    }

    /// Returns what the model of the schema means.
    pub fn meaning(&self, model: &Model) -> Meaning {
        Meaning::of(&mut self.core.borrow_mut(), model, &self.names)
    }

    /// Returns the name of an indicator.
    pub fn name(&self, id: IndicatorId) -> NameId {
        self.lower(|l| l.name(id))
    }

    fn lower<T>(&self, translate: impl FnOnce(&mut Lowering<'_>) -> T) -> T {
        let mut core = self.core.borrow_mut();
        translate(&mut Lowering { core: &mut core, schema: self.schema, names: &self.names })
    }

    /// Returns the id of an expression or a condition.
    pub fn of(&self, e: &Expr) -> ExprId {
        self.lower(|l| l.expr(e))
    }

    /// Returns the ids of what may be absent.
    pub fn of_some(&self, e: Option<&Expr>) -> Option<ExprId> {
        e.map(|e| self.of(e))
    }

    /// Returns over whom something goes.
    pub fn members(&self, level: &LevelRef) -> Members {
        self.lower(|l| l.members(level))
    }

    /// Returns the id of a place.
    pub fn place(&self, place: &EntityRef) -> PlaceId {
        self.lower(|l| l.place(place))
    }

    /// Returns the ids of places, each once, in the order of their paths.
    pub fn places(&self, all: &[EntityRef]) -> Vec<PlaceId> {
        self.lower(|l| l.places(all))
    }

    /// Returns the id of the region of a plan.
    pub fn region(&self, plan: Option<&Plan>) -> Option<PlaceId> {
        plan.and_then(|p| p.region.as_ref()).map(|r| self.place(r))
    }

    /// Returns what a target asks, without its time.
    pub fn asked(&self, kind: &TargetKind) -> Asked {
        self.lower(|l| l.asked(kind))
    }

    /// Returns the time of a target of a plan.
    pub fn time(&self, plan: Option<&Plan>, time: &model::Time) -> Time {
        self.lower(|l| l.time(plan, time))
    }

    /// Returns for whom a statement is written.
    pub fn scope(&self, scope: &model::Scope) -> Scope {
        self.lower(|l| l.scope(scope))
    }

    /// Returns a statement of a plan.
    pub fn statement(&self, plan: Option<&Plan>, s: &model::Statement) -> Statement {
        self.lower(|l| l.statement(plan, s))
    }

    /// Returns the code of an exception of a plan.
    pub fn exception(&self, plan: Option<&Plan>, e: &model::Exception) -> Code {
        let own = self.lower(|l| l.exception(plan, e));
        self.look().exception(&own)
    }

    /// Returns the code of an audit.
    pub fn audit(&self, audit: &model::Audit) -> Code {
        self.lower(|l| l.audit(audit))
    }

    /// Returns the code of a scheme without its items.
    pub fn scheme_head(&self, plan: Option<&Plan>, scheme: &model::Scheme) -> Code {
        self.lower(|l| l.scheme_head(plan, scheme))
    }

    /// Returns the code of an item of a scheme.
    pub fn entry(&self, entry: &model::scheme::Entry) -> Code {
        self.lower(|l| l.entry(entry))
    }

    /// Returns the code of a declaration of lights.
    pub fn lights(&self, plan: Option<&Plan>, lights: &model::Lights) -> Code {
        self.lower(|l| l.lights(plan, lights))
    }

    /// Returns the code of a statement.
    pub fn code_of_statement(&self, s: &Statement) -> Code {
        self.look().statement(s)
    }

    /// Returns the code of a time.
    pub fn code_of_time(&self, time: &Time) -> Code {
        self.look().time(time)
    }

    /// Returns the code of a comparison without its left side.
    pub fn code_of_asked(&self, asked: &Asked) -> Code {
        self.look().asked(asked)
    }

    /// Returns the code of the region of a plan.
    pub fn code_of_region(&self, plan: Option<&Plan>) -> Code {
        let region = self.region(plan);
        let core = self.look();
        let mut code = Code::default();
        code.maybe(region, |code, place| core.put_place(code, place));
        code
    }

    /// Returns the names that an expression reads.
    pub fn names_in(&self, e: &Expr) -> Vec<NameId> {
        let id = self.of(e);
        let mut names = Vec::new();
        self.look().walk(id, &mut |_, node| {
            if let Node::Value(name) = node {
                names.push(*name);
            }
        });
        names
    }

    /// Looks at the core. INVARIANT: only within this file, and never while something is lowered: nobody holds the core
    /// across a call from outside.
    fn look(&self) -> Ref<'_, Core> {
        self.core.borrow()
    }

    /// Returns the parts of the path of a place; of an ancestor there is none.
    pub fn path(&self, place: PlaceId) -> Vec<Arc<str>> {
        match self.look().place_at(place) {
            Place::Path(parts) => parts.clone(),
            Place::Ancestor(_) => Vec::new(),
        }
    }

    /// Returns the conditions of which a condition says that not all of them hold: of `not C` it is C, of `not (A and B)` A
    /// and B.
    pub fn denied(&self, condition: ExprId) -> Option<Vec<ExprId>> {
        let core = self.look();
        let Node::Not(inner) = core.node(condition) else { return None };
        Some(match core.node(*inner) {
            Node::Joined(Joint::All, all) => all.clone(),
            _ => vec![*inner],
        })
    }
}

//! The core: what rules mean, with an identity for everything that means something.
//!
//! [`Core`] holds expressions as interned nodes in normal form: units are gone into base units, operands that commute are
//! in one order, a name is a [`NameId`] and a place a [`PlaceId`] (an interned *path*: `甲/乙` and `'甲/乙'` are two).
//! [`Lowering`] translates a checked model into it. INVARIANT: within one core, one id is one meaning as far as the normal
//! form tells, and two meanings never share an id; rule sets that are to be compared are lowered into *one* core.
//!
//! Read next: `node` (what there is), `lower` (how it is made), `rule` (statements over ids), `meaning` (a whole rule set,
//! its digests), `model::code` (bytes).

mod beside;
mod lower;
mod meaning;
mod measure;
pub mod node;
pub mod rule;
mod scheme;
mod who;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use crate::model::code::Code;
pub use lower::{Lowering, Names};
pub use meaning::{Digests, Meaning, RuleMeaning};
pub use measure::Measures;
pub use node::{Joint, Node, Relation};
pub use rule::{Statement, Target};
pub use who::Who;

/// An expression or a condition in normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(u32);

/// A name of an indicator or a level; with it, of which version it is where one name means two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(u32);

/// A place: a path of names, or a level of the ancestors of the entity at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(u32);

/// A place as it is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The parts of its path, the widest first.
    Path(Vec<Arc<str>>),
    /// The ancestor at that level of whoever is judged: `X@县`.
    Ancestor(Arc<str>),
}

/// A name and which of two things it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// As people write it.
    pub text: Arc<str>,
    /// Whether it is what the new version means by it, where that is another thing than before.
    pub edition: Edition,
}

/// Whose meaning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// That of both versions, or of the old one.
    First,
    /// That of the new one alone.
    New,
}

/// Interned meanings.
#[derive(Debug, Clone, Default)]
pub struct Core {
    nodes: Vec<Node>,
    codes: Vec<Arc<Code>>,
    ids: FxHashMap<Arc<Code>, ExprId>,
    /// The values among the nodes, which are asked for most.
    values: FxHashMap<NameId, ExprId>,
    names: Interned<Name>,
    places: Interned<Place>,
}

/// Values with a position each.
#[derive(Debug, Clone)]
struct Interned<T> {
    all: Vec<T>,
    positions: FxHashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { all: Vec::new(), positions: FxHashMap::default() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Interned<T> {
    fn of(&mut self, value: T) -> u32 {
        if let Some(known) = self.positions.get(&value) {
            return *known;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(value.clone());
        self.positions.insert(value, next);
        next
    }
}

impl Core {
    /// Returns the id of a name that means the same in all versions.
    pub fn name(&mut self, text: &Arc<str>) -> NameId {
        self.name_of(text, Edition::First)
    }

    /// Returns the id of a name in one version.
    pub fn name_of(&mut self, text: &Arc<str>, edition: Edition) -> NameId {
        NameId(self.names.of(Name { text: text.clone(), edition }))
    }

    /// Returns the id of a place.
    pub fn place(&mut self, place: Place) -> PlaceId {
        PlaceId(self.places.of(place))
    }

    /// Returns the id of a node, which is put into normal form first.
    pub fn expr(&mut self, node: Node) -> ExprId {
        if let Node::Value(name) = node {
            return match self.values.get(&name) {
                Some(known) => *known,
                None => {
                    let id = self.interned(node);
                    self.values.insert(name, id);
                    id
                }
            };
        }
        let node = match self.normal(node) {
            Normal::Known(id) => return id,
            Normal::New(node) => node,
        };
        self.interned(node)
    }

    /// Returns the id of a node in normal form.
    fn interned(&mut self, node: Node) -> ExprId {
        let code = Arc::new(node.code(self).bounded());
        if let Some(known) = self.ids.get(&code) {
            return *known;
        }
        let id = ExprId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        self.codes.push(code.clone());
        self.ids.insert(code, id);
        id
    }

    /// Returns the node of an expression.
    #[expect(clippy::indexing_slicing, reason = "an ExprId is handed out by its own core alone, which never forgets")]
    pub fn node(&self, id: ExprId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Returns the code of an expression: the same bytes in every core, for the same meaning.
    #[expect(clippy::indexing_slicing, reason = "an ExprId is handed out by its own core alone, which never forgets")]
    pub fn code(&self, id: ExprId) -> &Code {
        &self.codes[id.0 as usize]
    }

    /// Returns what an id of a name stands for.
    #[expect(clippy::indexing_slicing, reason = "a NameId is handed out by its own core alone, which never forgets")]
    pub fn name_at(&self, id: NameId) -> &Name {
        &self.names.all[id.0 as usize]
    }

    /// Returns what an id of a place stands for.
    #[expect(clippy::indexing_slicing, reason = "a PlaceId is handed out by its own core alone, which never forgets")]
    pub fn place_at(&self, id: PlaceId) -> &Place {
        &self.places.all[id.0 as usize]
    }

    /// Calls `see` on an expression and on every one inside it, from the outside in.
    pub fn walk(&self, id: ExprId, see: &mut impl FnMut(ExprId, &Node)) {
        let node = self.node(id);
        see(id, node);
        node.args().for_each(|arg| self.walk(arg, see));
    }

    /// Brings a node into its one form: operands that commute in the order of their codes, `a or a` once.
    fn normal(&self, node: Node) -> Normal {
        match node {
            Node::Neg(a) => match self.node(a) {
                Node::Amount { base, dim } => Normal::New(Node::Amount { base: -base, dim: dim.clone() }),
                Node::Neg(inner) => Normal::Known(*inner),
                _ => Normal::New(Node::Neg(a)),
            },
            Node::Not(a) => match self.node(a) {
                Node::Not(inner) => Normal::Known(*inner),
                _ => Normal::New(Node::Not(a)),
            },
            Node::Joined(joint, args) => self.joined(joint, args),
            Node::Compare(relation @ (Relation::Equal | Relation::Unequal), a, b) if self.code(a) > self.code(b) => {
                Normal::New(Node::Compare(relation, b, a))
            }
            other => Normal::New(other),
        }
    }

    fn joined(&self, joint: Joint, args: Vec<ExprId>) -> Normal {
        let mut all = Vec::with_capacity(args.len());
        for arg in args {
            match self.node(arg) {
                Node::Joined(inner, inside) if *inner == joint => all.extend(inside.iter().copied()),
                _ => all.push(arg),
            }
        }
        all.sort_by(|a, b| self.code(*a).cmp(self.code(*b)));
        if matches!(joint, Joint::All | Joint::Any) {
            all.dedup();
        }
        match all.as_slice() {
            [one] => Normal::Known(*one),
            _ => Normal::New(Node::Joined(joint, all)),
        }
    }
}

/// What normal form made of a node.
enum Normal {
    /// An expression that is there.
    Known(ExprId),
    /// A node to look up.
    New(Node),
}

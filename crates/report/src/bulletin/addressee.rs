//! Who gets a letter, on what, and which letter it is.

use std::sync::Arc;

use crate::followup::Item;
use dabiao_data::EntityId;
use dabiao_lang::diag::Lang;

/// Which letter it is; each rung is sharper than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterKind {
    /// 提醒函
    Reminder,
    /// 督办函
    Urging,
    /// 通报
    Notice,
}

/// Somebody who is late, with what is late.
pub(super) struct Addressee<'s> {
    pub(super) name: String,
    pub(super) who: Who,
    pub(super) items: Vec<Late<'s>>,
}

/// Who gets a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// An office, or nobody.
    Office(Option<Arc<str>>),
    /// A place.
    Place(EntityId),
}

/// An item of the follow-up list in a letter.
#[derive(Clone)]
pub(super) struct Late<'s> {
    pub(super) item: &'s Item,
    /// Its number in the ledger.
    pub(super) number: Option<String>,
    pub(super) kind: LetterKind,
    /// How many letters there have been on it before.
    pub(super) n_letters: usize,
    /// The light that it has, and had before, where the rules give lights.
    pub(super) light: Option<String>,
    /// Those of a place who fail.
    pub(super) own: Vec<EntityId>,
}

impl LetterKind {
    /// Every letter, the mildest first.
    pub const ALL: [LetterKind; 3] = [LetterKind::Reminder, LetterKind::Urging, LetterKind::Notice];

    /// Returns its name.
    pub fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (LetterKind::Reminder, Lang::Zh) => "提醒函",
            (LetterKind::Urging, Lang::Zh) => "督办函",
            (LetterKind::Notice, Lang::Zh) => "通报",
            (LetterKind::Reminder, Lang::En) => "Reminder",
            (LetterKind::Urging, Lang::En) => "Urging",
            (LetterKind::Notice, Lang::En) => "Notice",
        }
    }

    /// Returns the letter that the action of a light names.
    pub(super) fn of_action(action: &str) -> Option<Self> {
        let action = action.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| action.contains(w));
        match () {
            () if has(&["通报", "notice"]) => Some(LetterKind::Notice),
            () if has(&["督办", "urg"]) => Some(LetterKind::Urging),
            () if has(&["提醒", "remind"]) => Some(LetterKind::Reminder),
            () => None,
        }
    }

    /// Returns it, or the rung that so many letters without effect ask for.
    pub(super) fn raised(self, n_letters: usize) -> Self {
        let least = match n_letters {
            0 => LetterKind::Reminder,
            1 => LetterKind::Urging,
            _ => LetterKind::Notice,
        };
        self.max(least)
    }
}

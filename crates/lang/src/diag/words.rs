//! Two languages, and the macro that sets the sentences of a stage side by side.

use std::borrow::Cow;

use super::signs;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// A few words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Both {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Both {
    /// Returns fixed words.
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// Returns words that were put together.
    pub fn of(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }

    /// Returns words that are the same in both languages: a name, an amount.
    pub fn same(text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self::of(text.clone(), text)
    }

    /// Returns the words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// An argument of a sentence: something that can be said in either language.
pub trait Say {
    /// Returns the words.
    fn say(&self, lang: Lang) -> Cow<'_, str>;
}

/// Characters of one argument that are shown at most: a name of ten megabytes must not make a sentence of ten megabytes.
const LONGEST: usize = 400;

/// Returns an argument as it may be shown, cut where it is too long to be read: a name must not move the cursor of who
/// reads about it.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) if text.len() > at => Cow::Owned(format!("{}…", signs(text.get(..at).unwrap_or(text)))),
        _ => signs(text),
    }
}

impl Say for String {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        short(self)
    }
}

impl Say for &'static str {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Say for Both {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        short(self.get(lang))
    }
}

impl Say for Box<str> {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        short(self)
    }
}

/// Problems travel as errors: what is long is kept out of them.
impl Say for Box<Both> {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        short(self.get(lang))
    }
}

impl Say for u64 {
    fn say(&self, _: Lang) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// A list is said with 、 in Chinese and with commas in English.
impl<T: Say> Say for Vec<T> {
    fn say(&self, lang: Lang) -> Cow<'_, str> {
        let words: Vec<_> = self.iter().map(|w| w.say(lang)).collect();
        Cow::Owned(words.join(match lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        }))
    }
}

/// Declares the problems of one stage: code, severity, sentence and help in both languages, one entry each.
///
/// `{field}` in a sentence is the field, said in the language of the sentence.
#[macro_export]
macro_rules! problems {
    (
        $(#[$edoc:meta])*
        pub enum $name:ident {
            $(
                $(#[$vdoc:meta])*
                $variant:ident { $($field:ident: $fty:ty),* $(,)? } = $code:literal $severity:ident
                    en: $en:literal,
                    zh: $zh:literal
                    $(, help en: $hen:literal, zh: $hzh:literal)?;
            )*
        }
    ) => {
        $(#[$edoc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $name {
            $($(#[$vdoc])* $variant { $($field: $fty),* },)*
        }

        impl $crate::diag::StageProblem for $name {
            fn info(&self) -> $crate::diag::CodeInfo {
                self.info()
            }

            fn message(&self, lang: $crate::diag::Lang) -> String {
                self.message(lang)
            }

            fn help(&self, lang: $crate::diag::Lang) -> Option<String> {
                self.help(lang)
            }
        }

        #[allow(unused_variables)]
        impl $name {
            /// Every code of this stage.
            pub const ALL: &[$crate::diag::CodeInfo] = &[
                $($crate::diag::CodeInfo { code: $code, severity: $crate::diag::Severity::$severity },)*
            ];

            /// Returns the code and its severity.
            pub fn info(&self) -> $crate::diag::CodeInfo {
                match self {
                    $(Self::$variant { .. } =>
                        $crate::diag::CodeInfo { code: $code, severity: $crate::diag::Severity::$severity },)*
                }
            }

            /// Returns the sentence.
            pub fn message(&self, lang: $crate::diag::Lang) -> String {
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(let $field = $crate::diag::Say::say($field, lang);)*
                        match lang {
                            $crate::diag::Lang::En => format!($en),
                            $crate::diag::Lang::Zh => format!($zh),
                        }
                    })*
                }
            }

            /// Returns the proposal that goes with the sentence.
            #[allow(unreachable_code)]
            pub fn help(&self, lang: $crate::diag::Lang) -> Option<String> {
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(let $field = $crate::diag::Say::say($field, lang);)*
                        $(
                            return Some(match lang {
                                $crate::diag::Lang::En => format!($hen),
                                $crate::diag::Lang::Zh => format!($hzh),
                            });
                        )?
                        None
                    })*
                }
            }
        }
    };
}

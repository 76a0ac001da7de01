//! A file that does not fit the grammar, read piece by piece.
//!
//! The text is cut into tokens, and these at line ends and braces. The line before a `{` is a head, everything else is one line of the body
//! that it stands in; each is read alone, so each token is read once and the work grows with the length of the file.
//! INVARIANT: on a file without errors this gives the same tree as the grammar in one go.

use pest::Parser as _;

use crate::diag::{Both, Diagnostic, Safety, SyntaxProblem};
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::lines::REPORTED;
use crate::syntax::tree::{Item, Name};
use crate::syntax::wording::{day_in_figures, in_rules};

use super::build::Builder;
use super::expect::Stretch;
use super::grammar::{Grammar, Rule};
use super::item::Open;
use super::token::{Kind, Token};

/// Some tokens of a text.
pub(super) struct Piecemeal<'c, 't> {
    pub text: &'c str,
    pub tokens: &'t [Token],
    /// Those to be read; they begin and end between items, as far as braces show.
    pub range: std::ops::Range<usize>,
}

/// Bytes beyond which figures and dots are no day; full-width ones take three.
const LONGEST_DAY: usize = 32;
/// Tokens beyond which a line is no single target.
const LONGEST_LINE: usize = 80;

/// Bodies that are open, the innermost last, and the items that are finished.
struct Recovery<'b, 'c, 't> {
    builder: &'b mut Builder<'c>,
    stack: Vec<(Open, Span)>,
    items: &'b mut Vec<Item>,
    text: &'c str,
    tokens: &'t [Token],
    n_tokens: usize,
}

/// Reads some tokens, and adds their items.
pub(super) fn recover<'c>(builder: &mut Builder<'c>, piecemeal: Piecemeal<'c, '_>, items: &mut Vec<Item>) {
    let Piecemeal { text, tokens, range } = piecemeal;
    let mut recovery = Recovery { builder, stack: Vec::new(), items, text, tokens, n_tokens: range.end };
    recovery.report_strays(range.clone());
    let mut token_idx = range.start;
    while token_idx < range.end {
        token_idx = recovery.step(token_idx);
    }
    while !recovery.stack.is_empty() {
        recovery.close_unclosed(None);
    }
}

impl<'c> Recovery<'_, 'c, '_> {
    fn token(&self, token_idx: usize) -> Token {
        let end = self.text.len() as u32;
        self.tokens.get(token_idx).copied().unwrap_or(Token { kind: Kind::Separator, start: end, end })
    }

    fn token_span(&self, token: Token) -> Span {
        Span { file: self.builder.source.id(), start: token.start, end: token.end }
    }

    /// Reports the characters that mean nothing, once for a run of the same.
    fn report_strays(&mut self, range: std::ops::Range<usize>) {
        let mut told = 0;
        for token_idx in range {
            let token = self.token(token_idx);
            if token.kind != Kind::Bad || token.start < told {
                continue;
            }
            // 增长6.5%: the dot is that of a figure which is glued to a word of the plan.
            if let Some((diagnostic, end)) = self.line_of_plan(token_idx) {
                self.builder.report(diagnostic);
                told = end;
                continue;
            }
            let span = self.token_span(token);
            let written = self.builder.slice(span);
            let is_reported = self.text.get(token.start as usize..).is_some_and(|t| t.starts_with(REPORTED));
            if !is_reported || written.starts_with(REPORTED) {
                let diagnostic = match self.day_around(span) {
                    Some(day) => day,
                    None => stray(span, written, self.name_around(token)),
                };
                self.builder.report(diagnostic);
            }
        }
    }

    /// Returns the finding for the line in the words of a plan in which a dot stands, and where the line ends.
    fn line_of_plan(&self, dot_idx: usize) -> Option<(Diagnostic, u32)> {
        let is_dot = self.builder.slice(self.token_span(self.token(dot_idx))) == ".";
        let ends_line = |i: &usize| matches!(self.token(*i).kind, Kind::Separator | Kind::Symbol(b'{' | b'}'));
        let first = (0..dot_idx).rev().take(LONGEST_LINE).take_while(|i| !ends_line(i)).last().filter(|_| is_dot)?;
        let last = (dot_idx..self.n_tokens).take(LONGEST_LINE).take_while(|i| !ends_line(i)).last()?;
        let whole = self.token_span(self.token(first)).to(self.token_span(self.token(last)));
        let line = self.builder.slice(whole);
        let fits = |part: &str| Grammar::parse(Rule::rule_member_alone, part).is_ok();
        let proposal = in_rules(line, self.builder.around(), fits).filter(|_| !line.contains('\n'))?;
        let problem = SyntaxProblem::PlanWords { found: line.to_owned(), proposal: proposal.clone() };
        Some((Diagnostic::at(whole, problem).fix(whole, proposal, Safety::Unsafe), whole.end))
    }

    /// `2025.12.31`: the day that a dot stands in; told once, at its first dot.
    fn day_around(&self, dot: Span) -> Option<Diagnostic> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '．');
        let before = self.text.get(..dot.start as usize)?;
        let after = self.text.get(dot.start as usize..)?;
        // A longer run of figures and dots is no day, and would be gone through again at each of its dots.
        let part = |text: &mut dyn Iterator<Item = char>| -> usize {
            text.take(LONGEST_DAY + 1).take_while(|c| is_part(*c)).map(char::len_utf8).sum()
        };
        let start = before.len() - part(&mut before.chars().rev());
        let end = dot.start as usize + part(&mut after.chars());
        if end - start > LONGEST_DAY {
            return None;
        }
        let day = day_in_figures(self.text.get(start..end)?)?;
        let whole = Span::new(dot.file, start, end);
        let proposal = Both::of(format!("写作 `{day}`"), format!("write `{day}`"));
        let found = self.builder.slice(whole).to_owned();
        Some(Diagnostic::at(whole, SyntaxProblem::NotADate { found, proposal }).fix(whole, day, Safety::Unsafe))
    }

    /// Returns the letters that stand directly before and after a token.
    fn name_around(&self, token: Token) -> (&'c str, &'c str) {
        let is_part = |c: char| crate::syntax::is_letter(c) || c.is_ascii_digit();
        let before = self.text.get(..token.start as usize).unwrap_or("");
        let after = self.text.get(token.end as usize..).unwrap_or("");
        let begins = before.trim_end_matches(is_part).len();
        let ends = after.find(|c| !is_part(c)).unwrap_or(after.len());
        (before.get(begins..).unwrap_or(""), after.get(..ends).unwrap_or(""))
    }

    /// Reads what begins at a token, and returns where the next piece begins.
    fn step(&mut self, start: usize) -> usize {
        match self.token(start).kind {
            Kind::Separator => start + 1,
            Kind::Symbol(b'}') => {
                self.close_brace(start);
                start + 1
            }
            Kind::Symbol(b'{') => {
                self.head(start, start);
                start + 1
            }
            _ => {
                let end = self.piece_end(start);
                if self.token(end).kind == Kind::Symbol(b'{') && end < self.n_tokens {
                    self.head(start, end);
                    return end + 1;
                }
                self.leave_body_before(start);
                self.line(start, end);
                end
            }
        }
    }

    /// Returns the end of the line that begins at a token; the braces of a progress table, of tasks and of a weighted formula
    /// belong to it.
    fn piece_end(&self, start: usize) -> usize {
        let has_table = match self.token(start).kind {
            Kind::Word(Keyword::Progress | Keyword::Assigned) => true,
            Kind::Word(Keyword::Formula) => {
                let words = (start + 1..self.n_tokens.min(start + 3)).map(|i| self.token_span(self.token(i)));
                words.map(|span| self.builder.slice(span)).any(|word| matches!(word, "加权" | "weighted"))
            }
            _ => false,
        };
        let mut in_table = false;
        for (i, token) in self.tokens.iter().enumerate().take(self.n_tokens).skip(start) {
            match token.kind {
                Kind::Symbol(b'{') if has_table && !in_table => in_table = true,
                Kind::Symbol(b'}') if in_table => return i + 1,
                Kind::Symbol(b'{' | b'}') => return i,
                Kind::Separator if !in_table => return i,
                Kind::Word(k) if in_table && k.begins_item() => return i,
                _ => {}
            }
        }
        self.n_tokens
    }

    fn close_brace(&mut self, token_idx: usize) {
        let span = self.token_span(self.token(token_idx));
        match self.stack.pop() {
            Some((open, _)) => self.add(open.close(span)),
            None => {
                let stray = Diagnostic::at(span, SyntaxProblem::StrayBrace {});
                self.builder.report(stray.fix(span, "", Safety::Unsafe));
            }
        }
    }

    fn add(&mut self, item: Item) {
        match self.stack.last_mut() {
            Some((open, _)) => open.add_item(item),
            None => self.items.push(item),
        }
    }

    /// Closes bodies that cannot hold the item which begins at a token.
    fn leave_body_before(&mut self, start: usize) {
        let token = self.token(start);
        let Kind::Word(keyword) = token.kind else { return };
        if !keyword.begins_item() || self.is_line_of_scheme(keyword) {
            return;
        }
        let place = self.token_span(token);
        while self.stack.last().is_some_and(|(open, _)| !matches!(open, Open::Group(_))) {
            self.close_unclosed(Some(place));
        }
    }

    /// `规则 A` and `指标 X` without a body are lines of an entry, `规则 A` of lights as well.
    fn is_line_of_scheme(&self, keyword: Keyword) -> bool {
        match self.stack.last() {
            Some((Open::Entry(_), _)) => matches!(keyword, Keyword::Rule | Keyword::Indicator),
            Some((Open::Lights(_), _)) => keyword == Keyword::Rule,
            _ => false,
        }
    }

    /// Closes the innermost body and reports its brace.
    fn close_unclosed(&mut self, next_item: Option<Span>) {
        let Some((open, brace)) = self.stack.pop() else { return };
        let mut diagnostic = Diagnostic::at(brace, SyntaxProblem::UnclosedBrace {});
        let end = next_item.map_or(self.builder.source.text().len(), |place| place.start as usize);
        let place = Span::new(self.builder.source.id(), end, end);
        let is_fresh = self.builder.source.text().get(..end).is_none_or(|t| t.ends_with('\n'));
        diagnostic = diagnostic.fix(place, if is_fresh { "}\n" } else { "\n}\n" }, Safety::Unsafe);
        if let Some(place) = next_item {
            let words = crate::diag::Both::new("下一项从这里开始", "the next item begins here");
            diagnostic = diagnostic.label(place, words);
        }
        self.builder.report(diagnostic);
        let end = next_item.map_or(brace, |place| Span { end: place.start, ..place });
        self.add(open.close(end));
    }

    /// Reads the head from `start` to the brace at `brace`, and opens its body.
    fn head(&mut self, start: usize, brace: usize) {
        self.leave_body_for_head(start);
        let brace_span = self.token_span(self.token(brace));
        let first = self.token(start);
        let found = self.read(start, brace, Rule::head_alone);
        let open = match found {
            Ok(Some(piece)) => self.builder.head(piece),
            Ok(None) => None,
            Err(stretch) => {
                self.builder.report_unfit(&stretch);
                None
            }
        };
        let open = open.unwrap_or_else(|| {
            let keyword = match first.kind {
                Kind::Word(keyword) => keyword,
                _ => self.builder.nearest_item(first).unwrap_or(Keyword::Rule),
            };
            let span = self.token_span(first);
            Open::empty(keyword, Name { text: "".into(), span })
        });
        self.stack.push((open, brace_span));
    }

    /// A head closes what cannot hold an item, a plan as well if a body follows it.
    fn leave_body_for_head(&mut self, start: usize) {
        let token = self.token(start);
        let place = self.token_span(token);
        let Kind::Word(keyword) = token.kind else { return };
        if !(keyword.begins_item() || keyword == Keyword::Plan || keyword.begins_scheme_part()) {
            return;
        }
        if keyword.begins_scheme_part() && !self.stack.iter().any(|(open, _)| open.holds(keyword)) {
            let words = crate::diag::Both::new("考核办法之内", "the body of a scheme");
            let found = self.builder.slice(place).to_owned();
            let found = crate::diag::Both::of(format!("`{found}`"), format!("`{found}`"));
            self.builder.report(Diagnostic::at(place, SyntaxProblem::Unexpected { expected: words, found }));
            return;
        }
        while self.stack.last().is_some_and(|(open, _)| !open.holds(keyword)) {
            self.close_unclosed(Some(place));
        }
    }

    /// Reads one line of the innermost body, or of the file.
    fn line(&mut self, start: usize, end: usize) {
        let first = self.token(start).kind;
        let is_headless = |k: Keyword| {
            matches!(
                k,
                Keyword::Rule | Keyword::Group | Keyword::Audit | Keyword::Test | Keyword::Scheme | Keyword::Lights
            ) && !self.is_line_of_scheme(k)
        };
        if matches!(first, Kind::Word(k) if is_headless(k)) {
            match self.read(start, end, Rule::head_alone) {
                Ok(Some(_)) => {
                    let last = self.token_span(self.token(end.saturating_sub(1).max(start)));
                    self.builder.report_bodiless(last);
                }
                Ok(None) => {}
                Err(stretch) => self.builder.report_unfit(&stretch),
            }
            return;
        }
        let entry = self.stack.last().map_or(Rule::line_alone, |(open, _)| open.member_entry());
        let mut start = start;
        while let Err(stretch) = self.member(start, end, entry) {
            // Two fields on one line are both read, so that what is declared stays declared.
            let Some(second) = self.builder.report_shared_line(&stretch) else {
                return self.builder.report_unfit(&stretch);
            };
            if let Err(stretch) = self.member(start, start + second, entry) {
                self.builder.report_unfit(&stretch);
            }
            start += second;
        }
    }

    /// Reads one member of the innermost body, or of the file, and adds it.
    fn member(&mut self, start: usize, end: usize, entry: Rule) -> Result<(), Stretch> {
        let Some(piece) = self.read(start, end, entry)? else { return Ok(()) };
        match self.stack.last_mut() {
            Some((open, _)) => self.builder.member(open, piece),
            None => self.builder.line_item(piece, self.items),
        }
        Ok(())
    }

    /// Reads some tokens by a rule of the grammar; `None` where they hold something that was reported before.
    fn read(&mut self, start: usize, end: usize, entry: Rule) -> Result<Option<super::build::Piece<'c>>, Stretch> {
        let tokens = self.tokens.get(start..end).unwrap_or(&[]);
        if tokens.iter().any(|t| t.kind == Kind::Bad) {
            return Ok(None);
        }
        let from = tokens.first().map_or(self.token(start).start, |t| t.start);
        let to = tokens.last().map_or(from, |t| t.end);
        self.builder.base = from as usize;
        match Grammar::parse(entry, self.text.get(from as usize..to as usize).unwrap_or("")) {
            Ok(mut pieces) => Ok(pieces.next()),
            Err(error) => Err(Stretch::new(self.text, tokens.to_vec(), self.token(end), entry, error)),
        }
    }
}

/// How the names of files end that rules name.
const FILE_ENDINGS: [&str; 7] = ["csv", "tsv", "xlsx", "xls", "et", "ods", "rules"];

/// Says what is to be done about a character that means nothing.
fn stray(span: Span, written: &str, before_and_after: (&str, &str)) -> Diagnostic {
    let first = written.chars().next().unwrap_or(' ');
    if let Some(hidden) = crate::diag::hidden(first) {
        let place = format!("U+{:04X}", first as u32);
        let said = hidden.words();
        let found = Both::of(format!("{place}（{}）", said.zh), format!("{place} ({})", said.en));
        let proposal = Both::new("删去它，它多半是复制文字时带进来的", "delete it; it mostly comes with copied text");
        let problem = SyntaxProblem::UnknownCharacter { found, proposal };
        return Diagnostic::at(span, problem).fix(span, "", Safety::Unsafe);
    }
    let short: String = written.chars().take(8).collect();
    let found = Both::of(short.clone(), short);
    let report = |proposal| Diagnostic::at(span, SyntaxProblem::UnknownCharacter { found, proposal });
    if let Some(meant) = meant_by(first) {
        let proposal = match meant.as_str() {
            "" => Both::new("删去它", "delete it"),
            meant => Both::of(format!("写成 `{meant}`"), format!("write `{meant}`")),
        };
        return report(proposal).fix(span, meant, Safety::Unsafe);
    }
    let (before, after) = before_and_after;
    // PM2.5浓度 is a name; 提高1.2个百分点 is a figure behind a word.
    let is_name = before.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(|c: char| c.is_ascii_alphabetic());
    // `名录 名录.csv`, `引用 单位.rules`
    if first == '.' && !before.is_empty() && FILE_ENDINGS.iter().any(|e| after.eq_ignore_ascii_case(e)) {
        let file = format!("\"{before}.{after}\"");
        return report(Both::of(
            format!("文件名写在引号里：`{file}`"),
            format!("put the file's name in quotes: `{file}`"),
        ));
    }
    if first == '.' && is_name && !after.is_empty() {
        let name = format!("「{before}{written}{after}」");
        let proposal = Both::of(format!("把名称写在引号里：`{name}`"), format!("put the name in quotes: `{name}`"));
        return report(proposal);
    }
    if first == '.' && before.ends_with(|c: char| c.is_ascii_digit()) {
        return report(Both::new("在数字前面空一格", "leave a blank before the number"));
    }
    let zh = "删去它；它若是名称的一部分，把整个名称写在「」里";
    report(Both::new(zh, "delete it, or put the name that it belongs to in 「」"))
}

/// Returns what a character was meant to be, if it looks like something that rules know.
fn meant_by(c: char) -> Option<String> {
    Some(match c {
        '。' | '．' | '！' | '!' => String::new(),
        '&' | '＆' => "and".to_owned(),
        '|' | '｜' => "or".to_owned(),
        '≧' | '≮' | '⩾' => ">=".to_owned(),
        '≦' | '≯' | '⩽' => "<=".to_owned(),
        '﹥' => ">".to_owned(),
        '﹤' => "<".to_owned(),
        // PDF files give the radicals of dictionaries for the characters that look like them.
        radical => RADICALS.chars().nth((radical as usize).checked_sub(0x2f00)?)?.to_string(),
    })
}

/// The characters that the radicals U+2F00 to U+2FD5 look like, in their order.
const RADICALS: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳\
    心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸\
    缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音\
    頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

//! Where a rule file can be softened: line by line, each by what it is and where it stands.

use super::edit::{self, Sort};

/// One softening of a text: lines that become others.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sort: Sort,
    /// The first line that changes, from 1.
    pub(super) line: u32,
    /// How many lines are replaced.
    n_lines: usize,
    pub(super) before: String,
    pub(super) after: Vec<String>,
}

impl Found {
    /// Returns the text with the lines replaced.
    pub(super) fn applied(&self, text: &str) -> String {
        let at = self.line as usize - 1;
        let mut out = String::with_capacity(text.len() + 64);
        for (idx, line) in text.lines().enumerate() {
            if idx == at {
                self.after.iter().for_each(|l| out.extend([l.as_str(), "\n"]));
            }
            if idx < at || idx >= at + self.n_lines {
                out.extend([line, "\n"]);
            }
        }
        out
    }
}

/// What a block is, by the first word of its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Plan,
    Indicator,
    Group,
    Rule,
    Scheme,
    Item,
    Audit,
    Lights,
    /// Tests, and whatever else does not decide.
    Other,
}

impl Block {
    fn of(head: &str) -> Self {
        match head.split([' ', '{']).next().unwrap_or("") {
            "方案" => Block::Plan,
            "指标" => Block::Indicator,
            "组" => Block::Group,
            "规则" => Block::Rule,
            "考核办法" => Block::Scheme,
            "项目" | "加分" | "减分" => Block::Item,
            "审核" => Block::Audit,
            "亮灯" => Block::Lights,
            _ => Block::Other,
        }
    }
}

/// Returns every softening of a text in canonical layout.
pub(super) fn softened(text: &str) -> Vec<Found> {
    let lines: Vec<&str> = text.lines().collect();
    let mut finder = Finder { lines: &lines, blocks: Vec::new(), out: Vec::new() };
    for at in 0..lines.len() {
        finder.line(at);
    }
    finder.out
}

struct Finder<'a> {
    lines: &'a [&'a str],
    /// The blocks that are open, each with the line of its head.
    blocks: Vec<(Block, usize)>,
    out: Vec<Found>,
}

impl Finder<'_> {
    fn line(&mut self, at: usize) {
        let Some(line) = self.lines.get(at).map(|l| l.trim()) else { return };
        if line.is_empty() || line.starts_with(['#', '/']) {
            return;
        }
        if line == "}" {
            self.blocks.pop();
            return;
        }
        let within = self.blocks.last().map(|(b, _)| *b);
        if line.ends_with('{') {
            let block = Block::of(line);
            self.head(at, line, block);
            self.blocks.push((block, at));
            return;
        }
        match within {
            None => self.bare(at, line),
            Some(Block::Rule) => self.in_rule(at, line),
            Some(Block::Group) => self.in_group(at, line),
            Some(Block::Indicator) => self.in_indicator(at, line),
            Some(Block::Plan) => self.in_plan(at, line),
            Some(Block::Scheme) => self.in_scheme(at, line),
            Some(Block::Item) => self.in_item(at, line),
            Some(Block::Audit) => self.in_audit(at, line),
            Some(Block::Lights) => self.in_lights(at, line),
            Some(Block::Other) => {}
        }
    }

    /// Replaces a line by others, with its indentation.
    fn put(&mut self, sort: Sort, at: usize, after: &[String]) {
        let Some(before) = self.lines.get(at) else { return };
        let blank = before.get(..before.len() - before.trim_start().len()).unwrap_or("");
        let after = after.iter().map(|l| format!("{blank}{l}")).collect();
        self.out.push(Found { sort, line: at as u32 + 1, n_lines: 1, before: (*before).to_owned(), after });
    }

    fn replace(&mut self, sort: Sort, at: usize, after: impl IntoIterator<Item = String>) {
        after.into_iter().for_each(|line| self.put(sort, at, &[line]));
    }

    fn drop_line(&mut self, sort: Sort, at: usize) {
        self.put(sort, at, &[]);
    }

    /// Adds a line behind another one.
    fn add(&mut self, sort: Sort, at: usize, line: &str) {
        let own = self.lines.get(at).map(|l| l.trim().to_owned()).unwrap_or_default();
        self.put(sort, at, &[own, line.to_owned()]);
    }

    /// Drops a whole block.
    fn drop_block(&mut self, sort: Sort, at: usize) {
        let Some(head) = self.lines.get(at) else { return };
        let indent = head.len() - head.trim_start().len();
        let is_end = |l: &str| l.trim() == "}" && l.len() - l.trim_start().len() == indent;
        let Some(n) = self.lines.iter().skip(at).position(|l| is_end(l)) else { return };
        let before = (*head).to_owned();
        self.out.push(Found { sort, line: at as u32 + 1, n_lines: n + 1, before, after: Vec::new() });
    }

    fn head(&mut self, at: usize, line: &str, block: Block) {
        match block {
            Block::Rule => self.drop_block(Sort::Rule, at),
            Block::Audit => self.drop_block(Sort::Audit, at),
            Block::Item => {
                self.drop_block(Sort::Item, at);
                self.replace(Sort::Points, at, edit::scaled(line, "\" ", (1, 2)));
            }
            Block::Indicator if !self.has_field(at, "别名") => {
                let head = line.to_owned();
                self.put(Sort::Alias, at, &[head, "    别名 \"另一个数\"".to_owned()]);
            }
            _ => {}
        }
    }

    /// Whether a block has a line that begins with a word.
    fn has_field(&self, at: usize, word: &str) -> bool {
        let own = self.lines.iter().skip(at + 1).take_while(|l| l.trim() != "}");
        own.into_iter().any(|l| l.trim().starts_with(word))
    }

    fn bare(&mut self, at: usize, line: &str) {
        match line.split(' ').next().unwrap_or("") {
            "单位" => self.replace(Sort::UnitFactor, at, edit::scaled(line, "= ", (2, 1))),
            "层级" => self.replace(
                Sort::LevelTree,
                at,
                edit::word(line, &[("属 村", "属 镇"), ("属 镇", "属 县"), ("属 县", "属 市")]),
            ),
            "语言" | "引用" | "准许" | "参数" => {}
            _ => {
                self.statement(at, line);
                self.drop_line(Sort::Rule, at);
            }
        }
    }

    /// The statements of a rule.
    fn statement(&mut self, at: usize, line: &str) {
        self.replace(Sort::Threshold, at, edit::thresholds(line));
        self.replace(Sort::Strictness, at, edit::strictness(line));
        for word in ["截至 ", "于 "] {
            self.replace(Sort::Deadline, at, edit::year(line, word, 1));
        }
        for word in ["每年 ", "始终 "] {
            self.replace(Sort::Window, at, edit::window(line, word));
        }
        self.replace(Sort::Target, at, edit::last_target(line));
        self.replace(Sort::Scope, at, edit::exempted(line));
        self.replace(Sort::Filter, at, edit::filtered(line));
        if line.starts_with("每个 ") {
            self.add(Sort::Exception, at, "例外 山区 = 是: >= 0");
        }
        if line.contains("左右") || line.contains('±') {
            self.replace(Sort::Tolerance, at, edit::scaled(line, "± ", (2, 1)));
        }
    }

    fn in_rule(&mut self, at: usize, line: &str) {
        let first = line.split(' ').next().unwrap_or("");
        match first {
            "一票否决" => self.drop_line(Sort::Veto, at),
            "例外" => {
                self.replace(Sort::Exception, at, edit::thresholds(line));
            }
            _ if self.field(at, line) => {}
            ">=" | ">" | "<=" | "<" | "=" => self.later_target(at, line),
            _ => {
                self.statement(at, line);
                self.drop_line(Sort::Statement, at);
                if self.is_first_statement(at) {
                    let head = self.blocks.last().map(|(_, head)| *head);
                    // What a rule says already is no other way of saying it.
                    let says = |field: &str| head.is_some_and(|head| self.has_field(head, field));
                    let (says_missing, says_rounding, says_progress) = (says("缺数"), says("精度"), says("进度"));
                    if !says_missing {
                        self.add(Sort::MissingZero, at, "缺数 按 0");
                    }
                    if !says_rounding {
                        self.add(Sort::Rounding, at, "精度 0 四舍五入");
                    }
                    if !says_progress {
                        self.add(Sort::Progress, at, "进度 无");
                    }
                }
            }
        }
    }

    /// A further target of a statement, on a line of its own; the last one may go.
    fn later_target(&mut self, at: usize, line: &str) {
        self.replace(Sort::Threshold, at, edit::thresholds(line));
        self.replace(Sort::Deadline, at, edit::year(line, "截至 ", 1));
        let Some(before) = at.checked_sub(1).and_then(|n| self.lines.get(n)).filter(|_| !line.ends_with(',')) else {
            return;
        };
        let kept = before.trim_end().trim_end_matches(',').to_owned();
        let both = format!("{before}\n{line}");
        self.out.push(Found { sort: Sort::Target, line: at as u32, n_lines: 2, before: both, after: vec![kept] });
    }

    fn is_first_statement(&self, at: usize) -> bool {
        self.blocks.last().is_some_and(|(_, head)| head + 1 == at)
    }

    /// Fields that rules and groups share; whether the line was one.
    fn field(&mut self, at: usize, line: &str) -> bool {
        match line.split(' ').next().unwrap_or("") {
            "性质" => {
                self.replace(Sort::Nature, at, edit::word(line, &[("约束性", "预期性")]));
                if line.contains("约束性") {
                    self.drop_line(Sort::Nature, at);
                }
            }
            "措辞" => {
                for weaker in ["力争", "原则上", "尽量"] {
                    self.replace(Sort::Wording, at, Some(format!("措辞 {weaker}")).filter(|w| w != line));
                }
                self.drop_line(Sort::Wording, at);
            }
            "权重" => {
                self.replace(Sort::Weight, at, edit::scaled(line, "权重 ", (1, 2)));
                self.drop_line(Sort::Weight, at);
            }
            "牵头" | "责任" | "配合" | "落实" => {
                let word = line.split(' ').next().unwrap_or("");
                self.replace(Sort::Office, at, [format!("{word} 某单位"), format!("{line}, 某单位")]);
                self.drop_line(Sort::Office, at);
            }
            "依据" => {
                self.replace(Sort::Cite, at, edit::longer(line));
                self.drop_line(Sort::Cite, at);
            }
            "说明" => self.replace(Sort::Note, at, edit::longer(line)),
            "缺数" => {}
            "精度" => self.replace(
                Sort::Rounding,
                at,
                edit::word(line, &[("精度 2", "精度 1"), ("精度 1", "精度 0"), ("四舍五入", "四舍六入")]),
            ),
            "基期值" => self.replace(Sort::Baseline, at, edit::scaled(line, "基期值 ", (1, 2))),
            "进度" => self.replace(Sort::Progress, at, Some("进度 无".to_owned())),
            "容差" | "左右" => self.replace(Sort::Tolerance, at, edit::scaled(line, "±", (2, 1))),
            _ => return false,
        }
        true
    }

    fn in_group(&mut self, at: usize, line: &str) {
        if line == "一票否决" {
            self.drop_line(Sort::Veto, at);
        } else {
            self.field(at, line);
        }
    }

    fn in_indicator(&mut self, at: usize, line: &str) {
        let units = [
            ("万元", "亿元"),
            ("亿元", "万亿元"),
            (" 元", " 万元"),
            ("万亩", "亿亩"),
            (" 亩", " 万亩"),
            (" 吨", " 万吨"),
            (" 个", " 万个"),
            (" 人", " 万人"),
            (" 户", " 万户"),
        ];
        match line.split(' ').next().unwrap_or("") {
            "计量单位" => self.replace(Sort::Unit, at, edit::word(line, &units)),
            "口径" => {
                self.replace(Sort::Definition, at, edit::longer(line));
                self.drop_line(Sort::Definition, at);
            }
            "公式" => self.replace(
                Sort::Formula,
                at,
                [format!("{line} * 2"), format!("{line} + {}", line.trim_start_matches("公式 "))],
            ),
            "取值" => {
                self.replace(Sort::Range, at, edit::word(line, &[("..100%", "..200%")]));
                self.drop_line(Sort::Range, at);
            }
            "汇总" => {
                self.replace(Sort::RollUp, at, edit::word(line, &[("合计", "无")]));
                self.drop_line(Sort::RollUp, at);
            }
            "年内" => self.replace(
                Sort::RollUp,
                at,
                edit::word(line, &[("期末", "最大"), ("平均", "最大"), ("合计", "最大"), ("最大", "平均")]),
            ),
            "频率" => {
                self.replace(Sort::Frequency, at, edit::word(line, &[("季度", "年"), ("月", "季度"), ("年", "月")]))
            }
            "类型" => self.replace(Sort::Kind, at, edit::word(line, &[("时期数", "时点数"), ("时点数", "时期数")])),
            "层级" => self.replace(Sort::Level, at, edit::word(line, &[("村", "镇"), ("镇", "县"), ("县", "市")])),
            "别名" => self.replace(Sort::Alias, at, [format!("{line}, \"另一个数\"")]),
            "分项" | "其中" => {
                self.replace(Sort::Parts, at, line.rsplit_once(", ").map(|(kept, _)| kept.to_owned()))
            }
            "精度" => self.replace(
                Sort::Rounding,
                at,
                edit::word(line, &[("精度 2", "精度 0"), ("精度 1", "精度 0"), ("精度 0", "精度 1")]),
            ),
            "容差" => self.replace(Sort::Tolerance, at, edit::scaled(line, "容差 ", (3, 1))),
            _ => {}
        }
    }

    fn in_plan(&mut self, at: usize, line: &str) {
        match line.split(' ').next().unwrap_or("") {
            "地区" => self.replace(Sort::Region, at, Some("地区 别的县".to_owned())),
            "期间" => {
                self.replace(Sort::PlanWindow, at, edit::window(line, "期间 "));
                self.replace(Sort::PlanWindow, at, edit::year(line, "..", 1));
            }
            "基期" => self.replace(Sort::PlanWindow, at, edit::year(line, "基期 ", -1)),
            "左右" => self.replace(Sort::Tolerance, at, edit::scaled(line, "±", (2, 1))),
            "文号" | "机关" | "来源" => {
                self.replace(Sort::PlanField, at, edit::longer(line));
                self.drop_line(Sort::PlanField, at);
            }
            "日期" => self.replace(Sort::PlanField, at, edit::year(line, "日期 ", 1)),
            _ => {}
        }
    }

    fn in_scheme(&mut self, at: usize, line: &str) {
        match line.split(' ').next().unwrap_or("") {
            "等次" => {
                self.replace(Sort::Grade, at, edit::thresholds(line).into_iter().filter(|l| l.contains('分')).take(1));
                self.replace(Sort::Quota, at, edit::scaled(line, "至多 ", (2, 1)));
                if let Some((kept, _)) = line.split_once(" 至多 ") {
                    self.replace(Sort::Quota, at, Some(kept.to_owned()));
                }
            }
            "一票否决" => {
                self.drop_line(Sort::SchemeVeto, at);
                self.replace(Sort::SchemeVeto, at, at_condition(line));
            }
            "满分" => self.replace(Sort::Scheme, at, edit::scaled(line, "满分 ", (2, 1))),
            "期间" => self.replace(Sort::Scheme, at, edit::year(line, "期间 ", -1)),
            "并列" => self.replace(Sort::Scheme, at, edit::word(line, &[("不占位", "占位"), ("占位", "不占位")])),
            "不适用" => self.replace(
                Sort::Scheme,
                at,
                edit::word(line, &[("剔除", "满分"), ("零分", "满分"), ("平均", "满分")]),
            ),
            "缺数" => self.drop_line(Sort::Scheme, at),
            "精度" => self.replace(Sort::Scheme, at, edit::word(line, &[("精度 2", "精度 0"), ("精度 1", "精度 0")])),
            "对象" => {
                self.replace(Sort::Scheme, at, [format!("{line} 其中 列入考核 = 是"), format!("{line} 除 某地")])
            }
            "加分" | "减分" => self.replace(Sort::Scheme, at, edit::scaled(line, "上限 ", (2, 1))),
            _ => {}
        }
    }

    fn in_item(&mut self, at: usize, line: &str) {
        match line.split(' ').next().unwrap_or("") {
            "目标" => self.replace(Sort::Threshold, at, edit::thresholds(line)),
            "指标" => self.replace(Sort::Formula, at, [format!("{line} * 2")]),
            word if word.starts_with("每低") || word.starts_with("每高") || word.starts_with("每有") => {
                self.replace(Sort::Curve, at, edit::scaled(line, "扣 ", (1, 2)));
                self.replace(Sort::Curve, at, edit::scaled(line, "加 ", (2, 1)));
                self.replace(Sort::Curve, at, edit::word(line, &[("进一", "整步"), ("连续", "整步")]));
            }
            "不适用" => self.replace(Sort::Scheme, at, edit::word(line, &[("剔除", "满分"), ("零分", "满分")])),
            "至多" | "封顶" => self.replace(
                Sort::Curve,
                at,
                edit::scaled(line, &format!("{} ", line.split(' ').next().unwrap_or("")), (2, 1)),
            ),
            "缺数" => self.drop_line(Sort::Scheme, at),
            _ => {}
        }
    }

    fn in_audit(&mut self, at: usize, line: &str) {
        match line.split(' ').next().unwrap_or("") {
            "强制" => {
                self.replace(Sort::AuditSoft, at, Some("核实".to_owned()));
            }
            "核实" => {}
            "容差" => self.replace(Sort::Tolerance, at, edit::scaled(line, "容差 ", (2, 1))),
            _ => {
                self.replace(Sort::Threshold, at, edit::thresholds(line));
                if !self.blocks.last().is_some_and(|(_, head)| self.has_field(*head, "容差")) {
                    self.add(Sort::Tolerance, at, "容差 5%");
                }
            }
        }
    }

    fn in_lights(&mut self, at: usize, line: &str) {
        self.replace(Sort::Lights, at, edit::thresholds(line));
        if line.contains("灯") {
            self.drop_line(Sort::Lights, at);
        }
    }
}

/// A veto strikes later: `安全事故数 > 0次` becomes `> 1次`.
fn at_condition(line: &str) -> Option<String> {
    let at = line.find("> 0")?;
    Some(format!("{}> 1{}", line.get(..at)?, line.get(at + 3..)?))
}

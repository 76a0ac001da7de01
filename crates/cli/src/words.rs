//! Help and usage errors in Chinese. English help is the doc comments of `args.rs`; this file maps each line of it.
//!
//! INVARIANT: every help line has a Chinese counterpart (a test holds that).

use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use super::Status;
use dabiao_lang::diag::Lang;

/// English help and its Chinese counterpart.
const HELP: &[(&str, &str)] = &[
    ("Check, format and evaluate rules for indicator compliance", "达标：检查、排版、评价指标规则"),
    ("Language of messages; default: from the locale, else Chinese", "消息的语言；默认随系统区域设置，未设则用中文"),
    ("When to use colour", "何时使用颜色"),
    ("What to do", "要做什么"),
    (
        "Let `use` and links in folders lead out of the rule set and of the data",
        "允许 `引用` 和文件夹里的链接指到规则集和数据之外",
    ),
    ("Write into the evidence who sealed it", "把封存人写进证据"),
    (
        "Keep in the evidence what changed since these rules, a file or folder, and whose verdict flips by it",
        "把与这些旧规则（文件或文件夹）相比的变动、由此翻转的结论一并封存",
    ),
    ("List of accepted changes, kept in the evidence with what changed", "批准单，与变动一并封存"),
    (
        "Whom to trust for the time: the certificates of an authority for time stamps, as PEM",
        "可信的时间戳机构的证书（PEM）",
    ),
    (
        "Whose signature the list of accepted changes must bear: a file of allowed signers, as SSH has it",
        "批准单必须有谁的签名：SSH 的可信签名人文件",
    ),
    (
        "Let through what is proved harmless or accepted since a base, and nothing else: for hooks and CI",
        "把关：与基准相比，只放行已证明无害或已批准的变动；供钩子和持续集成使用",
    ),
    (
        "The revision that was adopted, which the work tree is compared with; `A..B` and `A...B` compare two",
        "已批准的版本，与工作区比较；`A..B`、`A...B` 比较两个版本",
    ),
    (
        "Rule files or folders, after `--`; default: all below the current folder",
        "规则文件或文件夹，写在 `--` 之后；默认当前文件夹以下全部",
    ),
    ("Guard what is staged for the next commit", "检查已暂存、将要提交的内容"),
    ("List of accepted changes", "批准单"),
    ("Let through only commits that bear a signature which git finds good", "只放行 git 认可其签名的提交"),
    (
        "Weaken rules in every way that comes to mind, hundreds of them, and see that `diff` names each one",
        "自测：用想得到的每一种办法放宽规则（几百种），看 `diff` 是不是都点了名",
    ),
    (
        "Write every weakened version into this folder, each into one of its own",
        "把每个放宽了的版本写进这个文件夹，各占一个子文件夹",
    ),
    (
        "Count who passes only because the rules were changed since they were adopted: by change, author and acceptance",
        "放宽账：自批准以来，谁只因规则改动才达标；按变动、作者、批准分列",
    ),
    (
        "The revision that was adopted; default: the first that has the rules",
        "已批准的版本；默认为最早有这些规则的版本",
    ),
    ("List every finding; default: the first 100", "列出全部问题；默认只列前 100 个"),
    ("Find mistakes and contradictions in rules", "检查规则中的错误和矛盾"),
    ("Write rules in the one canonical layout", "按统一版式排版规则文件"),
    ("Judge statistics by the rules and report every verdict", "按规则评价统计数据，报告每条结论"),
    ("Explain a rule, a verdict or the code of a finding", "解释一条规则、一个结论或一个诊断代码"),
    (
        "Say a rule in one plain sentence, which reads back as the same rule",
        "复述：把一条规则说成一句平常话，读回来还是同一条规则",
    ),
    ("Write a commented starter for the rules of a plan", "新建：写一份带说明的方案规则样例"),
    ("The ID of a rule, or `all`", "规则编号；`all` 或 `全部` 表示所有规则"),
    ("The file to write, which must not exist; `-` is standard output", "要写的文件（不得已存在）；`-` 表示标准输出"),
    ("The place that the plan is for", "方案适用的地区"),
    ("The first year of the plan", "方案的第一年"),
    ("The last year of the plan", "方案的最后一年"),
    ("Propose rules for the measurable targets of a document", "起草：读一份文件，为可计量的目标提出规则草稿"),
    (
        "The document: txt, Markdown, HTML, docx, or PDF with text; `-` is standard input",
        "文件：txt、Markdown、HTML、docx 或带文字的 PDF；`-` 表示标准输入",
    ),
    ("Rule files or folders whose indicators are used where they fit", "规则文件或文件夹，其中合适的指标直接采用"),
    ("Write to a file, which must not exist, instead of standard output", "写到文件（不得已存在），而不是标准输出"),
    ("Prove that rules and the documents that they cite agree", "核对依据：证明规则与所引文件一致"),
    (
        "Compare the figures, deadlines and offices of rules with the documents that they cite",
        "核对：把规则的数、期限和责任单位同所引文件对照，并列出没有规则承载的数",
    ),
    ("The documents: files or folders", "所引的文件：文件或文件夹"),
    ("Run the tests that stand in the rules", "运行规则文件中的测试"),
    (
        "Rank towns (or villages, offices) by the schemes of the rules: points, grades, and what would move each up",
        "排名：按考核办法给镇（村、部门）计分、定等次，说明怎样能进一位",
    ),
    ("Apply the schemes that rank this level, as in 镇; default: all", "只用考核这一层级的办法，如 镇；默认全部"),
    ("Apply the scheme of this name alone", "只用这一个考核办法"),
    (
        "Tell how the points of one entity came about: a code, a name or a path of names",
        "说明一个对象的得分是怎么来的：写代码、名称或路径",
    ),
    (
        "How much to tell: `full` tells how the points of everybody came about",
        "详略：`full` 说明每个对象的得分是怎么来的",
    ),
    ("List what the audits find in the data, by submitter", "按填报单位列出数据审核发现的问题"),
    (
        "List who has reported what, what is missing, wrong or late, by submitter",
        "按填报单位列出报送情况：应报、已报、缺报、有误、迟报",
    ),
    (
        "The period that was to be reported, as in 2025, 2025Q3 or 2025-06; default: the newest year with data",
        "要报的统计期，如 2025、2025Q3、2025-06；默认取有数据的最近一年",
    ),
    ("The level of those who submit, as in 镇; default: towns", "填报单位的层级，如 镇；默认为镇"),
    ("The last day on which a submission is in time", "报送期限，晚于这一天的算迟报"),
    (
        "Write marked copies of the files with errors or warnings to a folder, to be given back",
        "把有错误或警告的文件写一份加了标记的副本到文件夹，供退回更正",
    ),
    ("Show one submitter only: a name or a code", "只列出一个填报单位（名称或代码）"),
    (
        "Show how every sheet is read: header, unit, period, entities, what is left out, what is unsure",
        "读表：逐表说明表头、计量单位、时期、对象怎样认出，哪些没有采用，哪些不能确定",
    ),
    ("Statistics: files or folders, and the rule files that use them", "统计数据文件或文件夹，以及用到它们的规则文件"),
    ("More statistics: files or folders", "更多统计数据文件或文件夹"),
    (
        "Confirm what is unsure, in `dabiao.toml`: tables of the same form are not asked about again",
        "确认不确定之处，写入 `dabiao.toml`；同样的表以后不再询问",
    ),
    ("List the figures that are missing, the most decisive first", "列出所缺数据，最能定论的在前"),
    (
        "List what is late for each responsible office: by how much, since when, what is needed",
        "督办：按责任单位列出未达标、滞后和缺数的事项，差多少、始于何时、今后所需",
    ),
    (
        "Count only what falls due in this period, as in 2025, 2025H1, 2025Q3 or 2025-06; what is owed from before and \
         what is ahead stand apart",
        "只计在这一时期到期的事项，如 2025、2025H1、2025Q3、2025-06；历史欠账和以后到期的另列",
    ),
    (
        "Count only what falls due in this period, as in 2025, 2025H1, 2025Q3 or 2025-06",
        "只计在这一时期到期的事项，如 2025、2025H1、2025Q3、2025-06",
    ),
    (
        "Read from databases only the indicators and years that the rules ask for; what stays there is told",
        "从数据库只读规则要用的指标和年份；留在库里的会说明",
    ),
    (
        "Say for each target whether a database can count it, and which years are read; judge nothing",
        "逐个目标说明数据库能不能数、要读哪些年份；不作评价",
    ),
    (
        "Make every verdict once more in other units and spellings; end with 2 if any comes out otherwise",
        "把每个结论换用其他单位、其他说法重算一遍；有出入则以 2 退出",
    ),
    (
        "Write the report as a folder of pages: one for each place, office and rule; a folder for each day",
        "写成一个文件夹的网页：每个地方、单位和规则一页，每天一个文件夹",
    ),
    (
        "Fill in the documents of this folder, by the names of the letters, instead of ours: `{{to}}` and the like are fields",
        "不用自带的版式，用这个文件夹里的 Word 模板（按函的名称，如 `督办函.docx`）：`{{单位}}` 等是字段",
    ),
    (
        "Write documents with fields to this folder, to be changed and given to `--template`, and no letters",
        "不写函，把带字段的 Word 模板写到这个文件夹，改好后用 `--template`",
    ),
    (
        "Earlier reports (JSON of `eval` or `rank`): last points, ranks and lights stand beside the present ones, and conditions such as `times_last` know them",
        "以前的报告（`eval` 或 `rank` 的 JSON）：上次的得分、名次和亮灯与这次并列，`连续倒数` 这样的条件也用它们",
    ),
    (
        "Reports of earlier periods (JSON of `rank` or `eval`): points and rank then, and who is among the last three again",
        "以往各期的报告（`rank` 或 `eval` 的 JSON）：列出上次得分、名次，以及连续排后三位的",
    ),
    (
        "Draw places on the page and the site with the shapes of this file (GeoJSON), found by name or code",
        "用这个文件（GeoJSON）里的边界画地图，按名称或代码对上名录，用于网页",
    ),
    (
        "Show the ledger: every failure with its number, closed only when data prove it",
        "台账：每一项未达标的事项一个编号，数据证明做到了才销号",
    ),
    (
        "Write a letter to each office or place that is late, in Word and as page",
        "发函：给每个有事项要整改的单位或镇写提醒函、督办函或通报",
    ),
    (
        "The ledger: a text file beside the data; one that is not there yet is empty",
        "台账文件（文本，放在数据旁边）；还没有就从空白开始",
    ),
    ("Write what this evaluation opened, closed and reopened into the ledger", "把本次新立、销号和再立的事项写进台账"),
    (
        "Write to the places of this level, as in 镇; default: to the offices that answer for rules",
        "发给这一层级的地方，如 镇；默认发给责任单位",
    ),
    ("Only those whose name holds this text", "只发给名称含这段文字的"),
    (
        "The ledger: its numbers stand in the letters, and the letters are noted in it",
        "台账文件：函里写它的编号，发函记到台账里",
    ),
    (
        "The day by which a reply is asked for; default: 15 days after the day of judgement",
        "答复期限；默认为截至日后 15 天",
    ),
    ("Only offices whose name holds this text", "只列名称含这段文字的单位"),
    (
        "Write workbooks that ask for what the rules need, for towns to fill in",
        "发表：按规则需要的指标写出填报表（Excel），供镇村填报",
    ),
    (
        "Earlier statistics: last year's figures stand beside the form; a folder may hold the roster too",
        "以往的统计数据：上年数据附在表后；文件夹里可以放名录",
    ),
    (
        "The period to report on, as in 2025, 2025Q3 or 2025-06; default: the year after the newest data, else the last of \
         the plan",
        "统计期，如 2025、2025Q3、2025-06；默认取最新数据的次年，没有数据则取方案的最后一年",
    ),
    ("Ask only what is asked of entities of this level, as in 村", "只发这一层级的表，如 村"),
    (
        "One workbook for each entity of this level, as in 镇; `all` is one for all; default: the level below the region",
        "每个这一层级的对象一个工作簿，如 镇；`all` 或 `全部` 表示合为一个；默认按地区的下一级",
    ),
    ("The day by which the forms are to be handed in", "报送期限"),
    ("The folder to write to; it is made if it is not there", "写到哪个文件夹；没有则新建"),
    ("Overwrite workbooks that are there already", "覆盖已有的工作簿"),
    (
        "Compare two reports: what changed, and whether data, rules or the day brought it about",
        "比较两份报告：哪些结论变了，是数据变了、规则变了，还是只是截至日变了",
    ),
    (
        "The earlier report, written with `eval --format json`, best with `--detail full`",
        "上次的报告，由 `eval --format json` 写出，最好加 `--detail full`",
    ),
    ("The later report", "这次的报告"),
    ("Exit with 1 if anything changed", "有变化时以 1 退出"),
    ("Write the rules as JSON", "把规则导出为 JSON"),
    (
        "Write what the rules ask of a database as SQL, a statement for each target",
        "把规则要数据库数的写成 SQL，每个目标一条语句",
    ),
    ("The engine that is to run it", "由哪种数据库执行"),
    (
        "The table of figures: indicator, entity, period, value, unit, status",
        "数据表：indicator、entity、period、value、unit、status",
    ),
    (
        "Roster with which the rules are reasoned about in real numbers; default: that of the plan, else 名录.csv, 名录.xlsx or roster.csv beside the rules",
        "名录：按真实个数核对规则；默认用方案写明的，否则用规则旁边的 名录.csv、名录.xlsx 或 roster.csv",
    ),
    ("The table of the roster: code, name, level, parent and attributes", "名录表：code、name、level、parent 和属性列"),
    ("Look inside: print what a stage made of the rules", "查看内部：打印某一阶段的结果"),
    (
        "Serve an editor: findings, completion, verdicts over rules, by the Language Server Protocol on stdin and stdout",
        "为编辑器服务：查错、补全、规则上方的结论，用语言服务器协议经标准输入输出",
    ),
    (
        "Taken and without effect: standard input and output are all there is, and some editors say so",
        "可写可不写：只有标准输入输出一种方式，有的编辑器会写上它",
    ),
    ("Print a completion script for a shell", "打印命令补全脚本"),
    ("Rule files or folders; `-` is standard input", "规则文件或文件夹；`-` 表示标准输入"),
    ("Rule files or folders", "规则文件或文件夹"),
    ("Form of the output", "输出的格式"),
    ("Treat warnings as findings too", "警告也算作问题"),
    (
        "Day on which `allow … until` is judged; without it such an `allow` counts",
        "判断“准许 … 至”是否到期的日期；不写则一律有效",
    ),
    (
        "Rule files or folders; `-` formats standard input to standard output",
        "规则文件或文件夹；`-` 表示从标准输入读、写到标准输出",
    ),
    ("Change nothing; exit with 1 if a file is not in canonical layout", "不改动文件；有文件不合统一版式时以 1 退出"),
    ("Turn keywords into one language", "把关键词统一成一种语言"),
    ("Statistics: files or folders; a folder may hold the roster too", "统计数据：文件或文件夹；文件夹里可以放名录"),
    ("Roster: a table of all entities", "名录：全部对象的表"),
    (
        "Mapping file for tables whose headers do not say what they hold; default: every `dabiao.toml` among the data",
        "映射文件，说明表头看不出含义的表；默认采用数据文件夹中的每个 `dabiao.toml`",
    ),
    ("Mapping file for tables whose headers do not say what they hold", "映射文件，说明表头看不出含义的表"),
    ("Day of judgement, as in 2025-12-31", "评价截至的日期，如 2025-12-31"),
    ("Character encoding of data files; default: detected", "数据文件的编码；默认自动识别"),
    (
        "Threads that read data; default: one for each core; what is read does not depend on it",
        "用几个线程读数据；默认每个核一个；读出的内容与此无关",
    ),
    ("Rules, data and day", "规则、数据和日期"),
    (
        "Form of the report; default: as the file's extension says (.html .xlsx .docx .json .md), else text",
        "报告的格式；默认按文件扩展名（.html .xlsx .docx .json .md），否则为文本",
    ),
    ("How much to tell", "详细程度"),
    (
        "Write the report to a file instead of standard output; repeat it for several forms",
        "把报告写入文件，而不是标准输出；可以写多次，一次得到几种格式",
    ),
    (
        "Width of the text report in columns; default: the terminal's, else 100",
        "文本报告的宽度（列）；默认取终端宽度，否则 100",
    ),
    ("The ID of a rule (with rule files after it) or the code of a finding", "规则编号（其后写规则文件）或诊断代码"),
    ("Statistics: files or folders; gives the derivation of the verdict", "统计数据：文件或文件夹；给出结论的推导过程"),
    (
        "Explain the judgement of one entity: a code, a name or a path of names",
        "解释某一对象的结论：代码、名称或“镇/村”路径",
    ),
    (
        "Keep the evaluation as evidence in a new folder: all that was read, the report, digests",
        "把评价封存为证据，放进一个新文件夹：读过的全部文件、报告、摘要",
    ),
    ("Sign the evidence with a private key of SSH", "用 SSH 私钥给证据签名"),
    (
        "Run a sealed evaluation again and prove or disprove its report",
        "核验：按封存的证据重新评价，证明报告属实或指出不符",
    ),
    ("The folder that `eval --seal` made", "`eval --seal` 生成的文件夹"),
    ("The digest that the evidence must have", "证据应有的总摘要"),
    ("Whose signatures count: a file of allowed signers, as SSH has it", "认可谁的签名：SSH 的 allowed_signers 文件"),
    (
        "Follow one rule through the history in git: who changed it, when, and what it asked before",
        "沿革：沿 git 历史追踪一条规则，谁在何时改动、改动前后的要求",
    ),
    ("Name for each target of a rule the commit that set it", "追溯：规则的每个目标由哪次提交定下"),
    (
        "Compare two versions of rules by what they mean: what was relaxed, for whom it matters, who accepted it",
        "比较两个版本的规则含义：放宽了什么、影响到谁、谁批准过",
    ),
    (
        "Two files, folders or revisions; `A..B`; one revision against the work tree; default: HEAD against it",
        "两个文件、文件夹或 git 版本；`A..B`；只写一个版本则与工作区比较；不写则比较 HEAD 与工作区",
    ),
    (
        "Rule files or folders of the revisions, after `--`; default: all below the current folder",
        "版本里的规则文件或文件夹，写在 `--` 之后；默认为当前文件夹以下全部",
    ),
    ("Compare with what is staged for the next commit", "与已暂存、待提交的内容比较"),
    (
        "Show only changes of these kinds, aspects or names: relaxed, threshold, deadline-postponed …",
        "只看这些种类、方面或名称的变动：relaxed（放宽）、threshold（门槛）、deadline-postponed（期限推迟）等",
    ),
    ("Exit with 1 if there is a difference", "有变动时以 1 退出"),
    ("List of accepted changes; what it accepts is not shown as a difference", "批准单：已批准的变动不再列为未批准"),
    ("Statistics: files or folders; shows whose verdict flips", "统计数据：文件或文件夹；列出谁的结论因此变化"),
    ("Day of judgement and of approvals, as in 2025-12-31", "评价和批准截至的日期，如 2025-12-31"),
    (
        "How rules find each other: by ID, or between two plans by what they ask",
        "规则怎样配对：按编号；比较两个不同方案时按要求",
    ),
    (
        "Read both files under this name, so that they find the files that they use (for git difftool)",
        "两个文件都当作这个名字来读，以便找到它们引用的文件（供 git difftool 用）",
    ),
    (
        "Form of the output; `approvals` writes entries for the list of accepted changes, to be filled in",
        "输出的格式；`approvals` 打印批准单的条目，填好即可用",
    ),
    ("Write to a file instead of standard output", "写入文件，而不是标准输出"),
    ("The ID of a rule", "规则编号"),
    (
        "Rule files or folders, after `--`; default: all below the current folder",
        "规则文件或文件夹，写在 `--` 之后；默认为当前文件夹以下全部",
    ),
    ("Where to begin: a commit, branch or tag; default: the work tree", "从哪里开始：提交、分支或标签；默认从工作区"),
    ("Show which thresholds and verdicts no test covers", "显示没有测试覆盖到的界线和结论"),
    (
        "Rule files or folders made from an older version of the document: write what changed as a patch",
        "由文件旧版本起草的规则文件或文件夹：把变化写成补丁",
    ),
    (
        "Accept that up to this many numbers were not understood; more are exit status 1",
        "认可最多有这么多个数字没有读懂；超过时退出状态为 1",
    ),
    ("The stage", "阶段"),
    ("The shell", "命令行外壳"),
];

/// Returns the command with its help in the given language.
pub(crate) fn localize(command: Command, lang: Lang) -> Command {
    let command = super::examples::beside(command.disable_help_subcommand(true), lang);
    match lang {
        Lang::En => command,
        Lang::Zh => in_chinese(command).version(env!("CARGO_PKG_VERSION")),
    }
}

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

fn in_chinese(command: Command) -> Command {
    let about = command.get_about().map(|a| translate(&a.to_string()));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助").help_heading("选项");
    let is_root = command.get_name() == "dabiao";
    let command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .disable_help_flag(true)
        .mut_args(argument_in_chinese)
        .mut_subcommands(in_chinese)
        .arg(help);
    if is_root { command.disable_version_flag(true).arg(version_flag()) } else { command }
}

fn version_flag() -> Arg {
    Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本").help_heading("选项")
}

fn argument_in_chinese(arg: Arg) -> Arg {
    let mut help = arg.get_help().map(|h| translate(&h.to_string())).unwrap_or_default();
    let is_flag = matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Help | ArgAction::Version);
    let choices: Vec<String> =
        arg.get_possible_values().iter().filter(|v| !v.is_hide_set()).map(|v| v.get_name().to_owned()).collect();
    if !choices.is_empty() && !is_flag {
        help.push_str(&format!(" [可选：{}]", choices.join("、")));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && !is_flag {
        help.push_str(&format!(" [默认：{}]", defaults.join("、")));
    }
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let arg = arg.help(help).help_heading(heading);
    if is_flag { arg } else { arg.hide_possible_values(true).hide_default_value(true) }
}

fn translate(english: &str) -> String {
    HELP.iter().find(|(en, _)| *en == english).map_or_else(|| english.to_owned(), |(_, zh)| (*zh).to_owned())
}

/// Prints help, version or a usage error, and returns how the run ended.
pub(crate) fn explain_usage(error: &clap::Error, lang: Lang) -> Status {
    if !error.use_stderr() {
        // A reader that went away is no error.
        let _ = error.print();
        return Status::Fine;
    }
    if lang == Lang::En || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return Status::Failed;
    }
    let _ =
        writeln!(std::io::stderr(), "错误：{}\n\n用 `dabiao --help` 或 `dabiao 命令 --help` 查看用法", sentence(error));
    Status::Failed
}

fn sentence(error: &clap::Error) -> String {
    let get = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(ContextValue::StyledStr(s)) => s.to_string(),
        Some(ContextValue::StyledStrs(all)) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    };
    let argument = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let close = |kind: ContextKind| match get(kind) {
        s if s.is_empty() => String::new(),
        s => format!("，是不是想写 `{s}`？"),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项 `{argument}`{}", close(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 `{}`{}", get(ContextKind::InvalidSubcommand), close(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` 后面缺少内容"),
        ErrorKind::InvalidValue => {
            let choices = get(ContextKind::ValidValue);
            let choices = if choices.is_empty() { choices } else { format!("，可选：{choices}") };
            format!("`{argument}` 不接受 `{value}`{choices}")
        }
        ErrorKind::ValueValidation if argument.starts_with("--period") => {
            format!("`{argument}` 不接受 `{value}`（时期如 2025、2025Q3、2025-06）")
        }
        ErrorKind::ValueValidation => format!("`{argument}` 不接受 `{value}`（日期如 2025-12-31）"),
        ErrorKind::ArgumentConflict => format!("`{argument}` 不能与 `{}` 同时使用", get(ContextKind::PriorArg)),
        _ => error.to_string().trim_start_matches("error: ").trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn lines(command: &Command, all: &mut Vec<String>) {
        all.extend(command.get_about().map(ToString::to_string));
        all.extend(command.get_arguments().filter_map(|a| a.get_help().map(ToString::to_string)));
        command.get_subcommands().for_each(|c| lines(c, all));
    }

    #[test]
    fn every_help_line_has_a_chinese_counterpart() {
        let mut all = Vec::new();
        lines(&super::super::args::Cli::command(), &mut all);
        let lacking: Vec<_> = all.iter().filter(|l| !HELP.iter().any(|(en, _)| en == l)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
        let unused: Vec<_> = HELP.iter().filter(|(en, _)| !all.iter().any(|l| l == en)).map(|h| h.0).collect();
        assert_eq!(
            unused,
            ["What to do", "Rules, data and day"]
                .map(|s| s)
                .iter()
                .filter(|u| unused.contains(u))
                .copied()
                .collect::<Vec<_>>()
        );
    }
}

//! The sentences for what is found while reading rosters and statistics.

use dabiao_lang::diag::Both;
use dabiao_lang::problems;

problems! {
    /// Found while reading rosters and statistics.
    pub enum DataProblem {
        // Files.

        /// A file could not be opened or read.
        FileUnreadable { file: String, reason: Both } = "file-unreadable" Error
            en: "`{file}` could not be read: {reason}",
            zh: "无法读取 `{file}`：{reason}";
        /// A link in a folder of data that leads elsewhere.
        DataLinkOutside { file: String } = "data-link-outside" Error
            en: "`{file}` is a link that leads out of the folder and was not followed",
            zh: "`{file}` 是指到文件夹之外的链接，没有读取",
            help en: "put the file itself there, name it with `--data`, or allow it with `--allow-outside`",
            zh: "把文件本身放进去，或用 `--data` 写出它；确要跟随链接，请加 `--allow-outside`";
        /// A device where a file of data should be.
        DataFileSpecial { file: String } = "data-file-special" Error
            en: "`{file}` is a device, a pipe or a socket and was not read",
            zh: "`{file}` 是设备、管道或套接字，没有读取",
            help en: "put a plain file there; a pipe can be named with `--data`", zh: "请换成普通文件；管道可以用 `--data` 写出";
        /// A format without a reader.
        FormatUnreadable { file: String } = "format-unreadable" Error
            en: "`{file}` is a workbook, which this build of the program cannot read",
            zh: "`{file}` 是工作簿，本程序的这一构建不能读取工作簿",
            help en: "save the sheet as CSV (UTF-8 or GB18030)", zh: "请另存为 CSV（UTF-8 或 GB18030）";
        /// A workbook under a password.
        BookEncrypted { file: String } = "book-encrypted" Error
            en: "`{file}` is locked with a password and was not read",
            zh: "`{file}` 设有打开密码，没有读取",
            help en: "save it without a password (a sheet that is only protected against changes can be read)",
            zh: "请取消打开密码后另存（仅设工作表保护的文件可以读取）";
        /// A workbook that is not whole, or none.
        BookDamaged { file: String, reason: Both } = "book-damaged" Error
            en: "`{file}` is no workbook, or is damaged: {reason}",
            zh: "`{file}` 不是工作簿或已损坏：{reason}",
            help en: "open it in Excel or WPS and save it anew", zh: "请用 Excel 或 WPS 打开后另存";
        /// A workbook that unpacks to more than any needs.
        BookTooLarge { file: String } = "book-too-large" Error
            en: "`{file}` unpacks to more than any workbook needs and was not read to the end",
            zh: "`{file}` 解压后大得不合常理，没有读完",
            help en: "delete the blank rows and columns that have formats, or save the sheet as CSV",
            zh: "请删除只有格式的空行空列，或另存为 CSV";
        /// A sheet that nobody sees.
        SheetHidden { sheet: String } = "sheet-hidden" Warning
            en: "the sheet `{sheet}` is hidden and was not read",
            zh: "工作表 `{sheet}` 已隐藏，没有读取",
            help en: "unhide it if its figures are to count", zh: "如需采用其中数据，请取消隐藏";
        /// Nothing at all could be read.
        NoData {} = "no-data" Error
            en: "none of the given files holds data that could be read",
            zh: "给出的文件中没有可以读取的数据";
        /// Neither UTF-8 nor GB18030.
        EncodingUnknown { byte: u64 } = "encoding-unknown" Error
            en: "the text is neither UTF-8 nor GB18030: byte {byte} of this line fits neither; the file was not read",
            zh: "文本既不是 UTF-8 也不是 GB18030：本行第 {byte} 个字节两者都不符；该文件没有读取",
            help en: "name the encoding with `--encoding`", zh: "用 `--encoding` 指明编码";
        /// A byte that does not fit the encoding of its file.
        BadByte { byte: u64, encoding: &'static str } = "bad-byte" Error
            en: "byte {byte} of this line is no {encoding}; it was replaced by `\u{FFFD}`",
            zh: "本行第 {byte} 个字节不是 {encoding} 编码，已用 `\u{FFFD}` 代替";
        /// NUL bytes: a binary file, or UTF-16 without a mark.
        NotText { file: String } = "not-text" Error
            en: "`{file}` is not a text file and was not read",
            zh: "`{file}` 不是文本文件，没有读取",
            help en: "for UTF-16 without a byte order mark name `--encoding utf-16le`",
            zh: "若是没有字节序标记的 UTF-16，请加 `--encoding utf-16le`";
        /// No row that could be a header.
        HeaderUnknown { found: Vec<String> } = "header-unknown" Error
            en: "no header of a roster or of statistics was found; the first row has {found}",
            zh: "没有找到名录或数据的表头；第一行是 {found}",
            help en: "long form: 指标,对象,时期,数值,计量单位; wide form: 对象,时期, then one column for each indicator",
            zh: "长表：指标,对象,时期,数值,计量单位；宽表：对象,时期，之后每个指标一列";
        /// A file without a row.
        FileEmpty { file: String } = "file-empty" Warning
            en: "`{file}` is empty",
            zh: "`{file}` 是空文件";
        /// Two columns that mean the same.
        ColumnTwice { first: String, second: String } = "column-twice" Error
            en: "the columns `{first}` and `{second}` mean the same; only the first was read",
            zh: "`{first}` 与 `{second}` 两列含义相同，只读取了前一列";
        /// A wide table whose figures belong to no period.
        PeriodColumnMissing {} = "period-column-missing" Error
            en: "it cannot be told to which period the figures of this table belong; the file was not read",
            zh: "看不出本表数据属于哪个时期；该文件没有读取",
            help en: "add a column `时期`, or put the one year into the file name",
            zh: "请加一列“时期”，或在文件名中写明唯一的年份";
        /// A column without a period beside others that have one.
        ColumnUndated { column: String } = "column-undated" Error
            en: "it cannot be told of which period `{column}` is; the columns beside it say theirs, and it was not read",
            zh: "看不出 `{column}` 属于哪个时期（别的列写明了时期）；该列没有读取",
            help en: "put the period into its header too, or the year of the table into its title",
            zh: "请在该列表头也写明时期，或在标题中写明本表的年份";
        /// The period was taken from the file name.
        PeriodFromName { period: String } = "period-from-file-name" Info
            en: "the table has no period column; its figures were taken to belong to {period}, the year in the file name",
            zh: "本表没有时期列；按文件名中的年份，数据记为 {period}";
        /// Two places of a table name different periods.
        PeriodDisagrees { used: String, other: String } = "period-disagrees" Warning
            en: "the form, the title, the sheet and the file name different periods, {used} and {other}; the figures were taken to belong to {used}",
            zh: "表头、标题、工作表名和文件名中的时期不一致（{used} 与 {other}）；数据记为 {used}",
            help en: "correct the one that is wrong, or add a column `时期`", zh: "请更正其中有误的，或加一列“时期”";
        /// The name of a file says how final its figures are.
        StatusFromName { word: String, status: Both } = "status-from-file-name" Info
            en: "the file name says `{word}`: all figures of this table count as {status}",
            zh: "文件名中有“{word}”：本表数据按{status}数据对待";
        /// The reporting unit of a form is nobody of the roster.
        SubmitterUnknown { name: String } = "submitter-unknown" Warning
            en: "the reporting unit `{name}` of this form is not in the roster",
            zh: "本表的填报单位 `{name}` 不在名录中";
        /// A table that says nowhere whose figures it holds.
        EntityColumnMissing {} = "entity-column-missing" Error
            en: "it cannot be told to whom the figures of this table belong; it was not read",
            zh: "看不出本表数据属于哪个对象；该表没有读取",
            help en: "name the sheet after the entity, or write `填报单位：…` above the table",
            zh: "请以对象名称命名工作表，或在表头写明“填报单位：…”";
        /// A table of one indicator that does not say which.
        IndicatorColumnMissing {} = "indicator-column-missing" Error
            en: "it cannot be told of which indicator the figures of this table are; it was not read",
            zh: "看不出本表数据是哪个指标；该表没有读取",
            help en: "put the indicator's name into the title or the name of the sheet",
            zh: "请在标题或工作表名中写明指标名称";
        /// The unit of the whole sheet does not fit a column.
        SheetUnitApart { unit: String, indicator: String, declared: String } = "sheet-unit-apart" Warning
            en: "the unit of the sheet, {unit}, does not fit `{indicator}`; the column was read in {declared}",
            zh: "表头的计量单位 {unit} 不适用于 `{indicator}`；该列按 {declared} 读取",
            help en: "write the unit into the header of the column", zh: "请在该列表头写明计量单位";
        /// Nothing on the sheet says in which unit the figures are.
        UnitUndeclared { indicator: String, unit: String } = "unit-undeclared" Warning
            en: "nothing on the sheet says in which unit `{indicator}` is; it was read in {unit}, as the rules declare it",
            zh: "表中没有写明 `{indicator}` 的计量单位；按规则声明的 {unit} 读取",
            help en: "write the unit into the header, or look at `dabiao read` and confirm with `--accept`",
            zh: "请在表头写明计量单位；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// Two places of a sheet state different units for one column.
        UnitContradicted { indicator: String, used: String, by: Box<Both>, other: String, against: Box<Both> } = "unit-contradicted" Warning
            en: "`{indicator}` was read in {used}, as {by} says, but {against} says {other}",
            zh: "`{indicator}` 按{by}中的 {used} 读取，而{against}写的是 {other}",
            help en: "correct the one that is wrong, or look at `dabiao read` and confirm with `--accept`",
            zh: "请更正其中有误的；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// The sheet states two units that fit one column.
        SheetUnitAmbiguous { indicator: String, units: Vec<String> } = "sheet-unit-ambiguous" Warning
            en: "the sheet states {units}, and more than one fits `{indicator}`",
            zh: "表中写明的计量单位 {units} 有不止一个适用于 `{indicator}`",
            help en: "write the unit into the header of the column, or look at `dabiao read` and confirm with `--accept`",
            zh: "请在该列表头写明计量单位；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// A column that is far from last year's figures or from everybody else's.
        UnitImplausible { indicator: String, period: String, than: Both } = "unit-implausible" Warning
            en: "all figures of `{indicator}` for {period} in this table are 100 or more times larger or smaller than {than}: the unit may be another one",
            zh: "本表 `{indicator}` {period} 的数都比{than}大或小一百倍以上：计量单位可能有误",
            help en: "correct the unit, or look at `dabiao read` and confirm with `--accept`",
            zh: "请更正计量单位；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// A column whose header does not say whether it is the indicator's figure.
        ColumnDoubtful { column: String, indicator: String, why: Box<Both> } = "column-doubtful" Warning
            en: "the column `{column}` was read, but it is unsure: {why}",
            zh: "列 `{column}` 已读取，但不能确定：{why}",
            help en: "look at `dabiao read` and confirm with `--accept`, or say it in a mapping file",
            zh: "请用 `dabiao read` 查看后加 `--accept` 确认，或在映射文件中写明";
        /// Several columns claim to be the figure of one indicator.
        ColumnsClaimOne { indicator: String, columns: Vec<String> } = "columns-claim-one" Error
            en: "{columns} all may be the figure of `{indicator}`; none of them was read",
            zh: "{columns} 都可能是 `{indicator}` 的数；都没有读取",
            help en: "head the one that counts with 完成数, 本年 or 累计, or name it in a mapping file",
            zh: "请把应采用的一列写作“完成数”“本年”或“累计”，或在映射文件中指明";
        /// A title that speaks of what is planned.
        TitleSaysPlan { title: String } = "title-says-plan" Warning
            en: "the title `{title}` speaks of what is planned; the figures were read as what was done",
            zh: "标题 `{title}` 说的是计划；其中的数按实际数读取",
            help en: "look at `dabiao read` and confirm with `--accept`, or leave the table out",
            zh: "请用 `dabiao read` 查看后加 `--accept` 确认，或不要放入数据文件夹";
        /// A column of figures under no header.
        ColumnHeadless { count: u64 } = "column-headless" Warning
            en: "this column has no header; its {count} figures were left out",
            zh: "本列没有表头；其中 {count} 个数没有采用",
            help en: "write above it what it holds", zh: "请在表头写明本列是什么";
        /// A column that nobody sees.
        ColumnHidden { column: String } = "column-hidden" Warning
            en: "the column `{column}` is hidden, and its figures were read",
            zh: "列 `{column}` 已隐藏，其中的数仍然读取",
            help en: "unhide it, or look at `dabiao read` and confirm with `--accept`",
            zh: "请取消隐藏；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// Rows that nobody sees.
        RowsHidden { count: u64 } = "rows-hidden" Warning
            en: "{count} rows are hidden (filtered out, perhaps); they were read",
            zh: "有 {count} 行已隐藏（可能是筛选）；仍然读取",
            help en: "delete them if they are not to count", zh: "如不应计入，请删除";
        /// A file that ends within its last row.
        RowCutShort { cells: u64, columns: u64 } = "row-cut-short" Error
            en: "the file ends within this row ({cells} of {columns} cells); the row was left out",
            zh: "文件在本行中断（{columns} 个单元格只有 {cells} 个）；本行没有读取",
            help en: "copy the file again", zh: "请重新复制该文件";
        /// Another header far below the first.
        TableGoesOn { rows: u64 } = "table-goes-on" Error
            en: "another header begins here; {rows} rows from here on were left out",
            zh: "此处又是表头；从此处起 {rows} 行没有读取",
            help en: "put each table on a sheet or into a file of its own", zh: "请把每个表放在单独的工作表或文件中";
        /// A number format that shows another number than is stored.
        FormatScales { stored: String, shown: String } = "format-scales" Warning
            en: "the cell holds {stored}, but its number format shows {shown}; it was read as shown",
            zh: "单元格存的是 {stored}，而数字格式显示为 {shown}；按显示的读取",
            help en: "use a plain number format, or look at `dabiao read` and confirm with `--accept`",
            zh: "请改用普通数字格式；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// A total column that is not the sum of its row.
        TotalAcrossDiffers { name: String, stated: String, sum: String } = "total-across-differs" Warning
            en: "`{name}` says {stated}, but the columns of this row add up to {sum}",
            zh: "`{name}` 为 {stated}，而本行各列相加为 {sum}",
            help en: "a figure or the total is wrong", zh: "可能某个数有误，或合计没有重新计算";
        /// A figure of last year that is not the known one.
        LastYearDiffers { stated: String, known: String } = "last-year-differs" Warning
            en: "the form says {stated} for last year, but what was reported then is {known}",
            zh: "表中上年数为 {stated}，而上年报送的是 {known}",
            help en: "correct it, or hand in last year's figure anew", zh: "请更正，或重新报送上年数";
        /// All figures of last year are the known ones times one power of ten.
        LastYearScaled { factor: String } = "last-year-scaled" Warning
            en: "all of last year's figures on this form are {factor} times what was reported then: the sheet is in another unit",
            zh: "表中上年数都是上年所报的 {factor} 倍：本表的计量单位不是所读的单位",
            help en: "correct the unit, or look at `dabiao read` and confirm with `--accept`",
            zh: "请更正计量单位；或用 `dabiao read` 查看后加 `--accept` 确认";
        /// The period was taken from a title or the name of the sheet.
        PeriodFromTitle { period: String, by: Both } = "period-from-title" Info
            en: "the table has no period column; its figures were taken to belong to {period}, as {by} says",
            zh: "本表没有时期列；按{by}，数据记为 {period}";
        /// A quotation mark that is never closed.
        QuoteUnclosed {} = "quote-unclosed" Error
            en: "a quotation mark opens this cell and does not close at its end; the line was read without it",
            zh: "此单元格开头的引号没有在末尾闭合；本行按没有引号读取";
        /// A line or a cell beyond all bounds.
        RowTooLong { limit: String } = "row-too-long" Error
            en: "the row is longer than {limit} and was left out",
            zh: "本行超过 {limit}，没有读取";
        /// Cells behind the last column.
        RowRagged { cells: u64, columns: u64 } = "row-ragged" Error
            en: "the row has {cells} cells, but the header has {columns} columns; the row was left out",
            zh: "本行有 {cells} 个单元格，而表头只有 {columns} 列；本行没有读取",
            help en: "put a cell that holds a comma into quotation marks", zh: "含逗号的单元格要加引号";
        /// The run has more findings than are listed.
        FindingsCapped { count: u64 } = "findings-capped" Error
            en: "{count} more findings of these kinds are not listed",
            zh: "还有 {count} 条同类问题没有列出";

        /// A row of explanations that explains nothing.
        ExplanationIncomplete { lacking: Vec<Both> } = "explanation-incomplete" Warning
            en: "this explanation lacks {lacking}; it explains nothing",
            zh: "这条说明缺少{lacking}，不作数";

        /// A row of points that gives none.
        PointsIncomplete { lacking: Vec<Both> } = "points-incomplete" Error
            en: "these points lack {lacking}; they do not count",
            zh: "这条评分缺少{lacking}，不作数";

        // Entities.

        /// No entity of that code or name.
        EntityUnknown { name: String, rows: u64 } = "entity-unknown" Error
            en: "`{name}` is not in the roster ({rows} rows left out)",
            zh: "名录中没有 `{name}`（{rows} 行没有采用）";
        /// No entity of that name, but one that is close.
        EntityMisspelt { name: String, rows: u64, near: Vec<String> } = "entity-misspelt" Error
            en: "`{name}` is not in the roster ({rows} rows left out)",
            zh: "名录中没有 `{name}`（{rows} 行没有采用）",
            help en: "did you mean `{near}`?", zh: "是否为 `{near}`？";
        /// Several entities of that name.
        EntityAmbiguous { name: String, rows: u64, candidates: Vec<String> } = "entity-ambiguous" Error
            en: "`{name}` may be {candidates} ({rows} rows left out)",
            zh: "`{name}` 可能是 {candidates}（{rows} 行没有采用）",
            help en: "write the path, as in `镇/村`, or give the code", zh: "请写路径（如 `镇/村`）或填代码";
        /// A row that says of nobody what it says.
        EntityBlank {} = "entity-blank" Error
            en: "the row names no entity",
            zh: "本行没有写明对象";
        /// Code and name belong to different entities.
        CodeNameMismatch { code: String, name: String, roster: String } = "code-name-mismatch" Warning
            en: "the code {code} is that of `{roster}`, but the row says `{name}`; the code counts",
            zh: "代码 {code} 属于 `{roster}`，而本行写的是 `{name}`；以代码为准";
        /// A total among the entities.
        TotalRow { name: String, rows: u64 } = "total-row" Warning
            en: "`{name}` looks like a total and is no entity of the roster; {rows} rows were left out",
            zh: "`{name}` 像是合计行，不是名录中的对象；{rows} 行没有采用";
        /// A total that is not the sum of its rows.
        TotalDiffers { name: String, column: String, stated: String, sum: String } = "total-differs" Warning
            en: "`{name}` says {stated} for `{column}`, but the rows add up to {sum}",
            zh: "`{name}` 行的 `{column}` 为 {stated}，而各行相加为 {sum}",
            help en: "a row is lacking or wrong, or the total was not computed anew", zh: "可能缺行、某行有误，或合计没有重新计算";
        /// A place under a name or a code that it had.
        FormerName { former: String, name: String } = "former-name" Info
            en: "`{former}` is what `{name}` was called before; the rows count for it",
            zh: "`{former}` 是 `{name}` 的旧名称或旧代码；各行按 `{name}` 采用";
        /// A place whose figures went on under its successor.
        PlaceMerged { name: String, successor: String, periods: Vec<String> } = "place-merged" Info
            en: "`{name}` was merged into `{successor}`; whoever looks back from after that takes its figures of {periods} together with those of `{successor}`",
            zh: "`{name}` 已并入 `{successor}`；并入以后的时期回看 {periods}，两者的数合在一起";
        /// A figure of a place that was gone.
        PlaceGone { name: String, indicator: String, period: String } = "place-gone" Error
            en: "`{name}` was gone in {period}; its `{indicator}` was not used, since another place may have reported it",
            zh: "`{name}` 在 {period} 已经撤销；其 `{indicator}` 没有采用，因为可能已含在别处的数里",
            help en: "report it under the successor, or correct `valid_to` in the roster",
            zh: "请由并入单位合并填报，或更正名录中的撤销日期";
        /// Figures of merged places that cannot be put together.
        PlacesApart { name: String, indicator: String, period: String, why: Box<Both> } = "places-apart" Warning
            en: "`{indicator}` of {period} cannot be put together for `{name}` and what was merged into it: {why}; looked back at, it is missing",
            zh: "`{name}` 与并入它的单位 {period} 的 `{indicator}` 合不到一起：{why}；并入以后回看时按缺数处理",
            help en: "declare the weight, as in `汇总 加权 户数`, or report the figure of the whole",
            zh: "请声明权数（如 `汇总 加权 户数`），或补报合并后的数";
        /// A successor that is not there.
        RosterSuccessorUnknown { name: String, successor: String } = "roster-successor-unknown" Error
            en: "`{successor}`, which `{name}` was merged into, is not in the roster",
            zh: "`{name}` 并入的 `{successor}` 不在名录中",
            help en: "write its code or its path", zh: "请写代码或路径";
        /// A code that a spreadsheet turned into a number.
        CodeMangled { code: String, rows: u64 } = "code-mangled" Error
            en: "`{code}` is what a spreadsheet made of a code: digits are lost ({rows} rows left out)",
            zh: "`{code}` 是被电子表格改写的代码，位数已丢失（{rows} 行没有采用）",
            help en: "format the column as text and enter the codes again", zh: "请把该列设为文本格式，重新填写代码";
        /// A code that lost the zeros at its front.
        CodeZerosLost { code: String, near: String, rows: u64 } = "code-zeros-lost" Error
            en: "the code {code} is not in the roster ({rows} rows left out)",
            zh: "名录中没有代码 {code}（{rows} 行没有采用）",
            help en: "is it {near}, whose zeros at the front a spreadsheet dropped? format the column as text",
            zh: "是否为 {near}，开头的零被电子表格去掉了？请把该列设为文本格式";
        /// One name stands for two entities where there is no roster.
        EntityUnclear { name: String, code: String } = "entity-unclear" Error
            en: "`{name}` appears with the code {code} and without; without a roster it cannot be told whether they are one",
            zh: "`{name}` 有的带代码 {code}，有的不带；没有名录，无法判断是否同一对象",
            help en: "give a roster, or the code in every row", zh: "请提供名录，或每行都填代码";
        /// An entity reports indicators of different levels, and there is no roster.
        LevelUnclear { name: String, levels: Vec<String> } = "level-unclear" Error
            en: "`{name}` reports indicators of the levels {levels}; without a roster its level cannot be told",
            zh: "`{name}` 报送了不同层级的指标（{levels}）；没有名录，无法确定其层级",
            help en: "give a roster", zh: "请提供名录";
        /// There is no roster.
        RosterAbsent { entities: u64 } = "roster-absent" Info
            en: "there is no roster: the {entities} entities are those that report, and who reported nothing cannot be seen",
            zh: "没有名录：{entities} 个对象即报送了数据的对象，完全没有报送的无法看到";

        // The roster.

        /// A row without a level.
        RosterLevelBlank { name: String } = "roster-level-blank" Warning
            en: "`{name}` has no level, so that no rule over a level counts it",
            zh: "`{name}` 没有写层级，按层级适用的规则都不包括它",
            help en: "write its level", zh: "请写明层级";
        /// A row below the region that names no parent.
        RosterParentBlank { name: String, region: String } = "roster-parent-blank" Warning
            en: "`{name}` names nobody above it and was placed directly below `{region}`",
            zh: "`{name}` 没有写上级，已直接列在 `{region}` 之下",
            help en: "write its parent", zh: "请写明上级";
        /// A cell that is not what its column holds.
        RosterCellUnreadable { text: String, column: String, what: Box<Both> } = "roster-cell-unreadable" Warning
            en: "`{text}` is not what `{column}` holds ({what}), and counts as unknown",
            zh: "“{text}”不是 `{column}` 一栏应有的{what}，按不明处理",
            help en: "correct the cell, or leave it blank", zh: "请更正，或者留空";
        /// A code that stands twice.
        RosterCodeTwice { code: String, first: u64 } = "roster-code-twice" Error
            en: "the code {code} already stands in row {first}; this row was left out",
            zh: "代码 {code} 已在第 {first} 行出现；本行没有采用";
        /// The same place twice.
        RosterNameTwice { name: String, first: u64 } = "roster-name-twice" Error
            en: "`{name}` already stands in row {first} under the same parent, and a code is lacking; this row was left out",
            zh: "`{name}` 已在第 {first} 行同一上级之下出现，且缺少代码；本行没有采用";
        /// A row without a name.
        RosterNameBlank {} = "roster-name-blank" Error
            en: "the row has no name and was left out",
            zh: "本行没有名称，没有采用";
        /// A word that is no level.
        RosterLevelUnknown { word: String, name: String } = "roster-level-unknown" Error
            en: "`{word}` is no level; `{name}` was read without one",
            zh: "`{word}` 不是层级；`{name}` 按没有层级读取",
            help en: "declare it: `level {word} in 村`", zh: "请声明：`层级 {word} 属 村`";
        /// A parent that is not there.
        RosterParentUnknown { parent: String, name: String, outcome: Box<Both> } = "roster-parent-unknown" Error
            en: "the parent `{parent}` of `{name}` is not in the roster; {outcome}",
            zh: "`{name}` 的上级 `{parent}` 不在名录中；{outcome}";
        /// A parent's name that several entities have.
        RosterParentAmbiguous { parent: String, name: String, candidates: Vec<String>, outcome: Box<Both> } = "roster-parent-ambiguous" Error
            en: "the parent `{parent}` of `{name}` may be {candidates}; {outcome}",
            zh: "`{name}` 的上级 `{parent}` 可能是 {candidates}；{outcome}",
            help en: "give the parent's code", zh: "请填上级的代码";
        /// A parent that is not above.
        RosterParentLevel { parent: String, name: String, outcome: Box<Both> } = "roster-parent-level" Error
            en: "the parent `{parent}` of `{name}` is not of a higher level; {outcome}",
            zh: "`{name}` 的上级 `{parent}` 层级并不更高；{outcome}";
        /// Parents in a circle.
        RosterCycle { name: String } = "roster-cycle" Error
            en: "`{name}` lies below itself; the link was cut here",
            zh: "`{name}` 成了自己的下级；在此断开";

        // Cells.

        /// A period that cannot be read.
        PeriodUnreadable { text: String } = "period-unreadable" Error
            en: "`{text}` is no period",
            zh: "`{text}` 不是时期",
            help en: "write 2025, 2025H1, 2025Q3, 2025-06 or 2025-06-30",
            zh: "请写 2025、2025年上半年、2025年三季度、2025-06 或 2025-06-30";
        /// A cell that is no number.
        NumberUnreadable { text: String } = "number-unreadable" Error
            en: "`{text}` is no number",
            zh: "`{text}` 不是数字";
        /// A separator that does not part groups of three.
        ThousandsMisplaced { text: String } = "thousands-misplaced" Error
            en: "in `{text}` the commas do not part groups of three digits",
            zh: "`{text}` 中的逗号不是三位一节的千分位",
            help en: "write a decimal point as `.`", zh: "小数点请写“.”";
        /// A comma that may part thousands or decimals.
        CommaUnclear { text: String } = "comma-unclear" Error
            en: "in a file whose cells are parted by semicolons, the comma of `{text}` may be a decimal sign or part thousands",
            zh: "在以分号分隔的文件中，`{text}` 的逗号可能是小数点，也可能是千分位",
            help en: "say which in `dabiao.toml`: `decimal = \",\"` or `decimal = \".\"`",
            zh: "请在 `dabiao.toml` 中写明：`decimal = \",\"`（小数点）或 `decimal = \".\"`（千分位）";
        /// A file whose commas are decimal signs.
        CommaDecimal { example: String } = "comma-decimal" Info
            en: "the cells are parted by semicolons and the comma is the decimal sign, as in `{example}`; numbers were read so",
            zh: "本文件以分号分隔，逗号是小数点（如 `{example}`），数字按此读取";
        /// A condition of a mapping file on a column that the table does not have.
        FilterColumnUnknown { column: String } = "filter-column-unknown" Error
            en: "the mapping file chooses rows by `{column}`, and the table has no such column; no row was read",
            zh: "映射文件按列 `{column}` 筛选，而本表没有这一列；没有读取任何一行",
            help en: "write the header as it stands, or the letter of the column", zh: "请照表头原样书写，或写列的字母";
        /// A dimension that the rules do not tell apart, with values that are no total.
        DimensionUnread { dimension: String, values: Vec<String>, rows: u64 } = "dimension-unread" Error
            en: "the dimension `{dimension}` holds {values} and no total: such figures are of a part, not of the indicator; {rows} rows were left out",
            zh: "维度 `{dimension}` 只有 {values}，没有合计：这些数只是其中一部分，不是该指标；{rows} 行没有采用",
            help en: "choose one in `dabiao.toml`, as in `where = {{ \"{dimension}\" = \"…\" }}`, or fetch the total",
            zh: "请在 `dabiao.toml` 中选定一个，如 `where = {{ \"{dimension}\" = \"…\" }}`，或下载合计数";
        /// Data of which only the dataflow says what they are of.
        DataflowUnknown { dataflow: String } = "dataflow-unknown" Error
            en: "the file has no column for the indicator, and its dataflow `{dataflow}` is the name of none; nothing of it was read",
            zh: "文件没有指标列，其数据流 `{dataflow}` 也不是任何指标的名称或别名；没有读取其中的数据",
            help en: "write `别名 \"{dataflow}\"` into the indicator, or `indicator = \"…\"` into `dabiao.toml`",
            zh: "请在指标中写 `别名 \"{dataflow}\"`，或在 `dabiao.toml` 中写 `indicator = \"…\"`";
        /// A column of a form that shows something else than was asked, and nothing that the rules know.
        FormColumnOther { promised: String, shown: String } = "form-column-other" Error
            en: "the form asks for `{promised}` here, the sheet shows `{shown}`; the column was not used",
            zh: "填报表这一列要填的是 `{promised}`，表上写的是 `{shown}`；该列没有采用",
            help en: "give it back: the header must name the indicator again",
            zh: "请退回填报单位：表头要写回该指标的名称";
        /// A column that a form was not handed out with.
        FormColumnAdded { shown: String } = "form-column-added" Warning
            en: "the form has no column `{shown}`; it was put in and was not used",
            zh: "填报表没有 `{shown}` 这一列，是后加的；没有采用";
        /// A column, unit or period of a form that was changed, and is plain.
        FormChanged { promised: String, shown: String, columns: u64 } = "form-changed" Warning
            en: "the form was handed out with `{promised}` here and shows `{shown}` now ({columns} places differ); it was read as it shows",
            zh: "填报表发出时此处是 `{promised}`，现在是 `{shown}`（共 {columns} 处不同）；按表上所写读取";
        /// A form whose parts speak of different periods.
        FormPeriodApart { promised: String, shown: String } = "form-period-apart" Error
            en: "the form was handed out for {promised}, and {shown} was written over it in part; it was not read",
            zh: "这是 {promised} 的填报表，其中一部分改成了 {shown}；没有读取",
            help en: "fill in the form that was handed out for the period", zh: "请用该期发出的填报表填报";
        /// A form of a period long past.
        FormStale { period: String, date: String } = "form-stale" Warning
            en: "this is the form for {period}, handed in on {date}; its figures count for {period}",
            zh: "这是 {period} 的填报表，而报出日期是 {date}；数据记为 {period}",
            help en: "if the figures are of a later period, fill in its form", zh: "如是以后时期的数，请用该期的填报表填报";
        /// A sheet of a form under another name.
        FormSheetRenamed { promised: String, found: String } = "form-sheet-renamed" Warning
            en: "the sheet `{found}` has the header of the form's `{promised}` and was read as that",
            zh: "工作表 `{found}` 的表头与填报表的 `{promised}` 相同，按它读取";
        /// A sheet of a form that is not there.
        FormSheetMissing { promised: String, found: Vec<String> } = "form-sheet-missing" Error
            en: "the form was handed out with the sheet `{promised}`, whose header is nowhere to be found; the sheets are {found}",
            zh: "填报表应有工作表 `{promised}`，找不到它的表头；现有工作表：{found}",
            help en: "give it back, or rename the sheet as it was", zh: "请退回填报单位，或把工作表改回原名";
        /// A file that is something else than its name says.
        FormatApart { file: String, form: Both } = "format-apart" Info
            en: "`{file}` is {form} whatever its name says, and was read as that",
            zh: "`{file}` 不管叫什么，内容是{form}，按此读取";
        /// What a spreadsheet leaves where a formula failed.
        FormulaError { text: String } = "formula-error" Error
            en: "`{text}` is the mark of a failed formula",
            zh: "`{text}` 是公式出错的标记";
        /// A formula whose value was never computed.
        FormulaNoValue {} = "formula-no-value" Error
            en: "the cell holds a formula that was never computed",
            zh: "单元格中的公式没有计算结果",
            help en: "open the workbook in Excel or WPS and save it", zh: "请用 Excel 或 WPS 打开后保存";
        /// A day where a number is needed.
        DayForNumber { text: String } = "day-for-number" Error
            en: "the cell holds the day {text}, where a number is needed",
            zh: "此处应填数字，而单元格是日期 {text}",
            help en: "a spreadsheet makes a day of `3-5`; format the cell as a number and enter it again",
            zh: "电子表格会把 `3-5` 之类改成日期；请把单元格设为数值格式后重新填写";
        /// A figure that stands for several rows.
        FigureMerged {} = "figure-merged" Error
            en: "the cell is merged with others: it cannot be told which part of the figure belongs here",
            zh: "此单元格与其他单元格合并，看不出数值中多少属于本行",
            help en: "unmerge the cells and enter each figure", zh: "请取消合并，逐格填写";
        /// A percentage that looks like a share.
        PercentAsShare { text: String, indicator: String, count: u64 } = "percent-as-share" Warning
            en: "{text} was read as {text}%, as `{indicator}` is in %; {count} of its figures in this table are at most 1",
            zh: "`{indicator}` 以 % 计，{text} 按 {text}% 读取；本表中它有 {count} 个数不大于 1",
            help en: "if a share of 1 was meant, write 95 or format the cell as a percentage",
            zh: "若填的是小数（0.95 即 95%），请填 95，或把单元格设为百分比格式";
        /// A unit that is not known.
        UnitUnknown { unit: String } = "data-unit-unknown" Error
            en: "`{unit}` is no known unit",
            zh: "不认识计量单位 `{unit}`",
            help en: "declare it in a rule file: `unit {unit}`, followed by how much one is if it converts",
            zh: "请在规则文件中声明：`单位 {unit}`；能折算的，在后面写明一{unit}是多少";
        /// A unit of another dimension.
        UnitMismatch { unit: String, indicator: String, declared: Both } = "data-unit-mismatch" Error
            en: "`{unit}` does not fit `{indicator}`, which is in {declared}",
            zh: "`{unit}` 与 `{indicator}` 的计量单位 {declared} 不是同一量纲";
        /// Cell and column give different units.
        UnitTwice { cell: String, column: String } = "data-unit-twice" Error
            en: "the cell says {cell}, but its column or row says {column}",
            zh: "单元格写的是 {cell}，而该列（行）写明的是 {column}";
        /// An indicator without a declared unit comes in several dimensions.
        UnitMixed { indicator: String, units: Vec<String> } = "data-unit-mixed" Error
            en: "`{indicator}` is given in {units}, which do not compare; none of its values was used",
            zh: "`{indicator}` 的计量单位有 {units}，不能相比；其数值都没有采用",
            help en: "declare the unit of the indicator", zh: "请声明该指标的计量单位";
        /// A value that cannot be.
        OutOfRange { value: String, indicator: String, range: String } = "data-out-of-range" Error
            en: "{value} is outside {range}, what is possible for `{indicator}`",
            zh: "{value} 超出 `{indicator}` 的取值范围 {range}";
        /// A cell that is neither yes nor no.
        FlagUnreadable { text: String, indicator: String } = "flag-unreadable" Error
            en: "`{text}` is neither yes nor no, as `{indicator}` must be",
            zh: "`{indicator}` 应填是或否，`{text}` 不是";
        /// A grade that is not declared.
        GradeUnknown { text: String, indicator: String, grades: Vec<String> } = "grade-unknown" Error
            en: "`{text}` is no grade of `{indicator}`, whose grades are {grades}",
            zh: "`{text}` 不是 `{indicator}` 的等级，其等级有 {grades}";
        /// A word that is no vintage.
        StatusUnknown { text: String } = "status-unknown" Error
            en: "`{text}` is no status; the row was read as if none were stated",
            zh: "`{text}` 不是数据状态；本行按未注明状态读取",
            help en: "write 最终, 修订 or 初步", zh: "请写最终、修订或初步";
        /// Rows of the same rank disagree.
        ValueConflict { indicator: String, entity: String, period: String, values: Box<Both> } = "value-conflict" Error
            en: "`{indicator}` of {entity} in {period}: {values} disagree",
            zh: "{entity} {period} `{indicator}`：{values}不一致",
            help en: "correct one, or state its status (修订, 最终)", zh: "请更正其一，或注明状态（修订、最终）";
        /// Days at the end of years where the indicator is yearly.
        YearEndDates { count: u64 } = "year-end-dates" Info
            en: "{count} dates at the end of a year stand for the year, as the indicator comes once a year",
            zh: "有 {count} 个数据的时期写成了年末日期，指标按年报送，已作该年度数据采用";
        /// A day of a flow that comes once a year.
        DayOfYearlyFlow { indicator: String, day: String } = "day-of-yearly-flow" Warning
            en: "`{indicator}` is a flow over a year, and {day} is a single day; the figure was left out",
            zh: "`{indicator}`是按年统计的时期数，{day}只是一天，该数据没有采用",
            help en: "write the year, or declare how often the indicator comes",
                zh: "请写年度，或在指标里声明 `频率`";
        /// An indicator that no rule knows, but whose name is close to one.
        IndicatorMisspelt { name: String, rows: u64, near: String } = "indicator-misspelt" Warning
            en: "no rule knows the indicator `{name}` ({rows} cells left out)",
            zh: "没有规则用到指标 `{name}`（{rows} 个数据没有采用）",
            help en: "did you mean `{near}`?", zh: "是否为 `{near}`？";

        // Mapping files.

        /// A mapping file that is not TOML.
        MappingUnreadable { reason: String } = "mapping-unreadable" Error
            en: "the mapping file cannot be read: {reason}; nothing of it was used",
            zh: "映射文件无法解读：{reason}；其内容都没有采用";
        /// A key that a mapping file does not have.
        MappingKeyUnknown { key: String, wanted: String } = "mapping-key-unknown" Error
            en: "a mapping file has no key `{key}`; this [[file]] was left out",
            zh: "映射文件中没有键 `{key}`；这个 [[file]] 没有采用",
            help en: "the keys are {wanted}", zh: "可用的键：{wanted}";
        /// A value of the wrong kind.
        MappingValue { key: String, text: String, wanted: Both } = "mapping-value" Error
            en: "`{text}` cannot stand for `{key}`; this [[file]] was left out",
            zh: "`{key}` 不能是 `{text}`；这个 [[file]] 没有采用",
            help en: "needed is {wanted}", zh: "应为{wanted}";
        /// A pattern that fits no file.
        MappingUnused { pattern: String } = "mapping-unused" Warning
            en: "no file fits the pattern `{pattern}`",
            zh: "没有文件符合 `{pattern}`";
    }
}

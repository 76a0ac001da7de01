//! Words in the heads of tables, and what a column under them holds.

/// A list of words with what a column under one of them holds is decided in `table::roles`; these are the words.
pub const ORDER: &[&str] = &["序号", "编号", "序列", "No", "NO", "排序"];
/// Points of a score.
pub const POINTS: &[&str] =
    &["分值", "权重", "满分", "标准分", "赋分", "得分", "分数", "自评", "考核分", "基础分", "计分", "分数值", "评分"];
/// How points are given.
pub const METHOD: &[&str] = &[
    "评分标准", "评分办法", "评分方法", "评分细则", "评分说明", "计分办法", "计分标准", "计分方法", "计分规则", "考核标准",
    "考核办法", "考核方式", "得分办法", "扣分", "评价标准", "赋分标准", "打分", "评分依据", "考评标准", "考评办法", "评定标准",
    "评估标准", "计算方法", "考核细则", "评分要点",
];
/// Rates of change.
pub const GROWTH: &[&str] = &["年均", "增速", "增长率", "增幅", "同比", "比上年", "增长(%)", "较上年", "增长%"];
/// What was there before.
pub const BASE: &[&str] = &[
    "基期", "现状", "实际", "完成值", "基准", "完成情况", "预计", "上年", "去年", "基数", "现有", "已完成", "截至", "实绩",
    "完成数", "完成率", "历史", "已建", "原有", "累计完成", "执行", "完成额",
];
/// Facts about an entity that no task is.
pub const FACT: &[&str] = &[
    "可种", "总人口", "人口数", "总户数", "村数", "行政村数", "耕地面积", "辖区", "海拔", "联系电话", "电话", "手机", "邮编",
    "常住人口", "户籍", "适宜", "受益", "覆盖人口", "涉及", "批次", "贫困人口总数", "建档立卡", "坐标", "库存", "单价", "标准", "代码",
    "确权", "已有", "实有", "原面积", "二轮承包", "到位资金累计",
];
/// Tasks.
pub const GOAL: &[&str] = &[
    "目标", "任务", "计划", "指标值", "规划", "下达", "分解", "安排", "应", "拟", "新建", "新增", "改造", "需", "力争", "预期",
    "指标数", "数量", "达到", "建设规模",
];
/// Heads that hold no name of their own: what stands under them is measured by the name of the row.
pub const PLAIN_GOAL: &[&str] = &[
    "目标值", "指标值", "目标任务数", "任务数", "目标数", "计划数", "任务", "目标", "计划", "规划", "数量", "指标", "规划目标",
    "年度目标", "年度目标值", "年度任务", "预期目标", "目标任务", "绩效指标值", "值", "标准值", "计划目标", "工作目标", "考核目标",
    "下达任务", "分解任务", "任务量", "预期值", "年度指标值", "指标数", "任务指标", "年度计划", "计划任务", "总任务", "总数", "合计",
    "绩效目标", "目标要求", "任务分解", "规划值", "全年目标", "全年任务", "全年", "末", "建设任务", "建设规模", "规模",
    "三级指标值", "目标指标", "标准", "年", "年末", "数值",
];
/// Offices.
pub const OFFICE: &[&str] = &[
    "牵头", "责任", "部门", "配合", "主管", "实施单位", "承办", "负责", "领导", "落实单位", "建设单位", "业主", "实施主体",
    "承担单位", "主办", "协办", "主体",
];
/// Times.
pub const TIME: &[&str] =
    &["时限", "完成时间", "时间节点", "建设年限", "工期", "期限", "周期", "建设时间", "实施时间", "实施年限", "起止", "年限", "时间要求", "建设期", "实施年度", "年度", "时间"];
/// Places.
pub const PLACE: &[&str] = &["地点", "地址", "区位", "位置", "建设地", "实施范围"];
/// Remarks.
pub const NOTE: &[&str] = &["备注", "说明", "备 注", "指标解释", "口径", "数据来源", "依据"];
/// Names of indicators, projects and duties.
pub const NAME: &[&str] = &[
    "指标名称", "主要指标", "具体指标", "三级指标", "指标", "项目名称", "项目", "名称", "事项", "任务名称", "工作任务", "重点任务",
    "作物", "品种", "类别", "产业", "内容", "工程", "工作", "目标任务", "主要任务", "措施",
];
/// Entities.
pub const ENTITY: &[&str] = &[
    "乡镇", "镇", "街道", "县区", "区县", "地区", "县(市", "县市", "市州", "村", "社区", "单位", "辖区", "园区", "各地", "区域",
    "行政区", "省份", "城市", "学校", "企业",
];
/// Words that name all entities together.
pub const TOTALS: &[&str] = &[
    "合计", "总计", "小计", "全县", "全市", "全省", "全区", "全镇", "全乡", "全州", "共计", "总数", "全国", "汇总", "累计", "计",
    "全县合计", "全市合计", "全县总计", "全旗",
];
/// Endings of names of entities.
pub const ENTITY_TAILS: &[&str] = &[
    "镇", "乡", "街道", "街道办", "街道办事处", "办事处", "街办", "县", "市", "区", "旗", "村", "社区", "农场", "林场", "园区", "开发区",
    "管委会", "盟", "州", "苏木", "嘎查", "新区", "景区", "高新区", "经开区", "省", "自治区", "牧场", "办",
];
/// Words in a caption that make the table one of tasks.
pub const TASK_CAPTION: &[&str] = &["任务", "分解", "计划", "目标", "指标", "安排", "下达", "规划", "责任"];

/// Returns whether a text names all entities together.
pub fn is_total(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    TOTALS.contains(&text.as_str())
}

/// Returns whether a text looks like the name of an entity.
pub fn is_entity(text: &str) -> bool {
    let n = text.chars().count();
    (2..=14).contains(&n)
        && !text.chars().any(|c| c.is_ascii_digit() || "，。；：、()%".contains(c))
        && ENTITY_TAILS.iter().any(|t| text.ends_with(t) && text.len() > t.len())
}

/// Returns whether a head holds one of some words.
pub fn holds(head: &str, words: &[&str]) -> bool {
    words.iter().any(|w| head.contains(w))
}

/// Names of what is to fall: a target of them without a sign is a ceiling.
const FALLING: &[&str] = &[
    "死亡率", "失业率", "排放", "消耗", "能耗", "恩格尔系数", "浓度", "漏评率", "错退率", "发病率", "发生率", "用水量", "收入比", "贫困人口",
    "逃费率", "投诉率", "返贫率", "事故", "负债率", "不良率", "不良贷款率", "赤字", "自然增长率", "漏损率", "超标率", "超载率", "辍学率", "违法率", "涨幅",
    "消费价格", "流失率", "空置率", "发案率", "房价", "超限率", "病死率", "肥胖率", "近视率", "吸烟率", "办理时间", "办结时间", "时限", "用时", "三公经费",
    "物价",
];
/// Endings that turn them round: a reduction is to be reached.
const TURNED: &[&str] = &["降低", "下降", "减少", "达标", "降幅", "削减", "减排", "处置率", "下降率", "控制率", "降低率", "减少量", "优良"];

/// Returns whether lower is better by a name.
pub fn is_to_fall(name: &str) -> bool {
    holds(name, FALLING) && !holds(name, TURNED)
}

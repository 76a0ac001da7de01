//! Names of places and who speaks for them: the region and level of a document.

/// Ends of names of places.
const TAILS: &[char] = &['县', '市', '省', '区', '州', '旗', '盟', '镇', '乡'];
/// Words that end like a place and are none.
const NO_PLACES: &[&str] = &[
    "全县",
    "全市",
    "全省",
    "全区",
    "城市",
    "地区",
    "小区",
    "社区",
    "园区",
    "灾区",
    "示范区",
    "景区",
    "各县",
    "各市",
    "各省",
    "各区",
    "各镇",
    "各州",
    "各地市",
    "都市",
    "县市",
    "市县",
    "县区",
    "区县",
    "乡镇",
    "城镇",
    "山区",
    "牧区",
    "库区",
    "林区",
    "城区",
    "郊区",
    "矿区",
    "湖区",
    "集镇",
    "旱区",
    "产区",
    "专区",
    "特区",
    "校区",
    "院区",
    "厂区",
    "湿地区",
    "主产区",
    "先行区",
    "试验区",
    "实验区",
    "保护区",
    "功能区",
    "聚集区",
    "集聚区",
    "老区",
    "贫困区",
    "贫困县",
    "脱贫县",
    "强县",
    "强市",
    "强镇",
    "重点县",
    "帮扶县",
    "激发市",
    "超市",
    "上市",
    "门市",
    "我县",
    "我市",
    "我省",
    "本县",
    "本市",
    "该县",
    "该市",
    "住宅区",
    "生活区",
    "居民区",
    "沿海市",
    "示范县",
    "示范市",
    "示范镇",
    "工业区",
    "农业区",
    "开发区",
    "新区",
    "经济区",
    "试点县",
];
/// Beginnings that no name of a place has.
const NO_HEADS: &[&str] = &[
    "各",
    "关于",
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "六是",
    "七是",
    "为",
    "加快",
    "推进",
    "建设",
    "打造",
    "围绕",
    "统筹",
    "支持",
    "促进",
    "实施",
    "全",
    "我",
    "本",
    "该",
    "每",
    "对",
    "在",
    "以",
    "把",
    "将",
    "北方",
    "南方",
    "东部",
    "西部",
    "中部",
    "沿",
    "重点",
    "主要",
    "其他",
    "有关",
    "深化",
    "加强",
    "完善",
    "优化",
    "开展",
    "落实",
    "创建",
    "到",
    "从",
    "由",
    "按",
    "向",
    "和",
    "与",
    "及",
    "或",
    "省",
    "市",
    "县",
    "区",
    "国家",
    "国务院",
    "中央",
    "年",
    "度",
];

/// Returns the place at the start of a title: 紫阳县 of 紫阳县产业振兴….
pub fn region(text: &str) -> Option<&str> {
    let text = text
        .trim_start_matches("中共")
        .trim_start_matches("关于印发")
        .trim_start_matches("关于")
        .trim_start_matches(['《', '“', '附', '件', '：', ' ']);
    // 2023年白石县十件民生实事
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = text.strip_prefix("年度").or_else(|| text.strip_prefix('年')).unwrap_or(text);
    if NO_HEADS.iter().any(|w| text.starts_with(w)) {
        return None;
    }
    // 10 characters hold the longest names of counties but for autonomous ones, which end in 自治县 and are tried whole.
    for (n, (at, c)) in text.char_indices().enumerate().take(14) {
        if !c.is_alphanumeric() || c.is_ascii() {
            return None;
        }
        let name = text.get(..at + c.len_utf8())?;
        let is_tail = TAILS.contains(&c) && n >= 1;
        if !is_tail || NO_PLACES.iter().any(|w| name.ends_with(w)) || n > 9 && !name.ends_with("自治县") {
            continue;
        }
        return Some(longer(text, name));
    }
    None
}

/// 恩施土家族苗族自治州 goes on behind 恩施市; a county named under its city is the narrower: 安康市紫阳县.
fn longer<'t>(text: &'t str, name: &'t str) -> &'t str {
    let Some(rest) = text.get(name.len()..) else { return name };
    if !name.ends_with(['省', '市', '州', '盟']) {
        return name;
    }
    match region_behind(rest) {
        Some(next) => text.get(name.len()..name.len() + next.len()).unwrap_or(name),
        None => name,
    }
}

fn region_behind(text: &str) -> Option<&str> {
    for (n, (at, c)) in text.char_indices().enumerate().take(7) {
        if !c.is_alphanumeric() || c.is_ascii() {
            return None;
        }
        let name = text.get(..at + c.len_utf8())?;
        let is_tail = matches!(c, '县' | '市' | '区' | '旗') && (2..=6).contains(&n);
        let is_word = NO_PLACES.iter().any(|w| name.ends_with(w)) || NO_HEADS.iter().any(|w| name.starts_with(w));
        // 西安市数字城市 holds no second place: the words between are too long or say something else.
        if is_tail && !is_word && n <= 3 {
            return Some(name);
        }
        if matches!(c, '人' | '政' | '委' | '关' | '年') {
            return None;
        }
    }
    None
}

/// Words behind a place that make it an issuer.
const ISSUERS: &[&str] = &[
    "人民政府",
    "委员会",
    "政府",
    "县委",
    "市委",
    "省委",
    "区委",
    "委办",
    "办公室",
    "领导小组",
    "局",
    "人大",
    "党委",
    "厅",
    "工作组",
    "指挥部",
];

/// Returns the place in the name of an issuer or in a title: 青溪县人民政府办公室, 青溪县2024年….
pub fn issuer(text: &str) -> Option<&str> {
    let name = region(text)?;
    let rest = text.get(text.find(name)? + name.len()..)?;
    let is_issuer = ISSUERS.iter().any(|w| rest.contains(w));
    let is_title = crate::outline::is_title_like(text);
    (is_issuer || is_title).then_some(name)
}

/// Returns the level of a place by its name.
pub fn level_of(region: &str) -> Option<&'static str> {
    match region.chars().last()? {
        '县' | '旗' => Some("县"),
        '区' if region.ends_with("自治区") => Some("省"),
        '区' => Some("县"),
        '市' if ["北京市", "上海市", "天津市", "重庆市"].contains(&region) => Some("省"),
        '市' | '州' | '盟' => Some("市"),
        '省' => Some("省"),
        '镇' | '乡' => Some("镇"),
        _ => None,
    }
}

/// Words of issuers and addressees without the name of a place, with the level that they speak for.
const ISSUING: &[(&str, &str)] = &[
    ("年度市级", "市"),
    ("年度县级", "县"),
    ("年度省级", "省"),
    ("年度区级", "县"),
    ("年度县区", "市"),
    ("国务院", "国"),
    ("各省、自治区、直辖市", "国"),
    ("中共中央", "国"),
    ("中华人民共和国", "国"),
    ("农业农村部", "国"),
    ("国家发展改革委", "国"),
    ("各市、县", "省"),
    ("各设区市", "省"),
    ("各市州", "省"),
    ("省人民政府", "省"),
    ("各县(市、区)人民政府", "市"),
    ("各县区人民政府", "市"),
    ("各区县", "市"),
    ("市人民政府", "市"),
    ("各乡镇人民政府", "县"),
    ("各镇人民政府", "县"),
    ("各乡镇", "县"),
    ("各镇", "县"),
    ("县人民政府", "县"),
    ("区人民政府", "县"),
];

/// Returns the level that a line at the head of a document speaks for.
pub fn issuing_level(text: &str) -> Option<&'static str> {
    ISSUING.iter().find(|(w, _)| text.contains(w)).map(|(_, level)| *level)
}

/// Words that say for whom figures are, and the prefixes of offices that answer for them.
pub const LEVEL_WORDS: &[(&[&str], &str)] = &[
    (&["全国", "我国"], "国"),
    (&["全省", "我省", "省发展改革委", "省农业农村厅", "省财政厅", "省教育厅", "(省"], "省"),
    (
        &[
            "全市",
            "我市",
            "(市",
            "、市",
            "市发展改革委",
            "市农业农村局",
            "市财政局",
            "市工业和信息化局",
            "各县(市、区)",
            "各区县",
        ],
        "市",
    ),
    (&["全县", "我县", "(县", "、县", "县农业农村局", "县财政局", "县发改局", "全区", "各镇", "各乡镇"], "县"),
];

/// Words of titles of documents that only say who gets how much.
const SUPPORT: &[&str] = &[
    "奖补",
    "奖励办法",
    "补助办法",
    "补贴办法",
    "扶持办法",
    "补贴政策",
    "惠农补贴",
    "惠民政策",
    "惠民补贴",
    "明白纸",
    "明白卡",
    "补助政策",
    "救助标准",
    "保障标准",
    "优惠政策",
    "扶持政策",
    "奖励政策",
    "优惠政策",
    "补贴标准",
    "奖励扶持",
    "奖扶",
    "资金管理办法",
    "补助实施",
    "奖补实施",
    "补贴实施",
    "若干政策",
    "政策措施",
    "扶持办法",
    "扶持政策",
    "奖补",
    "支持政策",
    "奖励实施",
    "补偿办法",
    "救助办法",
    "奖励标准",
    "资助办法",
    "专项资金",
    "惠企",
    "惠农政策",
    "申报指南",
    "兑现办法",
];

/// Returns whether a document as a whole says who gets how much money.
pub fn is_of_support(name: &str) -> bool {
    SUPPORT.iter().any(|w| name.contains(w))
}

/// Words of titles of documents that list what is to be done.
const TASKS: &[&str] =
    &["实事", "任务", "清单", "目标责任", "分解", "责任书", "重点工作", "工作要点", "项目计划", "建设计划", "项目安排"];

/// Returns whether a document as a whole lists what is to be done.
pub fn is_of_tasks(name: &str) -> bool {
    TASKS.iter().any(|w| name.contains(w)) && !is_of_support(name)
}

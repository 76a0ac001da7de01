//! The table of built-in units: a word, the dimension that it measures, and how many base units one of it is.
//!
//! To add a unit, add a line here; `units.rs` takes multipliers (万, 亿) and `/` apart before it asks. Words that mean one
//! thing in two spellings (公里, km) stand on one line. What a plan counts with a measure word of its own joins the group that
//! a reader would compare it with: accidents in 起 and meetings in 场 are both times that something happened.

use super::{Base, Exact, Measure};

/// Returns the dimension and factor of a built-in unit, multipliers excluded.
pub(super) fn builtin(word: &str) -> Option<(Base, (i128, i128))> {
    let found = extent(word).or_else(|| substance(word)).or_else(|| energy(word)).or_else(|| money_and_time(word));
    found.or_else(|| measure(word).map(|m| (Base::Count(m), (1, 1))))
}

fn of(base: Base, num: i128, den: i128) -> Option<(Base, (i128, i128))> {
    Some((base, (num, den)))
}

/// A unit that compares only with itself and with its multiples.
fn own(word: &str, num: i128, den: i128) -> Option<(Base, (i128, i128))> {
    of(Base::Own(word.into()), num, den)
}

fn extent(word: &str) -> Option<(Base, (i128, i128))> {
    use Base::{Area, Length, Volume};
    match word {
        "亩" => of(Area, 1, 1),
        "公顷" | "hm2" | "hm²" | "ha" => of(Area, 15, 1),
        "平方公里" | "平方千米" | "km2" | "km²" => of(Area, 1500, 1),
        "平方米" | "平米" | "㎡" | "m2" | "m²" => of(Area, 15, 10_000),
        "公里" | "千米" | "km" => of(Length, 1, 1),
        "米" | "m" => of(Length, 1, 1000),
        "厘米" | "cm" => of(Length, 1, 100_000),
        "毫米" | "mm" => of(Length, 1, 1_000_000),
        "立方米" | "立方" | "方" | "标准立方米" | "标方" | "m3" | "m³" => of(Volume, 1, 1),
        "升" | "L" => of(Volume, 1, 1000),
        "毫升" | "mL" | "ml" => of(Volume, 1, 1_000_000),
        _ => None,
    }
}

fn substance(word: &str) -> Option<(Base, (i128, i128))> {
    use Base::Mass;
    match word {
        "吨" | "t" => of(Mass, 1, 1),
        "公斤" | "千克" | "kg" => of(Mass, 1, 1000),
        "斤" => of(Mass, 1, 2000),
        "克" | "g" => of(Mass, 1, 1_000_000),
        "毫克" | "mg" => of(Mass, 1, 1_000_000_000),
        "微克" | "μg" | "µg" | "ug" => of(Mass, 1, 1_000_000_000_000),
        "吨标准煤" | "吨标煤" | "tce" => own("吨标准煤", 1, 1),
        "千克标准煤" | "公斤标准煤" | "kgce" => own("吨标准煤", 1, 1000),
        "克标准煤" | "gce" => own("吨标准煤", 1, 1_000_000),
        "吨二氧化碳" | "吨二氧化碳当量" | "tCO2" => own("吨二氧化碳", 1, 1),
        "千克二氧化碳" | "公斤二氧化碳" => own("吨二氧化碳", 1, 1000),
        "吨公里" => own("吨公里", 1, 1),
        "人公里" => own("人公里", 1, 1),
        "亩次" => own("亩次", 1, 1),
        _ => None,
    }
}

fn energy(word: &str) -> Option<(Base, (i128, i128))> {
    use Base::Power;
    match word {
        "千瓦" | "kW" => of(Power, 1, 1),
        "瓦" | "W" => of(Power, 1, 1000),
        "兆瓦" | "MW" => of(Power, 1000, 1),
        "吉瓦" | "GW" => of(Power, 1_000_000, 1),
        "千瓦时" | "千瓦小时" | "度" | "kWh" => own("千瓦时", 1, 1),
        "兆瓦时" | "MWh" => own("千瓦时", 1000, 1),
        "吉瓦时" | "GWh" => own("千瓦时", 1_000_000, 1),
        "千伏安" | "kVA" => own("千伏安", 1, 1),
        "兆伏安" | "MVA" => own("千伏安", 1000, 1),
        "千伏" | "kV" => own("千伏", 1, 1),
        "焦" | "焦耳" | "J" => own("焦", 1, 1),
        "千焦" | "kJ" => own("焦", 1000, 1),
        "兆焦" | "MJ" => own("焦", 1_000_000, 1),
        "吉焦" | "GJ" => own("焦", 1_000_000_000, 1),
        "千卡" | "大卡" | "kcal" => own("千卡", 1, 1),
        "℃" | "摄氏度" => own("℃", 1, 1),
        "分贝" | "dB" => own("分贝", 1, 1),
        _ => None,
    }
}

fn money_and_time(word: &str) -> Option<(Base, (i128, i128))> {
    use Base::{Days, Money, Point, Years};
    match word {
        "元" | "元人民币" => of(Money, 1, 1),
        "美元" => own("美元", 1, 1),
        "欧元" => own("欧元", 1, 1),
        "港元" | "港币" => own("港元", 1, 1),
        "日元" => own("日元", 1, 1),
        "英镑" => own("英镑", 1, 1),
        "年" => of(Years, 1, 1),
        "月" | "个月" => of(Years, 1, 12),
        "天" | "日" => of(Days, 1, 1),
        "小时" | "个小时" => of(Days, 1, 24),
        "分钟" => of(Days, 1, 1440),
        "秒" | "秒钟" => of(Days, 1, 86_400),
        "百分点" | "个百分点" => of(Point, 1, 100),
        "分" => own("分", 1, 1),
        "标准箱" | "TEU" => own("标准箱", 1, 1),
        "户次" => own("户次", 1, 1),
        "GB" => own("GB", 1, 1),
        "TB" => own("GB", 1000, 1),
        "PB" => own("GB", 1_000_000, 1),
        "兆比特每秒" | "Mbps" => own("Mbps", 1, 1),
        "千兆比特每秒" | "Gbps" => own("Mbps", 1000, 1),
        _ => None,
    }
}

/// Returns the group of a measure word.
fn measure(word: &str) -> Option<Measure> {
    Some(match word {
        "个" => Measure::Any,
        "人" | "名" => Measure::Person,
        "人次" => Measure::PersonTime,
        "次" | "场" | "场次" | "期" | "期次" | "批" | "批次" | "遍" | "起" | "例" | "宗" | "门次" | "件次" | "台次"
        | "车次" | "班次" | "架次" | "辆次" | "艘次" | "列次" | "频次" => Measure::Event,
        "户" => Measure::Household,
        "头" | "匹" | "峰" => Measure::Head,
        "尾" => Measure::Fish,
        "只" | "羽" => Measure::Bird,
        "家" | "处" | "座" | "条" | "套" | "所" | "支" | "院" | "台" | "项" | "件" | "盏" | "张" | "株" | "棵"
        | "辆" | "间" | "艘" | "棒" | "门" | "班" | "眼" | "口" | "幢" | "栋" | "部" | "亭" | "枚" | "片" | "块"
        | "根" | "幅" | "面" | "颗" | "粒" | "列" | "架" | "顶" | "把" | "孔" => Measure::Item,
        "车位" | "个车位" | "泊位" | "个泊位" | "学位" | "个学位" | "座位" | "个座位" | "席" => {
            Measure::Item
        }
        "袋" => Measure::Bag,
        "箱" => Measure::Box,
        "位" | "名次" => Measure::Place,
        "级" => Measure::Grade,
        "岁" | "周岁" => Measure::Age,
        "学时" | "课时" => Measure::Lesson,
        "份" | "册" | "本" | "篇" | "首" | "卷" => Measure::Copy,
        "床" | "床位" | "个床位" | "张床" | "张床位" => Measure::Bed,
        _ => return None,
    })
}

/// Returns the group in which an unknown word would most likely be counted, by how such words end: 次 for what happens,
/// nothing where no group is near.
pub(crate) fn likely_group(word: &str) -> Option<&'static str> {
    const ENDINGS: &[(&str, &str)] = &[
        ("人次", "人次"),
        ("次", "次"),
        ("户", "户"),
        ("人", "人"),
        ("名", "人"),
        ("员", "人"),
        ("床", "床"),
        ("位", "个"),
        ("公里", "公里"),
        ("平方米", "平方米"),
        ("立方米", "立方米"),
        ("亩", "亩"),
        ("吨", "吨"),
    ];
    let ending = ENDINGS.iter().find(|(end, _)| word.ends_with(end) && word != *end).map(|(_, group)| *group);
    // One Chinese character alone is a measure word (筐, 垄): such things are counted.
    let mut letters = word.chars();
    let is_one_word = matches!((letters.next(), letters.next()), (Some('\u{4e00}'..='\u{9fff}'), None));
    ending.or(is_one_word.then_some("个"))
}

/// Returns the factor of a ratio's unit.
pub(super) fn ratio(word: &str) -> Option<Exact> {
    match word {
        "%" | "％" => Some(Exact::ratio(1, 100)),
        "‰" => Some(Exact::ratio(1, 1000)),
        "‱" => Some(Exact::ratio(1, 10_000)),
        "倍" => Some(Exact::ONE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Schema;

    /// The unit, its dimension and its factor, as plans write them.
    const TABLE: &[(&str, &str, &str)] = &[
        ("起", "次", "1"),
        ("例", "次", "1"),
        ("宗", "次", "1"),
        ("班次", "次", "1"),
        ("门", "家", "1"),
        ("艘", "家", "1"),
        ("班", "家", "1"),
        ("棒", "家", "1"),
        ("万棒", "家", "10000"),
        ("个学位", "家", "1"),
        ("份", "份", "1"),
        ("册", "份", "1"),
        ("床", "床", "1"),
        ("张床位", "床", "1"),
        ("岁", "岁", "1"),
        ("学时", "学时", "1"),
        ("课时", "学时", "1"),
        ("尾", "尾", "1"),
        ("位", "位", "1"),
        ("名次", "位", "1"),
        ("级", "级", "1"),
        ("度", "千瓦时", "1"),
        ("亿千瓦时", "千瓦时", "100000000"),
        ("兆瓦时", "千瓦时", "1000"),
        ("kW", "千瓦", "1"),
        ("MW", "千瓦", "1000"),
        ("km", "公里", "1"),
        ("毫米", "公里", "1/1000000"),
        ("方", "立方米", "1"),
        ("万方", "立方米", "10000"),
        ("m2", "亩", "3/2000"),
        ("km²", "亩", "1500"),
        ("美元", "美元", "1"),
        ("万美元", "美元", "10000"),
        ("元/吨", "元/吨", "1"),
        ("万元/亩", "元/亩", "10000"),
        ("吨标准煤", "吨标准煤", "1"),
        ("万吨标准煤", "吨标准煤", "10000"),
        ("吨标准煤/万元", "吨标准煤/元", "1/10000"),
        ("克标准煤/千瓦时", "吨标准煤/千瓦时", "1/1000000"),
        ("吨二氧化碳/万元", "吨二氧化碳/元", "1/10000"),
        ("微克/立方米", "吨/立方米", "1/1000000000000"),
        ("μg/m³", "吨/立方米", "1/1000000000000"),
        ("微克每立方米", "吨/立方米", "1/1000000000000"),
        ("克/立方米", "吨/立方米", "1/1000000"),
        ("毫克/升", "吨/立方米", "1/1000000"),
        ("mg/L", "吨/立方米", "1/1000000"),
        ("立方米/秒", "立方米/天", "86400"),
        ("人/10万人", "%", "1/100000"),
        ("1/10万", "%", "1/100000"),
        ("例/10万人", "次/人", "1/100000"),
        ("名/村", "人/家", "1"),
        ("亿吨公里", "吨公里", "100000000"),
        ("万亩次", "亩次", "10000"),
        ("℃", "℃", "1"),
        ("分贝", "分贝", "1"),
    ];

    #[test]
    fn units_of_plans_are_known() {
        let schema = Schema::default();
        for (word, dim, factor) in TABLE {
            let unit = schema.unit(word).map(|u| (u.dim.words(), u.factor));
            let known = unit.as_ref().map(|(dim, _)| dim.as_str());
            assert_eq!(known, Some(*dim), "{word}");
            let (num, den) = factor.split_once('/').unwrap_or((factor, "1"));
            let wanted = super::Exact::ratio(num.parse().unwrap_or(0), den.parse().unwrap_or(1));
            assert_eq!(unit.map(|(_, own)| own), Some(wanted), "{word}");
        }
    }

    #[test]
    fn what_only_begins_with_a_unit_is_none() {
        for word in ["万元每年", "吨粮食", "个合作社", "例/万", "元/万", "名/户口本"] {
            assert_eq!(Schema::default().unit(word), None, "{word}");
        }
    }
}

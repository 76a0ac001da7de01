//! Figures that the county itself reports: by year, and some by month or quarter.

use super::super::SeedFile;
use super::super::random::Random;
use super::super::table::{Table, decimal, with_thousands};
use super::{NOTE, path};

/// Indicator, unit, value of 2020, value of 2025; the years between are invented along the line from one to the other.
const COURSES: &str = "\
农业产业综合产值 亿元 62.4 97.8
农村居民人均可支配收入 元 11432 16905
高标准农田面积 万亩 3.10 6.02
高标准农田上图入库面积 万亩 2.95 5.90
粮食播种面积 万亩 58.32 58.95
粮食产量 万吨 10.31 10.78
蔬菜基地数 个 21 34
蔬菜基地面积 亩 5200 8810
茶园面积 万亩 24.30 26.42
茶叶产量 吨 8120 10000
茶产业产值 亿元 48.6 76.3
生猪饲养量 万头 45.60 47.90
羊饲养量 万只 8.90 10.40
牛饲养量 万头 1.22 1.38
家禽饲养量 万羽 104.0 126.5
富硒养殖产业增加值 亿元 9.1 13.2
魔芋种植面积 万亩 7.02 7.45
魔芋产量 万吨 6.10 8.72
魔芋产业综合产值 亿元 9.8 16.4
魔芋航母型园区数 个 0 2
市县级魔芋产业园区数 个 3 11
魔芋精深加工龙头企业数 个 0 1
魔芋初加工企业数 个 2 6
大水面生态养殖面积 亩 4200 7100
流水养鱼面积 亩 640 960
水产品产量 吨 9800 15240
渔业产值 亿元 1.32 2.16
市级渔业循环发展园区数 个 4 10
国家级水产绿色示范养殖场数 个 1 3
中药材种植面积 万亩 20.10 21.30
中药材产值 亿元 6.3 10.4
食用菌重点经营主体数 个 2 5
食用菌生产规模 万袋 310 512
食用菌产值 万元 5600 10350
产业脱贫户人均生产经营净收入 元 6120 9400
富硒产业综合产值 亿元 58.0 91.0
省级农业龙头企业数 家 7 11
市级农业龙头企业数 家 15 20
省级示范合作社数 家 2 5
市级示范合作社数 家 10 17
家庭农场数 家 188 312
现代农业园区数 个 121 183
国家级农业产业示范园数 个 0 0
省级农业产业示范园数 个 0 1
市级航母园区数 个 3 10
县级航母园区数 个 5 16
市级园区提升数 个 0 31
县级园区提升数 个 0 47
绿色有机地理标志农产品数 个 6 13
企业和农产品品牌数 个 5 12
产业技术培训人次 人次 15120 16480
产业意愿脱贫户培训覆盖率 % 100 100
乡村产业用地计划单列比例 % 5.2 6.1
规模以上企业落户数 家 0 1
脱贫人口务工人数 万人 5.57 5.74
公益性岗位安置脱贫人口数 人 3215 3402
苏陕劳务协作脱贫劳动力就业人数 人 305 361
农村就业困难人员就业率 % 95.1 99.2
社会保险法定人员覆盖率 % 97.2 99.6
城乡居民养老保险参保率 % 98.1 99.8
城乡居民养老金足额发放率 % 100 100
困难群体养老保险最低缴费档次 元 100 100
政府投资项目搬迁群众就业占比 % 10.4 12.6
农村公共就业服务覆盖率 % 88 100
三联机制示范典型数 个 0 3
村党组织书记县级培训次数 次 1 2
第一书记最短任期 年 2 2
镇机关人员人均收入 元 71200 93400
县直机关同职级人员人均收入 元 69800 90100
书记走村观摩次数 次 1 2
担当作为好支书选树批次 批 1 1
劳动能力党员致富项目覆盖率 % 71.0 96.5
村两委成员监督覆盖率 % 100 100
急需紧缺人才招录数 名 34 44
乡村优秀教师示范培训班期数 期 1 1
乡村优秀医生示范培训班期数 期 1 2
名师下乡人次 人次 108 164
名医下乡人次 人次 206 251
名师名医下乡覆盖率 % 50.0 100.0
乡村教师跟班学习人数 名 21 26
乡村医生跟班学习人数 名 20 24
一肩挑干部实训选派比例 % 20.4 24.1
一肩挑干部最短实训月数 月 3 3
一肩挑干部挂职遴选比例 % 15.2 17.9
高素质农民培育人数 人 960 1330
工匠型乡村人才培养人数 名 1010 1180
文化旅游志愿者新增数 名 52 71
文化旅游产业人才新增数 名 50 63
讲解员培养人数 名 50 58
文旅企业管理人才考察批次 批 1 1
涉旅管理人员集中培训次数 次 1 2
下基层专家人数 名 101 128
专家最短全年服务月数 月 2 2
科技人才下乡场次 场次 504 566
外出成功人士回引数 名 55 92
农村青年创业技能掌握率 % 31.5 54.2
镇级社会组织孵化场所数 个 1 8
志愿服务群众认可率 % 86.0 91.3
户籍人口 人 331600 327500
红袖章队员数 人 3100 4950
道德模范推选批次 批 0 1
文明家庭推选批次 批 1 1
党员承诺信息更新次数 次 1 1
村干部分级分类培训次数 次 2 4
社会治理重大项目批次 批 1 1";

/// Indicator, period, text, unit, status: instead of what the course gives; an empty unit keeps that of the course.
const EXCEPTIONS: [(&str, &str, &str, &str, &str); 22] = [
    ("生猪饲养量", "2022", "44.70", "", ""),
    ("国家级水产绿色示范养殖场数", "2025", "—", "", ""),
    ("中药材种植面积", "2023", "缺", "", ""),
    ("产业技术培训人次", "2022", "14,180", "", ""),
    ("农村就业困难人员就业率", "2021", "98.7", "", ""),
    ("公益性岗位安置脱贫人口数", "2021", "3,260", "", ""),
    ("苏陕劳务协作脱贫劳动力就业人数", "2021", "333", "", ""),
    ("脱贫人口务工人数", "2021", "56300", "人", ""),
    ("城乡居民养老保险参保率", "2025", "-", "", ""),
    ("急需紧缺人才招录数", "2024", "53", "", ""),
    ("乡村医生跟班学习人数", "2021", "NA", "", ""),
    ("名师名医下乡覆盖率", "2024", "100.0", "", ""),
    ("一肩挑干部挂职遴选比例", "2022", "14.6", "", ""),
    ("讲解员培养人数", "2021", "４６", "", ""),
    ("规模以上企业落户数", "2021", "0", "", ""),
    ("道德模范推选批次", "2022", "1", "", ""),
    ("道德模范推选批次", "2023", "0", "", ""),
    ("道德模范推选批次", "2024", "1", "", ""),
    ("道德模范推选批次", "2025", "0", "", ""),
    ("食用菌产值", "2020", "5,600", "", "最终"),
    ("渔业产值", "2025", "21600", "万元", "最终"),
    ("现代农业园区数", "2025", "183", "", "修订"),
];

/// Indicator, period, text, unit, status: rows beside those of the course.
const FURTHER: [(&str, &str, &str, &str, &str); 15] = [
    ("现代农业园区数", "2025", "176", "个", "初步"),
    ("家庭农场数", "2025", "298", "家", ""),
    ("渔业产值", "2025", "2.05", "亿元", "初步"),
    ("茶园面积", "2025", "264200", "亩", ""),
    ("绿色健康养殖示范县", "2024", "否", "", ""),
    ("绿色健康养殖示范县", "2025", "否", "", ""),
    ("国家农产品质量安全县", "2024", "否", "", ""),
    ("国家农产品质量安全县", "2025", "是", "", ""),
    ("干部集中轮训次数", "2022", "1", "次", ""),
    ("干部集中轮训次数", "2023", "0", "次", ""),
    ("干部集中轮训次数", "2024", "1", "次", ""),
    ("干部集中轮训次数", "2025", "0", "次", ""),
    ("乡村振兴主题培训覆盖率", "2022-07", "100", "%", ""),
    ("富硒产业综合产值", "2026", "95.0", "亿元", "初步"),
    ("大水面生态养殖面积", "2019", "…", "亩", ""),
];

const HEADER: [&str; 7] = ["指标", "对象", "时期", "数值", "计量单位", "status", "note"];

/// Returns the yearly figures.
pub fn yearly() -> SeedFile {
    let mut table = Table::new(&path("县级年度指标（示例数据）.csv"), &HEADER);
    let mut random = Random::new(610_924);
    for line in COURSES.lines() {
        let cells: Vec<&str> = line.split(' ').collect();
        let &[indicator, unit, from, to] = cells.as_slice() else { continue };
        for (year, value) in (2020..).zip(course(from, to, &mut random)) {
            let period = year.to_string();
            let exception = EXCEPTIONS.iter().find(|row| row.0 == indicator && row.1 == period);
            let (text, own_unit, status) = exception.map_or((value.as_str(), "", ""), |row| (row.2, row.3, row.4));
            let unit = if own_unit.is_empty() { unit } else { own_unit };
            table.row(&[indicator, "紫阳县", &period, text, unit, status, NOTE]);
        }
    }
    for (indicator, period, text, unit, status) in FURTHER {
        table.row(&[indicator, "紫阳县", period, text, unit, status, NOTE]);
    }
    table.utf8_with_mark()
}

/// Returns six values from the first to the last, a little off the straight line between.
fn course(from: &str, to: &str, random: &mut Random) -> Vec<String> {
    let decimals = u32::try_from(from.split_once('.').map_or(0, |(_, rest)| rest.len())).unwrap_or(0);
    let parse = |text: &str| text.replace('.', "").parse::<i64>().unwrap_or(0);
    let (first, last) = (parse(from), parse(to));
    let play = (last - first).abs() / 20;
    (0..=5)
        .map(|step| {
            let straight = first + (last - first) * step / 5;
            let value = if (1..5).contains(&step) { straight + random.between(-play, play) } else { straight };
            let text = decimal(value, decimals);
            if value >= 10_000 && decimals == 0 { with_thousands(&text) } else { text }
        })
        .collect()
}

/// Returns the monthly and quarterly figures.
pub fn monthly() -> SeedFile {
    let mut table = Table::new(&path("县级月度季度指标（示例数据）.csv"), &HEADER);
    let mut row = |indicator: &str, period: &str, text: &str, unit: &str| {
        table.row(&[indicator, "紫阳县", period, text, unit, "", NOTE]);
    };
    for (month, households) in (1..=12).zip([9, 8, 8, 6, 5, 5, 4, 3, 1, 0, 0, 0]) {
        row("零就业易地搬迁户数", &format!("2021-{month:02}"), &households.to_string(), "户");
    }
    for (year, month) in (2021..=2025).flat_map(|year| (1..=12).map(move |month| (year, month))) {
        let period = format!("{year}-{month:02}");
        if (year, month) >= (2021, 11) {
            row("就业状态数据比对次数", &period, "1", "次");
            row("稳岗就业专题会议次数", &period, if (year, month) == (2022, 2) { "0" } else { "1" }, "次");
        }
        if year >= 2022 && month == 10 {
            row("村两委与驻村干部轮训率", &period, "100", "%");
        }
    }
    for (year, quarter) in (2021..=2025).flat_map(|year| (1..=4).map(move |quarter| (year, quarter))) {
        let period = format!("{year}Q{quarter}");
        if (year, quarter) >= (2021, 4) {
            row("组织振兴进展报送率", &period, if (year, quarter) == (2023, 2) { "94.4" } else { "100" }, "%");
        }
        if year >= 2022 {
            row("专家最短季度服务天数", &period, if quarter == 1 { "15" } else { "16" }, "天");
        }
    }
    table.utf8()
}

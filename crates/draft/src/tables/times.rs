//! Words of time: before and after dates, and obligations that come back.

/// Words before a date that make it a deadline.
pub const UNTIL: &[&str] =
    &["到", "至", "截至", "截止", "截止到", "力争到", "争取到", "在", "于", "力争在", "确保到", "计划到"];

/// Words of plan periods, with their years.
pub const FIVE_YEARS: &[(&str, i32, i32)] = &[
    ("十五五", 2026, 2030),
    ("十四五", 2021, 2025),
    ("十三五", 2016, 2020),
    ("十二五", 2011, 2015),
    ("十一五", 2006, 2010),
    ("十五", 2001, 2005),
    ("“十五五”", 2026, 2030),
    ("“十四五”", 2021, 2025),
    ("“十三五”", 2016, 2020),
    ("“十二五”", 2011, 2015),
    ("“十一五”", 2006, 2010),
    ("“十五”", 2001, 2005),
];

/// Plan periods by their number, as titles name them, with their years.
pub const NTH_FIVE_YEARS: &[(&str, i32, i32)] = &[
    ("第十五个五年", 2026, 2030),
    ("第十四个五年", 2021, 2025),
    ("第十三个五年", 2016, 2020),
    ("第十二个五年", 2011, 2015),
    ("第十一个五年", 2006, 2010),
    ("第十个五年", 2001, 2005),
];

/// Duties that come back: the words, the length of a step in our language, and how many steps.
pub const EACH: &[(&str, &str)] = &[
    ("每年", "每年"),
    ("每个年度", "每年"),
    ("每年度", "每年"),
    ("逐年", "每年"),
    ("年年", "每年"),
    ("每一年", "每年"),
    ("每学年", "每年"),
    ("按年", "每年"),
    ("全年", "每年"),
    ("每半年", "每半年"),
    ("每季度", "每季度"),
    ("每季", "每季度"),
    ("按季", "每季度"),
    ("按季度", "每季度"),
    ("每月", "每月"),
    ("每个月", "每月"),
    ("按月", "每月"),
    ("每一季度", "每季度"),
    ("每个季度", "每季度"),
    ("每两年", "每2年"),
    ("每2年", "每2年"),
    ("每3年", "每3年"),
    ("每三年", "每3年"),
    ("每二年", "每2年"),
    ("每两个月", "每2月"),
    ("每2个月", "每2月"),
    ("一年一", "每年"),
    ("一季度一", "每季度"),
    ("一月一", "每月"),
];

/// Words that stand with numbers of days or years that are no targets: spans of time in procedures.
pub const SPAN_AFTER: &[&str] = &[
    "内",
    "以内",
    "之内",
    "过渡期",
    "行动",
    "规划",
    "计划",
    "任期",
    "聘期",
    "期",
    "前",
    "后",
    "以来",
    "时间",
    "左右时间",
];

//! Cases worked out by hand from the description of the language, with the verdict of each rule. They hold the naive
//! evaluator to the text, and then the library.

use super::build::{Build, COUNTY, FIRST, X, Y, by, ge, is, pct, pieces, points, villages, wan};
use super::calendar::{Day, Freq, Period};
use super::world::{
    Against, Agg, AttrCell, Body, Cond, Course, Duty, Fun, Kind, Level, MONTHS, MU, NONE, Num, Op, OverPeriods, PERSON,
    Quantity, Revision, RowValue, Rule, Scope, SetIn, Target, Test, Time, Within, Years,
};

/// A case: what it shows, the world, the verdicts of its rules.
pub struct Hand {
    /// What it shows.
    pub shows: &'static str,
    /// The world.
    pub build: Build,
    /// The verdicts, one for each rule.
    pub verdicts: &'static str,
}

fn of(fun: Fun, filter: Option<Cond>, cond: Cond) -> Num {
    Num::Agg(Box::new(Agg { fun, level: Level::Village, filter, body: Body::Holds(cond) }))
}

fn over(fun: Fun) -> Num {
    Num::Agg(Box::new(Agg { fun, level: Level::Village, filter: None, body: Body::Value(Num::Ind(X)) }))
}

fn at_least_5() -> Cond {
    Cond::Is(Num::Ind(X), ge(wan("5")))
}

fn count() -> Num {
    of(Fun::Count, None, at_least_5())
}

fn share() -> Num {
    of(Fun::Share, None, at_least_5())
}

fn x() -> Num {
    Num::Ind(X)
}

fn window(a: i64, b: i64) -> Option<(i64, i64)> {
    Some((a, b))
}

fn poor(b: bool) -> Cond {
    Cond::AttrFlag(0, b)
}

fn every(filter: Cond) -> Scope {
    Scope::Every(Level::Village, Some(filter), vec![])
}

fn asks(num: Num, test: Test, time: Time) -> Duty {
    Duty::Targets(num, vec![Target { test, time }])
}

/// Returns all cases.
pub fn cases() -> Vec<Hand> {
    [
        missing_data(),
        thresholds(),
        times(),
        unfinished(),
        periods(),
        bad_data(),
        populations(),
        expressions(),
        texts(),
        sets(),
    ]
    .concat_all()
}

/// Figures that somebody sets, targets that follow one another, months.
fn sets() -> Vec<Hand> {
    let task = |of: Build, set: SetIn| of.income().with(|i| (i.name, i.set) = ("收入任务".to_owned(), Some(set)));
    let reached = || Test::Cmp(Op::Ge, Num::Ind(Y));
    let in_2025 = || Time::In(Period::year(2025));
    let three = |set| task(villages(3).income().year(X, 2025, "6 6 4"), set);
    let revised = |day: (i64, i64, i64), line: &'static str| {
        let asked = Target { test: ge(wan(line)), time: by(2025) };
        move |r: &mut Rule| {
            let since = Day::of(day.0, day.1, day.2);
            r.revisions.push(Revision { since, target: asked.clone() });
        }
    };
    let asked_5 = || villages(1).income().year(X, 2025, "6").each_village(x(), ge(wan("5")), by(2025));
    let months = |line: Quantity| {
        let body = Body::Holds(at_least_5());
        let over = OverPeriods { fun: Fun::Count, body, span: Years::Last(3), each: Freq::Month };
        villages(1)
            .income()
            .every(Freq::Month)
            .in_period(X, Period::part(Freq::Month, 2025, 10), "6")
            .in_period(X, Period::part(Freq::Month, 2025, 11), "4")
            .in_period(X, Period::part(Freq::Month, 2025, 12), "5")
            .each_village(Num::Over(Box::new(over)), ge(line), by(2025))
    };
    vec![
        case(
            "a task of each",
            three(SetIn::Rules).year(Y, 2025, "6 5 4").each_village(x(), reached(), in_2025()),
            "met",
        ),
        case(
            "a task that is missed",
            three(SetIn::Data).year(Y, 2025, "6 7 4").each_village(x(), reached(), in_2025()),
            "unmet",
        ),
        case(
            "a task that nobody set",
            three(SetIn::Rules).year(Y, 2025, "6 _ 4").each_village(x(), reached(), in_2025()),
            "missing",
        ),
        case(
            "nobody's silence makes a task 0",
            three(SetIn::Rules)
                .year(Y, 2025, "6 _ 4")
                .each_village(x(), reached(), in_2025())
                .also(|r| r.missing_as_zero = true),
            "missing",
        ),
        case(
            "the task of the judged year, while the figures are older",
            task(villages(1).assets().year(X, 2024, "6"), SetIn::Rules)
                .year(Y, 2024, "5")
                .year(Y, 2025, "7")
                .each_village(x(), reached(), in_2025())
                .judged_on(2025, 1, 31),
            "pending",
        ),
        case("before the day of a revision", asked_5().also(revised((2026, 1, 1), "7")), "met"),
        case("from its day on", asked_5().also(revised((2025, 12, 31), "7")), "unmet"),
        case(
            "the last of two that are in force",
            asked_5().also(revised((2023, 1, 1), "7")).also(revised((2024, 1, 1), "6")),
            "met",
        ),
        case("two of three months", months(Quantity::new(2, 0, MONTHS)), "met"),
        case("three of three months", months(Quantity::new(3, 0, MONTHS)), "unmet"),
    ]
}

trait ConcatAll {
    fn concat_all(self) -> Vec<Hand>;
}

impl<const N: usize> ConcatAll for [Vec<Hand>; N] {
    fn concat_all(self) -> Vec<Hand> {
        self.into_iter().flatten().collect()
    }
}

fn case(shows: &'static str, build: Build, verdicts: &'static str) -> Hand {
    Hand { shows, build, verdicts }
}

/// 176 villages of which `n_missing` have not reported and 121 pass.
fn county_of_176(n_missing: usize) -> Build {
    villages(176).income().fill(X, 2025, 0..121, "6").fill(X, 2025, 121..176 - n_missing, "2")
}

fn missing_data() -> Vec<Hand> {
    let count_by = |b: Build| b.open(count(), ge(pieces(130)), by(2025));
    let one = |token: &str| villages(1).income().never_negative().year(X, 2025, token);
    vec![
        case("121 of 176 pass and 4 are missing: 130 cannot be reached", count_by(county_of_176(4)), "unmet"),
        case("8 missing are one too few", count_by(county_of_176(8)), "unmet"),
        case("9 missing could just do it", count_by(county_of_176(9)), "missing"),
        case("12 missing", count_by(county_of_176(12)), "missing"),
        case("enough pass whatever the rest say", county_of_176(12).open(count(), ge(pieces(121)), by(2025)), "met"),
        case(
            "a share: 121 to 125 of 176 against 71.1%",
            county_of_176(4).open(share(), ge(pct(72)), by(2025)),
            "unmet",
        ),
        case("a share that the missing decide", county_of_176(4).open(share(), ge(pct(70)), by(2025)), "missing"),
        case("a share that nobody can spoil", county_of_176(4).open(share(), ge(pct(68)), by(2025)), "met"),
        case(
            "at most: the missing could break it",
            county_of_176(4).open(count(), is(Op::Le, pieces(121)), by(2025)),
            "missing",
        ),
        case("one value, not reported", one("_").each_village(x(), ge(wan("5")), by(2025)), "missing"),
        case("one value, marked as missing", one("-").each_village(x(), ge(wan("5")), by(2025)), "missing"),
        case("… is less than one of the last digit shown", one("…").each_village(x(), ge(wan("5")), by(2025)), "unmet"),
        case("… is more than nothing", one("…").each_village(x(), is(Op::Gt, wan("0")), by(2025)), "met"),
        case("… against half a unit stays open", one("…").each_village(x(), ge(wan("0.5")), by(2025)), "missing"),
        case("a range decides early: never negative", one("_").each_village(x(), ge(wan("0")), by(2025)), "met"),
        case(
            "… is not negative even where no range says so",
            villages(1).income().year(X, 2025, "…").each_village(x(), ge(wan("0")), by(2025)),
            "met",
        ),
        case(
            "not (x < 5) is not true of a missing x",
            one("_").statement(
                Scope::Every(Level::Village, None, vec![]),
                Duty::Holds(Cond::Not(Box::new(Cond::Is(x(), is(Op::Lt, wan("5"))))), by(2025)),
            ),
            "missing",
        ),
        case(
            "a sum that is already enough, the rest not negative",
            villages(3).income().never_negative().year(X, 2025, "6 5 _").open(over(Fun::Sum), ge(wan("11")), by(2025)),
            "met",
        ),
        case(
            "a sum without a range stays open",
            villages(3).income().year(X, 2025, "6 5 _").open(over(Fun::Sum), ge(wan("11")), by(2025)),
            "missing",
        ),
        case(
            "a ceiling that is already broken",
            villages(3).income().never_negative().year(X, 2025, "6 5 _").open(
                over(Fun::Sum),
                is(Op::Le, wan("10")),
                by(2025),
            ),
            "unmet",
        ),
        case(
            "missing as 0 opts out",
            villages(3)
                .income()
                .year(X, 2025, "6 5 _")
                .open(over(Fun::Sum), ge(wan("11")), by(2025))
                .also(|r| r.missing_as_zero = true),
            "met",
        ),
        case(
            "the greatest is enough, whatever the missing one is",
            villages(2).income().year(X, 2025, "6 _").open(over(Fun::Max), ge(wan("6")), by(2025)),
            "met",
        ),
        case(
            "the least is too little already",
            villages(2).income().year(X, 2025, "4 _").open(over(Fun::Min), ge(wan("5")), by(2025)),
            "unmet",
        ),
        case(
            "one of every village is missing",
            villages(3).income().year(X, 2025, "6 5 _").each_village(x(), ge(wan("5")), by(2025)),
            "missing",
        ),
        case(
            "unmet goes before missing",
            villages(3).income().year(X, 2025, "6 4 _").each_village(x(), ge(wan("5")), by(2025)),
            "unmet",
        ),
    ]
}

fn thresholds() -> Vec<Hand> {
    let one = |token: &str, test: Test| villages(1).income().year(X, 2025, token).each_village(x(), test, by(2025));
    let band = |a_open, b_open| Test::Bracket(wan("10"), a_open, wan("50"), b_open);
    let about = || Test::About(Quantity::new(60, 0, PERSON), 10);
    let people = |token: &str| {
        villages(1).indicator("常住人口", PERSON, Kind::Stock).year(X, 2025, token).each_village(x(), about(), by(2025))
    };
    vec![
        case("5 is at least 5", one("5", ge(wan("5"))), "met"),
        case("5 is not over 5", one("5", is(Op::Gt, wan("5"))), "unmet"),
        case("5 is at most 5", one("5", is(Op::Le, wan("5"))), "met"),
        case("5 is not below 5", one("5", is(Op::Lt, wan("5"))), "unmet"),
        case("50000元 is 5万元", one("50000元", is(Op::Eq, wan("5"))), "met"),
        case("49999元 is less", one("49999元", ge(wan("5"))), "unmet"),
        case("different from", one("5", is(Op::Ne, wan("5"))), "unmet"),
        case("the low end of [10, 50) belongs", one("10", band(false, true)), "met"),
        case("the high end of [10, 50) does not", one("50", band(false, true)), "unmet"),
        case("the low end of (10, 50] does not belong", one("10", band(true, false)), "unmet"),
        case("both ends of a closed range belong", one("50", Test::Closed(wan("10"), wan("50"))), "met"),
        case("60 ± 10% reaches down to 54", people("54"), "met"),
        case("60 ± 10% does not reach 53", people("53"), "unmet"),
        case("60 ± 10% reaches up to 66", people("66"), "met"),
        case("4.96 is not 5 by the full value", one("4.96", ge(wan("5"))), "unmet"),
        case(
            "4.96 is 5 when rounded once to one place",
            one("4.96", ge(wan("5"))).also(|r| r.precision = Some((1, false))),
            "met",
        ),
        case(
            "4.5 rounds to 5 half away from zero",
            one("4.5", ge(wan("5"))).also(|r| r.precision = Some((0, false))),
            "met",
        ),
        case("4.5 rounds to 4 half to even", one("4.5", ge(wan("5"))).also(|r| r.precision = Some((0, true))), "unmet"),
        case(
            "15亩 are a hectare",
            villages(1).indicator("茶园面积", MU, Kind::Stock).year(X, 2025, "15").each_village(
                x(),
                is(Op::Eq, Quantity::new(1, 0, super::world::HECTARE)),
                by(2025),
            ),
            "met",
        ),
    ]
}

fn times() -> Vec<Hand> {
    let at = |m: i64, d: i64| {
        villages(1).income().year(X, 2025, "6").judged_on(2025, m, d).each_village(x(), ge(wan("5")), by(2025))
    };
    let stock = |y, m, d| villages(1).assets().series(X, 2023, "6 6 6").judged_on(y, m, d);
    let years = |s: &str| villages(1).income().series(X, 2021, s);
    vec![
        case("the last day of the period has come", at(12, 31), "met"),
        case("the day before, a flow of unknown sign is not early", at(12, 30), "on_track"),
        case(
            "the day before, a flow that cannot fall is early",
            villages(1).income().never_negative().year(X, 2025, "6").judged_on(2025, 12, 30).each_village(
                x(),
                ge(wan("5")),
                by(2025),
            ),
            "early",
        ),
        case(
            "a stock of an earlier year is early",
            stock(2024, 6, 30).each_village(x(), ge(wan("5")), by(2025)),
            "early",
        ),
        case(
            "in: nothing before the period is early",
            stock(2023, 12, 31).each_village(x(), is(Op::Eq, wan("6")), Time::In(Period::year(2025))),
            "pending",
        ),
        case(
            "before 2025 is by the end of 2024",
            stock(2024, 12, 31).each_village(x(), ge(wan("5")), Time::Before(Period::year(2025))),
            "met",
        ),
        case(
            "each year, one broken",
            years("5 4 5 5 5").each_village(x(), ge(wan("5")), Time::Each(Freq::Year, window(2021, 2025))),
            "unmet",
        ),
        case(
            "each year, all held",
            years("5 5 5 5 5").each_village(x(), ge(wan("5")), Time::Each(Freq::Year, window(2021, 2025))),
            "met",
        ),
        case(
            "each year, one unknown",
            years("5 _ 5 5 5").each_village(x(), ge(wan("5")), Time::Each(Freq::Year, window(2021, 2025))),
            "missing",
        ),
        case(
            "each year, the rest to come",
            years("5 5").judged_on(2022, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::Each(Freq::Year, window(2021, 2025)),
            ),
            "pending",
        ),
        case(
            "throughout: broken for good",
            years("5 4 5").judged_on(2023, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::Throughout(window(2021, 2025)),
            ),
            "unmet",
        ),
        case(
            "throughout: held to the end",
            years("5 6 5").judged_on(2023, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::Throughout(window(2021, 2023)),
            ),
            "met",
        ),
        case(
            "throughout: an ended year is unknown",
            years("5 _ 5").judged_on(2023, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::Throughout(window(2021, 2025)),
            ),
            "missing",
        ),
        case(
            "each 2 years: a flow is totalled",
            years("2 3 2 2").judged_on(2024, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::EachYears(2, window(2021, 2024)),
            ),
            "unmet",
        ),
        case(
            "each 2 years: both blocks reach it",
            years("2 3 1 4").judged_on(2024, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::EachYears(2, window(2021, 2024)),
            ),
            "met",
        ),
        case(
            "each 2 years: a short last block is pending",
            years("2 3 9").judged_on(2025, 12, 31).each_village(
                x(),
                ge(wan("5")),
                Time::EachYears(2, window(2021, 2023)),
            ),
            "pending",
        ),
        case(
            "each 2 years: a stock is judged at the last",
            villages(1).assets().series(X, 2021, "1 6 1 6").each_village(
                x(),
                ge(wan("5")),
                Time::EachYears(2, window(2021, 2024)),
            ),
            "met",
        ),
        case(
            "a target without a time takes the next later one",
            years("1 1 1 5 5").statement(
                Scope::Every(Level::Village, None, vec![]),
                Duty::Targets(
                    x(),
                    vec![
                        Target { test: ge(wan("4")), time: Time::None },
                        Target { test: ge(wan("5")), time: by(2024) },
                    ],
                ),
            ),
            "met",
        ),
        case(
            "no time: the plan's end",
            years("1 1 1 5").plan(2021, 2024).each_village(x(), ge(wan("5")), Time::None),
            "met",
        ),
        case(
            "no time, no plan: the newest period",
            years("9 9 9 4").each_village(x(), ge(wan("5")), Time::None),
            "unmet",
        ),
        case(
            "by an attribute of the village",
            years("1 1 1 5").each_village(x(), ge(wan("5")), Time::ByAttr(3)),
            "met",
        ),
    ]
}

fn unfinished() -> Vec<Hand> {
    let from = |s: &str| {
        villages(1).assets().series(X, 2020, s).plan(2021, 2025).judged_on(2023, 12, 31).each_village(
            x(),
            ge(wan("10")),
            by(2025),
        )
    };
    vec![
        case("3 of 5 steps after 3 of 5 years are on track", from("0 2 4 7"), "on_track"),
        case("2 of 5 steps after 3 of 5 years are behind", from("0 1 2 4"), "behind"),
        case(
            "nothing reported at all",
            villages(1).assets().plan(2021, 2025).judged_on(2023, 12, 31).each_village(x(), ge(wan("10")), by(2025)),
            "pending",
        ),
        case(
            "one observation",
            villages(1).assets().series(X, 2023, "4").judged_on(2023, 12, 31).each_village(
                x(),
                ge(wan("10")),
                by(2025),
            ),
            "pending",
        ),
        case("the base already satisfied it", from("12 11 10 9"), "behind"),
        case(
            "equality has no progress",
            villages(1).assets().series(X, 2020, "0 2 4 7").plan(2021, 2025).judged_on(2023, 12, 31).each_village(
                x(),
                is(Op::Eq, wan("10")),
                by(2025),
            ),
            "pending",
        ),
        case(
            "a stated base value",
            villages(1)
                .assets()
                .series(X, 2022, "5 6")
                .plan(2021, 2025)
                .judged_on(2023, 12, 31)
                .each_village(x(), ge(wan("10")), by(2025))
                .also(|r| r.baseline = Some(wan("0"))),
            "on_track",
        ),
        case(
            "a course of its own",
            from("0 1 2 4").also(|r| r.course = Course::Table(vec![(2022, 20), (2023, 30)])),
            "on_track",
        ),
        case(
            "lower is better: half way down after 3 of 5 years is behind",
            villages(1).assets().series(X, 2020, "20 18 16 15").plan(2021, 2025).judged_on(2023, 12, 31).each_village(
                x(),
                is(Op::Le, wan("10")),
                by(2025),
            ),
            "behind",
        ),
        case(
            "no accident so far is not yet a year without",
            villages(1)
                .income()
                .never_negative()
                .series(X, 2020, "3 2 2")
                .plan(2021, 2025)
                .judged_on(2022, 6, 30)
                .each_village(x(), is(Op::Le, wan("1")), Time::In(Period::year(2022))),
            "behind",
        ),
        case(
            "a total so far",
            villages(1).income().never_negative().series(X, 2021, "2 2 3").judged_on(2023, 12, 31).each_village(
                Num::Total(X, window(2021, 2025)),
                ge(wan("10")),
                Time::None,
            ),
            "on_track",
        ),
        case(
            "a total that is reached",
            villages(1).income().never_negative().series(X, 2021, "5 5").judged_on(2022, 12, 31).each_village(
                Num::Total(X, window(2021, 2025)),
                ge(wan("10")),
                Time::None,
            ),
            "early",
        ),
    ]
}

fn periods() -> Vec<Hand> {
    let quarters = |kind, s: &[&str]| {
        let mut b = villages(1).indicator("季度数", super::world::WAN_YUAN, kind).every(Freq::Quarter);
        for (i, q) in s.iter().enumerate() {
            b = b.in_period(X, Period::part(Freq::Quarter, 2025, i as i64 + 1), q);
        }
        b
    };
    let q3 = Period::part(Freq::Quarter, 2025, 3);
    vec![
        case(
            "four quarters of a flow make a year",
            quarters(Kind::Flow, &["1", "1", "1", "2"]).each_village(x(), ge(wan("5")), by(2025)),
            "met",
        ),
        case(
            "a missing quarter makes the year unknown",
            quarters(Kind::Flow, &["1", "_", "1", "2"]).each_village(x(), ge(wan("5")), by(2025)),
            "missing",
        ),
        case(
            "the last quarter of a stock is the year",
            quarters(Kind::Stock, &["9", "9", "9", "4"]).each_village(x(), ge(wan("5")), by(2025)),
            "unmet",
        ),
        case(
            "by a quarter counts from 1 January",
            quarters(Kind::Flow, &["2", "2", "1", "0"]).each_village(x(), ge(wan("5")), Time::By(q3)),
            "met",
        ),
        case(
            "in a quarter is that quarter alone",
            quarters(Kind::Flow, &["2", "2", "1", "0"]).each_village(x(), ge(wan("5")), Time::In(q3)),
            "unmet",
        ),
        case(
            "each quarter",
            quarters(Kind::Flow, &["5", "5", "1", "5"]).each_village(
                x(),
                ge(wan("5")),
                Time::Each(Freq::Quarter, window(2025, 2025)),
            ),
            "unmet",
        ),
        case(
            "the average of the quarters",
            quarters(Kind::Ratio, &["4", "6", "4", "6"]).within(Within::Avg).each_village(x(), ge(wan("5")), by(2025)),
            "met",
        ),
        case(
            "the greatest of the quarters",
            quarters(Kind::Ratio, &["4", "6", "4", "4"]).within(Within::Max).each_village(x(), ge(wan("6")), by(2025)),
            "met",
        ),
        case(
            "rows of later periods are not looked at",
            villages(1).income().series(X, 2024, "4 6").judged_on(2024, 12, 31).each_village(
                x(),
                ge(wan("5")),
                by(2024),
            ),
            "unmet",
        ),
        case(
            "months up to October",
            {
                let mut b = villages(1).indicator("月度数", super::world::WAN_YUAN, Kind::Flow).every(Freq::Month);
                for m in 1..=12 {
                    b = b.in_period(X, Period::part(Freq::Month, 2025, m), "1");
                }
                b.each_village(x(), ge(wan("10")), Time::EachBy(10, 31, window(2025, 2025)))
            },
            "met",
        ),
    ]
}

fn bad_data() -> Vec<Hand> {
    let one = |token: &str| {
        villages(1).income().never_negative().year(X, 2025, token).each_village(x(), ge(wan("5")), by(2025))
    };
    let ranked = |a: (&str, u8), b: (&str, u8)| {
        let p = Period::year(2025);
        villages(1).income().row(X, FIRST, p, a.0, a.1).row(X, FIRST, p, b.0, b.1).each_village(
            x(),
            ge(wan("5")),
            by(2025),
        )
    };
    vec![
        case("two unequal rows conflict", one("6|7"), "invalid"),
        case("two rows that are equal after conversion are one", one("6|60000元"), "met"),
        case("a word is no number", one("!"), "invalid"),
        case("outside the declared range", one("-1"), "invalid"),
        case("a final figure goes before a provisional one", ranked(("4", 0), ("6", 3)), "unmet"),
        case("a revised figure goes before an unmarked one", ranked(("4", 2), ("6", 1)), "met"),
        case("an unmarked figure goes before a provisional one", ranked(("6", 2), ("4", 3)), "met"),
        case("a missing value never displaces a value", ranked(("-", 0), ("6", 3)), "met"),
        case(
            "an invalid member that could matter",
            villages(3).income().year(X, 2025, "6 4 6|7").open(share(), ge(pct(60)), by(2025)),
            "invalid",
        ),
        case(
            "an invalid member that cannot",
            villages(3).income().year(X, 2025, "6 4 6|7").open(share(), ge(pct(30)), by(2025)),
            "met",
        ),
        case(
            "invalid goes before missing",
            villages(3).income().year(X, 2025, "6 _ 6|7").each_village(x(), ge(wan("5")), by(2025)),
            "invalid",
        ),
        case(
            "unmet goes before invalid",
            villages(3).income().year(X, 2025, "6 4 6|7").each_village(x(), ge(wan("5")), by(2025)),
            "unmet",
        ),
    ]
}

fn populations() -> Vec<Hand> {
    let two = || villages(2).income().year(X, 2025, "6 2");
    let mixed = || two().cell(0, 0, AttrCell::Flag(true));
    vec![
        case(
            "only those that the filter names",
            mixed().statement(every(poor(true)), asks(x(), ge(wan("5")), by(2025))),
            "met",
        ),
        case(
            "a filter value that occurs nowhere",
            two().statement(every(poor(true)), asks(x(), ge(wan("5")), by(2025))),
            "empty",
        ),
        case(
            "a share of nobody",
            two().open(of(Fun::Share, Some(poor(true)), at_least_5()), ge(pct(50)), by(2025)),
            "empty",
        ),
        case(
            "a count of nobody",
            two().open(of(Fun::Count, Some(poor(true)), at_least_5()), ge(pieces(0)), by(2025)),
            "empty",
        ),
        case(
            "a share of those that pass the filter",
            mixed().open(of(Fun::Share, Some(poor(true)), at_least_5()), ge(pct(100)), by(2025)),
            "met",
        ),
        case(
            "an unknown filter: both cases count",
            mixed().cell(1, 0, AttrCell::Unknown).open(
                of(Fun::Share, Some(poor(true)), at_least_5()),
                ge(pct(100)),
                by(2025),
            ),
            "missing",
        ),
        case(
            "an unknown filter that cannot matter",
            mixed().cell(1, 0, AttrCell::Unknown).open(
                of(Fun::Share, Some(poor(true)), at_least_5()),
                ge(pct(50)),
                by(2025),
            ),
            "met",
        ),
        case(
            "不适用 leaves the population",
            villages(2).income().year(X, 2025, "6 ~").open(share(), ge(pct(100)), by(2025)),
            "met",
        ),
        case(
            "不适用 for all",
            villages(2).income().year(X, 2025, "~ ~").each_village(x(), ge(wan("5")), by(2025)),
            "empty",
        ),
        case(
            "all but those excepted by name",
            two().statement(Scope::Every(Level::Village, None, vec![FIRST + 1]), asks(x(), ge(wan("5")), by(2025))),
            "met",
        ),
        case("one place", two().statement(Scope::At(FIRST), asks(x(), ge(wan("5")), by(2025))), "met"),
        case(
            "an exception takes the place of the target",
            two()
                .cell(1, 2, AttrCell::Text("山区"))
                .each_village(x(), ge(wan("5")), by(2025))
                .also(|r| r.statements[0].exceptions = vec![(Cond::AttrText(2, "山区"), Some(ge(wan("2"))))]),
            "met",
        ),
        case(
            "two exceptions that both fit",
            two()
                .cell(0, 0, AttrCell::Flag(true))
                .cell(0, 2, AttrCell::Text("山区"))
                .statement(Scope::Every(Level::Village, None, vec![FIRST + 1]), asks(x(), ge(wan("5")), by(2025)))
                .also(|r| {
                    r.statements[0].exceptions =
                        vec![(Cond::AttrText(2, "山区"), Some(ge(wan("2")))), (poor(true), Some(ge(wan("3"))))]
                }),
            "invalid",
        ),
        case("without a scope, every village is meant", two().open(x(), ge(wan("5")), by(2025)), "unmet"),
        case(
            "rolled up, the county is meant",
            two().with(|i| i.upward_sum = true).open(x(), ge(wan("8")), by(2025)),
            "met",
        ),
        case(
            "a reported figure goes before a computed one",
            two().with(|i| i.upward_sum = true).row(X, COUNTY, Period::year(2025), "7", 2).open(
                x(),
                ge(wan("8")),
                by(2025),
            ),
            "unmet",
        ),
    ]
}

fn expressions() -> Vec<Hand> {
    let years = |s: &str| villages(1).assets().series(X, 2020, s);
    let growth = |against| Num::Growth(Box::new(x()), against);
    let gain = || Num::Gain(Box::new(x()), 2020);
    let pair = |a: &str, b: &str| {
        villages(1).income().indicator("项目投资", super::world::WAN_YUAN, Kind::Flow).year(X, 2025, a).year(Y, 2025, b)
    };
    let quotient = || Num::Arith('/', Box::new(Num::Ind(X)), Box::new(Num::Ind(Y)));
    vec![
        case("a gain since 2020", years("4 5 6 7 8 9").each_village(gain(), ge(wan("5")), by(2025)), "met"),
        case("a gain without its base", years("_ 5 6 7 8 9").each_village(gain(), ge(wan("5")), by(2025)), "missing"),
        case(
            "growth over a year before: 8 to 9 is 12.5%",
            years("4 5 6 7 8 9").each_village(growth(Against::YearAgo), ge(pct(13)), by(2025)),
            "unmet",
        ),
        case(
            "growth since 2020: 4 to 9 is 125%",
            years("4 5 6 7 8 9").each_village(growth(Against::Since(2020)), ge(pct(125)), by(2025)),
            "met",
        ),
        case(
            "growth from zero is invalid",
            years("0 5 6 7 8 9").each_village(growth(Against::Since(2020)), ge(pct(10)), by(2025)),
            "invalid",
        ),
        case(
            "growth from a loss is invalid",
            years("-1 5 6 7 8 9").each_village(growth(Against::Since(2020)), ge(pct(10)), by(2025)),
            "invalid",
        ),
        case(
            "10% a year for two years is 21% exactly",
            years("100 _ 121").judged_on(2022, 12, 31).each_village(Num::Yearly(X, 2020), ge(pct(10)), by(2022)),
            "met",
        ),
        case(
            "and 120.99 is not",
            years("100 _ 120.99").judged_on(2022, 12, 31).each_village(Num::Yearly(X, 2020), ge(pct(10)), by(2022)),
            "unmet",
        ),
        case(
            "a change of a rate is in points",
            villages(1).rate().series(X, 2024, "60 65").each_village(
                Num::Change(Box::new(x())),
                ge(points(5)),
                by(2025),
            ),
            "met",
        ),
        case(
            "a quotient is compared exactly: 1/3 is more than 33%",
            pair("1", "3").each_village(quotient(), is(Op::Gt, pct(33)), by(2025)),
            "met",
        ),
        case("division by zero", pair("1", "0").each_village(quotient(), ge(pct(50)), by(2025)), "invalid"),
        case("an unknown denominator", pair("1", "_").each_village(quotient(), ge(pct(50)), by(2025)), "missing"),
        case(
            "a difference",
            pair("7", "3").each_village(
                Num::Arith('-', Box::new(Num::Ind(X)), Box::new(Num::Ind(Y))),
                is(Op::Eq, wan("4")),
                by(2025),
            ),
            "met",
        ),
        case(
            "against another indicator",
            pair("7", "8").each_village(x(), Test::Cmp(Op::Ge, Num::Ind(Y)), by(2025)),
            "unmet",
        ),
        case(
            "against another period",
            years("4 5 6 7 8 9").each_village(x(), Test::Cmp(Op::Gt, Num::InYear(X, 2020)), by(2025)),
            "met",
        ),
        case(
            "against another place",
            villages(2)
                .assets()
                .year(X, 2025, "6 7")
                .statement(Scope::At(FIRST), asks(x(), Test::Cmp(Op::Ge, Num::AtEntity(X, FIRST + 1)), by(2025))),
            "unmet",
        ),
        case(
            "an average",
            villages(3).income().year(X, 2025, "1 2 6").open(over(Fun::Avg), ge(wan("3")), by(2025)),
            "met",
        ),
        case(
            "a median of an even number",
            villages(4).income().year(X, 2025, "1 2 6 9").open(over(Fun::Median), ge(wan("4")), by(2025)),
            "met",
        ),
        case(
            "the sum over a town",
            villages(3)
                .income()
                .year(X, 2025, "1 2 6")
                .statement(Scope::Every(Level::Town, None, vec![]), asks(over(Fun::Sum), ge(wan("9")), by(2025))),
            "met",
        ),
    ]
}

fn texts() -> Vec<Hand> {
    let flags = |s: &str| villages(3).indicator("通硬化路", NONE, Kind::Flag).year(X, 2025, s);
    let all = || Scope::Every(Level::Village, None, vec![]);
    let grades = |s: &str| villages(1).indicator("景区级别", NONE, Kind::Grade).year(X, 2025, s);
    let at_least_aa = || Duty::Holds(Cond::Grade(X, Op::Ge, 1), by(2025));
    vec![
        case("a bare flag", flags("y y y").statement(all(), Duty::Holds(Cond::Flag(X), by(2025))), "met"),
        case(
            "a flag that is not there",
            flags("y y _").statement(all(), Duty::Holds(Cond::Flag(X), by(2025))),
            "missing",
        ),
        case(
            "a flag that is no",
            flags("y y n").statement(all(), Duty::Holds(Cond::FlagIs(X, true), by(2025))),
            "unmet",
        ),
        case(
            "a share of flags",
            flags("y y n").open(of(Fun::Share, None, Cond::Flag(X)), ge(pct(66)), by(2025)),
            "met",
        ),
        case("grades are ordered", grades("AAA").statement(all(), at_least_aa()), "met"),
        case("a lower grade", grades("A").statement(all(), at_least_aa()), "unmet"),
        case(
            "and",
            flags("y y y").statement(
                all(),
                Duty::Holds(Cond::And(Box::new(Cond::Flag(X)), Box::new(Cond::FlagIs(X, true))), by(2025)),
            ),
            "met",
        ),
        case(
            "or, the known side decides",
            villages(1)
                .income()
                .indicator("通硬化路", NONE, Kind::Flag)
                .year(Y, 2025, "y")
                .statement(all(), Duty::Holds(Cond::Or(Box::new(at_least_5()), Box::new(Cond::Flag(Y))), by(2025))),
            "met",
        ),
        case(
            "and, the known side decides",
            villages(1)
                .income()
                .indicator("通硬化路", NONE, Kind::Flag)
                .year(Y, 2025, "n")
                .statement(all(), Duty::Holds(Cond::And(Box::new(at_least_5()), Box::new(Cond::Flag(Y))), by(2025))),
            "unmet",
        ),
        case(
            "a wide table says the same",
            {
                let mut b = flags("y y n").statement(all(), Duty::Holds(Cond::Flag(X), by(2025)));
                b.0.layout = 1;
                b
            },
            "unmet",
        ),
        case(
            "zero is zero",
            villages(1).income().year(X, 2025, "0").each_village(x(), is(Op::Eq, wan("0")), by(2025)),
            "met",
        ),
        case(
            "blank is missing",
            {
                let mut b = villages(1).income().year(X, 2025, "-");
                b.0.rows[0].value = RowValue::Missing("");
                b.each_village(x(), ge(wan("5")), by(2025))
            },
            "missing",
        ),
    ]
}

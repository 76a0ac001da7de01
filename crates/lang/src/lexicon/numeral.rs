//! Chinese numerals, read as far as it takes to say how a number is written in rules: `五万元` is `5万元`.
//!
//! The language writes numbers in digits only. A numeral in words would be a name, and a rule about a name says
//! something else than its author meant; so it is found and the digits are offered.

/// Returns a quantity in words written with digits (`五万元` as `5万元`, `百分之九十五` as `95%`), or `None` where a text
/// is none; `is_unit` tells whether a text is a known unit.
pub fn quantity_in_digits(text: &str, is_unit: impl Fn(&str) -> bool) -> Option<String> {
    if let Some(rest) = text.strip_prefix("百分之") {
        let digits = if rest.parse::<rust_decimal::Decimal>().is_ok() { rest.to_owned() } else { number(rest)? };
        return Some(format!("{digits}%"));
    }
    // 九成, 七成五: tenths, and hundredths after them.
    if let Some((tenths, hundredths)) = text.split_once('成')
        && let (Some(tenths), Some(hundredths)) =
            (tenth(tenths), if hundredths.is_empty() { Some(0) } else { tenth(hundredths) })
    {
        return Some(format!("{}%", tenths * 10 + hundredths));
    }
    let is_numeral = |c: char| digit(c).is_some() || step(c).is_some() || matches!(c, '点' | '万' | '亿');
    let end = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
    let (run, unit) = text.split_at_checked(end)?;
    let head = run.trim_end_matches(['万', '亿']);
    let multiplier = run.get(head.len()..)?;
    let is_bare = unit.is_empty() && multiplier.is_empty();
    (!is_bare && (unit.is_empty() || is_unit(unit))).then(|| Some(format!("{}{multiplier}{unit}", number(head)?)))?
}

/// Returns the part and the whole of a fraction in words (`三分之二` is 2 of 3), or `None` where a text is none.
///
/// `百分之…` is a percentage, and read as one.
pub fn fraction_in_words(text: &str) -> Option<(i64, i64)> {
    let (whole, part) = text.split_once("分之")?;
    let read = |word: &str| word.parse::<u64>().ok().or_else(|| integer(word));
    let (whole, part) = (read(whole).filter(|n| *n > 1)?, read(part)?);
    Some((i64::try_from(part).ok()?, i64::try_from(whole).ok()?)).filter(|(part, whole)| part <= whole)
}

/// Returns a year in words written with digits (`二〇二五年底` as `2025年底`), or `None` where a text is none.
pub fn date_in_digits(text: &str) -> Option<String> {
    let end = text.find('年')?;
    let (year, rest) = text.split_at_checked(end)?;
    let digits: Option<String> = year.chars().map(|c| digit(c).map(|d| char::from(b'0' + d))).collect();
    digits.filter(|d| d.len() == 4).map(|d| format!("{d}{rest}"))
}

/// Returns a numeral without 亿 in digits: `一百二十点五` is `120.5`.
fn number(text: &str) -> Option<String> {
    let (whole, part) = match text.split_once('点') {
        Some((whole, part)) => (whole, Some(part)),
        None => (text, None),
    };
    let whole = integer(whole)?.to_string();
    let Some(part) = part else { return Some(whole) };
    let digits: Option<String> = part.chars().map(|c| digit(c).map(|d| char::from(b'0' + d))).collect();
    digits.filter(|d| !d.is_empty()).map(|d| format!("{whole}.{d}"))
}

fn integer(text: &str) -> Option<u64> {
    if text.is_empty() || text.chars().count() > 16 {
        return None;
    }
    if !text.contains(|c| step(c).is_some() || c == '万') {
        return text.chars().try_fold(0_u64, |n, c| Some(n * 10 + u64::from(digit(c)?)));
    }
    // `sum` holds what stands before the last 万, `part` the thousands since then, `one` the digit before a step.
    let (mut sum, mut part, mut one) = (0_u64, 0_u64, None);
    for c in text.chars() {
        if c == '万' {
            sum = (sum + part + one.take().unwrap_or(0)).checked_mul(10_000)?;
            part = 0;
        } else if let Some(step) = step(c) {
            part += one.take().unwrap_or(1) * step;
        } else {
            one = Some(u64::from(digit(c)?)).filter(|d| *d > 0);
        }
    }
    Some(sum + part + one.unwrap_or(0))
}

/// Returns a text that is one numeral from 1 to 9, in words or as a digit.
fn tenth(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| integer(text)).filter(|n| (1..=9).contains(n))
}

fn digit(c: char) -> Option<u8> {
    const DIGITS: [&[char]; 10] = [
        &['〇', '零', '○', 'Ｏ'],
        &['一', '壹'],
        &['二', '两', '贰'],
        &['三', '叁'],
        &['四', '肆'],
        &['五', '伍'],
        &['六', '陆'],
        &['七', '柒'],
        &['八', '捌'],
        &['九', '玖'],
    ];
    DIGITS.iter().zip(0..).find(|(spellings, _)| spellings.contains(&c)).map(|(_, d)| d)
}

fn step(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_digits() {
        let unit = |s: &str| matches!(s, "元" | "个" | "亩");
        let cases = [
            ("五万元", Some("5万元")),
            ("一百三十个", Some("130个")),
            ("两千零五亩", Some("2005亩")),
            ("十二点五万亩", Some("12.5万亩")),
            ("百分之九十五", Some("95%")),
            ("百分之65", Some("65%")),
            ("百分之99.5", Some("99.5%")),
            ("九成", Some("90%")),
            ("七成五", Some("75%")),
            ("成", None),
            ("五万七千六百亿", Some("57600亿")),
            ("一般村数", None),
            ("三", None),
            ("万元", None),
            ("五万", Some("5万")),
        ];
        for (words, digits) in cases {
            assert_eq!(quantity_in_digits(words, unit).as_deref(), digits, "{words}");
        }
        assert_eq!(date_in_digits("二〇二五年底").as_deref(), Some("2025年底"));
        assert_eq!(date_in_digits("退出年份"), None);
    }
}

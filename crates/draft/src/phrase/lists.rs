//! Lists that share words: 魔芋、茶叶种植面积分别达到…, 省、市、县级示范村3个、7个和50个.

use super::subject;

/// Parts a list of names, and gives each what the last one holds for all.
pub fn names(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['、', '，']).flat_map(|p| split_and(p)).filter(|p| !p.is_empty()).collect();
    let Some((last, others)) = parts.split_last() else { return Vec::new() };
    let last_words = subject::name_of(last).name;
    let mut names: Vec<String> =
        others.iter().map(|p| share(&subject::name_of(p).name, subject::without_verb(p), &last_words)).collect();
    names.push(last_words);
    names
}

/// Parts `甲和乙` where both sides are more than a character.
fn split_and(text: &str) -> Vec<&str> {
    for word in ["和", "以及", "及", "与"] {
        if let Some((a, b)) = text.split_once(word)
            && a.chars().count() >= 1
            && b.chars().count() >= 2
            && !b.starts_with(['谐', '睦', '平', '美', '时', '早', '其'])
        {
            return vec![a, b];
        }
    }
    vec![text]
}

/// Gives a name the noun that the last name of the list holds for it.
fn share(name: &str, written: &str, last: &str) -> String {
    let name =
        if name.is_empty() || subject::is_grade(written) || written.chars().count() == 1 { written } else { name };
    // 省、市、县级示范村: the grade takes 级 and the noun.
    if let Some((_, noun)) = graded(last)
        && (subject::is_grade(name) || name.chars().count() == 1)
    {
        let grade =
            if name.ends_with('级') || name.chars().count() > 1 { name.to_owned() } else { format!("{name}级") };
        return format!("{grade}{noun}");
    }
    let Some(noun) = subject::measure(last).filter(|_| subject::measure(name).is_none()) else {
        return name.to_owned();
    };
    // 高血压、糖尿病患者规范管理率: names of one length share what follows the last one.
    let tail: String = last.chars().skip(name.chars().count()).collect();
    if tail.ends_with(noun) { format!("{name}{tail}") } else { format!("{name}{noun}") }
}

/// Parts 县级示范村 into its grade and its noun.
pub fn graded(name: &str) -> Option<(&str, &str)> {
    let at = name.find('级')?;
    let (grade, noun) = name.split_at_checked(at + '级'.len_utf8())?;
    let noun = noun.strip_prefix("以上").unwrap_or(noun);
    (grade.chars().count() <= 5 && !noun.is_empty()).then_some((grade, noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_share_what_the_last_one_holds() {
        assert_eq!(
            names("建成省、市、县级美丽宜居示范村"),
            ["省级美丽宜居示范村", "市级美丽宜居示范村", "县级美丽宜居示范村"]
        );
        assert_eq!(names("魔芋、茶叶种植总面积"), ["魔芋种植总面积", "茶叶种植总面积"]);
    }
}

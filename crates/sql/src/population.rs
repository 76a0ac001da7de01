//! Who is counted: the roster with its parents found, and those whom a tally asks about.
//!
//! Parents are found by as many joins as there are levels above; nothing recurses, which some engines cannot. INVARIANT: a
//! chain that does not end at its top, or leads through a level that is not above, is counted as unplaced.

use crate::Options;
use crate::tally::{Rank, Tally, Who};

/// By which names an entity is known: its code, and its name where only one has it.
pub(crate) fn keys(options: &Options<'_>) -> String {
    let roster = options.dialect.table(options.roster);
    format!(
        "keys AS (\n  SELECT word, min(code) AS code, count(DISTINCT code) AS n\n  FROM (SELECT code AS word, code FROM {roster} \
         UNION ALL SELECT name AS word, code FROM {roster}) AS words\n  WHERE word <> ''\n  GROUP BY word\n)"
    )
}

/// The roster with the parents by their codes; the root of what is asked.
pub(crate) fn people(tally: &Tally, options: &Options<'_>) -> String {
    let dialect = options.dialect;
    let belongs = match &tally.filter {
        None => "1".to_owned(),
        Some(name) => {
            let column = format!("r.{}", dialect.identifier(name));
            format!("CASE WHEN {column} = '是' THEN 1 WHEN {column} = '否' THEN 0 END")
        }
    };
    let roster = dialect.table(options.roster);
    let root = match &tally.region {
        None => "SELECT min(code) AS code FROM people WHERE parent = ''".to_owned(),
        Some(region) => format!("SELECT code FROM keys WHERE word = {} AND n = 1", dialect.literal(region)),
    };
    format!(
        "people AS (\n  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, {belongs} AS belongs\n  FROM {roster} AS r LEFT JOIN (SELECT \
         word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent\n),\nroot AS ({root})"
    )
}

/// Those who are asked, with the place that they are counted for.
pub(crate) fn members(tally: &Tally, options: &Options<'_>) -> String {
    match &tally.who {
        Who::Place(name) => format!(
            "members AS (\n  SELECT code, 1 AS belongs, code AS place FROM keys WHERE word = {} AND n = 1\n)",
            options.dialect.literal(name)
        ),
        Who::Every(rank) | Who::RegionOr(rank) => below(rank, "root.code", &within(rank, 0)),
        Who::Below(rank) => below(rank, "root.code", &within(rank, 1)),
        Who::BelowEach(rank, group) => {
            let arms = (1..=rank.above.len())
                .map(|n| format!(" WHEN level{n} = {} THEN up{n}", options.dialect.literal(group)));
            below(rank, &format!("CASE{} END", arms.collect::<String>()), &within(rank, 1))
        }
    }
    .replace("{level}", &options.dialect.literal(rank(tally).map_or("", |r| &r.level)))
}

fn rank(tally: &Tally) -> Option<&Rank> {
    match &tally.who {
        Who::Every(rank) | Who::RegionOr(rank) | Who::Below(rank) | Who::BelowEach(rank, _) => Some(rank),
        Who::Place(_) => None,
    }
}

fn below(rank: &Rank, place: &str, within: &str) -> String {
    let n = rank.above.len();
    let ups = (1..=n).map(|n| format!(", p{n}.code AS up{n}, p{n}.level AS level{n}")).collect::<String>();
    let joins = (1..=n).map(|n| format!("\n  LEFT JOIN people AS p{n} ON p{n}.code = p{}.parent", n - 1));
    format!(
        "chain AS (\n  SELECT p0.code AS code, p0.belongs AS belongs{ups}, p{n}.parent AS beyond\n  FROM people AS p0{joins}\n  WHERE p0.level = {{level}}\n),\n\
         members AS (\n  SELECT chain.code AS code, chain.belongs AS belongs, {place} AS place\n  FROM chain CROSS JOIN root\n  WHERE {within}\n)",
        joins = joins.collect::<String>(),
    )
}

/// Whether somebody is the root or below it; `from` is 1 where the root itself does not count.
fn within(rank: &Rank, from: usize) -> String {
    let own = (from == 0).then(|| "root.code = chain.code".to_owned());
    let above = (1..=rank.above.len()).map(|n| format!("root.code = up{n}"));
    let all: Vec<String> = own.into_iter().chain(above).collect();
    if all.is_empty() { "root.code <> root.code".to_owned() } else { all.join(" OR ") }
}

/// The places that the result has a row for, beside the years.
pub(crate) fn places(tally: &Tally, options: &Options<'_>) -> String {
    let Who::BelowEach(rank, group) = &tally.who else {
        let place = match &tally.who {
            Who::Place(name) => {
                format!("SELECT code AS place FROM keys WHERE word = {} AND n = 1", options.dialect.literal(name))
            }
            _ => "SELECT code AS place FROM root".to_owned(),
        };
        return format!("places AS ({place})");
    };
    let at = rank.above.iter().position(|l| l == group).unwrap_or_default();
    let higher = rank.above.len() - at - 1;
    let joins = (1..=higher).map(|n| format!(" LEFT JOIN people AS p{n} ON p{n}.code = p{}.parent", n - 1));
    let own = (0..=higher).map(|n| format!("root.code = p{n}.code")).collect::<Vec<_>>().join(" OR ");
    format!(
        "places AS (\n  SELECT p0.code AS place\n  FROM people AS p0{} CROSS JOIN root\n  WHERE p0.level = {} AND ({own})\n)",
        joins.collect::<String>(),
        options.dialect.literal(group)
    )
}

/// What the chains leave open, as counts.
pub(crate) fn loose_ends(tally: &Tally, options: &Options<'_>) -> Vec<String> {
    let dialect = options.dialect;
    let Some(rank) = rank(tally) else {
        let Who::Place(name) = &tally.who else { return Vec::new() };
        return vec![format!(
            "(SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = {} AND n = 1)",
            dialect.literal(name)
        )];
    };
    let levels = rank.above.iter().map(|l| dialect.literal(l)).collect::<Vec<_>>().join(", ");
    let odd = (1..=rank.above.len()).map(|n| format!(" OR COALESCE(level{n} NOT IN ({levels}), {})", dialect.no()));
    let mut found =
        vec![format!("(SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> ''{})", odd.collect::<String>())];
    if let Who::RegionOr(rank) = &tally.who {
        // Figures of a region that is not of their level would make it the one that is judged.
        found.push(format!(
            "(SELECT count(*) FROM texts JOIN root ON root.code = texts.code JOIN people ON people.code = root.code WHERE people.level <> {})",
            dialect.literal(&rank.level)
        ));
    }
    found
}

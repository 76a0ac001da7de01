-- R1 1.1  每个 村：收入 不低于5万元 截至 2025
WITH RECURSIVE
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name, code FROM "roster") AS words
  GROUP BY word
),
people AS (
  SELECT r.code, r.level, k.code AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1 AND r.parent <> ''
),
below(code) AS (
  SELECT code FROM keys WHERE word = '甲县' AND n = 1
  UNION
  SELECT people.code FROM people JOIN below ON people.parent = below.code
),
members AS (
  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code
  WHERE people.level = '村'
),
texts AS (
  SELECT k.code, COALESCE(CAST(f.value AS TEXT), '') AS value, COALESCE(f.unit, '') AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS TEXT) = '2025'
),
raw AS (
  SELECT code, unit, rank, value,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN regexp_full_match(value, '[0-9]{1,17}([.][0-9]{1,10})?') AND unit IN ('', '万元', '元', '百元', '千元', '百万元', '千万元', '亿元') THEN 'k' ELSE 's' END AS kind
  FROM texts
),
numbers AS (
  SELECT code, unit, rank,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(value, 1, strpos(value || '.', '.') - 1) AS BIGINT) END AS whole,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '0000000000', 1, 10) AS BIGINT) END AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),
truths AS (
  SELECT numbers.code,
    CASE
      WHEN unit IN ('', '万元') THEN CASE WHEN whole > 5 OR (whole = 5 AND part >= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('元') THEN CASE WHEN whole > 50000 OR (whole = 50000 AND part >= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百元') THEN CASE WHEN whole > 500 OR (whole = 500 AND part >= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千元') THEN CASE WHEN whole > 50 OR (whole = 50 AND part >= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 500000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 50000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('亿元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 5000000) THEN 'p' ELSE 'f' END
    END AS truth
  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = numbers.rank
),
odd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),
cells AS (
  SELECT truths.code,
    CASE WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state
  FROM truths LEFT JOIN odd ON odd.code = truths.code GROUP BY truths.code
  UNION ALL
  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE(regexp_full_match(CAST(f.period AS TEXT), '[0-9]{4}'), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1
      WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1
      WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = '甲县' AND n = 1)) + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1) AS n
)
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged;

-- R2 1.1  数量(村: 收入 > 5万元) 不低于12个 截至 2025
WITH RECURSIVE
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name, code FROM "roster") AS words
  GROUP BY word
),
people AS (
  SELECT r.code, r.level, k.code AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1 AND r.parent <> ''
),
below(code) AS (
  SELECT code FROM keys WHERE word = '甲县' AND n = 1
  UNION
  SELECT people.code FROM people JOIN below ON people.parent = below.code
),
members AS (
  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code
  WHERE people.level = '村'
),
texts AS (
  SELECT k.code, COALESCE(CAST(f.value AS TEXT), '') AS value, COALESCE(f.unit, '') AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS TEXT) = '2025'
),
raw AS (
  SELECT code, unit, rank, value,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN regexp_full_match(value, '[0-9]{1,17}([.][0-9]{1,10})?') AND unit IN ('', '万元', '元', '百元', '千元', '百万元', '千万元', '亿元') THEN 'k' ELSE 's' END AS kind
  FROM texts
),
numbers AS (
  SELECT code, unit, rank,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(value, 1, strpos(value || '.', '.') - 1) AS BIGINT) END AS whole,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '0000000000', 1, 10) AS BIGINT) END AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),
truths AS (
  SELECT numbers.code,
    CASE
      WHEN unit IN ('', '万元') THEN CASE WHEN whole > 5 OR (whole = 5 AND part > 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('元') THEN CASE WHEN whole > 50000 OR (whole = 50000 AND part > 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百元') THEN CASE WHEN whole > 500 OR (whole = 500 AND part > 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千元') THEN CASE WHEN whole > 50 OR (whole = 50 AND part > 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part > 500000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part > 50000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('亿元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part > 5000000) THEN 'p' ELSE 'f' END
    END AS truth
  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = numbers.rank
),
odd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),
cells AS (
  SELECT truths.code,
    CASE WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state
  FROM truths LEFT JOIN odd ON odd.code = truths.code GROUP BY truths.code
  UNION ALL
  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE(regexp_full_match(CAST(f.period AS TEXT), '[0-9]{4}'), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1
      WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1
      WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = '甲县' AND n = 1)) + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1) AS n
)
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged;

-- R3 1.1  占比(村 其中 脱贫村: 收入 <= 5万元) 不低于60% 截至 2025
WITH RECURSIVE
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name, code FROM "roster") AS words
  GROUP BY word
),
people AS (
  SELECT r.code, r.level, k.code AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1 AND r.parent <> ''
),
below(code) AS (
  SELECT code FROM keys WHERE word = '甲县' AND n = 1
  UNION
  SELECT people.code FROM people JOIN below ON people.parent = below.code
),
members AS (
  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code
  WHERE people.level = '村'
),
texts AS (
  SELECT k.code, COALESCE(CAST(f.value AS TEXT), '') AS value, COALESCE(f.unit, '') AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS TEXT) = '2025'
),
raw AS (
  SELECT code, unit, rank, value,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN regexp_full_match(value, '[0-9]{1,17}([.][0-9]{1,10})?') AND unit IN ('', '万元', '元', '百元', '千元', '百万元', '千万元', '亿元') THEN 'k' ELSE 's' END AS kind
  FROM texts
),
numbers AS (
  SELECT code, unit, rank,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(value, 1, strpos(value || '.', '.') - 1) AS BIGINT) END AS whole,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '0000000000', 1, 10) AS BIGINT) END AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),
truths AS (
  SELECT numbers.code,
    CASE
      WHEN unit IN ('', '万元') THEN CASE WHEN whole < 5 OR (whole = 5 AND part <= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('元') THEN CASE WHEN whole < 50000 OR (whole = 50000 AND part <= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百元') THEN CASE WHEN whole < 500 OR (whole = 500 AND part <= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千元') THEN CASE WHEN whole < 50 OR (whole = 50 AND part <= 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百万元') THEN CASE WHEN whole < 0 OR (whole = 0 AND part <= 500000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千万元') THEN CASE WHEN whole < 0 OR (whole = 0 AND part <= 50000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('亿元') THEN CASE WHEN whole < 0 OR (whole = 0 AND part <= 5000000) THEN 'p' ELSE 'f' END
    END AS truth
  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = numbers.rank
),
odd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),
cells AS (
  SELECT truths.code,
    CASE WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state
  FROM truths LEFT JOIN odd ON odd.code = truths.code GROUP BY truths.code
  UNION ALL
  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '脱贫村') OR f.indicator = '脱贫村')
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE(regexp_full_match(CAST(f.period AS TEXT), '[0-9]{4}'), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1
      WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户') OR COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1
      WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = '甲县' AND n = 1)) + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1) AS n
)
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged;

-- R4 1.1  数量(村 其中 脱贫村: 户数 < 100户) 不低于3个 于 2024
WITH RECURSIVE
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name, code FROM "roster") AS words
  GROUP BY word
),
people AS (
  SELECT r.code, r.level, k.code AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1 AND r.parent <> ''
),
below(code) AS (
  SELECT code FROM keys WHERE word = '甲县' AND n = 1
  UNION
  SELECT people.code FROM people JOIN below ON people.parent = below.code
),
members AS (
  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code
  WHERE people.level = '村'
),
texts AS (
  SELECT k.code, COALESCE(CAST(f.value AS TEXT), '') AS value, COALESCE(f.unit, '') AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS TEXT) = '2024'
),
raw AS (
  SELECT code, unit, rank, value,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN regexp_full_match(value, '[0-9]{1,17}([.][0-9]{1,10})?') AND unit IN ('', '户', '百户', '千户', '万户', '百万户', '千万户', '亿户') THEN 'k' ELSE 's' END AS kind
  FROM texts
),
numbers AS (
  SELECT code, unit, rank,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(value, 1, strpos(value || '.', '.') - 1) AS BIGINT) END AS whole,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '0000000000', 1, 10) AS BIGINT) END AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),
truths AS (
  SELECT numbers.code,
    CASE
      WHEN unit IN ('', '户') THEN CASE WHEN whole < 100 OR (whole = 100 AND part < 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百户') THEN CASE WHEN whole < 1 OR (whole = 1 AND part < 0) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千户') THEN CASE WHEN whole < 0 OR (whole = 0 AND part < 1000000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('万户') THEN CASE WHEN whole < 0 OR (whole = 0 AND part < 100000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百万户') THEN CASE WHEN whole < 0 OR (whole = 0 AND part < 1000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千万户') THEN CASE WHEN whole < 0 OR (whole = 0 AND part < 100000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('亿户') THEN CASE WHEN whole < 0 OR (whole = 0 AND part < 10000) THEN 'p' ELSE 'f' END
    END AS truth
  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = numbers.rank
),
odd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),
cells AS (
  SELECT truths.code,
    CASE WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state
  FROM truths LEFT JOIN odd ON odd.code = truths.code GROUP BY truths.code
  UNION ALL
  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '脱贫村') OR f.indicator = '脱贫村')
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE(regexp_full_match(CAST(f.period AS TEXT), '[0-9]{4}'), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1
      WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户') OR COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1
      WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = '甲县' AND n = 1)) + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1) AS n
)
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged;

-- R5 1.1  每个 村 其中 脱贫村：收入 不低于1234.5元 于 2024
WITH RECURSIVE
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name, code FROM "roster") AS words
  GROUP BY word
),
people AS (
  SELECT r.code, r.level, k.code AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1 AND r.parent <> ''
),
below(code) AS (
  SELECT code FROM keys WHERE word = '甲县' AND n = 1
  UNION
  SELECT people.code FROM people JOIN below ON people.parent = below.code
),
members AS (
  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code
  WHERE people.level = '村'
),
texts AS (
  SELECT k.code, COALESCE(CAST(f.value AS TEXT), '') AS value, COALESCE(f.unit, '') AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS TEXT) = '2024'
),
raw AS (
  SELECT code, unit, rank, value,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN regexp_full_match(value, '[0-9]{1,17}([.][0-9]{1,10})?') AND unit IN ('', '万元', '元', '百元', '千元', '百万元', '千万元', '亿元') THEN 'k' ELSE 's' END AS kind
  FROM texts
),
numbers AS (
  SELECT code, unit, rank,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(value, 1, strpos(value || '.', '.') - 1) AS BIGINT) END AS whole,
    CASE WHEN kind = 'k' THEN TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '0000000000', 1, 10) AS BIGINT) END AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),
truths AS (
  SELECT numbers.code,
    CASE
      WHEN unit IN ('', '万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 1234500000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('元') THEN CASE WHEN whole > 1234 OR (whole = 1234 AND part >= 5000000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百元') THEN CASE WHEN whole > 12 OR (whole = 12 AND part >= 3450000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千元') THEN CASE WHEN whole > 1 OR (whole = 1 AND part >= 2345000000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('百万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 12345000) THEN 'p' ELSE 'f' END
      WHEN unit IN ('千万元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 1234500) THEN 'p' ELSE 'f' END
      WHEN unit IN ('亿元') THEN CASE WHEN whole > 0 OR (whole = 0 AND part >= 123450) THEN 'p' ELSE 'f' END
    END AS truth
  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = numbers.rank
),
odd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),
cells AS (
  SELECT truths.code,
    CASE WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state
  FROM truths LEFT JOIN odd ON odd.code = truths.code GROUP BY truths.code
  UNION ALL
  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '脱贫村') OR f.indicator = '脱贫村')
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE(regexp_full_match(CAST(f.period AS TEXT), '[0-9]{4}'), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1
      WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户') OR COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1
      WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = '甲县' AND n = 1)) + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1) AS n
)
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged;

-- R6 1.1  合计(村: 收入) 不低于100万元 截至 2025
-- 不是数一数有多少对象达到某个数，由 `dabiao eval` 判定


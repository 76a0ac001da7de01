-- R1 1.1  到2025年，每个 村：收入 不低于5万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50000 OR (whole = 50000 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R2 1.1  到2025年，12个以上的村：收入 超过5万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50000 OR (whole = 50000 AND part > 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R3 1.1  到2025年，60%以上的村 其中 脱贫村：收入 不超过5万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole < 50000 OR (whole = 50000 AND part <= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R4 1.1  于2024年，3个以上的村 其中 脱贫村：户数 低于100户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS VARCHAR) IN ('2024')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole < 100 OR (whole = 100 AND part < 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R5 1.1  于2024年，每个 村 其中 脱贫村：收入 不低于1234.5元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2024')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 1234 OR (whole = 1234 AND part >= 5000000000)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R6 1.1  到2025年，合计(村: 收入) 不低于100万元
-- 合计 = sum_whole + sum_part ÷ 10^10（元）
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE 'p' END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE))
    + (SELECT CASE WHEN count(*) > 9000000 THEN 1 ELSE 0 END FROM members) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS known,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced,
  sum(CASE WHEN belongs = 1 AND state = 'p' THEN whole ELSE 0 END) AS sum_whole,
  sum(CASE WHEN belongs = 1 AND state = 'p' THEN part ELSE 0 END) AS sum_part
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R7 1.1  每年 2024至2025年，每个 村：收入 不低于5万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period UNION ALL SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2024', '2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50000 OR (whole = 50000 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R8 1.1  每年 2024至2025年，3个以上的村：收入 介于 [1万元, 5万元)
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period UNION ALL SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2024', '2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 10000 OR (whole = 10000 AND part >= 0)) AND (whole < 50000 OR (whole = 50000 AND part < 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R9 1.1  到2025年，每个 镇：3个以上的村：收入 不低于5万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, CASE WHEN level1 = '镇' THEN up1 WHEN level2 = '镇' THEN up2 WHEN level3 = '镇' THEN up3 WHEN level4 = '镇' THEN up4 WHEN level5 = '镇' THEN up5 END AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (
  SELECT p0.code AS place
  FROM people AS p0 LEFT JOIN people AS p1 ON p1.code = p0.parent LEFT JOIN people AS p2 ON p2.code = p1.parent LEFT JOIN people AS p3 ON p3.code = p2.parent LEFT JOIN people AS p4 ON p4.code = p3.parent CROSS JOIN root
  WHERE p0.level = '镇' AND (root.code = p0.code OR root.code = p1.code OR root.code = p2.code OR root.code = p3.code OR root.code = p4.code)
),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50000 OR (whole = 50000 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
  WHERE members.place IS NOT NULL
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R10 1.1  每年 2024至2025年，每个 镇：30%以上的村 其中 脱贫村：户数 介于 50户..150户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, CASE WHEN level1 = '镇' THEN up1 WHEN level2 = '镇' THEN up2 WHEN level3 = '镇' THEN up3 WHEN level4 = '镇' THEN up4 WHEN level5 = '镇' THEN up5 END AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (
  SELECT p0.code AS place
  FROM people AS p0 LEFT JOIN people AS p1 ON p1.code = p0.parent LEFT JOIN people AS p2 ON p2.code = p1.parent LEFT JOIN people AS p3 ON p3.code = p2.parent LEFT JOIN people AS p4 ON p4.code = p3.parent CROSS JOIN root
  WHERE p0.level = '镇' AND (root.code = p0.code OR root.code = p1.code OR root.code = p2.code OR root.code = p3.code OR root.code = p4.code)
),
years AS (SELECT '2024' AS period UNION ALL SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS VARCHAR) IN ('2024', '2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50 OR (whole = 50 AND part >= 0)) AND (whole < 150 OR (whole = 150 AND part <= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
  WHERE members.place IS NOT NULL
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R11 1.1  到2025年，县收入 不低于0.05亿元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p3.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  WHERE p0.level = '县'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '亿元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('县收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '亿元' THEN 8 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '万元' THEN 4 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 5000000 OR (whole = 5000000 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('县收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('县收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('市', '省', '国'), FALSE))
    + (SELECT count(*) FROM texts JOIN root ON root.code = texts.code JOIN people ON people.code = root.code WHERE people.level <> '县') AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R12 1.1  于2024年，户数 不低于100户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS VARCHAR) IN ('2024')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 100 OR (whole = 100 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE))
    + (SELECT count(*) FROM texts JOIN root ON root.code = texts.code JOIN people ON people.code = root.code WHERE people.level <> '村') AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R13 1.1  于2024年，在 镇1：户数 不低于100户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
members AS (
  SELECT code, 1 AS belongs, code AS place FROM keys WHERE word = '镇1' AND n = 1
),
places AS (SELECT code AS place FROM keys WHERE word = '镇1' AND n = 1),
years AS (SELECT '2024' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS VARCHAR) IN ('2024')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 100 OR (whole = 100 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '镇1' AND n = 1) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R14 1.1  到2025年，在 村7：收入 介于 5万元..6万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
members AS (
  SELECT code, 1 AS belongs, code AS place FROM keys WHERE word = '村7' AND n = 1
),
places AS (SELECT code AS place FROM keys WHERE word = '村7' AND n = 1),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('收入', '村集体收入') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 50000 OR (whole = 50000 AND part >= 0)) AND (whole < 60000 OR (whole = 60000 AND part <= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '村7' AND n = 1) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R15 1.1  于2024年，合计(村 其中 脱贫村: 户数) 不低于100户
-- 合计 = sum_whole + sum_part ÷ 10^10（户）
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('户数') AND CAST(f.period AS VARCHAR) IN ('2024')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE 'p' END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE))
    + (SELECT CASE WHEN count(*) > 9000000 THEN 1 ELSE 0 END FROM members) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS known,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced,
  sum(CASE WHEN belongs = 1 AND state = 'p' THEN whole ELSE 0 END) AS sum_whole,
  sum(CASE WHEN belongs = 1 AND state = 'p' THEN part ELSE 0 END) AS sum_part
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R16 1.1  于2025年，每个 村：「恶'意\名」 不低于5户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
texts AS (
  SELECT k.code AS code, CAST(f.period AS VARCHAR) AS period, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END AS unit,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1
  WHERE f.indicator IN ('恶''意\名') AND CAST(f.period AS VARCHAR) IN ('2025')
),
plain AS (
  SELECT code, period, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, CASE unit WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift FROM texts
),
raw AS (
  SELECT code, period, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 17 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, max(rank) AS rank FROM numbers GROUP BY code, period),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE CASE WHEN (whole > 5 OR (whole = 5 AND part >= 0)) THEN 'p' ELSE 'f' END END AS state
  FROM values_of
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('恶''意\名') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('恶''意\名') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R17 1.1  于2025年，平均(村: 收入) 不低于5万元
-- 不是数一数有多少对象的数、增速、比值或累计达到某个数，也不是合计，由 `dabiao eval` 判定

-- R18 1.1  于2025年，每个 村：增速(收入) 不低于6%
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 50 - under_whole * 53) > 200000 THEN 200001 WHEN (whole * 50 - under_whole * 53) < -200000 THEN -200001 ELSE (whole * 50 - under_whole * 53) END) * 10000000000 + (part * 50 - under_part * 53) >= 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R19 1.1  到2025年，3个以上的村：增速(收入, 自 2024) 低于6%
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 50 - under_whole * 53) > 200000 THEN 200001 WHEN (whole * 50 - under_whole * 53) < -200000 THEN -200001 ELSE (whole * 50 - under_whole * 53) END) * 10000000000 + (part * 50 - under_part * 53) < 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R20 1.1  每年 2024至2025年，每个 村：收入 / 户数 不低于0.05万元/户
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period UNION ALL SELECT '2025' AS period),
asked AS (SELECT '2024' AS period, 'a' AS side, '2024' AS source UNION ALL SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2024' AS period, 'b' AS side, '2024' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2025' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('户数')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 1 - under_whole * 500) > 200000 THEN 200001 WHEN (whole * 1 - under_whole * 500) < -200000 THEN -200001 ELSE (whole * 1 - under_whole * 500) END) * 10000000000 + (part * 1 - under_part * 500) >= 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入', '户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入', '户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R21 1.1  于2025年，30%以上的村 其中 脱贫村：收入 / 户数 介于 [100元/户, 500元/户)
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2025' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('户数')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 1 - under_whole * 100) > 200000 THEN 200001 WHEN (whole * 1 - under_whole * 100) < -200000 THEN -200001 ELSE (whole * 1 - under_whole * 100) END) * 10000000000 + (part * 1 - under_part * 100) >= 0) AND ((CASE WHEN (whole * 1 - under_whole * 500) > 200000 THEN 200001 WHEN (whole * 1 - under_whole * 500) < -200000 THEN -200001 ELSE (whole * 1 - under_whole * 500) END) * 10000000000 + (part * 1 - under_part * 500) < 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入', '户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入', '户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R22 1.1  到2025年，每个 村：累计(收入, 2024..2025) 不低于10万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2024' AS source UNION ALL SELECT '2025' AS period, 'a' AS side, '2025' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN mixed = 1 THEN CASE WHEN n = 2 THEN 'x' ELSE 's' END
      WHEN n < 2 THEN CASE WHEN ((CASE WHEN (whole - 100000) > 200000 THEN 200001 WHEN (whole - 100000) < -200000 THEN -200001 ELSE (whole - 100000) END) * 10000000000 + (part - 0) >= 0) THEN 'p' ELSE 'm' END
      WHEN ((CASE WHEN (whole - 100000) > 200000 THEN 200001 WHEN (whole - 100000) < -200000 THEN -200001 ELSE (whole - 100000) END) * 10000000000 + (part - 0) >= 0) THEN 'p' ELSE 'f' END AS state
  FROM sides
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R23 1.1  到2025年，3个以上的村 其中 脱贫村：累计(收入, 2024..2025) 不超过9.9999万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, CASE WHEN r."脱贫村" = '是' THEN 1 WHEN r."脱贫村" = '否' THEN 0 END AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2024' AS source UNION ALL SELECT '2025' AS period, 'a' AS side, '2025' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN mixed = 1 THEN CASE WHEN n = 2 THEN 'x' ELSE 's' END
      WHEN n < 2 THEN CASE WHEN ((CASE WHEN (whole - 99999) > 200000 THEN 200001 WHEN (whole - 99999) < -200000 THEN -200001 ELSE (whole - 99999) END) * 10000000000 + (part - 0) > 0) THEN 'f' ELSE 'm' END
      WHEN ((CASE WHEN (whole - 99999) > 200000 THEN 200001 WHEN (whole - 99999) < -200000 THEN -200001 ELSE (whole - 99999) END) * 10000000000 + (part - 0) <= 0) THEN 'p' ELSE 'f' END AS state
  FROM sides
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator = '脱贫村')
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r."脱贫村", '') NOT IN ('', '是', '否'))
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R24 1.1  于2025年，增速(县收入) > -0.1%
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p3.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  WHERE p0.level = '县'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '亿元' ELSE f.unit END) WHEN '亿元' THEN 8 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '万元' THEN 4 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('县收入')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '亿元' ELSE f.unit END) WHEN '亿元' THEN 8 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '万元' THEN 4 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('县收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 1000 - under_whole * 999) > 200000 THEN 200001 WHEN (whole * 1000 - under_whole * 999) < -200000 THEN -200001 ELSE (whole * 1000 - under_whole * 999) END) * 10000000000 + (part * 1000 - under_part * 999) > 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('县收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('县收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('市', '省', '国'), FALSE))
    + (SELECT count(*) FROM texts JOIN root ON root.code = texts.code JOIN people ON people.code = root.code WHERE people.level <> '县') AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R25 1.1  于2025年，在 村7：增速(户数) 介于 0.5%..50%
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
members AS (
  SELECT code, 1 AS belongs, code AS place FROM keys WHERE word = '村7' AND n = 1
),
places AS (SELECT code AS place FROM keys WHERE word = '村7' AND n = 1),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('户数')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('户数')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 200 - under_whole * 201) > 200000 THEN 200001 WHEN (whole * 200 - under_whole * 201) < -200000 THEN -200001 ELSE (whole * 200 - under_whole * 201) END) * 10000000000 + (part * 200 - under_part * 201) >= 0) AND ((CASE WHEN (whole * 2 - under_whole * 3) > 200000 THEN 200001 WHEN (whole * 2 - under_whole * 3) < -200000 THEN -200001 ELSE (whole * 2 - under_whole * 3) END) * 10000000000 + (part * 2 - under_part * 3) <= 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '村7' AND n = 1) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R26 1.1  到2025年，每个 镇：2个以上的村：增速(户数) 不低于12.5%
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, CASE WHEN level1 = '镇' THEN up1 WHEN level2 = '镇' THEN up2 WHEN level3 = '镇' THEN up3 WHEN level4 = '镇' THEN up4 WHEN level5 = '镇' THEN up5 END AS place
  FROM chain CROSS JOIN root
  WHERE root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (
  SELECT p0.code AS place
  FROM people AS p0 LEFT JOIN people AS p1 ON p1.code = p0.parent LEFT JOIN people AS p2 ON p2.code = p1.parent LEFT JOIN people AS p3 ON p3.code = p2.parent LEFT JOIN people AS p4 ON p4.code = p3.parent CROSS JOIN root
  WHERE p0.level = '镇' AND (root.code = p0.code OR root.code = p1.code OR root.code = p2.code OR root.code = p3.code OR root.code = p4.code)
),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2025' AS source UNION ALL SELECT '2025' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('户数')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('户数')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 8 - under_whole * 9) > 200000 THEN 200001 WHEN (whole * 8 - under_whole * 9) < -200000 THEN -200001 ELSE (whole * 8 - under_whole * 9) END) * 10000000000 + (part * 8 - under_part * 9) >= 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
  WHERE members.place IS NOT NULL
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R27 1.1  于2024年，每个 村：户数 / 收入 不超过40户/万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2024' AS period),
asked AS (SELECT '2024' AS period, 'a' AS side, '2024' AS source UNION ALL SELECT '2024' AS period, 'b' AS side, '2024' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '户' ELSE f.unit END) WHEN '户' THEN 0 WHEN '十户' THEN 1 WHEN '百户' THEN 2 WHEN '千户' THEN 3 WHEN '万户' THEN 4 WHEN '百万户' THEN 6 WHEN '千万户' THEN 7 WHEN '亿户' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('户数')
  UNION ALL SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'b'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
pairs AS (
  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS under_part, b.mixed AS under_mixed
  FROM (SELECT DISTINCT code, period FROM sides) AS one
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period
  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN whole IS NULL THEN CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR (whole = 0 AND part = 0) THEN 's' ELSE 'm' END
      WHEN under_whole = 0 AND under_part = 0 THEN 's'
      WHEN mixed = 1 OR under_mixed = 1 THEN 'x'
      WHEN ((CASE WHEN (whole * 250 - under_whole * 1) > 200000 THEN 200001 WHEN (whole * 250 - under_whole * 1) < -200000 THEN -200001 ELSE (whole * 250 - under_whole * 1) END) * 10000000000 + (part * 250 - under_part * 1) <= 0) THEN 'p' ELSE 'f' END AS state
  FROM pairs
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('户数', '收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('户数', '收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R28 1.1  到2025年，每个 村：累计(收入, 2024..2025) 等于10万元
WITH
keys AS (
  SELECT word, min(code) AS code, count(DISTINCT code) AS n
  FROM (SELECT code AS word, code FROM "roster" UNION ALL SELECT name AS word, code FROM "roster") AS words
  WHERE word <> ''
  GROUP BY word
),
people AS (
  SELECT r.code AS code, r.level AS level, COALESCE(k.code, '') AS parent, 1 AS belongs
  FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent
),
root AS (SELECT code FROM keys WHERE word = '甲县' AND n = 1),
chain AS (
  SELECT p0.code AS code, p0.belongs AS belongs, p1.code AS up1, p1.level AS level1, p2.code AS up2, p2.level AS level2, p3.code AS up3, p3.level AS level3, p4.code AS up4, p4.level AS level4, p5.code AS up5, p5.level AS level5, p5.parent AS beyond
  FROM people AS p0
  LEFT JOIN people AS p1 ON p1.code = p0.parent
  LEFT JOIN people AS p2 ON p2.code = p1.parent
  LEFT JOIN people AS p3 ON p3.code = p2.parent
  LEFT JOIN people AS p4 ON p4.code = p3.parent
  LEFT JOIN people AS p5 ON p5.code = p4.parent
  WHERE p0.level = '村'
),
members AS (
  SELECT chain.code AS code, chain.belongs AS belongs, root.code AS place
  FROM chain CROSS JOIN root
  WHERE root.code = chain.code OR root.code = up1 OR root.code = up2 OR root.code = up3 OR root.code = up4 OR root.code = up5
),
places AS (SELECT code AS place FROM root),
years AS (SELECT '2025' AS period),
asked AS (SELECT '2025' AS period, 'a' AS side, '2024' AS source UNION ALL SELECT '2025' AS period, 'a' AS side, '2025' AS source),
texts AS (
  SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE(CAST(f.value AS VARCHAR), '') AS value, CASE (CASE WHEN COALESCE(f.unit, '') = '' THEN '万元' ELSE f.unit END) WHEN '万元' THEN 4 WHEN '元' THEN 0 WHEN '十元' THEN 1 WHEN '百元' THEN 2 WHEN '千元' THEN 3 WHEN '百万元' THEN 6 WHEN '千万元' THEN 7 WHEN '亿元' THEN 8 END AS shift,
    CASE WHEN COALESCE(f.status, '') IN ('初步', 'provisional') THEN 0 WHEN COALESCE(f.status, '') IN ('') THEN 1 WHEN COALESCE(f.status, '') IN ('修订', 'revised') THEN 2 WHEN COALESCE(f.status, '') IN ('最终', 'final') THEN 3 ELSE 9 END AS rank
  FROM "figures" AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = CAST(f.period AS VARCHAR) AND asked.side = 'a'
  WHERE f.indicator IN ('收入', '村集体收入')
),
plain AS (
  SELECT code, period, side, source, rank, value, (regexp_like(value, '^[0-9]{1,17}([.][0-9]{1,10})?$') AND NOT regexp_like(value, '[^0-9.]')) AS is_plain, shift FROM texts
),
raw AS (
  SELECT code, period, side, source, rank, value, shift,
    CASE WHEN value IN ('', '-', '—', 'NA', '缺') THEN 'm' WHEN is_plain AND length(substr(value, 1, strpos(value || '.', '.') - 1)) + shift <= 12 THEN 'k' ELSE 's' END AS kind
  FROM plain
),
numbers AS (
  SELECT code, period, side, source, rank,
    TRY_CAST((substr(value, 1, strpos(value || '.', '.') - 1) || substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', 1, shift)) AS BIGINT) AS whole,
    TRY_CAST(substr(substr(value, strpos(value || '.', '.') + 1) || '000000000000000000', shift + 1, 10) AS BIGINT) AS part
  FROM raw WHERE kind = 'k'
),
best AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),
values_of AS (
  SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too
  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = numbers.side AND best.source = numbers.source AND best.rank = numbers.rank
  GROUP BY numbers.code, numbers.period, numbers.side, numbers.source
),
sides AS (
  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,
    max(CASE WHEN whole <> whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed
  FROM values_of GROUP BY code, period, side
),
cells AS (
  SELECT code, period, whole, part,
    CASE WHEN mixed = 1 THEN CASE WHEN n = 2 THEN 'x' ELSE 's' END
      WHEN n < 2 THEN CASE WHEN ((CASE WHEN (whole - 100000) > 200000 THEN 200001 WHEN (whole - 100000) < -200000 THEN -200001 ELSE (whole - 100000) END) * 10000000000 + (part - 0) > 0) THEN 'f' ELSE 'm' END
      WHEN ((CASE WHEN (whole - 100000) > 200000 THEN 200001 WHEN (whole - 100000) < -200000 THEN -200001 ELSE (whole - 100000) END) * 10000000000 + (part - 0) = 0) THEN 'p' ELSE 'f' END AS state
  FROM sides
),
odd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9),
judged AS (
  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,
    CASE WHEN odd.code IS NOT NULL THEN 's' ELSE COALESCE(cells.state, 'm') END AS state
  FROM members CROSS JOIN years
  LEFT JOIN cells ON cells.code = members.code AND cells.period = years.period
  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period
),
unplaced AS (
  SELECT
    (SELECT count(*) FROM "figures" AS f WHERE COALESCE(f.indicator, '') NOT IN ('收入', '村集体收入', '户数', '恶''意\名', '县收入', '脱贫村'))
    + (SELECT count(*) FROM "figures" AS f WHERE f.indicator IN ('收入', '村集体收入') AND NOT COALESCE((regexp_like(CAST(f.period AS VARCHAR), '^[0-9]{4}$') AND NOT regexp_like(CAST(f.period AS VARCHAR), '[^0-9.]')), FALSE))
    + (SELECT count(*) FROM "figures" AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE f.indicator IN ('收入', '村集体收入') AND k.code IS NULL)
    + (SELECT count(*) FROM "roster" AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ('国', '省', '市', '县', '镇', '村', '户'))
    + (SELECT count(*) FROM "roster" AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE COALESCE(r.parent, '') <> '' AND k.code IS NULL)
    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM "roster") AND n > 1)
    + (SELECT count(*) - count(DISTINCT code) FROM "roster")
    + (SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))
    + (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = '甲县' AND n = 1)
    + (SELECT count(*) FROM chain WHERE COALESCE(beyond, '') <> '' OR COALESCE(level1 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level2 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level3 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level4 NOT IN ('镇', '县', '市', '省', '国'), FALSE) OR COALESCE(level5 NOT IN ('镇', '县', '市', '省', '国'), FALSE)) AS n
)
SELECT
  years.period AS period,
  places.place AS place,
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs = 1 AND state = 'x' THEN 1 END) AS invalid,
  count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  max(unplaced.n) AS unplaced
FROM years CROSS JOIN places CROSS JOIN unplaced
LEFT JOIN judged ON judged.period = years.period AND judged.place = places.place
GROUP BY years.period, places.place
ORDER BY period, place;

-- R29 1.1  于2025年，每个 村：增速(收入) >= -100%
-- 不是数一数有多少对象的数、增速、比值或累计达到某个数，也不是合计，由 `dabiao eval` 判定


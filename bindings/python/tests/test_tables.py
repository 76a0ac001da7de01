"""Tables in: the same figures from every kind of table give the bytes that the CSV gives."""

import datetime
from decimal import Decimal

import dabiao
import pytest

HEADER = ["指标", "对象", "时期", "数值", "计量单位"]
ROWS = [
    ("收入", "东村", "2025", Decimal("6"), "万元"),
    ("收入", "西村", "2025", Decimal("4.99999999999"), "万元"),
    ("收入", "南村", "2025", Decimal("50000"), "元"),
]
COLUMNS = {name: [row[i] for row in ROWS] for i, name in enumerate(HEADER)}


def judged(rules: str, table) -> bytes:
    session = dabiao.Session().put("plan.rules", rules)
    session.table("2025.csv", table)
    return session.evaluate("plan.rules", "2025.csv", as_of="2025-12-31", detail="full").document


@pytest.fixture
def expected(rules: str, text: str) -> bytes:
    session = dabiao.Session().put("plan.rules", rules).put("2025.csv", text)
    return session.evaluate("plan.rules", "2025.csv", as_of="2025-12-31", detail="full").document


def test_rows_and_columns(rules: str, expected: bytes) -> None:
    assert judged(rules, [dict(zip(HEADER, row)) for row in ROWS]) == expected
    assert judged(rules, COLUMNS) == expected


def test_pandas(rules: str, expected: bytes) -> None:
    pandas = pytest.importorskip("pandas")
    assert judged(rules, pandas.DataFrame(COLUMNS)) == expected
    assert judged(rules, pandas.DataFrame(COLUMNS, index=[7, 8, 9])) == expected
    # A column of objects of several types has no type of Arrow.
    mixed = {**COLUMNS, "数值": [6, "4.99999999999", Decimal("50000")]}
    assert judged(rules, pandas.DataFrame(mixed)) == expected


def test_arrow(rules: str, expected: bytes) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({**COLUMNS, "数值": pyarrow.array(COLUMNS["数值"], pyarrow.decimal128(38, 18))})
    assert judged(rules, table) == expected
    assert judged(rules, table.to_batches(max_chunksize=2)[0].schema.empty_table()) != expected
    views = table.set_column(1, "对象", table["对象"].cast(pyarrow.string_view()))
    assert judged(rules, views) == expected
    coded = table.set_column(0, "指标", table["指标"].dictionary_encode())
    assert judged(rules, coded) == expected
    large = table.set_column(4, "计量单位", table["计量单位"].cast(pyarrow.large_string()))
    assert judged(rules, large) == expected
    years = table.set_column(2, "时期", pyarrow.array([2025] * 3, pyarrow.int16()))
    assert judged(rules, years) == expected
    sliced = pyarrow.concat_tables([table, table]).slice(3)
    assert judged(rules, sliced) == expected
    chunked = pyarrow.Table.from_batches(table.to_batches(max_chunksize=1))
    assert judged(rules, chunked) == expected


def test_polars(rules: str, expected: bytes) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(COLUMNS, schema_overrides={"数值": polars.Decimal(38, 18)})
    assert judged(rules, frame) == expected
    assert judged(rules, frame.with_columns(polars.col("指标").cast(polars.Categorical))) == expected


def test_duckdb(rules: str, expected: bytes, tmp_path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES "
        + ", ".join(f"('{a}', '{b}', '{c}', {d}::DECIMAL(38,11), '{e}')" for a, b, c, d, e in ROWS)
        + ") AS v(" + ", ".join(HEADER) + ")"
    )
    assert judged(rules, connection.table("t")) == expected
    parquet = tmp_path / "t.parquet"
    connection.execute(f"COPY t TO '{parquet}' (FORMAT parquet)")
    assert judged(rules, connection.sql(f"SELECT * FROM '{parquet}'")) == expected


def arrow_csv(table) -> str:
    """What the native half makes of a table: read back through an answer that quotes the cell."""
    session = dabiao.Session().put("plan.rules", "指标 甲 { 层级 村 }\n每个 村: 甲 >= 1 截至 2025\n")
    session.table("t.csv", table)
    raw = session.evaluate("plan.rules", "t.csv", as_of="2025-12-31", detail="full").raw
    return next(o["value"] for o in raw["rules"][0]["checks"][0]["observations"])


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (Decimal("-0.005"), "decimal128(10, 3)", "-0.005"),
        (0.1, "float64()", "0.1"),
        (0.30000000000000004, "float64()", "0.30000000000000004"),
        (2.5, "float32()", "2.5"),
        (-128, "int8()", "-128"),
        (18446744073709551615, "uint64()", "18446744073709551615"),
    ],
)
def test_numbers_keep_their_digits(value, kind: str, told: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    column = pyarrow.array([value, None], eval(f"pyarrow.{kind}"))
    rest = {"指标": ["甲", "甲"], "对象": ["东村", "西村"], "时期": ["2025", "2025"]}
    assert arrow_csv(pyarrow.table({**rest, "数值": column})) == told


def test_what_is_no_table(rules: str) -> None:
    session = dabiao.Session()
    for wrong in (5, "text", [1, 2], {"a": [1], "b": [1, 2]}, [{"a": object()}]):
        with pytest.raises((TypeError, ValueError)):
            session.table("t.csv", wrong)
    pyarrow = pytest.importorskip("pyarrow")
    with pytest.raises(TypeError, match="数值"):
        session.table("t.csv", pyarrow.table({"数值": [[1], [2]]}))
    assert session.names == []


def test_days_and_blanks() -> None:
    from dabiao.tables import csv_of

    table = {"日": [datetime.date(2025, 12, 31), None], "数": [float("nan"), 1e22], "否": [True, False], "文": ["a,b", ""]}
    assert csv_of(table).decode() == '日,数,否,文\n2025-12-31,,是,"a,b"\n,10000000000000000000000,否,\n'


def test_out(rules: str, text: str) -> None:
    session = dabiao.Session().put("plan.rules", rules).put("2025.csv", text)
    report = session.evaluate("plan.rules", "2025.csv", as_of="2025-12-31")
    assert report.rows()[1]["target"] == Decimal("50")
    pandas = pytest.importorskip("pandas")
    assert report.to_pandas()["target"][1] == Decimal("50") and isinstance(report.to_pandas(), pandas.DataFrame)
    pytest.importorskip("pyarrow")
    assert report.to_arrow()["measured"][1].as_py() == Decimal("66.6666666667")
    polars = pytest.importorskip("polars")
    assert report.to_polars()["gap"].dtype == polars.Decimal(38, 18)

"""Tables of Python as the text that dabiao reads.

A table that speaks Arrow goes through the native half. Others are taken by columns or by rows here. Decimals and whole
numbers keep all their digits; a float becomes the shortest text that reads back as the same float.
"""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import Any, Iterable, Mapping, Optional, Sequence


def arrow_stream(table: Any) -> Optional[Any]:
    """Returns the capsule of an Arrow stream, where the table has one and its columns have one type each."""
    if type(table).__module__.split(".")[0] == "pandas":
        return _of_pandas(table)
    export = getattr(table, "__arrow_c_stream__", None)
    return None if export is None else export()


def _of_pandas(table: Any) -> Optional[Any]:
    # pandas hands its index over as a column that nobody asked for, and refuses columns of mixed objects.
    try:
        import pyarrow
    except ImportError:
        return None
    try:
        return pyarrow.Table.from_pandas(table, preserve_index=False).__arrow_c_stream__()
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
        return None


def csv_of(table: Any) -> bytes:
    """Returns a table as CSV with a header: a mapping of columns, a list of mappings, a data frame."""
    header, rows = _rows(table)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8")


def _rows(table: Any) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    columns = getattr(table, "columns", None)
    if columns is not None and hasattr(table, "itertuples"):
        by_column = [table.iloc[:, i].tolist() for i in range(len(columns))]
        return [str(c) for c in columns], zip(*by_column)
    if isinstance(table, Mapping):
        sizes = {len(values) for values in table.values()}
        if len(sizes) > 1:
            raise ValueError(f"列的长短不一 / columns differ in length: {sorted(sizes)}")
        return [str(c) for c in table], zip(*table.values())
    if isinstance(table, Iterable) and not isinstance(table, (str, bytes)):
        return _of_mappings(list(table))
    raise TypeError(f"这不是表格 / this is no table: {type(table).__name__}")


def _of_mappings(rows: list[Any]) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    header: dict[str, None] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            raise TypeError(f"行应是字典 / a row should be a mapping: {type(row).__name__}")
        header.update(dict.fromkeys(row))
    names = list(header)
    return names, ([row.get(name) for name in names] for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else str(value)
    if isinstance(value, float):
        # pandas writes what is missing as a float that is no number.
        return "" if value != value else _plain(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    if isinstance(value, int):
        return str(value)
    if hasattr(value, "item"):
        return _cell(value.item())
    if type(value).__name__ in ("NAType", "NaTType"):
        return ""
    raise TypeError(f"单元格的类型读不了 / a cell has a type that is not read: {type(value).__name__}")


def _plain(value: float) -> str:
    return repr(value) if value in (float("inf"), float("-inf")) else format(Decimal(repr(value)), "f")

"""A judgement as Python objects: every number a ``Decimal``, nothing rounded on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any, Iterator, Optional

VERDICTS_ZH = {
    "met": "达标",
    "unmet": "未达标",
    "missing": "缺数",
    "invalid": "数据有误",
    "early": "提前达标",
    "on_track": "正常推进",
    "behind": "进度滞后",
    "pending": "未到期",
    "empty": "无适用对象",
    "exempt": "不适用",
}


@dataclass(frozen=True)
class Quantity:
    """A number with its unit. ``exact`` is the whole truth where no decimal is."""

    value: Decimal
    unit: str
    exact: Optional[Fraction] = None

    @classmethod
    def from_json(cls, told: Optional[dict[str, Any]]) -> Optional[Quantity]:
        """Reads an amount of the contract; an amount that is a text (a grade, yes or no) is none."""
        if told is None:
            return None
        value = decimal(told.get("value"))
        if value is None:
            return None
        exact = told.get("exact")
        return cls(value, told.get("unit") or "", None if exact is None else Fraction(exact))

    def __str__(self) -> str:
        return f"{self.value}{self.unit}"


@dataclass(frozen=True)
class Target:
    """What is asked."""

    op: str
    value: Optional[Decimal]
    unit: str
    hi: Optional[Decimal]

    def __str__(self) -> str:
        reach = "" if self.hi is None else f"..{self.hi}"
        return f"{self.op} {'' if self.value is None else self.value}{reach}{self.unit}"


@dataclass(frozen=True)
class Members:
    """How many entities a check is about, and how they came out."""

    total: int
    passing: int
    failing: int
    missing: int
    invalid: int
    not_applicable: int
    membership_unknown: int


@dataclass(frozen=True)
class Check:
    """One target in one period. ``raw`` is the check by the contract, with every key."""

    verdict: str
    period: Optional[str]
    entity: Optional[str]
    measured: Optional[Quantity]
    target: Target
    gap: Optional[Quantity]
    reason: Optional[str]
    members: Optional[Members]
    failing: tuple[str, ...]
    missing: tuple[str, ...]
    membership_unknown: tuple[str, ...]
    raw: dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """One obligation."""

    id: str
    title: Optional[str]
    verdict: str
    checks: tuple[Check, ...]
    raw: dict[str, Any]

    @property
    def verdict_zh(self) -> str:
        """The verdict in Chinese."""
        return VERDICTS_ZH.get(self.verdict, self.verdict)


def decimal(text: Any) -> Optional[Decimal]:
    """Returns a number of the contract; ``None`` for what is no number."""
    if not isinstance(text, str):
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def _check(told: dict[str, Any]) -> Check:
    target, members = told["target"], told.get("members")
    counted = None if members is None else Members(**{name: members.get(name, 0) for name in Members.__annotations__})
    return Check(
        verdict=told["verdict"],
        period=told.get("period"),
        entity=told.get("entity"),
        measured=Quantity.from_json(told.get("measured")),
        target=Target(target["op"], decimal(target.get("value")), target.get("unit") or "", decimal(target.get("hi"))),
        gap=Quantity.from_json(told.get("gap")),
        reason=told.get("reason"),
        members=counted,
        failing=tuple(told.get("failing", ())),
        missing=tuple(told.get("missing", ())),
        membership_unknown=tuple(told.get("membership_unknown", ())),
        raw=told,
    )


class Report:
    """A judgement: ``dabiao.report/1``, to the byte as the command line prints it, and as objects."""

    def __init__(self, document: bytes, has_findings: bool) -> None:
        self.document = document
        self.has_findings = has_findings
        self.raw: dict[str, Any] = json.loads(document)
        self.rules: tuple[Rule, ...] = tuple(
            Rule(r["id"], r.get("title"), r["verdict"], tuple(_check(c) for c in r["checks"]), r)
            for r in self.raw["rules"]
        )

    @property
    def summary(self) -> dict[str, int]:
        """How many rules have which verdict."""
        return self.raw["summary"]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What is wrong with the data."""
        return self.raw["findings"]

    def __getitem__(self, id: str) -> Rule:
        for rule in self.rules:
            if rule.id == id:
                return rule
        raise KeyError(id)

    def rows(self) -> list[dict[str, Any]]:
        """Returns a row for each check, with numbers as ``Decimal``: what a data frame is made of."""
        return list(self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        for rule in self.rules:
            for check in rule.checks:
                yield {
                    "rule": rule.id,
                    "title": rule.title,
                    "verdict": check.verdict,
                    "period": check.period,
                    "entity": check.entity,
                    "measured": None if check.measured is None else check.measured.value,
                    "op": check.target.op,
                    "target": check.target.value,
                    "unit": check.target.unit,
                    "gap": None if check.gap is None else check.gap.value,
                    "reason": check.reason,
                }

    def to_pandas(self) -> Any:
        """Returns the rows as a pandas data frame; numbers are ``Decimal`` objects."""
        import pandas

        return pandas.DataFrame(self.rows(), dtype=object)

    def to_arrow(self) -> Any:
        """Returns the rows as a pyarrow table; numbers are decimals of 38 digits, 18 of them behind the point."""
        import pyarrow

        number, text = pyarrow.decimal128(38, 18), pyarrow.string()
        numbers = ("measured", "target", "gap")
        names = ["rule", "title", "verdict", "period", "entity", "measured", "op", "target", "unit", "gap", "reason"]
        schema = pyarrow.schema([(name, number if name in numbers else text) for name in names])
        return pyarrow.Table.from_pylist(self.rows(), schema=schema)

    def to_polars(self) -> Any:
        """Returns the rows as a Polars data frame; see `to_arrow`."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def __repr__(self) -> str:
        counts = "，".join(f"{VERDICTS_ZH.get(v, v)} {n}" for v, n in self.summary.items() if n)
        return f"<达标评估报告 {self.raw['as_of']}：{counts or '没有规则'}>"

    def _repr_html_(self) -> str:
        lines = "".join(_html_row(rule) for rule in self.rules)
        head = "".join(f"<th>{word}</th>" for word in ("结论", "编号", "任务", "实测", "目标", "差距"))
        return f"<p>{escape(repr(self)[1:-1])}</p><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _html_row(rule: Rule) -> str:
    # The check that decided the verdict, else the first.
    decided = next((c for c in rule.checks if c.verdict == rule.verdict), None)
    measured = target = gap = ""
    if decided is not None:
        measured, target, gap = str(decided.measured or ""), str(decided.target), str(decided.gap or "")
    cells = (rule.verdict_zh, rule.id, rule.title or "", measured, target, gap)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"

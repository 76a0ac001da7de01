"""Files in memory, and questions about them."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Optional, Sequence, Union

from . import _native
from .editor import Editor
from .errors import raise_failure
from .report import Report
from .tables import arrow_stream, csv_of

Day = Union[str, datetime.date]
Lang = Literal["zh", "en"]
Named = Union[str, Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came back: whether there are findings, and the bytes that the command line prints."""

    has_findings: bool
    document: bytes

    @property
    def text(self) -> str:
        """The document as text."""
        return self.document.decode("utf-8")

    def json(self) -> Any:
        """The document as Python values; numbers are texts, as the contract has them."""
        return json.loads(self.document)

    def __str__(self) -> str:
        return self.text


class Session:
    """Files in memory, and questions about them. Threads may ask at the same time.

    A question is answered with what ``dabiao`` prints for the same files, byte for byte. The interpreter is free meanwhile.
    """

    def __init__(
        self,
        *,
        lang: Lang = "zh",
        max_bytes: Optional[int] = None,
        max_lines: Optional[int] = None,
        max_seconds: Optional[float] = None,
    ) -> None:
        self._native = _native.Session(max_bytes, max_lines, max_seconds)
        self._lang = lang

    def put(self, name: str, content: Union[str, bytes]) -> Session:
        """Puts a file in: rules, a roster, statistics, a workbook, a mapping file."""
        data = content.encode("utf-8") if isinstance(content, str) else bytes(content)
        self._check(self._native.put(name, data))
        return self

    def read(self, path: Union[str, os.PathLike[str]], name: Optional[str] = None) -> Session:
        """Puts a file or a folder of the disk in, under its own name or another."""
        root = Path(path)
        if not root.is_dir():
            return self.put(name or str(path), root.read_bytes())
        for file in sorted(p for p in root.rglob("*") if p.is_file()):
            inner = file.relative_to(root).as_posix()
            self.put(f"{name or str(path)}/{inner}", file.read_bytes())
        return self

    def table(self, name: str, table: Any) -> Session:
        """Puts a table in: whatever speaks Arrow (Polars, pyarrow, DuckDB, ADBC), pandas, columns, a list of rows."""
        stream = arrow_stream(table)
        if stream is None:
            return self.put(name, csv_of(table))
        self._check(self._native.put_arrow(name, stream))
        return self

    def remove(self, name: str) -> bool:
        """Takes a file out; returns whether it was there."""
        return self._native.remove(name)

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return self._native.paths()

    def evaluate(
        self,
        rules: Named,
        data: Named,
        *,
        as_of: Day,
        roster: Optional[str] = None,
        mapping: Optional[str] = None,
        encoding: Optional[str] = None,
        period: Optional[str] = None,
        detail: Literal["summary", "full"] = "summary",
    ) -> Report:
        """Judges rules by data as of a day."""
        on = _on(data, as_of, roster, mapping, encoding)
        answer = self.ask("eval", rules=_list(rules), on=on, period=period, detail=detail)
        return Report(answer.document, answer.has_findings)

    def check(self, rules: Named, *, deny_warnings: bool = False) -> Answer:
        """Tells what is wrong with rules: ``dabiao.check/1``, also of rules that cannot be read."""
        request = {"do": "check", "lang": self._lang, "rules": _list(rules), "deny_warnings": deny_warnings}
        status, document = self._native.ask(json.dumps(request))
        if status == 2 and b'"dabiao.failure/1"' in document[:40]:
            raise_failure(document)
        return Answer(status != 0, document)

    def explain(
        self, rules: Named, rule: str, data: Named = (), *, as_of: Optional[Day] = None, roster: Optional[str] = None
    ) -> Answer:
        """Tells what a rule asks; with data and a day, how its verdict came about. The answer is Markdown."""
        on = None if as_of is None else _on(data, as_of, roster, None, None)
        return self.ask("explain", rules=_list(rules), rule=rule, on=on, form="markdown")

    def needs(self, rules: Named, data: Named, *, as_of: Day, roster: Optional[str] = None) -> Answer:
        """Lists what is missing: ``dabiao.needs/1``."""
        return self.ask("needs", rules=_list(rules), on=_on(data, as_of, roster, None, None))

    def diff(
        self, old: str, new: str, data: Named = (), *, as_of: Optional[Day] = None, roster: Optional[str] = None
    ) -> Answer:
        """Tells what changed between two versions: ``dabiao.diff/1``."""
        on = None if as_of is None else _on(data, as_of, roster, None, None)
        return self.ask("diff", old=old, new=new, on=on)

    def editor(
        self,
        file: str,
        rules: Named = (),
        data: Named = (),
        *,
        as_of: Optional[Day] = None,
        roster: Optional[str] = None,
        mapping: Optional[str] = None,
    ) -> Editor:
        """Returns who answers while a file of rules is written: findings, completion, cards, names, edits.

        ``rules`` are the files that it belongs to, itself included; the file alone, with those that it uses, without them.
        With data, cards and actions tell verdicts; without a day the newest period decides.
        """
        on = _on(data, as_of or "", roster, mapping, None) if data else None
        return Editor(self.ask, file, {"rules": _list(rules), "on": on})

    def ask(self, verb: str, **fields: Any) -> Answer:
        """Asks anything that the border answers; fields that are ``None`` are left out."""
        request = {"do": verb, "lang": self._lang, **{k: v for k, v in fields.items() if v is not None}}
        status, document = self._native.ask(json.dumps(request))
        if status == 2:
            raise_failure(document)
        return Answer(status == 1, document)

    def __repr__(self) -> str:
        return f"<dabiao.Session：{'、'.join(self.names) or '没有文件'}>"

    @staticmethod
    def _check(failed: Optional[tuple[int, bytes]]) -> None:
        if failed is not None:
            raise_failure(failed[1])


def evaluate(rules: Any, data: Any, *, as_of: Day, roster: Any = None, lang: Lang = "zh", **options: Any) -> Report:
    """Judges rules by data in one call.

    Rules are a path, or the text of a rule file (a line with a space or the end of a line is text). Data and roster are
    paths or tables.
    """
    session = Session(lang=lang)
    rule_name = _take_rules(session, rules)
    named = [_take(session, f"data-{i}.csv", one) for i, one in enumerate(_tables(data), 1)]
    roster_name = None if roster is None else _take(session, "roster.csv", roster)
    return session.evaluate(rule_name, named, as_of=as_of, roster=roster_name, **options)


def _take_rules(session: Session, rules: Any) -> str:
    if isinstance(rules, str) and ("\n" in rules or " " in rules.strip()) and not os.path.exists(rules):
        session.put("plan.rules", rules)
        return "plan.rules"
    session.read(rules)
    return str(rules)


def _tables(data: Any) -> Sequence[Any]:
    is_many = isinstance(data, (list, tuple)) and data and not isinstance(data[0], dict)
    return data if is_many else [data]


def _take(session: Session, name: str, one: Any) -> str:
    if isinstance(one, (str, os.PathLike)):
        session.read(one)
        return str(one)
    session.table(name, one)
    return name


def _list(named: Named) -> list[str]:
    return [named] if isinstance(named, str) else list(named)


def _on(
    data: Named, as_of: Day, roster: Optional[str], mapping: Optional[str], encoding: Optional[str]
) -> dict[str, Any]:
    day = as_of.isoformat()[:10] if isinstance(as_of, datetime.date) else as_of
    named = {"roster": roster, "mapping": mapping, "encoding": encoding}
    return {"data": _list(data), "as_of": day, **{k: v for k, v in named.items() if v is not None}}

"""What keeps a question from being answered, with the findings behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Diagnostic:
    """One finding: its code, its sentence, what to do, and where it is."""

    code: str
    severity: str
    message: str
    help: Optional[str]
    file: Optional[str]
    sheet: Optional[str]
    line: Optional[int]
    column: Optional[int]

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Diagnostic:
        """Reads a finding of ``dabiao.check/1``."""
        return cls(
            code=found["code"],
            severity=found["severity"],
            message=found["message"],
            help=found.get("help"),
            file=found.get("file"),
            sheet=found.get("sheet"),
            line=found.get("line"),
            column=found.get("column"),
        )

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}:{self.line}:{self.column}: "
        remedy = "" if self.help is None else f"（{self.help}）"
        return f"{place}{self.severity}[{self.code}]: {self.message}{remedy}"


class DabiaoError(Exception):
    """A question that was not answered.

    ``message_zh`` and ``message_en`` say why, ``diagnostics`` where.
    """

    def __init__(self, message_zh: str, message_en: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self.message_zh = message_zh
        self.message_en = message_en
        self.diagnostics = diagnostics
        lines = [message_zh if message_zh == message_en else f"{message_zh} / {message_en}"]
        super().__init__("\n".join(lines + [f"  {d}" for d in diagnostics]))


class RequestError(DabiaoError, ValueError):
    """The question itself cannot be read."""


class UnreadableError(DabiaoError, ValueError):
    """Rules or data cannot be read."""


class UnknownError(DabiaoError, LookupError):
    """What is named is not there."""


class LimitError(DabiaoError):
    """A limit of the session."""


class FaultError(DabiaoError):
    """A fault of dabiao itself; the session can go on being used."""


_KINDS = {
    "request": RequestError,
    "unreadable": UnreadableError,
    "unknown": UnknownError,
    "limit": LimitError,
    "fault": FaultError,
}


def raise_failure(document: bytes) -> None:
    """Raises what a ``dabiao.failure/1`` tells."""
    told = json.loads(document)
    found = tuple(Diagnostic.from_json(d) for d in told["diagnostics"])
    kind = _KINDS.get(told["kind"], DabiaoError)
    raise kind(told["message"]["zh"], told["message"]["en"], found)

"""What an editor asks of a file while it is written. Lines and columns count from 1, columns in characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional

Ask = Callable[..., Any]


@dataclass(frozen=True)
class Place:
    """A range of a file; ``end_column`` is one past its last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def from_json(cls, told: dict[str, Any], file: Optional[str] = None) -> Place:
        """Reads a range of ``dabiao.editor/1``; one without a file is of the file that was asked about."""
        named = told.get("file", file)
        return cls(named, told["line"], told["column"], told["end_line"], told["end_column"])

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Edit:
    """A replacement of what stands at a place; a place without length inserts."""

    place: Place
    text: str


@dataclass(frozen=True)
class Fix:
    """How a finding is settled. ``safety`` is ``safe``, ``unsafe`` or ``display-only``."""

    safety: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """What is wrong at a place."""

    code: str
    severity: str
    message: str
    help: Optional[str]
    place: Place
    rules: tuple[str, ...]
    labels: tuple[tuple[str, Place], ...]
    fix: Optional[Fix]

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}[{self.code}]: {self.message}"


@dataclass(frozen=True)
class Candidate:
    """What may stand at a place; ``snippet`` is ``insert`` with places to fill in, where it has any."""

    label: str
    detail: str
    kind: str
    insert: str
    snippet: Optional[str]


@dataclass(frozen=True)
class Completion:
    """What may stand at a place, the best first, and what it replaces."""

    place: Place
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Card:
    """What stands at a place, in Markdown."""

    place: Place
    markdown: str

    def _repr_markdown_(self) -> str:
        return self.markdown


@dataclass(frozen=True)
class Node:
    """A line of the outline; ``head`` is its name, ``place`` the whole."""

    kind: str
    name: str
    detail: str
    place: Place
    head: Place
    children: tuple[Node, ...]


@dataclass(frozen=True)
class Action:
    """What can be done at one click: edits, or something to show (``derivation``, ``tests``, ``page`` and of what)."""

    title: str
    kind: str
    code: Optional[str]
    is_safe: bool
    edits: tuple[Edit, ...]
    show: Optional[tuple[str, str]]


class Editor:
    """Questions about one file of a session. Made by ``Session.editor``."""

    def __init__(self, ask: Ask, file: str, fields: dict[str, Any]) -> None:
        self._ask = ask
        self.file = file
        self._fields = fields

    def findings(self) -> tuple[Finding, ...]:
        """Returns what is wrong, in order of place."""
        return tuple(self._finding(f) for f in self._told("findings")["findings"])

    def complete(self, line: int, column: int) -> Completion:
        """Returns what may stand at a place."""
        told = self._told("complete", at=_at(line, column))["completion"]
        return Completion(self._place(told["range"]), tuple(Candidate(**_known(Candidate, c)) for c in told["candidates"]))

    def hover(self, line: int, column: int) -> Optional[Card]:
        """Returns the card of what stands at a place."""
        told = self._told("hover", at=_at(line, column))["hover"]
        return None if told is None else Card(self._place(told["range"]), told["markdown"])

    def definition(self, line: int, column: int) -> tuple[Place, ...]:
        """Returns where the name at a place is declared."""
        return tuple(map(Place.from_json, self._told("definition", at=_at(line, column))["places"]))

    def references(self, line: int, column: int) -> tuple[Place, ...]:
        """Returns every place where the thing that is named at a place is meant."""
        return tuple(map(Place.from_json, self._told("references", at=_at(line, column))["places"]))

    def rename(self, line: int, column: int, to: str) -> tuple[Edit, ...]:
        """Returns the edits that give it another name; a ``RequestError`` says why it cannot have that name."""
        return _edits(self._told("rename", at=_at(line, column), to=to)["edits"])

    def outline(self) -> tuple[Node, ...]:
        """Returns what the file consists of."""
        return tuple(map(self._node, self._told("outline")["outline"]))

    def layout(self, *, keywords: Optional[str] = None) -> tuple[Edit, ...]:
        """Returns the edits that put the file into the one layout; ``keywords`` is ``zh`` or ``en``."""
        return _edits(self._told("layout", keywords=keywords)["edits"])

    def actions(
        self, line: int, column: int, end_line: Optional[int] = None, end_column: Optional[int] = None
    ) -> tuple[Action, ...]:
        """Returns what can be done about a place or a range."""
        end = {"end_line": end_line or line, "end_column": end_column or column}
        told = self._told("actions", range={**_at(line, column), **end})["actions"]
        return tuple(map(_action, told))

    def _told(self, verb: str, **fields: Any) -> dict[str, Any]:
        told: dict[str, Any] = self._ask(verb, file=self.file, **self._fields, **fields).json()
        return told

    def _place(self, told: dict[str, Any]) -> Place:
        return Place.from_json(told, self.file)

    def _finding(self, told: dict[str, Any]) -> Finding:
        fix = told["fix"]
        return Finding(
            code=told["code"],
            severity=told["severity"],
            message=told["message"],
            help=told["help"],
            place=self._place(told),
            rules=tuple(told["rules"]),
            labels=tuple((label["message"], Place.from_json(label)) for label in told["labels"]),
            fix=None if fix is None else Fix(fix["safety"], _edits(fix["edits"])),
        )

    def _node(self, told: dict[str, Any]) -> Node:
        return Node(
            kind=told["kind"],
            name=told["name"],
            detail=told["detail"],
            place=self._place(told["range"]),
            head=self._place(told["head"]),
            children=tuple(map(self._node, told["children"])),
        )


def apply(text: str, edits: Iterable[Edit], file: Optional[str] = None) -> str:
    """Returns a text after edits of it; with ``file``, only after those of that file.

    >>> apply("收入 >= 5", [Edit(Place("a.rules", 1, 7, 1, 8), "5万元")])
    '收入 >= 5万元'
    """
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    own = [e for e in edits if file is None or e.place.file == file]
    # From the last to the first: places are those of the text before any edit.
    for edit in reversed(sorted(own, key=lambda e: (e.place.line, e.place.column))):
        place = edit.place
        start = starts[place.line - 1] + place.column - 1
        end = starts[place.end_line - 1] + place.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text


def _at(line: int, column: int) -> dict[str, int]:
    return {"line": line, "column": column}


def _edits(told: list[dict[str, Any]]) -> tuple[Edit, ...]:
    return tuple(Edit(Place.from_json(e), e["text"]) for e in told)


def _known(kind: Any, told: dict[str, Any]) -> dict[str, Any]:
    # Keys only ever get added: those that this version does not know are left out.
    return {name: told[name] for name in kind.__dataclass_fields__}


def _action(told: dict[str, Any]) -> Action:
    show = told["show"]
    return Action(
        title=told["title"],
        kind=told["kind"],
        code=told["code"],
        is_safe=told["safe"],
        edits=_edits(told["edits"]),
        show=None if show is None else (show["what"], show["of"]),
    )

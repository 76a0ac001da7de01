"""达标 dabiao：评估指标是否达标，数值自始至终精确。

>>> import dabiao
>>> report = dabiao.evaluate(
...     "每个 村: 收入 >= 5万元 截至 2025",
...     [{"指标": "收入", "地区": "东村", "时期": "2025", "数值": "6", "单位": "万元"}],
...     as_of="2025-12-31",
... )
>>> report.rules[0].verdict
'met'
"""

from ._native import __version__
from .editor import Action, Candidate, Card, Completion, Edit, Editor, Finding, Fix, Node, Place, apply
from .errors import Diagnostic, DabiaoError, FaultError, LimitError, RequestError, UnknownError, UnreadableError
from .report import Check, Members, Quantity, Report, Rule, Target
from .session import Answer, Session, evaluate

__all__ = [
    "Action",
    "Answer",
    "Candidate",
    "Card",
    "Check",
    "Completion",
    "DabiaoError",
    "Diagnostic",
    "Edit",
    "Editor",
    "FaultError",
    "Finding",
    "Fix",
    "LimitError",
    "Members",
    "Node",
    "Place",
    "Quantity",
    "Report",
    "RequestError",
    "Rule",
    "Session",
    "Target",
    "UnknownError",
    "UnreadableError",
    "__version__",
    "apply",
    "evaluate",
]

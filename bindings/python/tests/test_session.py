"""Files in, answers out: verdicts, numbers, exceptions, limits, threads."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import dabiao
import pytest


def session(rules: str, text: str, **options) -> dabiao.Session:
    return dabiao.Session(**options).put("plan.rules", rules).put("2025.csv", text)


def test_a_verdict_keeps_every_digit(rules: str, text: str) -> None:
    report = session(rules, text).evaluate("plan.rules", "2025.csv", as_of=datetime.date(2025, 12, 31))
    assert report["甲"].verdict == "unmet" and report["甲"].verdict_zh == "未达标"
    check = report["甲"].checks[0]
    assert check.failing == ("西村",)
    assert check.members == dabiao.Members(3, 2, 1, 0, 0, 0, 0)
    assert check.raw["nearest"][0]["value"] == "4.99999999999"
    share = report["乙"].checks[0]
    assert share.measured == dabiao.Quantity(Decimal("66.6666666667"), "%", Fraction(200, 3))
    assert report.has_findings and report.summary["met"] == 1
    with pytest.raises(KeyError):
        report["丙"]


def test_one_call(rules: str) -> None:
    rows = [{"指标": "收入", "对象": "东村", "时期": 2025, "数值": Decimal("5.000"), "计量单位": "万元"}]
    assert dabiao.evaluate(rules, rows, as_of="2025-12-31")["甲"].verdict == "met"
    rows[0]["数值"] = Decimal("4.9999999999999999999")
    assert dabiao.evaluate(rules, rows, as_of="2025-12-31")["甲"].verdict == "unmet"


def test_from_disk(tmp_path, rules: str, text: str) -> None:
    (tmp_path / "规则").mkdir()
    (tmp_path / "规则" / "甲.rules").write_text(rules, encoding="utf-8")
    (tmp_path / "数.csv").write_bytes(text.encode("gb18030"))
    report = dabiao.evaluate(tmp_path / "规则", tmp_path / "数.csv", as_of="2025-12-31")
    assert report["甲"].verdict == "unmet"


def test_rules_that_cannot_be_read(text: str) -> None:
    with pytest.raises(dabiao.UnreadableError) as caught:
        session("收入 => 5万元\n", text).evaluate("plan.rules", "2025.csv", as_of="2025-12-31")
    found = caught.value.diagnostics[0]
    assert found.file == "plan.rules" and found.line == 1 and found.message in str(caught.value)
    assert isinstance(caught.value, ValueError)
    answer = session("收入 => 5万元\n", text).check("plan.rules")
    assert answer.has_findings and answer.json()["diagnostics"][0]["code"] == found.code


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda s: s.evaluate("plan.rules", "2025.csv", as_of="昨天"), dabiao.RequestError),
        (lambda s: s.evaluate("plan.rules", "2024.csv", as_of="2025-12-31"), dabiao.UnreadableError),
        (lambda s: s.evaluate("none.rules", "2025.csv", as_of="2025-12-31"), dabiao.UnreadableError),
        (lambda s: s.evaluate("plan.rules", "2025.csv", as_of="2025-12-31", roster="2025.csv"), dabiao.DabiaoError),
        (lambda s: s.evaluate("plan.rules", "2025.csv", as_of="2025-12-31", encoding="x"), dabiao.RequestError),
        (lambda s: s.explain("plan.rules", "丁"), dabiao.UnknownError),
        (lambda s: s.ask("eval", rules=["plan.rules"], rooster="r.csv"), dabiao.RequestError),
        (lambda s: s.ask("none"), dabiao.RequestError),
    ],
)
def test_what_cannot_be_asked(rules: str, text: str, ask, kind) -> None:
    with pytest.raises(kind) as caught:
        ask(session(rules, text))
    assert caught.value.message_zh and caught.value.message_en


def test_limits(rules: str, text: str) -> None:
    with pytest.raises(dabiao.LimitError):
        dabiao.Session(max_bytes=10).put("plan.rules", rules)
    with pytest.raises(dabiao.LimitError):
        session(rules, text, max_lines=3).evaluate("plan.rules", "2025.csv", as_of="2025-12-31")
    many = text + "".join(f"收入,村{i},2025,{i},万元\n" for i in range(200_000))
    slow = session(rules, many, max_seconds=0.01)
    with pytest.raises(dabiao.LimitError):
        slow.evaluate("plan.rules", "2025.csv", as_of="2025-12-31")


def test_depth_and_small_stacks(text: str) -> None:
    deep = "规则 甲 { " + "(" * 20_000 + "收入" + ")" * 20_000 + " >= 5 截至 2025 }\n"
    ended = []

    def ask() -> None:
        ended.append(session(deep, text).check("plan.rules").has_findings)

    threading.stack_size(128 << 10)
    try:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(0)
    assert ended == [True]


def test_threads_get_the_same_bytes(rules: str, text: str) -> None:
    one = session(rules, text)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(one.evaluate, "plan.rules", "2025.csv", as_of="2025-12-31") for _ in range(32)]
        assert len({a.result().document for a in asked}) == 1


def test_the_interpreter_is_free_meanwhile(rules: str, text: str) -> None:
    many = text + "".join(f"收入,村{i},2025,{i},万元\n" for i in range(100_000))
    busy = session(rules, many)
    thread = threading.Thread(target=busy.evaluate, args=("plan.rules", "2025.csv"), kwargs={"as_of": "2025-12-31"})
    thread.start()
    n_turns = 0
    while thread.is_alive():
        n_turns += 1
        thread.join(0.001)
    assert n_turns > 3


def test_other_questions(rules: str, text: str) -> None:
    one = session(rules, text).put("new.rules", rules.replace("50%", "60%"))
    assert one.diff("plan.rules", "new.rules").json()["changes"][0]["change"] == "tightened"
    assert "占比" in one.explain("plan.rules", "乙").text
    assert "西村" in one.explain("plan.rules", "甲", "2025.csv", as_of="2025-12-31").text
    assert one.needs("plan.rules", "2025.csv", as_of="2025-12-31").json()["schema"] == "dabiao.needs/1"
    assert one.ask("say", rules=["plan.rules"]).text.count("\n") == 2
    assert one.remove("new.rules") and not one.remove("new.rules")
    assert one.names == ["2025.csv", "plan.rules"] and "plan.rules" in repr(one)


def test_in_a_notebook(rules: str, text: str) -> None:
    hostile = rules.replace("村村达标", "<script>alert(1)</script>")
    report = session(hostile, text).evaluate("plan.rules", "2025.csv", as_of="2025-12-31")
    page = report._repr_html_()
    assert "未达标" in page and "<script>" not in page
    assert repr(report) == "<达标评估报告 2025-12-31：达标 1，未达标 1>"


def test_version() -> None:
    assert dabiao.__version__.count(".") == 2

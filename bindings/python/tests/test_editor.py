"""A file while it is written: findings with fixes, completion, cards, names, edits."""

import dabiao
import pytest

CATALOGUE = '指标 收入 { 计量单位 万元; 层级 村; 别名 "经营收入" }\n'
PLAN = '引用 "指标.rules"\n规则 甲 "𠮷" { 每个 村: 收入 >= 5 截至 2025 }\n'


@pytest.fixture
def session() -> dabiao.Session:
    return dabiao.Session().put("plan.rules", PLAN).put("指标.rules", CATALOGUE)


def place(word: str) -> tuple[int, int]:
    return 2, PLAN.split("\n")[1].index(word) + 1


def test_a_finding_has_a_fix_that_settles_it(session: dabiao.Session) -> None:
    found = [f for f in session.editor("plan.rules").findings() if f.severity == "error"]
    assert [f.code for f in found] == ["unit-missing"] and found[0].place.line == 2
    assert found[0].labels[0][1].file == "plan.rules" and "unit-missing" in str(found[0])
    fixed = dabiao.apply(PLAN, found[0].fix.edits)
    assert "收入 >= 5万元 截至" in fixed
    session.put("plan.rules", fixed)
    assert not any(f.severity == "error" for f in session.editor("plan.rules").findings())


def test_writing_and_understanding(session: dabiao.Session) -> None:
    editor = session.editor("plan.rules")
    line, column = place(" 截至")
    completion = editor.complete(line, column)
    assert any(c.label == "万元" for c in completion.candidates)
    card = editor.hover(*place("收入"))
    assert card.markdown.startswith("**收入**") and card.place.column == place("收入")[1]
    assert editor.hover(1, 1) is None or isinstance(editor.hover(1, 1), dabiao.Card)
    session.put("2025.csv", "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n")
    with_data = session.editor("plan.rules", data="2025.csv")
    assert "2025" in with_data.hover(*place("收入")).markdown


def test_names(session: dabiao.Session) -> None:
    editor = session.editor("plan.rules")
    assert [str(p) for p in editor.definition(*place("收入"))] == ["指标.rules:1:4"]
    assert len(editor.references(*place("收入"))) == 3
    edits = editor.rename(*place("收入"), "村收入")
    assert dabiao.apply(CATALOGUE, edits, "指标.rules").startswith("指标 村收入 {")
    assert "村: 村收入 >=" in dabiao.apply(PLAN, edits, "plan.rules")
    with pytest.raises(dabiao.RequestError):
        editor.rename(*place("收入"), "经营收入")


def test_layout_outline_actions(session: dabiao.Session) -> None:
    editor = session.editor("plan.rules")
    laid_out = dabiao.apply(PLAN, editor.layout())
    assert laid_out == session.ask("fmt", file="plan.rules").text
    assert "rule" in dabiao.apply(PLAN, editor.layout(keywords="en"))
    assert [(n.kind, n.name, n.head.line) for n in editor.outline()] == [("rule", "甲", 2)]
    fixes = [a for a in editor.actions(*place("5 截")) if a.kind == "fix"]
    assert fixes and fixes[0].edits and fixes[0].code == "unit-missing"
    assert any(a.show == ("page", "unit-missing") for a in editor.actions(*place("5 截")))


def test_a_place_that_is_none_is_refused(session: dabiao.Session) -> None:
    with pytest.raises(dabiao.UnknownError):
        session.editor("plan.rules").hover(2, 999)
    with pytest.raises(dabiao.UnknownError):
        session.editor("指标.rules", rules="plan.rules", data=()).hover(0, 1)
    with pytest.raises(dabiao.UnknownError):
        session.editor("none.rules").outline()

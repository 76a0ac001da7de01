"""The tutorial runs, and its cells show what they say. ``UPDATE=1`` writes what they show."""

import ast
import contextlib
import io
import json
import os
from pathlib import Path

NOTEBOOK = Path(__file__).parent.parent / "examples" / "tutorial.ipynb"


def shown(source: str, names: dict) -> list[dict]:
    """Runs a cell as a notebook does: what it prints, and the value of its last line."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, outputs = io.StringIO(), []
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "tutorial", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "tutorial", "eval"), names)
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        data = {"text/plain": repr(value)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_()
        outputs.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})
    return outputs


def test_tutorial() -> None:
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    names: dict = {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    told = [shown(cell["source"], names) for cell in cells]
    if os.environ.get("UPDATE") == "1":
        for cell, outputs in zip(cells, told):
            cell["outputs"] = outputs
        NOTEBOOK.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert told == [cell["outputs"] for cell in cells]

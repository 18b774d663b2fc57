"""HTML is put together by templates and `Markup.format` alone, so that nothing reaches a page without being escaped."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from core import templates
from core.templates import join, render, stack
from pages.parts.common import look

ROOT = Path(__file__).parents[1]
ROOMS = ("pages", "shows", "charts", "geo", "reports")
_TAG = re.compile(r"</?[a-zA-Z]")
MOST_TEMPLATES = 20


def find_faults(source: str) -> list[str]:
    """What in a Python file puts HTML together by hand: its line, and what it does."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "html":
            faults.append(f"{node.lineno}: takes from html")
        elif isinstance(node, ast.JoinedStr) and _TAG.search("".join(_texts(node))):
            faults.append(f"{node.lineno}: a tag in an f-string")
        elif isinstance(node, ast.Call) and _name(node.func) == "Markup" and not _is_plain(node):
            faults.append(f"{node.lineno}: Markup of what is not written out")
        elif _tag_of(node):
            faults.append(f"{node.lineno}: a tag joined to what is not escaped")
    return faults


def _tag_of(node: ast.AST) -> bool:
    """Whether a text with a tag has something added, or is itself formatted or joined, without being Markup."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(_is_tag(side) for side in (node.left, node.right))
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_method and node.func.attr in ("format", "join", "replace") and _is_tag(node.func.value)


def _is_tag(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_TAG.search(node.value))


def _texts(node: ast.JoinedStr) -> Iterator[str]:
    return (str(part.value) for part in node.values if isinstance(part, ast.Constant))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_plain(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and not call.keywords


def test_every_way_to_another_page_is_a_link_of_our_own() -> None:
    """Streamlit's own page links look otherwise and drop what the address says beside the picks."""
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "pages").rglob("*.py")
        if "page_link(" in path.read_text("utf-8")
    ]
    assert not found


@pytest.mark.parametrize("room", ROOMS)
def test_no_html_is_put_together_by_hand(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    found = {str(path.relative_to(ROOT)): faults for path in files if (faults := find_faults(path.read_text("utf-8")))}
    assert not found


@pytest.mark.parametrize(
    "planted",
    [
        "from html import escape",
        "shown = f'<b>{name}</b>'",
        "shown = f'{name}</b>'",
        "shown = Markup(name)",
        "shown = Markup(f'{name}')",
        "shown = markupsafe.Markup('<b>' + name)",
        "shown = '<b>' + name",
        "shown = '<b>%s</b>' % name",
        "shown = '<b>{}</b>'.format(name)",
        "shown = '<br>'.join(names)",
    ],
)
def test_a_planted_fault_is_found(planted: str) -> None:
    assert len(find_faults(planted)) >= 1


@pytest.mark.parametrize(
    "allowed",
    ["Markup('<b>{}</b>').format(name)", "f'{count} < 5'", "'<b>'", "Markup('')", "from core import templates"],
)
def test_what_escapes_is_allowed(allowed: str) -> None:
    assert find_faults(allowed) == []


def test_every_template_trusts_nothing_and_belongs_to_a_python_file() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("templates/*.html")]
    assert files
    for path in files:
        text = path.read_text("utf-8")
        assert "safe" not in re.findall(r"\|\s*(\w+)", text) and "autoescape" not in text, path
        assert (path.parents[1] / f"{path.stem}.py").exists(), path
        assert len(list(path.parent.iterdir())) <= MOST_TEMPLATES


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Python file with a template beside it, in a tree of its own."""
    monkeypatch.setattr(templates, "_ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "room.html").write_text(
        "{% macro row(cells, note='') %}\n"
        "  <tr class='a'\n      title='{{ note }}'>\n"
        "    {% for cell in cells %}\n      <td>{{ cell }}</td>\n    {% endfor %}\n"
        "  </tr>\n"
        "{% endmacro %}\n"
        "{% macro asking() %}{{ nowhere }}{% endmacro %}\n",
        encoding="utf-8",
    )
    _forget()
    yield tmp_path / "room.py"
    _forget()


def _forget() -> None:
    templates._module.cache_clear()
    templates._environment.cache_clear()


def test_values_are_escaped_and_markup_stands(room: Path) -> None:
    made = render(str(room), "row", cells=["<b>&'\"", Markup("<i>1</i>"), 2], note="a'b")
    assert made == ("<tr class='a' title='a&#39;b'><td>&lt;b&gt;&amp;&#39;&#34;</td><td><i>1</i></td><td>2</td></tr>")
    assert isinstance(made, Markup)


def test_line_breaks_of_a_value_stay(room: Path) -> None:
    assert "<td>one\n  two</td>" in render(str(room), "row", cells=["one\n  two"])


def test_a_value_nobody_gave_is_an_error(room: Path) -> None:
    with pytest.raises(UndefinedError, match="nowhere"):
        render(str(room), "asking")
    with pytest.raises(UndefinedError, match="cells"):
        render(str(room), "row")
    with pytest.raises(TypeError, match="shells"):
        render(str(room), "row", shells=[])


def test_parts_are_joined_escaped() -> None:
    assert join(("<", Markup("<b>1</b>"), 2), " & ") == "&lt; &amp; <b>1</b> &amp; 2"
    assert stack(("<", Markup("<b>1</b>"))) == "&lt;<br><b>1</b>"


def test_style_sheets_stand_in_the_page_as_they_are_written() -> None:
    own = (ROOT / "pages" / "parts" / "common" / "browser" / "show.css").read_text("utf-8")
    shown = look.show_stylesheet()
    assert isinstance(shown, Markup)
    assert shown.startswith("<style>") and shown.endswith("</style>")
    assert shown.removeprefix("<style>").removesuffix("</style>").split() == own.split()
    assert look.stylesheet().startswith("<style>:root{--")

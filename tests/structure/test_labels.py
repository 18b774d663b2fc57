"""A label of a widget is read as Markdown: what a file or a person wrote stands in one only through `plain_label`."""

import ast
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "pages"
LABELLED = {
    "button", "checkbox", "date_input", "download_button", "error", "expander", "file_uploader", "form_submit_button", "info",
    "link_button", "markdown", "multiselect", "number_input", "pills", "popover", "progress", "radio", "segmented_control",
    "selectbox", "slider", "spinner", "success", "tabs", "text_area", "text_input", "time_input", "title", "toast", "toggle",
    "warning", "caption", "header", "subheader", "write", "status", "metric",
}  # fmt: skip
SHOWN = ("label", "text", "body", "help")


def find_faults(source: str) -> list[str]:
    """Lines in which a text put together from data goes into a label as it is."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LABELLED:
            given = [*node.args[:1], *(one.value for one in node.keywords if one.arg in SHOWN)]
            faults += [f"{node.lineno}: {node.func.attr}" for one in given if _is_data(one)]
    return faults


def _is_data(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) and not _is_plain(part) for part in node.values)
    return isinstance(node, ast.Attribute) and node.attr != node.attr.upper()


def _is_plain(part: ast.FormattedValue) -> bool:
    """A number with its format, a count, a constant of the program, or what `plain_label` has made plain."""
    value = part.value
    if part.format_spec is not None or (isinstance(value, ast.Name) and value.id == value.id.upper()):
        return True
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("plain_label", "len")


def test_no_label_takes_a_text_as_it_came() -> None:
    files = sorted(PAGES.rglob("*.py"))
    found = {str(path.relative_to(PAGES)): faults for path in files if (faults := find_faults(path.read_text("utf-8")))}
    assert files and not found


@pytest.mark.parametrize(
    "planted",
    [
        "st.expander(f'「{sheet.name}」')",
        "st.toast(f'已归档：{name}')",
        "st.download_button(file.name, data)",
        "bar.progress(0.5, text=f'{sheet}')",
        "st.button('下载', help=f'{name}')",
    ],
)
def test_a_planted_fault_is_found(planted: str) -> None:
    assert len(find_faults(planted)) == 1


@pytest.mark.parametrize(
    "allowed",
    [
        "st.toast(f'写进 {count:,} 个')",
        "st.expander(plain_label(f'「{name}」'))",
        "st.button('保存')",
        "st.toast(f'{len(rows)} 行')",
    ],
)
def test_what_is_plain_is_allowed(allowed: str) -> None:
    assert find_faults(allowed) == []

"""One dropped file: what a clerk may say of it, how it was understood, and what it waits for before it can be imported."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import UserError
from core.private import temporary_folder
from loaders import apart
from loaders.recognise import Choices
from loaders.results import SAME_AGAIN, Preview
from pages.parts.common import cache, gate, look
from pages.parts.common.labels import plain_label
from pages.parts.imports.answers import as_choices, draw_answers, said_so_far
from pages.parts.imports.names import are_open, draw_names
from pages.parts.imports.replacing import draw_replacing, picked
from pages.parts.imports.report import draw_sheets, draw_totals_and_problems, say_here
from store import find_table, read_tables

NOTHING_TO_TAKE = ("没有可入库的行", "请先回答上面的问题")
BY_ITSELF = "自动辨认"
CANNOT_BE_READ = "读不出来，原因见下"
_PREVIEWS = "import_previews"


@dataclass(frozen=True)
class Dropped:
    """A file as it was dropped; `number` is Streamlit's, `digest` that of its bytes."""

    number: str
    name: str
    content: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True)
class Looked:
    """A file with what was said of it. `waits` is why it cannot be imported yet, '' when it can; `found` is None where it cannot be
    read."""

    file: Dropped
    choices: Choices
    found: Preview | None
    waits: str

    @property
    def rank(self) -> int:
        """Places come first, then exports that bring townships and villages, then all that names them."""
        tables = [find_table(one.table) for one in self.found.sheets if one.table] if self.found else []
        if any(table.name == "places" for table in tables):
            return 0
        return 1 if any(table.brings_places for table in tables) else 2

    @property
    def as_given(self) -> apart.ToImport:
        """The file for the import, beside the versions that its preview was held against."""
        seen = self.found.seen if self.found else None
        by = gate.person()
        return apart.ToImport(self.file.name, self.file.content, self.choices, seen, by.name, by.place_code)


def take_dropped(uploaded: Sequence[Any], stored: set[str]) -> list[Dropped]:
    """The files of the field that are not stored yet, each content once."""
    files: dict[str, Dropped] = {}
    for one in uploaded:
        if one.file_id not in stored:
            content = one.getvalue()
            digest = hashlib.sha256(content).hexdigest()
            files.setdefault(digest, Dropped(one.file_id, one.name, content, digest))
    previews = st.session_state.setdefault(_PREVIEWS, {})
    for digest in [digest for digest in previews if digest not in files]:
        del previews[digest]
    return list(files.values())


def draw_file(file: Dropped, bars: Any) -> Looked:
    """The file from the pickers to its problems; how far the reading is shows in `bars`."""
    answers = said_so_far(file.digest)
    mode, older = picked(file.digest)
    choices = replace(_draw_choices(file), of_sheets=as_choices(answers), replace=mode, older=older)
    try:
        found = _look(file, choices, bars)
    except UserError as error:
        look.draw_problem(say_here(error.message))
        return Looked(file, choices, None, CANNOT_BE_READ)
    look.draw_heading(f"核对结果：{file.name}", _say_preview(found))
    draw_sheets(found)
    draw_answers(found, answers)
    choices = draw_names(found, draw_replacing(found, choices))
    draw_totals_and_problems(found, lambda: _marked(file, choices), file.digest[:8])
    if choices.of_sheets:
        look.draw_note("上面已经是照您的回答核对的结果；导入后同样表头的文件会照此处理")
    if found.is_again:
        look.draw_note(SAME_AGAIN)
    return Looked(file, choices, found, _waits_for(found, choices))


def _waits_for(found: Preview, choices: Choices) -> str:
    asked = [sheet.plan for sheet in found.sheets if sheet.plan.question]
    if any(plan.doubt and choices.replace not in plan.ways for plan in asked):
        return "请先选已有的行怎么办"
    if any(plan.older and not choices.older for plan in asked):
        return "请先确认要不要用旧文件改回"
    if are_open(found, choices):
        return "请先确认地名"
    return "" if found.can_be_stored else NOTHING_TO_TAKE[any(sheet.asks for sheet in found.sheets)]


def _draw_choices(file: Dropped) -> Choices:
    """What the clerk may say about the file; all of it is optional."""
    key = f"{file.name}_{file.digest[:8]}"
    titles = {"": BY_ITSELF} | {table.name: table.title for table in read_tables().values()}
    with st.expander("辨认不对时，在这里指定表、工作表、期次、地区、报送单位"):
        left, right = st.columns(2)
        table = left.selectbox("表", list(titles), format_func=lambda name: titles[name], key=f"choose_table_{key}")
        sheet = right.text_input("工作表名（不填则全部可见的表）", key=f"choose_sheet_{key}")
        period = left.text_input("期次（如 2021-11 或 2021）", key=f"choose_period_{key}")
        place = right.text_input("地区代码（表里没有写明地区时）", key=f"choose_place_{key}")
        sender = left.text_input("报送单位（不填则从标题和文件名里认）", key=f"choose_sender_{key}")
    return Choices(table or "", sheet.strip(), period.strip(), place.strip(), sender=sender.strip())


def _look(file: Dropped, choices: Choices, bars: Any) -> Preview:
    """The preview; kept for the session, so that a click does not read the file again."""
    previews = st.session_state.setdefault(_PREVIEWS, {})
    key = (file.name, choices, cache.version_key())
    kept = previews.get(file.digest)
    if kept and kept[0] == key:
        found: Preview = kept[1]
        return found
    with _on_disk(file) as path, tell_in(bars, f"正在读取和核对“{file.name}”…") as tell:
        found = apart.look(path, choices, cache.folder(), file.name, tell, gate.scope())
    previews[file.digest] = (key, found)
    return found


@contextmanager
def tell_in(place: Any, words: str, before: str = "") -> Iterator[apart.Tell]:
    """A bar that says how far it is, `before` in front of every word."""
    bar = place.progress(0.0, text=plain_label(words))
    yield lambda said, share: (bar.progress(share, text=plain_label(f"{before}{said}")), None)[1]
    bar.empty()


def _say_preview(found: Preview) -> str:
    if not any(sheet.rows_read for sheet in found.sheets) and any(sheet.asks for sheet in found.sheets):
        count = sum(1 + len(sheet.further) for sheet in found.sheets if sheet.asks)
        return f"有 {count} 个问题要先回答，答案记住，以后同样的表不再问"
    stored, left = (sum(getattr(sheet, name) for sheet in found.sheets) for name in ("rows_stored", "rows_left_out"))
    return f"可入库 {stored:,} 行，{left:,} 行不能入库，{sum(found.kinds.values()):,} 处提示"


def _marked(file: Dropped, choices: Choices) -> bytes:
    with _on_disk(file) as path:
        return apart.mark(path, choices, cache.folder(), file.name, lambda _, __: None)


@contextmanager
def _on_disk(file: Dropped) -> Iterator[Path]:
    """An uploaded file on disk for as long as it is read."""
    with temporary_folder() as folder:
        path = folder / f"upload{Path(file.name).suffix}"
        path.write_bytes(file.content)
        yield path

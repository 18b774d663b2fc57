"""Imports that were confirmed here: how far they are, and how each file ended."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from markupsafe import Markup

from access.accounts import Right
from access.audit import DONE, FAILED, REFUSED
from core.errors import UserError
from loaders import apart
from loaders.recognise import Choices
from loaders.results import ImportResult
from pages.parts.common import acts, cache, gate, look
from pages.parts.common.labels import plain_label
from pages.parts.imports.brought import draw_brought
from pages.parts.imports.looking import Looked, tell_in
from pages.parts.imports.report import draw_totals_and_problems, say_here, say_result
from pages.parts.imports.versions import say_version
from store import find_table, original_path

_GOING, _DONE, _STORED = "import_going", "import_done", "import_stored"


@dataclass(frozen=True)
class Going:
    """A file on its way; `number` is that of the field it was dropped in."""

    number: str
    choices: Choices
    job: apart.Job


@dataclass(frozen=True)
class Done:
    """How a file ended: its result, or the words of an error."""

    file: str
    choices: Choices
    result: ImportResult | None
    error: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether anything of it is in the store now."""
        return self.result is not None and bool(self.result.versions)

    @property
    def words(self) -> str:
        """One sentence."""
        return say_result(self.result) if self.result else self.error


def start(looked: Sequence[Looked]) -> None:
    """Begins to import these files in their order."""
    if not gate.may(Right.IMPORT):
        raise gate.refuse("导入")
    jobs = apart.start_imports([one.as_given for one in looked], cache.folder())
    st.session_state[_GOING] = [Going(one.file.number, one.choices, job) for one, job in zip(looked, jobs, strict=True)]
    stored_numbers().update(one.file.number for one in looked)
    draw_going()


def stored_numbers() -> set[str]:
    """The files of the field that are stored, or on their way."""
    numbers: set[str] = st.session_state.setdefault(_STORED, set())
    return numbers


def last_done() -> list[Done]:
    """The files that were imported last."""
    done: list[Done] = st.session_state.get(_DONE, [])
    return done


def forget_done() -> None:
    """From the next file on what was stored before is told no more."""
    st.session_state.pop(_DONE, None)


def draw_going() -> None:
    """How far the imports are that were begun here; they go on when somebody looks elsewhere, and are found again here."""
    going: list[Going] = st.session_state.get(_GOING, [])
    if not going:
        return
    place, done = st.empty(), []
    for at, one in enumerate(going, start=1):
        before = f"第 {at} 个，共 {len(going)} 个文件“{one.job.file_name}”：" if len(going) > 1 else ""
        with tell_in(place, f"{before}开始", before) as tell:
            done.append(_wait(one, tell))
        if not done[-1].is_stored:
            stored_numbers().discard(one.number)
    st.session_state.pop(_GOING)
    for one in going:
        one.job.is_seen()
    st.session_state[_DONE] = done
    st.rerun()


def _wait(one: Going, tell: apart.Tell) -> Done:
    try:
        result = one.job.wait(tell)
        _note(result)
        return Done(one.job.file_name, one.choices, result)
    except UserError as error:
        acts.note("import", "file", result=FAILED)
        return Done(one.job.file_name, one.choices, None, say_here(error.message))


def _note(result: ImportResult) -> None:
    """The versions that came of it and the beginning of the file's hash; a file's name may name somebody."""
    counts = {
        find_table(sheet.table).title: sheet.rows_stored for sheet in result.sheets if sheet.table and sheet.rows_stored
    }
    what = "、".join([f"文件 {result.digest[:16]}", *map(say_version, result.versions)])
    acts.note("import", what, result=DONE if result.versions else REFUSED, counts=counts)


def say_done(done: Sequence[Done]) -> str:
    """One sentence on all of them; '' where there are none, or the one file could not be read, which is told below."""
    if not done:
        return ""
    if len(done) == 1:
        return say_result(done[0].result) if done[0].result else ""
    stored = [one for one in done if one.is_stored]
    rest = len(done) - len(stored)
    rows = sum(sheet.rows_stored for one in stored if one.result for sheet in one.result.sheets)
    return f"{len(done)} 个文件：{len(stored)} 个已入库，共 {rows:,} 行" + (
        f"；{rest} 个没有入库，原因见下" if rest else ""
    )


def draw_done(done: Sequence[Done]) -> None:
    """What became of each file, then its figures and problems."""
    if len(done) == 1:
        _draw_one(done[0])
        return
    lines = [(one.file, one.words) for one in done]
    frame = pd.DataFrame(lines, columns=["file", "words"])
    st.html(look.table_html(frame, {"file": "文件", "words": "结果"}))
    told = [one for one in done if one.result]
    for tab, one in zip(st.tabs([plain_label(one.file) for one in told]), told, strict=True) if told else ():
        with tab:
            _draw_one(one)


def _draw_one(one: Done) -> None:
    if one.result is None:
        look.draw_problem(one.error)
        return
    words = "、".join(say_version(label) for label in one.result.versions)
    st.html(Markup("<div class='done'><b>已入库</b> {}</div>").format(words) if words else "")
    draw_brought(one.result)
    draw_totals_and_problems(
        one.result, (lambda: _marked(one)) if one.is_stored else None, f"done_{one.result.import_id}"
    )


def _marked(one: Done) -> bytes:
    """The kept original with its bad cells marked."""
    assert one.result is not None
    path = original_path(cache.folder(), one.result.digest)
    return apart.mark(path, one.choices, cache.folder(), one.file, lambda _, __: None)

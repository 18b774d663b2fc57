"""Words and marks drawn as HTML in one look: titles, lights, bands, lists, tables. A text is escaped, `Markup` stands as it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.lights import LIGHTS
from core.palette import css_variables
from core.templates import join, render
from pages.parts.common import state, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

SHOW_ROWS = 12
"""Rows of a table in the projection."""


def use_styles(*rooms: str) -> None:
    """Style a page by the sheets of these rooms, in their order."""
    st.html(_styles(*(f"{room}/{room.rpartition('/')[2]}" for room in rooms)))


def stylesheet() -> Markup:
    """The style of every page, with the colours that all style sheets take."""
    return _styles("common/browser/look", variables=css_variables())


def show_stylesheet() -> Markup:
    """What the projection changes."""
    return _styles("common/browser/show")


def _styles(*sheets: str, variables: str = "") -> Markup:
    return render(__file__, "styles", sheets=[f"pages/parts/{sheet}.css" for sheet in sheets], variables=variables)


def draw_answer(answer: str, quiet: str = "") -> None:
    """The page's answer as its title line, and one quiet line under it."""
    st.html(render(__file__, "answer", answer=answer, quiet=quiet))


def draw_heading(text: str, quiet: str = "") -> None:
    """A section's heading, stating what is found."""
    st.html(heading_html(text, quiet))


def heading_html(text: str, quiet: str = "") -> Markup:
    """The same where it stands among links."""
    return render(__file__, "heading", text=text, quiet=quiet)


def draw_note(text: str) -> None:
    """A quiet line: rule, unit, source."""
    st.html(Markup("<p class='quiet'>{}</p>").format(text))


def draw_notes(notes: Iterable[str]) -> None:
    """What of an address could not be followed, in a quiet line; nothing where all could."""
    if said := "".join(notes):
        draw_note(said)


def draw_problem(message: str) -> None:
    """What went wrong and what to do, nothing technical."""
    st.html(Markup("<div class='problem' role='alert'><b>没有完成</b><br>{}</div>").format(message))


def draw_warning(message: str) -> None:
    """What has to be known before going on."""
    st.html(Markup("<div class='problem' role='alert'><b>请先看</b><br>{}</div>").format(message))


def draw_done(message: str) -> None:
    """What was done."""
    st.html(done_html(message))


def done_html(message: str, link: str = "") -> Markup:
    """What was done, and the way to it."""
    return render(__file__, "done", message=message, link=link)


def draw_empty(message: str) -> None:
    """What to import; put a button after it."""
    st.html(Markup("<div class='empty'>{}</div>").format(message))


def draw_to_import(message: str, label: str = "去导入数据") -> None:
    """What is not there yet, and the way to the import."""
    draw_empty(message)
    draw_import_link(label)


def draw_import_link(label: str = "去导入数据") -> None:
    """The way to the import, with the picks."""
    draw_linked(buttons_html([link_html(label, "imports", style="button")]), f"to_imports_{label}")


def draw_page(draw: Callable[[Picked], None], what_for: str) -> None:
    """A page for the picks; without any data what will stand there, and the way to the import."""
    picked = state.picked()
    if picked.period:
        draw(picked)
        return
    draw_answer("还没有可以评估的数据")
    draw_to_import(what_for)


def draw_demo_band() -> None:
    """The band that marks simulated data on every screen."""
    st.html("<div class='demo-band'>模拟数据 · 由程序生成，人名地名项目均为虚构，不得引用</div>")


def light_html(light: str, words: str = "") -> Markup:
    """Colour, shape and word of a light; `words` replaces the word."""
    shape, word, _ = LIGHTS[light]
    return Markup("<span class='light {}'>{} {}</span>").format(light, shape, words or word)


def tiles_html(tiles: Sequence[tuple[str, str, str]]) -> Markup:
    """A row of (label, big figure, small words)."""
    return render(__file__, "tiles", tiles=tiles)


def facts_html(facts: Iterable[tuple[str, object]]) -> Markup:
    """A list of (label, what is known)."""
    return render(__file__, "facts", facts=facts)


def under_html(said: object) -> Markup:
    """The quiet line under a table."""
    return Markup("<div class='under'>{}</div>").format(said)


def bold_html(said: object) -> Markup:
    """What stands out in a line."""
    return Markup("<b>{}</b>").format(said)


def soft_html(said: object, style: str = "") -> Markup:
    """Quiet words in a line; `style` are further classes."""
    return Markup("<span class='{}'>{}</span>").format(f"soft {style}".strip(), said)


def line_html(links: Iterable[object], between: str = " ") -> Markup:
    """Links side by side in a line of their own."""
    return Markup("<p>{}</p>").format(join(links, between))


def links_html(links: Iterable[object]) -> Markup:
    """A list of links."""
    return render(__file__, "links", links=links)


def crumbs_html(steps: Iterable[object], aside: str = "") -> Markup:
    """The way up as one line of links, the last step where one stands; `aside` is a link at the end of the line."""
    return render(__file__, "crumbs", steps=steps, aside=aside)


def back_html(link: Markup) -> Markup:
    """The link back to a list, where the way up stands on other pages."""
    return Markup("<nav class='crumbs'>{}</nav>").format(link)


def buttons_html(links: Iterable[Markup]) -> Markup:
    """Links as buttons in a line."""
    return Markup("<div class='actions'>{}</div>").format(join(links))


def here_html(text: str) -> Markup:
    """A chip that is chosen already."""
    return Markup("<b class='chip here'>{}</b>").format(text)


def draw_parts(
    page: str,
    parameters: Callable[..., dict[str, str]],
    part: int,
    size: int,
    total: int,
    counter: str = "条",
    key: str = "parts",
) -> None:
    """The way through a list longer than one page: `第 51–100 条，共 240 条　上一页　下一页`; nothing where one page holds all.
    `parameters` are those of the address with some changed."""
    last = -(-total // size)
    if last <= 1:
        return
    first = (part - 1) * size + 1
    said: list[str | Markup] = [f"第 {first:,}–{min(first + size - 1, total):,} {counter}，共 {total:,} {counter}"]
    for label, other in (("上一页", part - 1), ("下一页", part + 1)):
        if 1 <= other <= last:
            own = parameters(part=str(other) if other > 1 else "")
            said.append(link_html(label, page, style="name", **own))
    draw_linked(under_html(join(said, "　")), key)


def chips_html(chips: Iterable[object], label: str = "", style: str = "chips") -> Markup:
    """A line of links to choose from, with the label that a screen reader says."""
    return render(__file__, "chips", chips=chips, label=label, style=style)


def table_html(
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    numbers: Sequence[str] = (),
    ours: pd.Series | None = None,
    caption: str = "",
) -> Markup:
    """A frame as HTML: columns of `titles` in order, `numbers` right-aligned. `ours` marks rows in the accent."""
    columns = [tables.Column(title, "number" if name in numbers else "") for name, title in titles.items()]
    marks = ["ours" if is_ours else "" for is_ours in (ours if ours is not None else [False] * len(frame))]
    values = frame[list(titles)].itertuples(index=False, name=None)
    return plain_html(columns, [tables.Row(row, mark) for row, mark in zip(values, marks, strict=True)], caption)


def plain_html(columns: Sequence[tables.Column], rows: Sequence[Sequence[object]], caption: str = "") -> Markup:
    """A table in the plain look of `table_html`, of cells as `tables.cells_html` takes them."""
    return tables.cells_html(columns, rows, style="plain", box="table-box", caption=caption)

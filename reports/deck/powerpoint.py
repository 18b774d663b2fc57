"""A deck as a PowerPoint file: native charts and tables that can be edited, the map as one shape a place, notes with the sources.

16:9 unless the office's own template says otherwise; its title placeholder is used, its other slides are taken out.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from core import palette
from core.errors import UserError
from core.lights import LIGHTS
from reports.deck.cells import FONT, Cell, fill_table
from reports.deck.outline import draw_outline
from reports.deck.pictures import Bars, Curve, Deck, Figures, Matrix, Picture, Shapes, Slide, Table, ink_on

WIDTH, HEIGHT = Emu(12192000), Emu(6858000)
"""16:9, 13.333 × 7.5 inches."""
_MARGIN: Final = 0.04
_TITLE, _UNDER, _BODY, _FOOT = Pt(30), Pt(16), Pt(18), Pt(14)
_SMALL_TABLE: Final = Pt(16)
_FILLED: Final = "behind"
_ROOM_FOR_WORDS: Final = 1.4
"""The axis is so much longer than the longest bar, for the words at its end."""
_TITLE_SIZES: Final = ((34, _TITLE), (66, Pt(24)), (10_000, Pt(18)))
"""Letters a title may have, and their size: two lines at most."""
_HALF: Final = 0.6
_FEW: Final = 4
"""So many figures stand in one line."""


def write_presentation(
    deck: Deck, template: bytes | None = None, tell: Callable[[str, float], None] | None = None
) -> bytes:
    """The file. `tell` hears how far it is and may raise to stop it. Raises UserError where the template is no PowerPoint file."""
    book = _open(template)
    layout = _title_layout(book)
    for number, slide in enumerate(deck.slides, 1):
        if tell is not None:
            tell(f"正在画第 {number} 屏，共 {len(deck.slides)} 屏", (number - 1) / len(deck.slides))
        page = book.slides.add_slide(layout)
        _Page(page, book.slide_width, book.slide_height).fill(slide, deck, number)
    book.core_properties.title = deck.title
    book.core_properties.keywords = "、".join(deck.keywords)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _open(template: bytes | None) -> Any:
    if template is None:
        book = Presentation()
        book.slide_width, book.slide_height = WIDTH, HEIGHT
        return book
    try:
        book = Presentation(io.BytesIO(template))
    except Exception as error:
        raise UserError(
            "模板不是 PowerPoint 文件（.pptx），打不开", todo="请用 PowerPoint 或 WPS 另存为 .pptx"
        ) from error
    ids = book.slides._sldIdLst
    for one in list(ids):
        book.part.drop_rel(one.rId)
        ids.remove(one)
    return book


def _title_layout(book: Any) -> Any:
    """The layout with a title and as little else as there is."""
    titled = [one for one in book.slide_layouts if any(part.placeholder_format.type == 1 for part in one.placeholders)]
    return min(titled or list(book.slide_layouts), key=lambda one: len(one.placeholders))


class _Page:
    """One slide being filled; lengths are shares of its width and height."""

    def __init__(self, page: Any, width: int, height: int) -> None:
        self._page, self._width, self._height = page, width, height

    def fill(self, slide: Slide, deck: Deck, number: int) -> None:
        """Title, what stands under it, pictures side by side, the corner, notes."""
        self._title(slide.title)
        if slide.subtitle:
            self._text(slide.subtitle, (_MARGIN, 0.155, 1 - 2 * _MARGIN, 0.06), _UNDER, palette.QUIET)
        count = max(1, len(slide.pictures))
        room = (1 - 2 * _MARGIN - 0.02 * (count - 1)) / count
        for place, picture in enumerate(slide.pictures):
            self._draw(picture, (_MARGIN + place * (room + 0.02), 0.23, room, 0.67))
        mark = "模拟数据 · " if deck.is_demo else ""
        self._text(f"{mark}{deck.snapshot}", (_MARGIN, 0.925, 0.8, 0.05), _FOOT, palette.QUIET)
        self._text(f"{number} / {len(deck.slides)}", (0.86, 0.925, 0.1, 0.05), _FOOT, palette.QUIET, PP_ALIGN.RIGHT)
        self._page.notes_slide.notes_text_frame.text = "\n".join(part for part in (slide.notes, deck.snapshot) if part)

    def _title(self, words: str) -> None:
        holder = self._page.shapes.title
        for other in list(self._page.placeholders):
            if holder is None or other.placeholder_format.idx != holder.placeholder_format.idx:
                other._element.getparent().remove(other._element)
        if holder is None:
            self._text(words, (_MARGIN, 0.03, 1 - 2 * _MARGIN, 0.12), _TITLE, palette.INK, is_bold=True)
            return
        holder.left, holder.top, holder.width, holder.height = self._place((_MARGIN, 0.03, 1 - 2 * _MARGIN, 0.12))
        frame = holder.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        size = next(size for letters, size in _TITLE_SIZES if len(words) <= letters)
        _write(frame.paragraphs[0], words, size, palette.INK, is_bold=True)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT

    def _draw(self, picture: Picture, room: Sequence[float]) -> None:
        if isinstance(picture, Bars):
            self._bars(picture, room)
        elif isinstance(picture, Curve):
            self._curve(picture, room)
        elif isinstance(picture, Matrix):
            self._matrix(picture, room)
        elif isinstance(picture, Table):
            self._table(picture, room)
        elif isinstance(picture, Shapes):
            self._shapes(picture, room)
        else:
            self._figures(picture, room)

    def _bars(self, bars: Bars, room: Sequence[float]) -> None:
        if not bars.rows:
            return
        data = CategoryChartData()
        rows = list(reversed(bars.rows))
        data.categories = [row.label for row in rows]
        data.add_series(bars.series, [row.value for row in rows])
        if bars.tick:
            data.add_series(bars.tick, [row.tick for row in rows])
        chart = self._chart(XL_CHART_TYPE.BAR_CLUSTERED, room, data, has_legend=bool(bars.tick))
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = 60 + 30 * max(0, 8 - len(rows)), 100
        _fill(plot.series[0].format, palette.PEER)
        for at, row in enumerate(rows):
            if row.colour or row.is_ours:
                _fill(plot.series[0].points[at].format, row.colour or palette.ACCENT)
            is_beyond = row.tick is not None and row.tick > (row.value or 0.0)
            label = plot.series[1 if bars.tick and is_beyond else 0].points[at].data_label
            label.position = XL_LABEL_POSITION.OUTSIDE_END
            _write(label.text_frame.paragraphs[0], row.words, _BODY, palette.INK)
            label.text_frame.word_wrap = False
        if bars.tick:
            plot.series[1].format.fill.background()
            plot.series[1].format.line.color.rgb = _rgb(palette.INK)
            plot.series[1].format.line.width = Pt(1.5)
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        known = [value for row in rows for value in (row.value, row.tick) if value is not None]
        if all(value >= 0 for value in known):
            chart.value_axis.minimum_scale = 0
            chart.value_axis.maximum_scale = _ROOM_FOR_WORDS * bars.reach() or 1.0
        chart.category_axis.format.line.color.rgb = _rgb(palette.RULE)

    def _curve(self, curve: Curve, room: Sequence[float]) -> None:
        if not curve.ticks or not curve.lines:
            return
        data = CategoryChartData()
        data.categories = curve.ticks
        for line in curve.lines:
            data.add_series(line.name, line.values)
        chart = self._chart(XL_CHART_TYPE.LINE, room, data, has_legend=True)
        for line, series in zip(curve.lines, chart.plots[0].series, strict=True):
            colours = {"main": palette.ACCENT, "plan": palette.INK}
            series.format.line.color.rgb = _rgb(colours.get(line.kind, palette.PEER))
            series.format.line.width = Pt(4 if line.kind == "main" else 2)
            series.smooth = False
            if line.kind == "plan":
                series.format.line.dash_style = MSO_LINE.DASH
        chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(palette.GRID)
        chart.value_axis.tick_labels.number_format = f'0"{curve.unit}"'
        chart.value_axis.tick_labels.number_format_is_linked = False

    def _chart(self, kind: Any, room: Sequence[float], data: Any, *, has_legend: bool) -> Any:
        chart = self._page.shapes.add_chart(kind, *self._place(room), data).chart
        chart.has_title, chart.has_legend = False, has_legend
        chart.font.size, chart.font.name = _BODY, FONT
        _set_fonts(chart._chartSpace.find(f".//{qn('a:defRPr')}"))
        if has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        return chart

    def _table(self, table: Table, room: Sequence[float]) -> None:
        aligns = ["r" if column in table.numbers else "l" for column in range(len(table.heads))]
        rows = [
            [Cell(head, palette.QUIET, align, is_bold=True) for head, align in zip(table.heads, aligns, strict=True)]
        ]
        for row in table.rows:
            is_ours = bool(table.ours) and row[0] == table.ours
            colour = palette.ACCENT if is_ours else palette.INK
            rows.append([Cell(said, colour, align, is_bold=is_ours) for said, align in zip(row, aligns, strict=True)])
        self._grid(rows, room, _weights(table))

    def _matrix(self, matrix: Matrix, room: Sequence[float]) -> None:
        rows = [[Cell(head, palette.QUIET, "ctr", is_bold=True) for head in ("", *matrix.heads)]]
        for number, (label, _) in enumerate(matrix.rows):
            is_ours = bool(matrix.ours) and label == matrix.ours
            line = [Cell(label, palette.ACCENT if is_ours else palette.INK, is_bold=is_ours)]
            for light, said in matrix.cells(number):
                look, is_filled = LIGHTS[light], light == _FILLED
                text = f"{look.shape} {said if matrix.words else matrix.word(light)}".strip()
                line.append(
                    Cell(text, palette.GROUND if is_filled else look.colour, "ctr", look.colour if is_filled else "")
                )
            rows.append(line)
        self._grid(rows, room, [2.0, *(1.0 for _ in matrix.heads)])

    def _grid(self, rows: Sequence[Sequence[Cell]], room: Sequence[float], weights: Sequence[float]) -> None:
        left, top, width, height = self._place(room)
        tall = min(height, int(self._height * 0.055) * len(rows))
        table = self._page.shapes.add_table(len(rows), len(rows[0]), left, top, width, tall).table
        table.first_row, table.horz_banding = False, False
        for column, weight in zip(table.columns, weights, strict=True):
            column.width = Emu(int(width * weight / sum(weights)))
        fill_table(table._tbl, rows, tall // len(rows))

    def _shapes(self, picture: Shapes, room: Sequence[float]) -> None:
        left, top, width, height = self._place((room[0], room[1], room[2] * 0.74, room[3]))
        points = [point for shape in picture.shapes for ring in shape.rings for point in ring]
        if points:
            low_x, low_y = min(x for x, _ in points), min(y for _, y in points)
            span_x, span_y = max(x for x, _ in points) - low_x, max(y for _, y in points) - low_y
            scale = min(width / (span_x or 1), height / (span_y or 1))
            left = Emu(left + int((width - span_x * scale) / 2))
            for shape in picture.shapes:
                self._place_shape(shape, lambda x, y: (left + (x - low_x) * scale, top + (y - low_y) * scale))
            if len(picture.shapes) <= _NAMED:
                for shape in picture.shapes:
                    self._name_shape(shape, left + (shape.at[0] - low_x) * scale, top + (shape.at[1] - low_y) * scale)
        right = (room[0] + room[2] * 0.76, room[1] + room[3] * 0.35, room[2] * 0.24, room[3] * 0.6)
        self._legend(picture, right)

    def _place_shape(self, shape: Any, at: Any) -> None:
        drawn = draw_outline(self._page.shapes, ([at(x, y) for x, y in ring] for ring in shape.rings))
        if drawn is None:
            return
        drawn.name = shape.name
        _fill(drawn, shape.colour or palette.MAP_WAITING)
        drawn.line.color.rgb = _rgb(palette.ACCENT if shape.is_ours else palette.GROUND)
        drawn.line.width = Pt(3 if shape.is_ours else 0.75)
        drawn.shadow.inherit = False
        drawn._element.nvSpPr.cNvPr.set("descr", f"{shape.name} {shape.words}".strip())

    def _name_shape(self, shape: Any, x: float, y: float) -> None:
        width, height = self._width * 0.11, self._height * 0.075
        box = self._page.shapes.add_textbox(
            Emu(int(x - width / 2)), Emu(int(y - height / 2)), Emu(int(width)), Emu(int(height))
        )
        box.name = f"{shape.name}名称"
        frame = box.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        ink = ink_on(shape.colour)
        _write(frame.paragraphs[0], shape.name, Pt(14), ink, is_bold=True)
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        if shape.words:
            second = frame.add_paragraph()
            _write(second, shape.words, Pt(14), ink)
            second.alignment = PP_ALIGN.CENTER

    def _legend(self, picture: Shapes, room: Sequence[float]) -> None:
        self._text(picture.meaning, (room[0], room[1], room[2], 0.06), _BODY, palette.INK, is_bold=True)
        for at, line in enumerate(picture.legend):
            top = room[1] + 0.08 + at * 0.052
            swatch = self._page.shapes.add_shape(1, *self._place((room[0], top + 0.01, 0.025, 0.03)))
            _fill(swatch, line.colour or palette.MAP_WAITING)
            swatch.line.color.rgb = _rgb(palette.SWATCH_RULE)
            swatch.shadow.inherit = False
            self._text(
                f"{line.words}（{line.count}）", (room[0] + 0.03, top, room[2] - 0.03, 0.05), _SMALL_TABLE, palette.INK
            )
        if picture.review_number:
            top = room[1] + 0.09 + len(picture.legend) * 0.052
            self._text(f"审图号：{picture.review_number}", (room[0], top, room[2], 0.05), _FOOT, palette.QUIET)

    def _figures(self, figures: Figures, room: Sequence[float]) -> None:
        most = 2 if room[2] <= _HALF else 3 if len(figures.rows) > _FEW else _FEW
        across = min(most, max(1, len(figures.rows)))
        width = room[2] / across
        for at, (label, figure, under) in enumerate(figures.rows):
            left, top = room[0] + (at % across) * width, room[1] + (at // across) * 0.27
            self._text(label, (left, top, width - 0.01, 0.06), _BODY, palette.QUIET)
            self._text(figure, (left, top + 0.06, width - 0.01, 0.1), Pt(36), palette.INK, is_bold=True)
            self._text(under, (left, top + 0.165, width - 0.01, 0.09), _SMALL_TABLE, palette.QUIET)

    def _text(
        self,
        words: str,
        room: Sequence[float],
        size: Any,
        colour: str,
        align: Any = PP_ALIGN.LEFT,
        *,
        is_bold: bool = False,
    ) -> None:
        frame = self._page.shapes.add_textbox(*self._place(room)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        _write(frame.paragraphs[0], words, size, colour, is_bold=is_bold)
        frame.paragraphs[0].alignment = align

    def _place(self, room: Sequence[float]) -> tuple[Emu, Emu, Emu, Emu]:
        left, top, width, height = room
        return (
            Emu(int(left * self._width)), Emu(int(top * self._height)), Emu(int(width * self._width)),
            Emu(int(height * self._height)),
        )  # fmt: skip


_NAMED: Final = 30
"""With more places their names would lie over each other; they stand in the shapes' own names."""


def _write(paragraph: Any, words: str, size: Any, colour: str, *, is_bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold = size, is_bold
    run.font.color.rgb = _rgb(colour)
    _set_fonts(run._r.get_or_add_rPr())


def _set_fonts(properties: Any) -> None:
    """The typeface for Latin and for Chinese letters, else a viewer takes a font of its own for the latter."""
    if properties is None:
        return
    for tag in ("a:latin", "a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        etree.SubElement(properties, qn(tag)).set("typeface", FONT)


def _weights(table: Table) -> list[float]:
    """How wide the columns are: by their longest words, within reason."""
    longest = [max([len(head), *(len(row[at]) for row in table.rows)]) for at, head in enumerate(table.heads)]
    return [float(min(max(length, 4), 30)) for length in longest]


def _fill(drawn: Any, colour: str) -> None:
    drawn.fill.solid()
    drawn.fill.fore_color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:
    return RGBColor.from_string(colour.removeprefix("#").upper())

"""数据真实's table: a row a place, a column a test, each cell a degree with its shape and word that opens the picture."""

from markupsafe import Markup

from core import words
from core.templates import render
from indicators.integrity import CLEAR, DEGREE_WORDS, FEW, NONE, NOT_APPLICABLE, SLIGHT, TESTS, Integrity, Result, Test
from indicators.integrity import pictures as integrity_pictures
from indicators.integrity import words as integrity_words
from pages.parts.common import cache, look, tables
from pages.parts.common.address import LEVEL_WORDS, say_area_of, say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked

PAGE = "integrity"
LIGHTS = {CLEAR: "behind", SLIGHT: "warning", NONE: "normal", FEW: "missing", NOT_APPLICABLE: "not_applicable"}
"""Degree → the light whose shape and colour it has; the word is its own."""
SHOW_ROWS = 12


def draw_table(picked: Picked, found: Integrity) -> None:
    """The answer, the table, the rules of reading it."""
    places = found.looked_at()
    worst = integrity_pictures.most_remarkable(found)
    title = "" if worst is None else f"{say_place(worst.place_code)}的{TESTS[worst.test_id].title}"
    noun, judged = LEVEL_WORDS[found.request.level], integrity_pictures.count_judged(found)
    known = max(len(places), len(cache.places().children(found.request.at, found.request.level)) if places else 0)
    degrees, is_few = integrity_pictures.count_degrees(found), integrity_pictures.is_mostly_few(found)
    answer = integrity_words.say_integrity(noun, judged, known - judged, degrees, worst, title, is_few)
    quiet = f"{words.say_period(picked.period)} · {integrity_words.NEVER_A_VERDICT}"
    look.draw_answer(f"{say_area_of(found.request.at)}：{answer}", quiet)
    if not places:
        look.draw_to_import("请导入年度收支表、务工信息和监测对象信息。")
        return
    order = sorted(places, key=lambda place: (_weight(found, place), place))
    shown = order[:SHOW_ROWS] if picked.is_show else list(dict.fromkeys([found.request.at, *order]))
    columns = [tables.Column("地区"), *(tables.Column(test.title, hint=test.question) for test in TESTS.values())]
    rows = [_row(picked, found, place) for place in shown]
    note = f"有数据的 {len(places)} 个{noun}" if known > len(places) else f"共 {len(places)} 个{noun}"
    if not picked.is_show:
        note += "；点格子看图和背后的户。一次看的地方越多，判为异常的标准越严。"
    draw_linked(tables.cells_html(columns, rows, style="grid rows degrees", under=note), "degrees")
    if not picked.is_show:
        draw_linked(_legend_html(*found.family(places[0])), "questions")


def degree_html(result: Result) -> Markup:
    """The degree as shape, colour and word."""
    return look.light_html(LIGHTS[result.degree], DEGREE_WORDS[result.degree])


def cell_parameters(picked: Picked, found: Integrity, test: Test, place: str, figure: str = "") -> dict[str, str]:
    """The page's own parameters for one cell."""
    at = "" if found.request.at == picked.scope else found.request.at
    return {"at": at, "test": test.id, "of": "" if place == found.request.at else place, "figure": figure}


def _weight(found: Integrity, place: str) -> tuple[int, int]:
    """Fewer is more remarkable: minus the clear ones, minus the slight ones."""
    degrees = [worst.degree for test in TESTS if (worst := found.worst(place, test)) is not None]
    return -degrees.count(CLEAR), -degrees.count(SLIGHT)


def _row(picked: Picked, found: Integrity, place: str) -> tables.Row:
    is_area = place == found.request.at
    name = look.bold_html(say_area_of(place)) if is_area else link_html(say_place(place), PAGE, style="name", at=place)
    cells = [_cell(picked, found, test, place) for test in TESTS.values()]
    return tables.Row([name, *cells], "area" if is_area else "")


def _cell(picked: Picked, found: Integrity, test: Test, place: str) -> tables.Cell:
    worst = found.worst(place, test.id)
    if worst is None:
        return tables.Cell("—", "soft")
    to = cell_parameters(picked, found, test, place)
    return tables.Cell(link_html(degree_html(worst), PAGE, title=worst.sentence, **to), f"degree {worst.degree}")


def _legend_html(places: int, tests: int) -> Markup:
    facts = [(test.title, test.question) for test in TESTS.values()]
    facts += [("程度", integrity_words.HOW), ("多处同看", integrity_words.ADJUSTED.format(places=places, tests=tests))]
    return render(__file__, "legend", facts=look.facts_html(facts))

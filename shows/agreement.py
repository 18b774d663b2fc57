"""Slides of 东西部协作: which counties exceed their agreement, block by block."""

from collections.abc import Mapping, Sequence

from core import words
from core.errors import UserError
from indicators.books import book_for
from indicators.declared import read_framework
from indicators.evaluation import answers, evaluate, offered_grades, periods
from indicators.figures import cooperation
from reports.deck import Matrix, Slide, number_slides, split_rows
from shows.snapshot import Snapshot

ROWS = 12
LEGEND = (("normal", "全部超额"), ("behind", "有没超额的"), ("missing", "没有报"))


def make_cooperation(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """County by block: how many of the agreement's items are exceeded, and whose grade is capped."""
    period = snapshot.evaluation.period
    book = book_for(period, snapshot.scope, cooperation.AREA, "county")
    if not book or period not in periods(snapshot.store, read_framework(book)):
        raise UserError(f"{words.say_period(period)}没有东西部协作的数据", todo="请导入协议指标表和完成情况表")
    found = evaluate(snapshot.store, read_framework(book), period, snapshot.evaluation.area, snapshot.day)
    ours = snapshot.ours if snapshot.ours in set(found.places["place_code"]) else ""
    items = cooperation.read_rows(snapshot.store, cooperation.ITEMS, period, found.day, ours or found.area)
    counts = cooperation.count_items(items, ["place_code", "block"]).set_index(["place_code", "block"])
    cuts = [cut for cut in found.framework.indicators if cut.points]
    rows = []
    for row in answers.light_table(found).to_dict("records"):
        code = str(row["place_code"])
        if ours and code != ours:
            continue
        cells = []
        for cut in cuts:
            if (code, cut.title) not in counts.index:
                cells.append(("missing", ""))
                continue
            one = counts.loc[(code, cut.title)]
            cells.append((cooperation.light_of(one), f"{one['exceeded']}/{one['items']}"))
        capped = offered_grades(found, code)
        negative = (
            ("behind", f"最高“{capped.best}”")
            if capped.why
            else ("normal", "没有")
            if capped.is_known
            else ("missing", "")
        )
        rows.append((str(row["place_name"]), (*cells, negative)))
    title = cooperation.say_answer(found, items, ours)
    under = f"格内是超额完成的项数/协议指标项数，正好完成的不算超额；{words.say_as_of(period, found.day)}"
    heads = (*(cut.short for cut in cuts), "负面清单")
    return number_slides(
        Slide(title, under, (_matrix(heads, part),), f"依据：{found.framework.source}")
        for part in split_rows(rows, ROWS)
    )


def _matrix(heads: tuple[str, ...], rows: Sequence[tuple[str, tuple[tuple[str, str], ...]]]) -> Matrix:
    return Matrix(
        heads,
        tuple((name, tuple(light for light, _ in line)) for name, line in rows),
        words=tuple(tuple(said for _, said in line) for _, line in rows),
        legend=LEGEND,
    )

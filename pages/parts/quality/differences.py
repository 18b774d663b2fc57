"""数据质量: what was reported held against the registers, measure by measure and place by place; into the ledger in one step."""

import pandas as pd
from markupsafe import Markup

from core.words import say_date, say_period, say_value
from indicators.declared import TOWNSHIP, Framework
from indicators.reconciliation import FIGURES, by_measure, differing, words
from ledger.book import Opened
from ledger.opening import Order, open_differences
from pages.parts.common import cache, look, office, tables
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.quality import data as quality_data
from pages.parts.to_ledger.form import Form
from pages.parts.to_ledger.form import draw as draw_form

LISTED = 30
SHOWN = 10
"""Rows in the projection."""


def count_differing(picked: Picked, framework: Framework) -> dict[str, int]:
    """How many figures were reported otherwise than the registers have them, of each county of the place looked at in which any
    could be held together."""
    found = _read(picked, framework)
    apart = differing(found)["place_code"].str[:6].value_counts()
    return {code: int(apart.get(code, 0)) for code in found["place_code"].str[:6].unique()}


def read_differing(picked: Picked, framework: Framework) -> pd.DataFrame:
    """The figures that were reported otherwise than the registers have them; none where nothing is held together."""
    found = _read(picked, framework)
    return differing(found) if len(found) else found


def _read(picked: Picked, framework: Framework) -> pd.DataFrame:
    return quality_data.read_differences(framework, picked.period, picked.scope, cache.view_day(picked.period))


def draw_differences(picked: Picked, framework: Framework) -> None:
    """The section: a sentence, the differences by place, every measure with both figures, the way into the ledger."""
    if not any(measure.holding for measure in framework.measures.values()):
        return
    found = _read(picked, framework)
    rows = differing(found)
    look.draw_heading(
        f"填报与登记对不上的 {len(rows):,} 处" if len(rows) else "填报与登记逐一对得上", words.say_all(found)
    )
    if found.empty:
        look.draw_note("导入乡镇工作进度和户、人、项目的登记表后，这里逐项核对。")
        return
    if len(rows):
        shown = rows.head(SHOWN if picked.is_show else LISTED)
        draw_linked(_places_html(picked, shown, len(rows)), key="differences")
    if picked.is_show:
        return
    if len(rows):
        _draw_to_ledger(picked, framework, rows)
    draw_linked(_measures_html(by_measure(found), picked, framework), key="differences_by_measure")
    _draw_levels(picked, picked.scope)


def _places_html(picked: Picked, rows: pd.DataFrame, count: int) -> Markup:
    columns = [tables.Column("地区"), tables.Column("指标", cell="wrap"), tables.Column("数字"),
               *(tables.Column(title, "number") for title in ("填报", "登记", "相差")), tables.Column("由谁说明")]  # fmt: skip
    names = cache.places()
    body = []
    for row in rows.to_dict("records"):
        county = names.find(str(row["place_code"])[:6])
        place = (
            f"{county.name if county else ''} {row['place_name']}" if len(row["place_code"]) > 6 else row["place_name"]
        )
        title = row["title"]
        if not picked.is_show:
            title = link_html(title, "shortfalls", style="name", at=row["place_code"], measure=row["measure"])
        gap = words.say_gap(pd.Series(row))
        body.append(
            [
                place,
                title,
                FIGURES[row["figure"]],
                _amount(row, "reported"),
                _amount(row, "registered"),
                gap,
                row["explains"],
            ]
        )
    rest = f"，此处列相差比例最大的 {len(rows)} 处" if count > len(rows) else ""
    return look.plain_html(columns, body, f"共 {count:,} 处{rest}；点指标看登记表里的名单")


def _measures_html(rows: pd.DataFrame, picked: Picked, framework: Framework) -> Markup:
    columns = [tables.Column("指标", cell="wrap"), tables.Column("数字"),
               *(tables.Column(title, "number") for title in ("填报", "登记", "相差", "对不上的地方")),
               tables.Column("由谁说明")]  # fmt: skip
    body = [
        [
            row["title"], FIGURES[row["figure"]], _amount(row, "reported"), _amount(row, "registered"),
            words.say_gaps(pd.Series(row)),
            f"{row['places_differing']}/{row['places']}", row["explains"],
        ]
        for row in rows.to_dict("records")
    ]  # fmt: skip
    day = cache.view_day(picked.period)
    until = f"截至{say_date(day)}" if day else ""
    unlike = words.say_unlike(framework.measures[name] for name in rows["measure"])
    return look.plain_html(
        columns,
        body,
        f"每项指标取相差最大的一个数；填报来自{say_period(picked.period)}的乡镇工作进度和县报数，登记来自户、人、项目{until}的名册"
        + (f"。{unlike}" if unlike else ""),
    )


def _amount(row: dict[str, object], name: str) -> str:
    return say_value(row[name], str(row["unit"]))  # type: ignore[arg-type]


def _plain(value: float, unit: str) -> str:
    """A figure in the unit of its table, which need not be one that the program reckons with."""
    return f"{say_value(value, 'ratio')} {unit}"


def _draw_to_ledger(picked: Picked, framework: Framework, rows: pd.DataFrame) -> None:
    def open_all(order: Order, who: str) -> list[Opened]:
        return open_differences(office.ledger(), cache.store(), framework, picked.period, rows, order, who)

    cuts = {"at": ""}
    form = Form("differences", f"对不上的 {len(rows):,} 处", (TOWNSHIP,), cuts, place=picked.scope)
    draw_form(form, open_all)


def _draw_levels(picked: Picked, area: str) -> None:
    found = quality_data.read_levels(picked.period, area)
    if found.empty:
        return
    wide = found[~found["is_within"]]
    head = f"上级数与各县之和对不上的 {len(wide)} 项" if len(wide) else f"上级数与各县之和 {len(found)} 项全部一致"
    columns = [
        tables.Column("地区"),
        tables.Column("指标"),
        *(tables.Column(title, "number") for title in ("上级数", "各县之和", "相差")),
    ]
    body = [
        [
            row["place_name"],
            f"{row['title']}（{row['period']}）",
            *(_plain(row[name], row["unit"]) for name in ("reported", "summed", "difference")),
        ]
        for row in found.to_dict("records")
    ]
    look.draw_heading(head, "只比较能相加的数；比率和人均数不相加")
    draw_linked(look.plain_html(columns, body), key="levels")

"""A framework of 10 points over four counties and two months, small enough to reckon by hand.

November: 凤凰 4+4+2=10, 泸溪 2.4+2.5+1.5=6.4, 花垣 3.2+2+0.5=5.7; 吉首 has no survey, 60 % reported, no rank.
October: 花垣 4+2+1.5=7.5, 凤凰 1.6+3+2=6.6, 泸溪 3.2+1+1=5.2. So 凤凰 ▲1, 泸溪 ▲1, 花垣 ▼2.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import yaml

from indicators.declared import Framework, read_framework
from store.declared.tables import find_table
from store.frames import arrow_schema
from store.refused import RefusedRows
from store.versions import Store

NOW, BEFORE = "2021-11", "2021-10"
AREA = "433100"
LUXI, FENGHUANG, HUAYUAN, JISHOU = "433122", "433123", "433124", "433101"
PLACES = {
    LUXI: ("泸溪县", "脱贫县"),
    FENGHUANG: ("凤凰县", "脱贫县"),
    HUAYUAN: ("花垣县", "脱贫县"),
    JISHOU: ("吉首市", "其他县"),
}
FIGURES = {
    NOW: {LUXI: (8, 95, 1), FENGHUANG: (10, 98, 0), HUAYUAN: (9, 94, 3), JISHOU: (10, None, 0)},
    BEFORE: {LUXI: (9, 92, 2), FENGHUANG: (7, 96, 0), HUAYUAN: (10, 94, 1), JISHOU: (10, None, 0)},
}
"""Period → county → (meetings held of 10 planned, satisfied of 100 surveyed, repeated petitions)."""

FRAMEWORK = {
    "framework": "small",
    "title": "小例子",
    "version": "1",
    "period": "month",
    "points": 10,
    "aspects": [{"title": "责任", "points": 4}, {"title": "成效", "points": 6}],
    "indicators": [{"title": "甲项", "short": "甲", "points": 4}, {"title": "乙项", "short": "乙", "points": 6}],
    "source": "测试",
}
_COMMON = {"table": "county_figures", "source": "测试", "says": "一个数 ÷ 另一个数"}
MEASURES = {
    "meetings": {
        "title": "会议完成率", "aspect": "责任", "indicator": "甲项", "numerator": "meetings_held",
        "denominator": "meetings_planned", "unit": "percent", "direction": "higher_is_better", "points": 4,
        "scoring": {"rule": "linear", "zero_at": 0.5, "full_at": 1.0}, "amount_unit": "count:次", "department": "县委办",
    },
    "satisfied": {
        "title": "群众认可度", "aspect": "成效", "indicator": "乙项", "numerator": "satisfied_households",
        "denominator": "surveyed_households", "unit": "percent", "direction": "higher_is_better", "points": 4,
        "scoring": {"rule": "linear", "zero_at": 0.9, "full_at": 0.98}, "amount_unit": "households",
    },
    "petitions": {
        "title": "重复信访件数", "aspect": "成效", "indicator": "乙项", "total": "repeat_petitions", "unit": "count:件",
        "direction": "lower_is_better", "points": 2, "scoring": {"rule": "per_case", "per_case": 0.5},
        "department": "信访局",
    },
    "cases": {
        "title": "典型经验数", "aspect": "成效", "indicator": "乙项", "total": "model_cases", "unit": "count",
        "direction": "higher_is_better", "scoring": {"rule": "bonus", "per_case": 0.5, "max": 2},
    },
    "all_petitions": {
        "title": "信访件数", "aspect": "责任", "indicator": "甲项", "total": "petitions", "unit": "count:件",
        "direction": "lower_is_better",
    },
}  # fmt: skip


def small_framework(folder: Path) -> Framework:
    """The framework, written below `folder` and read from there."""
    home = folder / "small"
    home.mkdir(parents=True, exist_ok=True)
    files = {"framework": FRAMEWORK} | {name: {**_COMMON, **measure} for name, measure in MEASURES.items()}
    for name, content in files.items():
        (home / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read_framework("small", folder)


def small_store(folder: Path, left_out: Mapping[str, Collection[str]] | None = None) -> Store:
    """A store with the four counties' figures of both months, without the items `left_out` of a month."""
    store = Store(folder)
    write_rows(
        store,
        "places",
        [{"code": code, "name": name, "level": "county", "league": league} for code, (name, league) in PLACES.items()],
    )
    rows = []
    for period, counties in FIGURES.items():
        for code, (held, satisfied, repeated) in counties.items():
            figures = {
                "meetings_planned": 10, "meetings_held": held, "surveyed_households": None if satisfied is None else 100,
                "satisfied_households": satisfied, "repeat_petitions": repeated,
            }  # fmt: skip
            key = {"place_code": code, "place_name": PLACES[code][0], "county_code": code, "period": period}
            figures = {item: value for item, value in figures.items() if item not in (left_out or {}).get(period, ())}
            rows += [{**key, "item": item, "value": value} for item, value in figures.items() if value is not None]
    write_rows(store, "indicator_values", rows)
    return store


def write_rows(store: Store, name: str, rows: list[dict[str, object]], refused: Sequence[RefusedRows] = ()) -> None:
    """Store rows of a declared table; columns left out are empty, the source is counted through. `refused` are rows of the file that
    the table did not take."""
    table = find_table(name)
    source = {"source_file": "测试.xlsx", "source_hash": "0" * 16, "source_sheet": "表1", "import_id": f"test-{name}"}
    numbered = [{**source, "source_row": number, **row} for number, row in enumerate(rows, 2)]
    store.write(
        table, pa.Table.from_pylist(numbered, schema=arrow_schema(table)), "测试", "测试.xlsx", "0" * 64, f"test-{name}",
        refused=refused,
    )  # fmt: skip

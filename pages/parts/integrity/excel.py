"""数据真实 as sheets: how far each place is from what is usual, and every result in words."""

import pandas as pd

from indicators.integrity import DEGREE_WORDS, TESTS, Integrity
from indicators.integrity import words as integrity_words
from indicators.listed import numbers
from pages.parts.common.address import say_place
from reports.workbook import SERIAL, Column, Sheet


def list_degrees(found: Integrity, area: str) -> list[Sheet]:
    """The table of the page, and a row a test and place."""
    places = list(dict.fromkeys([found.request.at, *found.looked_at()]))
    worst = {test: [found.worst(place, test) for place in places] for test in TESTS}
    columns = [Column("place", "地区", 20), *(Column(test, one.title, 14) for test, one in TESTS.items())]
    cells = {
        "place": [say_place(place) for place in places],
        **{test: [one and DEGREE_WORDS[one.degree] for one in results] for test, results in worst.items()},
    }
    first = Sheet(
        "程度",
        f"{area}数字像不像逐户算出来的",
        [integrity_words.NEVER_A_VERDICT],
        columns,
        pd.DataFrame(cells, dtype=object),
        frozen=1,
    )
    figures = {(test.id, figure.id): figure.title for test in TESTS.values() for figure in test.figures}
    rows = [one for place in places for test in TESTS for one in found.of(place, test)]
    columns = [
        SERIAL,
        Column("place", "地区", 18),
        Column("test", "检验", 14),
        Column("figure", "金额", 18),
        Column("degree", "程度", 12),
        Column("n", "个数", 9, "integer"),
        Column("said", "说明", 60),
    ]
    cells = {
        "place": [say_place(one.place_code) for one in rows],
        "test": [TESTS[one.test_id].title for one in rows],
        "figure": [figures.get((one.test_id, one.figure_id)) for one in rows],
        "degree": [DEGREE_WORDS[one.degree] for one in rows],
        "n": numbers(one.n for one in rows),
        "said": [one.sentence for one in rows],
    }
    return [
        first,
        Sheet(
            "逐项结果",
            f"{area}逐项检验结果",
            [integrity_words.NEVER_A_VERDICT],
            columns,
            pd.DataFrame(cells, dtype=object),
            frozen=3,
        ),
    ]

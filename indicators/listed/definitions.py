"""The measures of a framework in words as a sheet."""

import pandas as pd

from indicators.declared import Framework
from indicators.evaluation import explaining
from indicators.listed.cells import texts
from reports.workbook import SERIAL, Column, Sheet


def list_definitions(framework: Framework) -> Sheet:
    """A row a measure, in the order of the framework."""
    found = list(framework.measures.values())
    columns = [
        SERIAL,
        Column("title", "名称", 28),
        Column("aspect", "方面", 10),
        Column("indicator", "指标", 16),
        Column("points", "分值", 8),
        Column("rule", "计分规则", 40),
        Column("unit", "单位和方向", 14),
        Column("says", "口径", 44),
        Column("department", "责任单位", 14),
        Column("source", "依据", 30),
    ]
    cells = {
        "title": [one.title for one in found],
        "aspect": texts(one.aspect for one in found),
        "indicator": texts(one.indicator for one in found),
        "points": texts(explaining.say_points(one) for one in found),
        "rule": [one.rule.describe() if one.rule else "只核查，不计分" for one in found],
        "unit": texts(explaining.say_short_direction(one) for one in found),
        "says": texts(one.says for one in found),
        "department": texts(one.department for one in found),
        "source": texts(one.source for one in found),
    }
    said = [f"版本 {framework.version}　共 {len(found)} 项"]
    return Sheet("指标口径", f"{framework.title}指标口径", said, columns, pd.DataFrame(cells, dtype=object))

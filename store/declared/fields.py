"""The keys of a table's declaration: what may stand at each, what it means, and two lines of example."""

from core.declared import Declaration, Field, entries, group
from core.kinds import NUMBER, TEXT, TEXTS, WORDS, YES_NO, mapping_of, one_of
from core.places import PLACE_LEVELS

TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "id_number": "VARCHAR",
    "choice": "VARCHAR",
    "month": "VARCHAR",
    "year": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "percent": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
"""Declared type → stored DuckDB type. Money is stored in yuan, percent as a fraction (0.85 for 85 %)."""
PERIOD_KINDS = ("none", "year", "month")

_RECONCILED = """\
- {column: cost_cny, groups: classified_by, tolerance: 100}
- {column: well_count, groups: classified_by, tolerance: 0}"""
_RULED = """\
- {rule: repaired_on >= dug_on, words: 维修日期不应早于打井日期}
- {rule: paid_cny <= cost_cny, words: 已付不应大于造价}"""
_NOTED = """\
department: 水利局
note: 每年年底报一次"""

COLUMN = Declaration(
    (
        Field("name", TEXT, "The stored column, in English with its unit at the end: money ends in `_cny`, percent in `_rate`.", """\
- {name: cost_cny, title: 造价, type: money}
- {name: full_rate, title: 供水率, type: percent}""", needed=True),
        Field("title", TEXT, "The Chinese header in templates and on screens; it is recognised in files, too.", """\
- {name: well_code, title: 水井编号, type: code}
- {name: depth_number, title: 井深(米), type: number}""", needed=True),
        Field("type", one_of(tuple(TYPES)), "What a cell holds: money is stored in yuan, percent as a fraction (0.85 for 85%).", """\
- {name: dug_on, title: 打井日期, type: date}
- {name: is_dry, title: 是否枯水, type: boolean}""", needed=True),
        Field("aliases", TEXTS, "Other headers that mean this column. One header means one column of a table.", """\
- {name: well_code, title: 水井编号, type: code,
   aliases: [井号, 水井代码]}""", default=()),
        Field("unit", TEXT, "The unit assumed where neither header, sheet nor cell names one.", """\
- {name: cost_cny, title: 造价, type: money, unit: 万元}
- {name: water_number, title: 出水量, type: number, unit: 吨}""", default=""),
        Field("required", YES_NO, "Whether a sheet must have the column; a row in which it is empty is left out and reported.", """\
- {name: well_code, title: 水井编号, type: code, required: true}
- {name: keeper, title: 管水员, type: text, required: false}""", default=False),
        Field("choices", WORDS, "For the type `choice`: each stored value, with the other texts that mean it.", """\
- {name: state, title: 状态, type: choice,
   choices: {正常: [好, 在用], 停用: []}}""", default={}),
        Field("minimum", NUMBER, "A figure below this is reported. In stored units.", """\
- {name: cost_cny, title: 造价, type: money, minimum: 0}
- {name: full_rate, title: 供水率, type: percent, minimum: 0}"""),
        Field("maximum", NUMBER, "A figure above this is reported. In stored units.", """\
- {name: full_rate, title: 供水率, type: percent, maximum: 1}
- {name: month_count, title: 供水月数, type: integer, maximum: 12}"""),
        Field("additive", YES_NO, "Whether its figures may be added up, so that it has totals to compare with.", """\
- {name: cost_cny, title: 造价, type: money, additive: true}
- {name: full_rate, title: 供水率, type: percent, additive: false}""", default=False),
        Field("personal", TEXT, "What of a person it holds: `name`, `id` or `phone` is masked so, any other word hides it all.", """\
- {name: keeper, title: 管水员, type: text, personal: name}
- {name: keeper_phone, title: 电话, type: text, personal: phone}""", default=""),
        Field("note", TEXT, "A word to whoever fills the template in.", """\
- {name: dug_on, title: 打井日期, type: date,
   note: 不知道日子的写当月 1 日}""", default=""),
    ),
    missing="每一列都要有 name、title、type",
)  # fmt: skip
ITEM = Declaration(
    (
        Field("title", TEXT, "What the figure is called.", """\
wells: {title: 水井数, value: [水井, 机井]}
pumps: {title: 水泵数, value: [水泵]}""", needed=True),
        Field("unit", TEXT, "Its unit; `%` makes it a percentage.", """\
wells: {title: 水井数, unit: 口, value: [水井]}
well_rate: {title: 供水率, unit: '%', value: [供水率]}""", default=""),
        Field("note", TEXT, "A word to whoever fills the template in.", """\
wells: {title: 水井数, value: [水井],
  note: 含已停用的}""", default=""),
    ),
    missing="每一项都要有 title",
    others=TEXTS,
)  # fmt: skip
PLACE = Declaration(
    (
        Field("level", one_of(PLACE_LEVELS), "The level of the place a row is of; the columns of the place come with it.", """\
place: {level: village}
period: year""", default=""),
        Field("required", YES_NO, "Whether a row whose place is not known is left out.", """\
place: {level: county, required: false}
period: year""", default=True),
    )
)  # fmt: skip
RECONCILIATION = Declaration(
    (
        Field("column", TEXT, "The figure whose totals must agree.", _RECONCILED, needed=True),
        Field("groups", TEXT, "The column that names the way of classifying: under each of its values the same whole.",
              _RECONCILED, needed=True),
        Field("tolerance", NUMBER, "How far the totals may be apart, in stored units.", _RECONCILED, needed=True),
    )
)  # fmt: skip
RULE = Declaration(
    (
        Field("rule", TEXT, "A condition between columns of one row; a row in which it is false is reported.", _RULED, needed=True),
        Field("words", TEXT, "What the report says of such a row.", _RULED, needed=True),
    )
)  # fmt: skip
TABLE = Declaration(
    (
        Field("table", TEXT, "The table's name, the same as the file's.", """\
table: wells
title: 水井台账""", needed=True),
        Field("title", TEXT, "What it is called on screens and in templates.", """\
title: 水井台账
one_row: 一口井""", needed=True),
        Field("one_row", TEXT, "What one row is.", """\
title: 水井台账
one_row: 一口井""", needed=True),
        Field("place", group(PLACE), "Whether each row is of a place, and of which level.", """\
place: {level: village, required: true}
period: year""", default={"level": "", "required": True}),
        Field("period", one_of(PERIOD_KINDS), "What an import is of: a month, a year, or the present (`none`).", """\
place: {level: village, required: true}
period: month""", default="none"),
        Field("key", TEXTS, "The stored columns that tell one row from all others.", """\
key: [county_code, period, well_code]
replace: [county_code, period]""", needed=True),
        Field("replace", TEXTS, "Columns of the key: a file replaces the stored rows of its combinations. `[key]`: row by row.", """\
key: [county_code, period, well_code]
replace: [key]""", default=("key",)),
        Field("columns", entries(COLUMN, "name"), "The columns in their order.", """\
columns:
- {name: well_code, title: 水井编号, type: code, required: true}""", needed=True),
        Field("items", mapping_of(group(ITEM)), "The figures of a long table by their codes. For each column of `melt_into` an item has a "
              "list of the headers that wide sheets give it.", """\
items:
  wells: {title: 水井数, unit: 口, value: [水井, 机井]}""", default={}),
        Field("melt_into", TEXTS, "The columns that figures of a wide sheet go into, one row an item: a long table.", """\
melt_into: [target_count, done_count]
items: {wells: {title: 打井, target_count: [打井任务], done_count: [打井完成]}}""", default=()),
        Field("melt_open", YES_NO, "Whether number columns that no item declares come in as items, under their own headers.", """\
melt_into: [value]
melt_open: true""", default=False),
        Field("reconcile", entries(RECONCILIATION), "Totals that must agree however the same whole is classified.", """\
reconcile:
- {column: cost_cny, groups: classified_by, tolerance: 100}""", default=()),
        Field("rules", entries(RULE), "Rules between the columns of one row.", """\
rules:
- {rule: repaired_on >= dug_on, words: 维修日期不应早于打井日期}""", default=()),
        Field("department", TEXT, "The department that has the figures.", _NOTED, default=""),
        Field("note", TEXT, "A word to whoever fills the template in.", _NOTED, default=""),
    )
)  # fmt: skip

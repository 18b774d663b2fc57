"""The keys of frameworks, measures, checks, views and limits: what may stand at each, what it means, two lines of example."""

from typing import Any

from core.declared import Declaration, Field, entries, group
from core.kinds import EXPRESSION, LABEL, LABELS, NUMBER, TEXT, TEXTS, YES_NO, Kind, one_of, plain, text
from core.words import UNITS, is_unit
from indicators.scoring import DIRECTIONS, scoring_schema

PERIODS = ("month", "year", "any")
LEVELS = ("county", "unit")
PURPOSES = ("evaluation", "checks")
PROBLEM_TYPES = (
    "政策落实不到位", "识别标准把关不严", "三保障不够扎实", "基础资料不完善", "驻村帮扶不认真", "资金管理不规范",
)  # fmt: skip
SUSPICIONS = ("确定有误", "高度可疑", "需要核实")
"""How much a finding of a check says, from what cannot be to what only ought to be looked at."""
BINDINGS = ("month", "year", "latest", "same", "none")
"""How rows are bound to a period: its own month, its year, the newest month not after it, the very same text, not at all."""

UNIT = plain(
    f"a unit: {', '.join(f'`{unit}`' for unit in UNITS)}, `count:座`",
    {"anyOf": [{"enum": list(UNITS)}, {"type": "string", "pattern": "^count:.+"}]},
    lambda came: isinstance(came, str) and is_unit(came), "不认识的单位", "如 percent、cny、户、人、件、days",
)  # fmt: skip
TRUE = plain("`true`", {"const": True}, lambda came: came is True, "count 只能写 true", "条件写在 population 里")
CODE = text("规则编码应为文字", "请给规则编码加上引号，如 code: '5_14_001'")
"""YAML reads an unquoted 5_14_001 as the number 514001."""


def _as_it_is(came: Any, _: object) -> Any:
    """Scoring rules are read by `read_rule`, which has to know points, direction and unit."""
    return came


SCORING = Kind("scoring rule", scoring_schema(), _as_it_is)

CUT = Declaration(
    (
        Field("title", TEXT, "The aspect or indicator as notices write it; measures name it so.", """\
- {title: 两不愁三保障和饮水安全, short: 三保障和饮水, points: 14}
- {title: 产业发展, points: 8}""", needed=True),
        Field("short", TEXT, "A shorter title, for heads of tables. Without it the title.", """\
- {title: 两不愁三保障和饮水安全, short: 三保障和饮水, points: 14}
- {title: 产业发展, points: 8}""", default=""),
        Field("points", NUMBER, "Its points: the sum of those of its measures, without bonuses.", """\
- {title: 工作落实, points: 30}
- {title: 巩固成效, points: 34}""", needed=True),
    ),
    missing="每一项都要有 title 和 points",
)  # fmt: skip
LIGHTS = Declaration(
    (
        Field("normal_at", NUMBER, "From this share of the points on the light is ● 正常.", """\
lights: {normal_at: 0.85, warning_at: 0.6}
grades: [好, 较好, 一般, 差]""", default=0.9),
        Field("warning_at", NUMBER, "From this share on it is ▲ 预警, below ■ 滞后.", """\
lights: {normal_at: 0.85, warning_at: 0.6}
grades: [好, 较好, 一般, 差]""", default=0.7),
    )
)  # fmt: skip
FRAMEWORK = Declaration(
    (
        Field("framework", TEXT, "Its id, the name of its folder.", """\
framework: consolidation_2022
title: 巩固脱贫成果后评估(2022年)""", needed=True),
        Field("title", TEXT, "What screens call it.", """\
framework: consolidation_2022
title: 巩固脱贫成果后评估(2022年)""", needed=True),
        Field("version", LABEL, "The edition of its definitions, shown with every score.", """\
version: '2022.1'
period: month""", needed=True),
        Field("period", one_of(PERIODS), "What it is evaluated for: months, years, or whichever the rows name (`any`).", """\
version: '2022.1'
period: month""", needed=True),
        Field("level", one_of(LEVELS), "What is ranked: counties, or departments and townships (`unit`) that a view names.", """\
level: unit
relation: unit_notice""", default="county"),
        Field("relation", TEXT, "For the level `unit`: the view whose `unit_key` names the units.", """\
level: unit
relation: unit_notice""", default=""),
        Field("points", NUMBER, "All its points; 0 ranks places measure by measure, without scores.", """\
points: 100
aspects: [{title: 工作落实, points: 60}, {title: 巩固成效, points: 40}]""", needed=True),
        Field("aspects", entries(CUT, "title"), "The first cut. Its points add up to those of the framework.", """\
aspects:
- {title: 工作落实, points: 100}""", needed=True),
        Field("indicators", entries(CUT, "title"), "The second cut, in the order of screens, with points that add up alike.", """\
indicators:
- {title: 扶贫项目资产管理, short: 项目资产, points: 100}""", needed=True),
        Field("lights", group(LIGHTS), "From which share of the points on a light changes.", """\
lights: {normal_at: 0.85, warning_at: 0.6}
grades: [好, 较好, 一般, 差]""", default={"normal_at": 0.9, "warning_at": 0.7}),
        Field("grades", TEXTS, "The grades a person may give, best first.", """\
lights: {normal_at: 0.85, warning_at: 0.6}
grades: [优秀, 合格, 不合格]""", default=("好", "较好", "一般", "差")),
        Field("valid_years", LABELS, "The years its rules were made for; an earlier period compared with is said to be scored anew.", """\
version: '2022.1'
valid_years: ['2021', '2022']""", default=()),
        Field("source", TEXT, "The document it is taken from.", """\
version: '2022.1'
source: 《巩固脱贫成果后评估办法》""", needed=True),
        Field("purpose", one_of(PURPOSES), "`checks`: its measures are checks of single records (疑点), without points.", """\
purpose: checks
points: 0""", default="evaluation"),
    )
)  # fmt: skip
MEASURE = Declaration(
    (
        Field("title", TEXT, "What screens call it.", """\
title: 网格员培训率
aspect: 工作落实""", needed=True),
        Field("aspect", TEXT, "One of the framework's aspects.", """\
aspect: 工作落实
indicator: 防止返贫监测和帮扶""", needed=True),
        Field("indicator", TEXT, "One of the framework's indicators.", """\
aspect: 工作落实
indicator: 防止返贫监测和帮扶""", needed=True),
        Field("problem_type", one_of(PROBLEM_TYPES), "The type of problem that a row which falls short is of.", """\
indicator: 防止返贫监测和帮扶
problem_type: 驻村帮扶不认真""", default=""),
        Field("table", TEXT, "The declared table or the view whose rows it looks at.", """\
table: grids
met: is_trained""", needed=True),
        Field("population", EXPRESSION, "A condition: the rows that count. Without it all rows do.", """\
population: households > 0
met: is_trained"""),
        Field("met", EXPRESSION, "A condition: the rows as they should be; the others fall short. Alone, their share is the value.", """\
table: grids
met: is_trained"""),
        Field("numerator", EXPRESSION, "With `denominator`: the value is the sum of the one divided by the sum of the other.", """\
numerator: paid_cny
denominator: final_budget_cny"""),
        Field("denominator", EXPRESSION, "See `numerator`.", """\
numerator: paid_cny
denominator: final_budget_cny"""),
        Field("count", TRUE, "The value is the number of rows of the population.", """\
population: is_repeat
count: true"""),
        Field("total", EXPRESSION, "The value is the sum over the population.", """\
table: county_figures
total: rural_income"""),
        Field("mean", EXPRESSION, "The value is the mean over the population.", """\
population: answer IS NOT NULL
mean: answer"""),
        Field("reported", EXPRESSION, "A condition: the rows that show that a place sent its data; without any the value is missing, not "
              "zero. Without the key any row shows it.", """\
population: item = 'grid_staff_trained' and target_count > 0
reported: item = 'grid_staff_trained'"""),
        Field("growth", YES_NO, "Whether the value is compared with that of the same period of last year: this ÷ last − 1.", """\
total: rural_income
growth: true""", default=False),
        Field("unit", UNIT, "The unit of the value. `percent` is a fraction, shown with %; `cny` is yuan.", """\
unit: percent
direction: higher_is_better""", needed=True),
        Field("direction", one_of(DIRECTIONS), "Which way is good; it is never guessed.", """\
unit: count:件
direction: lower_is_better""", needed=True),
        Field("points", NUMBER, "Its points. Without points and scoring it is only looked at; a bonus or a veto needs no points.", """\
points: 2
scoring: {rule: linear, zero_at: 0.8, full_at: 1.0}"""),
        Field("scoring", SCORING, "The scoring rule with its parameters, see below.", """\
points: 2
scoring: {rule: linear, zero_at: 0.8, full_at: 1.0}"""),
        Field("department", TEXT, "The department that answers for it.", """\
counter: 户
department: 农业农村局""", default=""),
        Field("why_it_matters", TEXT, "A sentence for the page of the measure.", """\
why_it_matters: 验收不及时，资金不能及时发放到户
win_back: 及时组织验收""", default=""),
        Field("source", TEXT, "The document it is taken from, with the paragraph; say so where a line is an example.", """\
title: 网格员培训率
source: 全市后评估动员会讲话“从十项指标看”第2条""", needed=True),
        Field("period", one_of(BINDINGS), "The rows of a period: of its own `month`, its `year`, the newest month until then (`latest`), "
              "the very same text (`same`), or all (`none`). Without the key as the table is imported.", """\
table: assets
period: latest"""),
        Field("counter", TEXT, "What its rows are counted in.", """\
table: grids
counter: 个网格""", default="项"),
        Field("amount_unit", TEXT, "The unit of numerator and denominator, a unit as for `unit`. Without it what rows are counted in.", """\
numerator: paid_cny
amount_unit: cny""", default=""),
        Field("list_columns", TEXTS, "The columns of its shortfall list, in their order. Without it those that its conditions name.", """\
table: grids
list_columns: [grid_name, households, staff_name]""", default=()),
        Field("win_back", TEXT, "What to do to win points back.", """\
why_it_matters: 验收不及时，资金不能及时发放到户
win_back: 及时组织验收""", default=""),
        Field("code", CODE, "For a check: the rule's code in the national system, in quotes.", """\
title: 户耕地面积超过上限
code: '5_14_001'""", default=""),
        Field("suspicion", one_of(SUSPICIONS), "For a check: how much a finding says.", """\
code: '5_14_001'
suspicion: 高度可疑""", default=""),
        Field("compares", TEXT, "For a check: the department's table that it compares the national export with.", """\
table: monitored_household_rows
compares: low_income_register""", default=""),
    )
)  # fmt: skip
"""A check has the same keys; it goes without points and scoring."""
VIEW = Declaration(
    (
        Field("tables", TEXT, "The declared tables behind the view, the one that gives its rows first.", """\
-- tables: satisfaction_sample, visits
-- period: none""", needed=True),
        Field("period", one_of(("none", "year", "month")), "`none` where the view binds its rows to the period itself. Without the line as "
              "its first table is imported.", """\
-- tables: satisfaction_sample, visits
-- period: none""", default=""),
    )
)  # fmt: skip
_LIMIT = """\
well_depth_number: {value: 100, unit: 米, title: 井深上限, source: 各地自定}
pump_share: {value: 0.8, unit: 比例, title: 水泵完好率下限, source: 各地自定}"""
LIMIT = Declaration(
    (
        Field("value", NUMBER, "The value where the table 核查标准表 says nothing for the place and year.", _LIMIT, needed=True),
        Field("unit", TEXT, "Its unit in words; 比例 is shown as percent.", _LIMIT, needed=True),
        Field("title", TEXT, "What it is called.", _LIMIT, needed=True),
        Field("source", TEXT, "Where the value is from.", _LIMIT, needed=True),
    )
)  # fmt: skip

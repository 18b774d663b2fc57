"""The keys of frameworks, measures, checks, views and limits: what may stand at each, what it means, two lines of example."""

import re
from typing import Any

from core.declared import Declaration, Field, entries, group
from core.kinds import EXPRESSION, LABEL, NOT_NEGATIVE, NUMBER, TEXT, TEXTS, YES_NO, Kind, one_of, plain, text
from core.words import UNITS, is_unit
from indicators.scoring import DIRECTIONS, scoring_schema

PERIODS = ("month", "year", "any")
LEVELS = ("county", "unit")
PURPOSES = ("evaluation", "checks", "entitlements")
ENTITLES = ("person", "household")
"""Whom a policy is for."""
PROBLEM_TYPES = (
    "政策落实不到位", "识别标准把关不严", "三保障不够扎实", "基础资料不完善", "驻村帮扶不认真", "资金管理不规范",
)  # fmt: skip
SUSPICIONS = ("确定有误", "高度可疑", "需要核实")
"""How much a finding of a check says, from what cannot be to what only ought to be looked at."""
SIMPLE = "simple"
SAMPLED = (
    "Where the rows are a sample of what they speak of: the column that says which rows were drawn together (the village), "
    "or `simple` for sums of a simple sample. The value then has its interval; a ratio's denominator is the weight."
)
COMPARED = ("value", "done", "open")
"""What of a reported figure the register can count: both its parts, its numerator alone, what is still to do."""
DONE_WHEN = ("all", "any")
COUNTED_FROM = ("register", "reported")
SCHEDULE_METHODS = {"month": "按月均（月份/12）", "nodes": "按节点表", "days": "按天数"}
"""The ways to get 序时进度, see `schedule.schedule_share`, with their names."""
DEFAULT_METHOD = "month"
MAIN_AREA = "巩固脱贫成果后评估"
"""The area of work of a framework that names none, and of a grade that names none."""
TAKEN_AT = ("day", "period_end")
"""On which day a measure is taken: the day of view (what had happened by it), or the last day of the period."""
TO_DATE = "year_to_date"
BINDINGS = ("month", "year", "latest", TO_DATE, "same", "none")
"""How rows are bound to a period: its own month, its year, the newest month not after it, every month of the year up to it, the
very same text, not at all."""

UNIT = plain(
    f"a unit: {', '.join(f'`{unit}`' for unit in UNITS)}, `count:座`",
    {"anyOf": [{"enum": list(UNITS)}, {"type": "string", "pattern": "^count:.+"}]},
    lambda came: isinstance(came, str) and is_unit(came), "不认识的单位", "如 percent、cny、户、人、件、days",
)  # fmt: skip
TRUE = plain("`true`", {"const": True}, lambda came: came is True, "count 只能写 true", "条件写在 population 里")
MONTH = plain(
    "month", {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    lambda came: isinstance(came, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", came) is not None,
    "应为月份", "请写成 '2021-11' 的形式，加引号",
)  # fmt: skip
PLACE_CODE = plain(
    "place code", {"type": "string", "pattern": r"^\d{6}$"},
    lambda came: isinstance(came, str) and re.fullmatch(r"\d{6}", came) is not None,
    "应为地区代码", "请写省、市、县的六位代码，如 '433100'，加引号",
)  # fmt: skip
CODE = text("规则编码应为文字", "请给规则编码加上引号，如 code: '5_14_001'")
"""YAML reads an unquoted 5_14_001 as the number 514001."""


def _as_it_is(came: Any, _: object) -> Any:
    """Scoring rules are read by `read_rule`, which has to know points, direction and unit."""
    return came


SCORING = Kind("scoring rule", scoring_schema(), _as_it_is)

CUT = Declaration(
    (
        Field("title", TEXT, "The aspect or indicator as notices write it; measures name it so.", needed=True),
        Field("short", TEXT, "A shorter title, for heads of tables. Without it the title.", default=""),
        Field("points", NUMBER, "Its points: the sum of those of its measures, without bonuses.", needed=True),
    ),
    missing="每一项都要有 title 和 points",
)  # fmt: skip
LIGHTS = Declaration(
    (
        Field("normal_at", NUMBER, "From this share of the points on the light is ● 正常.", default=0.9),
        Field("warning_at", NUMBER, "From this share on it is ▲ 预警, below ■ 滞后.", default=0.7),
    )
)  # fmt: skip
FRAMEWORK = Declaration(
    (
        Field("framework", TEXT, "Its id, the name of its folder.", needed=True),
        Field("title", TEXT, "What screens call it.", needed=True),
        Field("area", TEXT, "The area of work it judges. A place has one grade a year in each area, and one framework is in force for it.",
              default=MAIN_AREA),
        Field("version", LABEL, "The edition of its definitions, shown with every score.", needed=True),
        Field("period", one_of(PERIODS), "What it is evaluated for: months, years, or whichever the rows name (`any`).", needed=True),
        Field("level", one_of(LEVELS), "What is ranked: counties, or departments and townships (`unit`) that a view names.",
              default="county"),
        Field("relation", TEXT, "For the level `unit`: the view whose `unit_key` names the units.", default=""),
        Field("points", NUMBER, "All its points; 0 ranks places measure by measure, without scores.", needed=True),
        Field("aspects", entries(CUT, "title"), "The first cut. Its points add up to those of the framework.", needed=True),
        Field("indicators", entries(CUT, "title"), "The second cut, in the order of screens, with points that add up alike.",
              needed=True),
        Field("lights", group(LIGHTS), "From which share of the points on a light changes.",
              default={"normal_at": 0.9, "warning_at": 0.7}),
        Field("unknown_at_most", NOT_NEGATIVE, "Up to this share of rows that cannot be judged, or of places below that have sent "
              "nothing, a measure is scored; above it the measure is not scored there.", default=0.05),
        Field("grades", TEXTS, "The grades a person may give, best first.", default=("好", "较好", "一般", "差")),
        Field("taken_at", one_of(TAKEN_AT), "On which day its measures are taken: on the `day` of view, which is today or the period's "
              "last day, whichever is earlier; or always at the `period_end`.", default="day"),
        Field("schedule_method", one_of(tuple(SCHEDULE_METHODS)), "How 序时进度 (`schedule_share`) is got, in scores and on the "
              "spending page: months ÷ 12 (`month`), the imported node table, else the months (`nodes`), or days (`days`).",
              default=DEFAULT_METHOD),
        Field("valid_from", MONTH, "The first month it holds for. Without the key for all months up to `valid_to`; a period it does not "
              "hold for is never scored by it unasked.", default=""),
        Field("valid_to", MONTH, "The last month it holds for. Without the key there is no last one.", default=""),
        Field("place", PLACE_CODE, "The code of the place it holds for, with all below it. Without the key it holds everywhere.",
              default=""),
        Field("source", TEXT, "The document it is taken from.", needed=True),
        Field("scored_from", one_of(COUNTED_FROM), "Which figure is scored where a measure has both: the one counted from the "
              "`register`, as only it has names, or the one that was `reported`.", default="register"),
        Field("purpose", one_of(PURPOSES), "`checks`: its measures are checks of single records (疑点), without points. "
              "`entitlements`: they are policies (不漏一项、不漏一人), without points.", default="evaluation"),
    )
)  # fmt: skip
COUNTED = Declaration(
    (
        Field("table", TEXT, "The declared table or the view whose rows it looks at.", needed=True),
        Field("population", EXPRESSION, "A condition: the rows that count. Without it all rows do."),
        Field("met", EXPRESSION, "A condition: the rows as they should be; the others fall short. Alone, their share is the value."),
        Field("numerator", EXPRESSION, "With `denominator`: the value is the sum of the one divided by the sum of the other."),
        Field("denominator", EXPRESSION, "See `numerator`."),
        Field("count", TRUE, "The value is the number of rows of the population."),
        Field("total", EXPRESSION, "The value is the sum over the population."),
        Field("mean", EXPRESSION, "The value is the mean over the population."),
        Field("period", one_of(BINDINGS), "The rows of a period: of its own `month`, its `year`, the newest month until then (`latest`), "
              "all months of the year until then (`year_to_date`, for what a month's table only says of that month), the "
              "very same text (`same`), or all (`none`). Without the key as the table is imported."),
        Field("sample", TEXT, SAMPLED, default=""),
        Field("settled", EXPRESSION, "With `gone_because`: the condition by which a row that falls short for good has been dealt with all "
              "the same (finished, if late). Its closed problem stays closed."),
        Field("happened_on", EXPRESSION, "With `gone_because`, where a row says what happened and cannot be undone: the day or month it "
              "happened in. A closed problem comes back only by rows of a later day, or a later month, than that of its closing."),
        Field("list_columns", TEXTS, "The columns of its shortfall list, in their order. Without it those that its conditions name.",
              default=()),
    )
)  # fmt: skip
"""Which rows a value is counted from, and how: the keys that a measure and the register it is held against both have, each
its own."""
HOLDING = Declaration(
    (
        *COUNTED.fields,
        Field("compares", one_of(COMPARED), "What can be counted from the rows: the `value` with its parts; only what is `done` (the "
              "numerator); only what is still `open` (denominator − numerator against the rows that are not as they should be).",
              default="value"),
        Field("scored", YES_NO, "Whether its value may be scored in place of the reported one; only where `compares` is `value`.",
              default=True),
        Field("tolerance", NUMBER, "The share of the reported figure up to which a difference is not said.", default=0.0),
        Field("explains", TEXT, "Who has to explain a difference. Without it the measure's department.", default=""),
        Field("says", TEXT, "One Chinese sentence: which rows are counted, and divided by which.", default=""),
        Field("counter", TEXT, "What its rows are counted in.", default=""),
        Field("counted_by", TEXT, "Where the reports count something wider than a row, households for example: the column that says "
              "which rows are of the same one (`household_code`), so that it is counted once. A row in which it is empty is counted "
              "alone. Only for a share (`met`).", default=""),
        Field("done_when", one_of(DONE_WHEN), "With `counted_by`: whether `all` of its rows that are of the population have to be as "
              "they should be, or `any` one of them is enough. Where a row that cannot be judged may turn it, it is unknown; the list "
              "shows the row that tells.", default="all"),
    )
)  # fmt: skip
"""The register rows that a reported figure can be counted from: single households, persons, projects, assets."""
MEASURE = Declaration(
    (
        Field("title", TEXT, "What screens call it.", needed=True),
        Field("aspect", TEXT, "One of the framework's aspects.", needed=True),
        Field("indicator", TEXT, "One of the framework's indicators.", needed=True),
        Field("problem_type", one_of(PROBLEM_TYPES), "The type of problem that a row which falls short is of.", default=""),
        *COUNTED.fields,
        Field("reported", EXPRESSION, "A condition: the rows that show that a place sent its data; without any the value is missing, not "
              "zero. Without the key any row shows it."),
        Field("growth", YES_NO, "Whether the value is compared with that of the same period of last year: this ÷ last − 1.",
              default=False),
        Field("unit", UNIT, "The unit of the value. `percent` is a fraction, shown with %; `cny` is yuan.", needed=True),
        Field("direction", one_of(DIRECTIONS), "Which way is good; it is never guessed.", needed=True),
        Field("points", NUMBER, "Its points. Without points and scoring it is only looked at; a bonus or a veto needs no points."),
        Field("scoring", SCORING, "The scoring rule with its parameters, see below."),
        Field("wording", TEXT, "The rule as the document words it, shown beside what the program made of it; a draft keeps here what "
              "nobody has read into a rule yet.", default=""),
        Field("department", TEXT, "The department that answers for it.", default=""),
        Field("says", TEXT, "One Chinese sentence, for users: what is divided by what (with ÷), or what is counted or added up, and of "
              "which rows. A test reads it, the title, unit and counter against the expressions.", needed=True),
        Field("why_it_matters", TEXT, "A sentence for the page of the measure.", default=""),
        Field("source", TEXT, "The document it is taken from, with the paragraph; say so where a line is an example.", needed=True),
        Field("taken_at", one_of(TAKEN_AT), "Its own day, where it is taken on another than the rest: `day` of view or `period_end`. "
              "Without the key as the framework says."),
        Field("schedule_source", TEXT, "With `schedule_share` of a framework that goes by the node table: the source of funds whose own "
              "nodes hold, before those of all sources together.", default=""),
        Field("counter", TEXT, "What its rows are counted in.", default="项"),
        Field("amount_unit", TEXT, "The unit of numerator and denominator, a unit as for `unit`. Without it what rows are counted in.",
              default=""),
        Field("holds_against", group(HOLDING), "The register rows that the reported figure can be counted from, so that it is held against "
              "them and its shortfall ends at names."),
        Field("no_register", TEXT, "Where no register is declared, or one whose rows are wider than households: which table would give the "
              "names. Where no declared table has this title, pages say that there is none to import yet.", default=""),
        Field("checked_by", TEXT, "The check (疑点) that finds the same rows one by one; the measure's lists offer the way to it.",
              default=""),
        Field("win_back", TEXT, "What to do to win points back.", default=""),
        Field("verb", TEXT, "What is done to win marks back, before the amount, where the unit's own word (再支出, 再完成) would be "
              "wrong.", default=""),
        Field("gone_because", TEXT, "Where marks once lost are gone for the year, because a deadline has passed or something has happened: "
              "why, in one Chinese sentence. Without the key they can be won until the next round.", default=""),
        Field("code", CODE, "For a check: the rule's code in the national system, in quotes.", default=""),
        Field("suspicion", one_of(SUSPICIONS), "For a check: how much a finding says.", default=""),
        Field("compares", TEXT, "For a check: the department's table that it compares the national export with.", default=""),
        Field("entitles", one_of(ENTITLES), "For a policy: who is entitled, each `person` or each `household`.", default=""),
        Field("since", LABEL, "For a policy: since when it holds, a year or month in quotes. In an earlier period nobody is entitled.",
              default=""),
    )
)  # fmt: skip
"""A check has the same keys; it goes without points and scoring."""
VIEW = Declaration(
    (
        Field("tables", TEXT, "The declared tables behind the view, the one that gives its rows first.", needed=True),
        Field("period", one_of(("none", "year", "month")), "`none` where the view binds its rows to the period itself. Without the line as "
              "its first table is imported.", default=""),
    )
)  # fmt: skip
WHOLE = Declaration(
    (
        Field("amount", EXPRESSION, "What a row of the table adds: its money, or `1` where rows are counted.", default=""),
        Field("told_by", TEXT, "The table that tells how much there ought to be in a county and period.", default=""),
        Field("told", EXPRESSION, "What a row of that table adds.", default=""),
        Field("by", TEXT, "A column of both by which they are compared, the choices of the table with their other texts: what there is "
              "too much of one fund does not make up for what is lacking of another.", default=""),
        Field("unit", UNIT, "What both are in.", default="rows"),
        Field("tolerance", NOT_NEGATIVE, "The share of what is told that may be lacking.", default=0.0),
        Field("nobody", TEXT, "Where no table tells: the one that would.", default=""),
    )
)  # fmt: skip
LIMIT = Declaration(
    (
        Field("value", NUMBER, "The value where the table 核查标准表 says nothing for the place and year.", needed=True),
        Field("unit", TEXT, "Its unit in words; 比例 is shown as percent.", needed=True),
        Field("title", TEXT, "What it is called.", needed=True),
        Field("source", TEXT, "Where the value is from.", needed=True),
        Field("year", NUMBER, "The year it holds for, where it is set anew every year; a run for another year says so."),
    )
)  # fmt: skip

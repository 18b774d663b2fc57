"""What a framework and its measures are, once read: frozen, with checked expressions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from core.errors import UserError
from core.nearest import nearest
from indicators.declared import views
from indicators.declared.fields import COUNTED_FROM, DEFAULT_METHOD, MAIN_AREA
from indicators.scoring import Rule
from store import BrokenTableError

REGISTER, REPORTED = COUNTED_FROM


@dataclass(frozen=True)
class Cut:
    """An aspect or an indicator: `title` is its id too; `short` fits a table head."""

    title: str
    short: str
    points: float


@dataclass(frozen=True)
class Holding:
    """The register that a reported measure is held against.

    `register`: the same measure counted from the register's rows; `compares`: `value`, `done` or `open` (see `COMPARED`);
    `is_scored`: whether its value may be scored; `tolerance`: share of the reported figure; `explains`: a department.
    """

    register: "Measure"
    compares: str
    is_scored: bool
    tolerance: float
    explains: str


@dataclass(frozen=True)
class Grouping:
    """Rows that are counted together, once: those with the same text in `column` (the household's number).

    They count where one of them is of the population, and are as they should be where all of those are, or, with `is_any`, one;
    unknown where what cannot be judged may turn it. The expressions are those of the declaration, whatever a list narrows.
    """

    column: str
    is_any: bool
    population: exp.Expression | None
    met: exp.Expression | None
    settled: exp.Expression | None


@dataclass(frozen=True)
class Measure:
    """One declared measure; a check is a measure without points.

    Expressions are checked sqlglot trees over `table` (a declared table or a view). `kind` says which of them are used:
    share (met), ratio (numerator, denominator), count (rows of the population), total and mean (numerator). A check
    may also carry `code` (the rule's code in the national system), `suspicion` (one of `SUSPICIONS`) and `compares`
    (the department table that it holds against the system). `taken_at` and `schedule_method` are the framework's, unless
    the measure says its own day. `sample`: the column of the clusters its rows were drawn by, `simple` for sums of a simple
    sample, '' where the rows are all there are.
    """

    id: str
    title: str
    framework: str
    aspect: str
    indicator: str
    problem_type: str
    table: str
    kind: str
    population: exp.Expression | None
    met: exp.Expression | None
    numerator: exp.Expression | None
    denominator: exp.Expression | None
    reported: exp.Expression | None
    unit: str
    direction: str
    points: float
    rule: Rule | None
    binding: str
    is_growth: bool
    counter: str
    amount_unit: str
    list_columns: tuple[str, ...]
    department: str
    why_it_matters: str
    source: str
    win_back: str
    texts: Mapping[str, Any]
    no_register: str = ""
    checked_by: str = ""
    """The check that finds the rows that fall short one by one; '' where none does."""
    holding: Holding | None = None
    code: str = ""
    suspicion: str = ""
    compares: str = ""
    entitles: str = ""
    """Whom a policy is for, `person` or `household`; '' for any other measure."""
    since: str = ""
    """The year or month from which a policy holds; '' always."""
    says: str = ""
    """One Chinese sentence: what is divided by what, or what is counted, and of which rows."""
    verb: str = ""
    gone_because: str = ""
    settled: exp.Expression | None = None
    """The rows short for good of which nothing is left to do."""
    happened_on: exp.Expression | None = None
    """The day or month of a row that cannot be undone: after a closing only later ones count."""
    sample: str = ""
    taken_at: str = "day"
    schedule_method: str = DEFAULT_METHOD
    wording: str = ""
    """The rule as the document words it; '' where nobody wrote it down."""
    schedule_source: str = ""
    """The source of funds whose own nodes hold where the schedule goes by the node table."""
    grouping: Grouping | None = None
    """Which rows are counted together; None where each is counted alone."""
    of_units: bool = False
    """Whether its framework scores units: rows of theirs that lie in no county belong to every place asked for."""

    @property
    def is_sample(self) -> bool:
        """Whether the value is of a sample: its rows are no list to finish."""
        return bool(self.sample)

    @property
    def is_bonus(self) -> bool:
        """Whether its points come on top of the framework's."""
        return self.rule is not None and self.rule.is_bonus

    @property
    def is_scored(self) -> bool:
        """Whether it earns or costs points; otherwise it is a check."""
        return self.rule is not None

    def counted_from(self, source: str) -> "Measure":
        """The measure as it is counted from a source, `register` or `reported`: other rows, other expressions, the same rule."""
        return self.holding.register if self.holding is not None and source == REGISTER else self

    @property
    def forms(self) -> "tuple[Measure, ...]":
        """The measure as reported, then as counted from its register where there is one."""
        return (self,) if self.holding is None else (self, self.holding.register)

    @property
    def is_undoable(self) -> bool:
        """Whether every row that falls short can still be put right; else some are dealt with, or past, and fall short for good."""
        return self.settled is None and self.happened_on is None

    @property
    def needs_last_year(self) -> bool:
        """Whether the rule, or a growth, looks at the same period of last year."""
        return self.is_growth or (self.rule is not None and "last_year" in self.rule.needs)


def holds_in(first: str, last: str, period: str) -> bool:
    """Whether a month, or any month of a year, lies between two months ('' for no limit)."""
    size = len(period)
    return (not first or first[:size] <= period) and (not last or period <= last[:size])


@dataclass(frozen=True)
class Framework:
    """A set of measures with its two cuts; `points` 0 means it is looked at and ranked by measure, not scored."""

    id: str
    title: str
    version: str
    period: str
    level: str
    relation: str
    points: float
    aspects: tuple[Cut, ...]
    indicators: tuple[Cut, ...]
    measures: Mapping[str, Measure]
    normal_at: float
    warning_at: float
    grades: tuple[str, ...]
    source: str
    content_hash: str
    area: str = MAIN_AREA
    """The area of work it judges; one framework is in force for it in a place and period."""
    valid_from: str = ""
    valid_to: str = ""
    """The months it holds for, both included; '' where there is no first or last one."""
    place: str = ""
    """The code of the place it holds for; '' everywhere."""
    purpose: str = "evaluation"
    scored_from: str = REGISTER
    unknown_at_most: float = 0.05
    taken_at: str = "day"
    schedule_method: str = DEFAULT_METHOD
    left_out: Mapping[str, BrokenTableError] = field(default_factory=dict)
    """Id → what is wrong with its table, of the measures that cannot be counted for now; they count as not imported."""
    called: tuple[tuple[str, str], ...] = ()
    """(name, what it is called) where bodies, funds and people are called otherwise than in the definitions, see `with_names`."""
    undated: "Framework | None" = None
    """The framework in the words of its definitions, where this one is in those of a day."""

    @property
    def is_scored(self) -> bool:
        return self.points > 0

    def holds_in(self, period: str) -> bool:
        """Whether it was made for a period, a month or a year."""
        return holds_in(self.valid_from, self.valid_to, period)

    def tables(self) -> tuple[str, ...]:
        """The declared tables whose rows any measure looks at, sorted."""
        forms = [form for measure in self.measures.values() for form in measure.forms]
        names = {base for form in forms for base in views.base_tables(form.table)}
        return tuple(sorted(names))

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id. Raises UserError with the nearest by id or title, else all ids."""
        if measure_id not in self.measures:
            titles = {one.title: name for name, one in self.measures.items()}
            named = [*nearest(measure_id, self.measures), *(titles[one] for one in nearest(measure_id, titles))]
            near = "、".join(f"{name}（{self.measures[name].title}）" for name in dict.fromkeys(named))
            todo = f"最接近的：{near}" if near else f"可用：{'、'.join(self.measures)}"
            raise UserError("没有这项指标", field="measure", came=measure_id, todo=todo)
        return self.measures[measure_id]

"""Which key of a book stands in which column of which sheet of its workbook."""

from dataclasses import dataclass

from core.declared import Declaration, Field
from core.kinds import EXPRESSION, Kind, one_of
from indicators.books.choices import RULE
from indicators.books.titles import say_key
from indicators.declared.fields import COUNTED, CUT, FRAMEWORK, HOLDING, LIGHTS, MEASURE
from indicators.scoring import RULES, parameters_of

GUIDE, BOOK, MEASURES, SCORING, SOURCES, LIGHTS_AND_GRADES, COLUMNS, REST = (
    "填表说明", "体系", "指标", "计分", "来源", "灯和等次", "表和列", "其他内容",
)  # fmt: skip
"""The sheets in their order; the last only where the book holds what no other cell can say."""
ID, TITLE = "编号", "指标名称"
"""The first two columns of the sheets of measures; the title only reads along but on its own sheet."""
CONDITIONS = ("population", "met")
"""The expressions that also stand as 列、比较、值."""
FIGURES = ("numerator", "denominator", "total", "mean", "reported", "settled", "happened_on", "sample")
"""The expressions that often are one column, which may be named as on 表和列."""
COLUMN_LIST = "list_columns"
PARTS = ("列", "比较", "值")
CUT_WORDS = {"aspects": "方面", "indicators": "指标"}
HOLDS = "holds_against"
_ON_SOURCES = ("source", "no_register", "checked_by")
_ON_SCORING = ("points", "wording")
_FOR_CHECKS = ("code", "suspicion", "compares")


@dataclass(frozen=True)
class Slot:
    """One key with its column. `path` is where it stands below the measure or the book; `part` and key name its choices."""

    sheet: str
    heading: str
    path: tuple[str, ...]
    kind: Kind
    part: str = "measure"
    is_condition: bool = False

    @property
    def name(self) -> str:
        """The name of its choices: `measure.direction`, `parameters.of`."""
        return RULE if self.path == ("scoring", "rule") else f"{self.part}.{self.path[-1]}"

    @property
    def key(self) -> str:
        """The name of its column in a frame."""
        return ".".join(self.path)


def book_slots() -> tuple[Slot, ...]:
    """The keys of the book itself that have a row on 体系 or 灯和等次."""
    plain = [field for field in FRAMEWORK.fields if field.kind.inner is None and field.name != "grades"]
    slots = [
        Slot(_book_sheet(field), say_key("framework", field.name), (field.name,), field.kind, "framework")
        for field in plain
    ]
    lights = [
        Slot(LIGHTS_AND_GRADES, say_key("lights", field.name), ("lights", field.name), field.kind, "lights")
        for field in LIGHTS.fields
    ]
    return (*slots, *lights)


def _book_sheet(field: Field) -> str:
    return LIGHTS_AND_GRADES if field.name == "unknown_at_most" else BOOK


def cut_fields() -> tuple[Field, ...]:
    """The keys of an aspect or indicator."""
    return CUT.fields


def measure_slots(is_for_checks: bool = True) -> tuple[Slot, ...]:
    """The columns of the sheets 指标, 计分 and 来源 in their order."""
    own = [field for field in MEASURE.fields if field.name not in ("scoring", HOLDS, *_ON_SOURCES, *_ON_SCORING)]
    own = [field for field in own if is_for_checks or field.name not in _FOR_CHECKS]
    return (
        *(_slot(MEASURES, field, (field.name,)) for field in own),
        *_scoring_slots(),
        *(_slot(SOURCES, _field(MEASURE, name), (name,)) for name in _ON_SOURCES),
        *(_holding_slot(field) for field in HOLDING.fields),
    )


def _scoring_slots() -> list[Slot]:
    """Points, rule and all parameters that any rule has, each once, with the words as they stand in the document."""
    rule = Slot(SCORING, say_key("measure", "scoring"), ("scoring", "rule"), one_of(tuple(RULES)), "parameters")
    parameters = {field.name: field for one in RULES.values() for field in parameters_of(one)}
    of = sorted({option for one in RULES.values() for field in parameters_of(one) if field.name == "of"
                 for option in field.kind.schema["enum"]})  # fmt: skip
    kinds = {name: one_of(tuple(of)) if name == "of" else field.kind for name, field in parameters.items()}
    return [
        _slot(SCORING, _field(MEASURE, "points"), ("points",)),
        rule,
        *(
            Slot(SCORING, say_key("parameters", name), ("scoring", name), kind, "parameters")
            for name, kind in kinds.items()
        ),
        _slot(SCORING, _field(MEASURE, "wording"), ("wording",)),
    ]


def _slot(sheet: str, field: Field, path: tuple[str, ...]) -> Slot:
    is_condition = field.name in CONDITIONS and field.kind is EXPRESSION
    return Slot(sheet, say_key("measure", field.name), path, field.kind, "measure", is_condition)


def _holding_slot(field: Field) -> Slot:
    is_counted = field.name in COUNTED.names
    title = (
        say_key("measure", field.name)
        if is_counted or field.name in ("says", "counter")
        else say_key("holding", field.name)
    )
    part = "measure" if is_counted else "holding"
    return Slot(SOURCES, f"登记：{title}", (HOLDS, field.name), field.kind, part, field.name in CONDITIONS)


def _field(declaration: Declaration, name: str) -> Field:
    return next(field for field in declaration.fields if field.name == name)


__all__ = ["Slot", "book_slots", "cut_fields", "measure_slots"]

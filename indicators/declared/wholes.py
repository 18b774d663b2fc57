"""How much a table ought to hold in a place: another table tells it, or it is said which one nobody keeps would."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from core.declared import group, kept_until_changed, read_yaml
from core.errors import UserError
from core.kinds import Where, mapping_of, one_of
from indicators.declared import views
from indicators.declared.expressions import parse_expression
from indicators.declared.fields import WHOLE
from indicators.declared.measures import Measure

WHOLES_FILE = Path(__file__).parent / "wholes.yaml"


@dataclass(frozen=True)
class Whole:
    """`table` holds `amount` a row, and `told_by` says by its `told` how much there is in all; what is lacking by more than the
    `tolerance`, a share of that, was left out. With `by`, a column of both, each of its choices is held against its own. Without
    `told_by` nothing that is imported tells: `nobody` names what would."""

    table: str
    amount: exp.Expression | None = None
    told_by: str = ""
    told: exp.Expression | None = None
    by: str = ""
    unit: str = ""
    tolerance: float = 0.0
    nobody: str = ""


@kept_until_changed(WHOLES_FILE.parent)
def read_wholes() -> Mapping[str, Whole]:
    """Table → what tells how much it ought to hold. Raises UserError where neither a table nor what would tell is named."""
    raw = mapping_of(group(WHOLE)).read(read_yaml(WHOLES_FILE), Where(WHOLES_FILE.name))
    return {name: _whole(name, one) for name, one in raw.items()}


def whole_of(measure: Measure) -> Whole | None:
    """What tells whether rows are lacking in the table that gives a measure its rows; None where it is not declared."""
    return read_wholes().get(views.base_tables(measure.table)[0])


def _whole(name: str, raw: Mapping[str, object]) -> Whole:
    if not raw["told_by"] and not raw["nobody"]:
        todo = "写 amount、told_by、told，或写 nobody（哪张表才能说明）"
        raise UserError("没有说哪张表能说明应有多少", file=WHOLES_FILE.name, field=name, todo=todo)
    sides = {"amount": name, "told": str(raw["told_by"])} if raw["told_by"] else {}
    trees = {field: _tree(name, field, str(raw[field]), table) for field, table in sides.items()}
    others = {field: raw[field] for field in ("told_by", "by", "unit", "tolerance", "nobody")}
    if raw["by"]:
        for table in (name, str(raw["told_by"])):
            one_of(tuple(views.relation_columns(table))).read(raw["by"], Where(WHOLES_FILE.name, f"{name}.by"))
    return Whole(name, **trees, **others)  # type: ignore[arg-type]


def _tree(name: str, field: str, text: str, table: str) -> exp.Expression:
    return parse_expression(text, views.relation_columns(table), file=WHOLES_FILE.name, field=f"{name}.{field}")

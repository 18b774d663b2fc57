"""`python -m indicators.declared.documented`: docs/definitions.md and the JSON schemas for editors, from the readers' own keys."""

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.declared import Declaration, Field, read_yaml
from indicators.declared.expressions import ALLOWED_FUNCTIONS, PARAMETERS
from indicators.declared.fields import CUT, FRAMEWORK, HOLDING, LIGHTS, LIMIT, MEASURE, VIEW, WHOLE
from indicators.scoring import RULES, parameters_of
from store import COLUMN, ITEM, PLACE, RECONCILIATION, RULE, TABLE

DOCS_FOLDER = Path(__file__).parents[2] / "docs"
DOCUMENT = "definitions.md"
DECLARATIONS = {
    "framework": FRAMEWORK, "cut": CUT, "lights": LIGHTS, "measure": MEASURE, "holding": HOLDING,
    "view": VIEW, "limit": LIMIT, "whole": WHOLE,
    "table": TABLE, "place": PLACE, "column": COLUMN, "item": ITEM, "reconciliation": RECONCILIATION, "rule": RULE,
}  # fmt: skip
"""Name in docs/examples.yaml → the keys it gives two lines of example each."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WAYS = [
    {"required": names}
    for names in (["met"], ["numerator", "denominator"], ["count"], ["total"], ["mean"])
]  # fmt: skip
_MEASURE_RULES = {
    "anyOf": _WAYS,
    "dependentRequired": {"numerator": ["denominator"], "denominator": ["numerator"], "points": ["scoring"]},
}
"""What a measure's file has to say beside its needed keys: how the value comes about, and the rule with the points."""

_INTRODUCTION = f"""\
# Definitions: every key

Made by `make docs` from the keys that the readers themselves know; do not edit it by hand. One definition is one YAML file. A wrong
one is refused by a sentence in Chinese that names the file, the key, what came and what to do. A key left out, or left empty, has its
default. For an editor there are JSON schemas: `# yaml-language-server: $schema=<path to docs/schema/measure.schema.json>` as the
first line of a file, or the same in the editor's settings.

| what | where | schema |
|---|---|---|
| framework | `indicators/definitions/<framework>/framework.yaml` | [framework](schema/framework.schema.json) |
| measure, check or policy | `indicators/definitions/<framework>/…/<id>.yaml` | [measure](schema/measure.schema.json) |
| table | `store/declared/…/<table>.yaml` | [table](schema/table.schema.json) |
| view | `indicators/views/…/<view>.sql` | – |
| limit | a line of `indicators/declared/limits.yaml` | – |
| what tells how much a table ought to hold | a line of `indicators/declared/wholes.yaml` | – |

Expressions are SQL over the columns of the table or view of the definition. They may name {", ".join(f"`{one}`" for one in PARAMETERS)}
and any limit as `limit_<code>`, and use the functions {", ".join(f"`{one}`" for one in ALLOWED_FUNCTIONS)}. A condition that is neither
true nor false, because a cell is empty, leaves the row out of the value.
"""
_SCORING = """\
## Scoring rules

Values and lines are in stored units: 95% is 0.95, money is in yuan. Where a rule needs what is not known, nothing is scored; it is
never zero.
"""
_CHECKS = """\
## Check

A check has the keys of a measure. It lies in a folder of `indicators/definitions/household_checks/`, goes without `points` and `scoring`,
and has `population` (the rows it looks at), `met` (what a right row meets), `suspicion` and, where there is one, `code` and `compares`:
a row of the population that does not meet is a finding (疑点).
"""
_POLICIES = """\
## Policy

A policy (不漏一项、不漏一人) has the keys of a measure. It lies in the folder of a framework with `purpose: entitlements`
(`indicators/definitions/entitlements/`) or in a book of the office with that purpose, goes without `points` and `scoring`, and has
`population` (who is entitled), `met` (what shows that it came; neither true nor false: nobody can say), `entitles`, `since`,
`department` and `source`. Its table or view names the household.
"""


def make_document() -> str:
    """The text of docs/definitions.md."""
    parts = [
        _INTRODUCTION,
        *_section("Framework", "", FRAMEWORK, {"aspects` and `indicators": CUT, "lights": LIGHTS}),
        *_section("Measure", "", MEASURE, {"holds_against": HOLDING}),
        _CHECKS,
        _POLICIES,
        _SCORING,
        *(_rule(name) for name in RULES),
        *_section(
            "Table", "", TABLE,
            {"place": PLACE, "columns": COLUMN, "items": ITEM, "reconcile": RECONCILIATION, "rules": RULE},
        ),
        *_section("View", "The first lines of the file are comments with these keys, each on a line of its own.\n", VIEW, {}, "sql"),
        *_section("Limit", "A line is `<code>: {value, unit, title, source}`; definitions name it as `limit_<code>`.\n", LIMIT, {}),
        *_section("Whole", "A line is `<table>: {…}`: how much it ought to hold; what is lacking is noticed.\n", WHOLE, {}),
    ]  # fmt: skip
    return "\n".join(parts)


def make_schemas() -> Mapping[str, dict[str, Any]]:
    """File name below docs/schema → JSON schema."""
    schemas = {"framework": FRAMEWORK.schema, "measure": MEASURE.schema | _MEASURE_RULES, "table": TABLE.schema}
    return {f"{name}.schema.json": {"$schema": _DIALECT, "title": name} | schema for name, schema in schemas.items()}


def make_files() -> Mapping[Path, str]:
    """Every file that is made, below docs, with its text."""
    schemas = {
        Path("schema") / name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in make_schemas().items()
    }
    return {Path(DOCUMENT): make_document(), **schemas}


def read_examples(declaration: Declaration) -> Mapping[str, str]:
    """Key → its two lines of example, from docs/examples.yaml."""
    name = next(name for name, one in DECLARATIONS.items() if one is declaration)
    examples: Mapping[str, str] = read_yaml(DOCS_FOLDER / "examples.yaml")[name]
    return examples


def write_files(folder: Path = DOCS_FOLDER) -> None:
    """Write them all."""
    for name, text in make_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _section(
    title: str, words: str, declaration: Declaration, parts: Mapping[str, Declaration], language: str = "yaml"
) -> Iterator[str]:
    yield f"## {title}\n" + (f"\n{words}" if words else "")
    yield from _keys(declaration, language)
    for key, part in parts.items():
        yield f"### Keys below `{key}`\n"
        yield from _keys(part, language)


def _keys(declaration: Declaration, language: str) -> Iterator[str]:
    examples = read_examples(declaration)
    for field in declaration.fields:
        said = f"- **`{field.name}`** ({field.kind.name}; {_say_default(field)}). {field.says}"
        yield f"{said}\n{_example(examples[field.name], language)}"


def _say_default(field: Field) -> str:
    if field.needed:
        return "needed"
    if field.default in (None, "", (), {}):
        return "may be left out"
    default = field.default
    if isinstance(default, Mapping):
        return "otherwise " + ", ".join(f"`{name}: {json.dumps(one)}`" for name, one in default.items() if one != "")
    said = json.dumps(default, ensure_ascii=False) if isinstance(default, bool | tuple) else f"{default}"
    return f"otherwise `{said}`"


def _example(text: str, language: str) -> str:
    lines = (f"  {line}" for line in (f"```{language}", *text.splitlines(), "```"))
    return "\n".join(lines) + "\n"


def _rule(name: str) -> str:
    rule = RULES[name]
    words = " ".join(str(inspect.getdoc(rule)).split())
    only = "" if len(rule.directions) > 1 else f" Only where `{rule.directions[0]}`."
    return "\n".join(
        [f"### `{name}`\n", f"{words}{only}\n", _example(rule.example, "yaml"), *_parameters(parameters_of(rule))]
    )


def _parameters(fields: Sequence[Field]) -> Iterator[str]:
    if not fields:
        yield "It has no parameters.\n"
        return
    lines = (f"- `{field.name}` ({field.kind.name}; {_say_default(field)}). {field.says}" for field in fields)
    yield "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_files()

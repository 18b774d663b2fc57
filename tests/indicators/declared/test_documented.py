"""The document and the schemas of definitions say what the readers know: up to date, whole, and true of every shipped file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from core.declared import Declaration, Field, files_by_name
from core.kinds import Where
from indicators.declared import DEFINITIONS_FOLDER, measure_files
from indicators.declared.documented import (
    DOCS_FOLDER,
    make_document,
    make_files,
    make_schemas,
    read_examples,
    write_files,
)
from indicators.declared.fields import FRAMEWORK, LIMIT, MEASURE, VIEW
from indicators.scoring.parameters import parameters_of
from indicators.scoring.rules import RULES, read_rule
from store.declared.fields import TABLE
from store.declared.tables import TABLES_FOLDER

FRAMEWORKS = sorted(path.parent.name for path in DEFINITIONS_FOLDER.glob("*/framework.yaml"))
VALIDATORS = {name.partition(".")[0]: Draft202012Validator(schema) for name, schema in make_schemas().items()}


def all_fields(*declarations: Declaration) -> Iterator[tuple[Declaration, Field]]:
    """Every key of the declarations and of those inside them, with what it is a key of."""
    for declaration in declarations:
        for field in declaration.fields:
            yield declaration, field
            if field.kind.inner:
                yield from all_fields(field.kind.inner)


FIELDS = list(all_fields(FRAMEWORK, MEASURE, TABLE, VIEW, LIMIT))


def find_values(tree: Any, key: str) -> Iterator[Any]:
    """Every value of a key, at any depth of a YAML tree."""
    if isinstance(tree, list):
        for one in tree:
            yield from find_values(one, key)
    if isinstance(tree, dict):
        if key in tree:
            yield tree[key]
        for one in tree.values():
            yield from find_values(one, key)


def shipped() -> Iterator[tuple[str, Path]]:
    """Schema and file of every framework, measure, check and table."""
    for framework in FRAMEWORKS:
        yield "framework", DEFINITIONS_FOLDER / framework / "framework.yaml"
        yield from (("measure", path) for path in measure_files(framework).values())
    yield from (("table", path) for path in files_by_name(TABLES_FOLDER).values())


@pytest.mark.parametrize("path", sorted(make_files()), ids=str)
def test_every_made_file_is_up_to_date(path: Path) -> None:
    assert (DOCS_FOLDER / path).read_text(encoding="utf-8") == make_files()[path], "run `make docs`"


def test_the_files_are_written_with_their_folders(tmp_path: Path) -> None:
    write_files(tmp_path)
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")} == set(make_files())


@pytest.mark.parametrize(
    ("declaration", "field"), FIELDS, ids=[f"{field.name}-{number}" for number, (_, field) in enumerate(FIELDS)]
)
def test_every_key_is_in_the_document_with_two_lines_that_are_read(declaration: Declaration, field: Field) -> None:
    example = read_examples(declaration)[field.name]
    entries = [one for one in make_document().split("- **") if one.startswith(f"`{field.name}`**")]
    lines = example.splitlines()
    assert field.says and len(lines) == 2
    assert any(all(words in entry for words in (field.says, *lines)) for entry in entries)
    values = list(find_values(yaml.safe_load(example.replace("-- ", "")), field.name))
    assert values
    for value in values:
        field.kind.read(value, Where("example.yaml"))
        Draft202012Validator(field.kind.schema).validate(value)


@pytest.mark.parametrize("name", RULES)
def test_every_scoring_rule_is_there_with_its_parameters_and_an_example_that_is_read(name: str) -> None:
    rule = RULES[name]
    section = make_document().partition(f"### `{name}`\n")[2].partition("\n#")[0]
    assert rule.__doc__ and " ".join(rule.__doc__.split()) in section
    assert len(rule.example.splitlines()) == 2 and rule.example.splitlines()[1] in section
    declared = {"points": None, "unit": rule.example_unit, "direction": rule.directions[0]} | yaml.safe_load(
        rule.example
    )
    read_rule(declared.pop("scoring"), **declared, where=Where("example.yaml", "scoring"))
    for field in parameters_of(rule):
        assert field.says and f"`{field.name}` (" in section and f"{field.name}: " in rule.example


@pytest.mark.parametrize("name", VALIDATORS)
def test_schemas_are_right_themselves(name: str) -> None:
    Draft202012Validator.check_schema(VALIDATORS[name].schema)


def test_every_shipped_file_fits_its_schema() -> None:
    files = list(shipped())
    assert len(files) > 300
    for schema, path in files:
        faults = [error.message for error in VALIDATORS[schema].iter_errors(yaml.safe_load(path.read_text("utf-8")))]
        assert not faults, f"{path}: {faults}"


@pytest.mark.parametrize(
    ("schema", "file", "changes"),
    [
        ("measure", "income/lifted_income_growth", {"source": 2.2}),
        ("measure", "income/lifted_income_growth", {"source": None}),
        ("measure", "income/lifted_income_growth", {"colour": "red"}),
        ("measure", "income/lifted_income_growth", {"direction": "up"}),
        ("measure", "income/lifted_income_growth", {"unit": "furlong"}),
        ("measure", "income/lifted_income_growth", {"total": None}),
        ("measure", "income/lifted_income_growth", {"numerator": "a"}),
        ("measure", "income/lifted_income_growth", {"scoring": None}),
        ("measure", "income/lifted_income_growth", {"scoring": {"rule": "magic"}}),
        ("measure", "income/lifted_income_growth", {"scoring": {"rule": "linear", "full_at": 1}}),
        ("measure", "income/lifted_income_growth", {"scoring": {"rule": "threshold", "full_at": 1, "at": 2}}),
        ("framework", "framework", {"points": "x"}),
        ("framework", "framework", {"aspects": 3}),
        ("framework", "framework", {"indicators": [{"points": 5}]}),
        ("framework", "framework", {"lights": {"red_at": 0.1}}),
        ("table", "assets", {"key": "asset_code"}),
        ("table", "assets", {"period": "week"}),
        ("table", "assets", {"columns": [{"name": "a_code", "title": "甲", "type": "dollars"}]}),
        ("table", "assets", {"columns": [{"name": "a_code", "title": "甲", "type": "code", "aliases": "text"}]}),
        ("table", "assets", {"items": {"a": {"unit": "口"}}}),
    ],
)
def test_a_wrong_file_does_not_fit(schema: str, file: str, changes: dict[str, Any]) -> None:
    home = DEFINITIONS_FOLDER / "consolidation_2021"
    path = files_by_name(TABLES_FOLDER)[file] if schema == "table" else home / f"{file}.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert VALIDATORS[schema].is_valid(declared)
    wrong = {key: value for key, value in (declared | changes).items() if value is not None}
    assert not VALIDATORS[schema].is_valid(wrong)

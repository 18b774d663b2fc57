"""An evaluation that is kept on disk is the one that was made, and never passes for that of other rows, definitions, days or programs."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from indicators.books import with_measure
from indicators.declared.framework import Framework, read_framework
from indicators.evaluation import evaluating, kept
from indicators.evaluation.evaluating import Evaluation, evaluate
from indicators.evaluation.kept import files, frames
from store.versions import Store
from tests.indicators.small_case import AREA, BEFORE, FENGHUANG, NOW, small_framework, small_store

FRAMES = ("places", "measures", "aspects", "indicators")


class Counted(Exception):
    """Raised where something is evaluated."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("TODAY", "2021-11-20")
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0.0)
    return small_store(tmp_path / "data")


@pytest.fixture
def framework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Framework:
    return declare(small_framework(tmp_path / "defined"), monkeypatch)


def declare(framework: Framework, patch: pytest.MonkeyPatch) -> Framework:
    """Takes a framework for the one that is declared under its name."""
    patch.setattr(files, "read_framework", lambda _: framework)
    return framework


def forbid(patch: pytest.MonkeyPatch) -> None:
    def count(*_: object) -> None:
        raise Counted

    patch.setattr(evaluating, "_evaluate", count)


def same(one: Evaluation | None, other: Evaluation | None) -> bool:
    """Whether two evaluations say the same, cell by cell and type by type."""
    if one is None or other is None:
        return one is other
    for name in FRAMES:
        left, right = getattr(one, name), getattr(other, name)
        pd.testing.assert_frame_equal(left, right, check_exact=True)
        assert cells(left) == cells(right)
    plain = ("period", "day", "area", "data_versions", "last_period", "is_last_rescored")
    return all(getattr(one, name) == getattr(other, name) for name in plain) and same(one.before, other.before)


def cells(frame: pd.DataFrame) -> list[list[tuple[type, str]]]:
    return [[(type(cell), repr(cell)) for cell in frame[name]] for name in frame.columns]


def test_it_comes_back_as_it_was(store: Store, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    made = evaluate(store, framework, NOW, AREA)
    forbid(monkeypatch)
    found = evaluate(store, framework, NOW, AREA)
    assert made.before is not None and made.last_period == BEFORE
    assert same(found, made) and found.framework is framework


def test_a_copy_of_the_folder_knows_it_too(
    store: Store, framework: Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = evaluate(store, framework, NOW, AREA)
    shutil.copytree(store.folder, tmp_path / "copy")
    forbid(monkeypatch)
    assert same(evaluate(Store(tmp_path / "copy"), framework, NOW, AREA), made)


def test_other_rows_are_evaluated(store: Store, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(store, framework, NOW, AREA)
    newest = store.history()[0].label
    store.withdraw(newest, "甲", "导错了")
    forbid(monkeypatch)
    with pytest.raises(Counted):
        evaluate(store, framework, NOW, AREA)
    store.rollback(newest, "甲", "没有错")
    evaluate(store, framework, NOW, AREA)


@pytest.mark.parametrize(
    "asked", [{"period": BEFORE}, {"scope": FENGHUANG[:2] + "0000"}, {"day": date(2021, 11, 19)}], ids=str
)
def test_what_else_is_asked_is_evaluated(
    store: Store, framework: Framework, asked: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    usual: dict[str, Any] = {"period": NOW, "scope": AREA}
    evaluate(store, framework, **usual)
    forbid(monkeypatch)
    with pytest.raises(Counted):
        evaluate(store, framework, **usual | asked)


def test_another_day_is_evaluated(store: Store, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(store, framework, NOW, AREA)
    forbid(monkeypatch)
    monkeypatch.setenv("TODAY", "2021-11-21")
    with pytest.raises(Counted):
        evaluate(store, framework, NOW, AREA)


def test_another_definition_is_evaluated(
    store: Store, framework: Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate(store, framework, NOW, AREA)
    home = shutil.copytree(tmp_path / "defined", tmp_path / "changed")
    path = home / "small" / "meetings.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8")) | {"numerator": "meetings_held - 1"}
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    changed = declare(read_framework("small", home), monkeypatch)
    forbid(monkeypatch)
    with pytest.raises(Counted):
        evaluate(store, changed, NOW, AREA)


def test_a_draft_is_neither_kept_nor_found(store: Store, framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    """A framework with a measure that is in no file has the name and the content of the one that it was made from."""
    made = evaluate(store, framework, NOW, AREA)
    draft = with_measure(framework, replace(framework.measures["petitions"], points=1.0))
    tried = evaluate(store, draft, NOW, AREA)
    assert not tried.measures["declared"].equals(made.measures["declared"])
    forbid(monkeypatch)
    with pytest.raises(Counted):
        evaluate(store, draft, NOW, AREA)
    assert same(evaluate(store, framework, NOW, AREA), made)


@pytest.mark.parametrize("stamp", ["_code_stamp", "_declared_stamp"])
def test_another_program_and_other_tables_evaluate(
    store: Store, framework: Framework, stamp: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate(store, framework, NOW, AREA)
    monkeypatch.setattr(files, stamp, lambda: "another")
    forbid(monkeypatch)
    with pytest.raises(Counted):
        evaluate(store, framework, NOW, AREA)


def test_the_stamp_of_the_program_is_of_its_code_and_declarations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "core"
    home.mkdir()
    found = []
    monkeypatch.setattr(files, "_PROJECT", tmp_path)
    for name, text in (("one.py", "a = 1"), ("one.py", "a = 2"), ("two.py", "a = 2")):
        (home / name).write_text(text)
        found.append(files._code_stamp.__wrapped__())
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400])
def test_a_damaged_file_counts_as_not_there(
    store: Store, framework: Framework, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = evaluate(store, framework, NOW, AREA)
    (path,) = (store.folder / kept.EVALUATIONS_FOLDER).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + damage)
    assert same(evaluate(store, framework, NOW, AREA), made)
    assert path.read_bytes() == whole
    forbid(monkeypatch)
    evaluate(store, framework, NOW, AREA)


def test_a_folder_that_cannot_be_written_costs_nothing(store: Store, framework: Framework) -> None:
    (store.folder / kept.EVALUATIONS_FOLDER).write_text("no folder")
    assert not evaluate(store, framework, NOW, AREA).is_empty


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KEPT_FILES", 4)
    for number in range(9):
        kept.keep(tmp_path, f"k{number}", [], {"number": number})
    left = sorted(path.name for path in (tmp_path / kept.EVALUATIONS_FOLDER).iterdir())
    assert len(left) <= 4 and left[-1] == "k8" and kept.read_kept(tmp_path, "k8") == ([], {"number": 8})


ODD = pd.DataFrame(
    {
        "mixed": pd.Series([None, float("nan"), 1, 1.0, True, "1", "", np.float64(1), np.int64(1), np.True_, -0.0, 0.0], dtype=object),
        "text": pd.Series(["甲", None, float("nan"), "乙\0", "'", '"', "\n", "甲", "", "👍", "nan", "None"], dtype="str"),
        "figure": [0.1, float("nan"), float("inf"), -float("inf"), -0.0, 1e300, 5e-324, 1 / 3, 0, 1, 2, 3],
        "whole": range(12), "small": np.arange(12, dtype=np.int8), "flag": [True, False] * 6,
    }
)  # fmt: skip


@pytest.mark.parametrize(
    "frame",
    [ODD, ODD.iloc[::-1], ODD.iloc[[3, 3, 5]], ODD.head(0), ODD.drop(columns="text").head(1)],
    ids=["odd", "backwards", "twice", "without rows", "one row"],
)
def test_frames_come_back_exactly(frame: pd.DataFrame) -> None:
    (found,), record = frames.unpack(frames.pack([frame], {"a": 1}))
    pd.testing.assert_frame_equal(found, frame, check_exact=True)
    assert cells(found) == cells(frame) and record == {"a": 1}


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [date(2021, 1, 1)]}), pd.DataFrame({"a": pd.to_datetime(["2021-01-01"])}), pd.DataFrame({1: [1]}),
        pd.DataFrame({"a": [1]}, index=["x"]), pd.DataFrame({"a": [(1, 2)]}), pd.DataFrame({"a": pd.Categorical(["x"])}),
    ],
)  # fmt: skip
def test_what_cannot_be_written_exactly_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(frames.Unpackable):
        frames.pack([frame], {})

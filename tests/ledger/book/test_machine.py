"""Random steps of several people, some of whom look at stale pages, compared with plain dicts.

Whatever is accepted is in the history, the history replays to what is there, and nothing forbidden is ever done.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.errors import UserError
from ledger.book import words
from ledger.book.ledger import KNOWN, NEW, RECURRED, Conflict, Ledger
from ledger.book.problems import COLUMNS, Draft, Sighting, as_json, replay

PEOPLE = ("甲", "乙", "丙", " 甲 ")
VALUES: dict[str, tuple[Any, ...]] = {
    "person": ("甲", "乙", ""),
    "remedy": ("修管道", "换水源", " 换水源 "),
    "deadline": ("2021-12-01", date(2021, 12, 31), None),
    "severity": ("一般", "严重", ""),
    "title": ("饮水不达标", "饮水不足"),
}
people = st.sampled_from(PEOPLE)
notes = st.sampled_from(("", "已入户", "现场看过"))
some_changes = st.dictionaries(st.sampled_from(tuple(VALUES)), st.integers(0, 2), min_size=1, max_size=3).map(
    lambda picked: {name: VALUES[name][at % len(VALUES[name])] for name, at in picked.items()}
)
which, back = st.integers(0, 5), st.integers(0, 4)


def stored(values: dict[str, Any]) -> dict[str, Any]:
    """As the ledger keeps them, said once more: texts trimmed, days as days."""
    return {
        name: (date.fromisoformat(value) if name == "deadline" and isinstance(value, str) else value)
        if name == "deadline"
        else value.strip()
        for name, value in values.items()
    }


class Twin:
    """A problem in plain dicts: how it is, how it was at each version, what was accepted."""

    def __init__(self, number: int, values: dict[str, Any], state: str) -> None:
        self.id = number
        self.now = {**values, "state": state, "done_by": "", "closed_by": "", "recurrences": 0, "evidence_count": 0}
        self.history = [self.now]
        self.on_record: list[tuple[str, int | None]] = []
        self.said: list[str] = []

    @property
    def version(self) -> int:
        return len(self.history)

    def write(self, values: dict[str, Any], said: str = "", *, always: bool = False) -> None:
        if always or any(self.now[name] != value for name, value in values.items()):
            self.now = {**self.now, **values}
            self.history.append(self.now)
            self.said.append(said.strip())

    def changed_since(self, version: int) -> set[str]:
        """Fields that any later version has otherwise than the one before it."""
        later = zip(self.history[version - 1 :], self.history[version:], strict=False)
        return {name for was, now in later for name in now if was[name] != now[name]}

    def clashes(self, version: int, values: dict[str, Any]) -> set[str]:
        return {name for name in self.changed_since(version) if name in values and values[name] != self.now[name]}

    def forbids(self, state: str, who: str, note: str) -> bool:
        """Whether the rules of the ledger, said once more, forbid the step."""
        steps = {
            ("未启动", "整改中"), ("整改中", "已整改"), ("整改中", "长期坚持"), ("已整改", "已销号"), ("已整改", "整改中"),
            ("长期坚持", "整改中"), ("长期坚持", "已整改"), ("已销号", "整改中"),
        }  # fmt: skip
        is_own = who in (self.now["done_by"], self.now["person"])
        needs_reason = state == "整改中" and self.now["state"] in ("已整改", "已销号")
        return (
            (self.now["state"], state) not in steps
            or (state == "已销号" and (is_own or not self.now["evidence_count"]))
            or (needs_reason and not note)
        )


class Machine(RuleBasedStateMachine):
    """Problems of one run; the ledger keeps those of earlier runs, which are others."""

    ledger: Ledger
    runs: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.twins: list[Twin] = []
        self.keys: dict[int, Twin] = {}
        self.run = next(self.runs)

    @initialize()
    def start(self) -> None:
        self.open(0, "未启动", "甲", None, "")

    def twin(self, at: int) -> Twin:
        return self.twins[at % len(self.twins)]

    def draft(self, place: int, state: str, row: int | None, note: str) -> Draft:
        values = {
            "source": "排查",
            "title": "饮水不达标",
            "place_code": f"{place:012d}",
            "place_name": f"第{self.run}次",
        }
        sighting = Sighting(file_hash="" if row is None else "a" * 64, sheet_row=row)
        return Draft(values, sighting, state, note, separate=str(self.run))

    @rule(
        place=st.integers(0, 3),
        state=st.sampled_from(words.STATES),
        who=people,
        row=st.sampled_from((None, 3, 4)),
        note=notes,
    )
    def open(self, place: int, state: str, who: str, row: int | None, note: str) -> None:
        if state == "已销号":
            with pytest.raises(UserError):
                self.ledger.open(self.draft(place, state, row, note), who)
            return
        opened = self.ledger.open(self.draft(place, state, row, note), who)
        twin = self.keys.get(place)
        if twin is None:
            twin = self.keys[place] = Twin(
                opened.problem.id, stored({name: values[0] for name, values in EMPTY}), state
            )
            twin.now["done_by"] = who.strip() if state == "已整改" else ""
            self.twins.append(twin)
            assert opened.outcome == NEW
        elif row is not None and ("a" * 64, row) in twin.on_record:
            assert opened.outcome == KNOWN
            return
        elif twin.now["state"] == "已销号":
            assert opened.outcome == RECURRED
            twin.write({"state": "整改中", "closed_by": "", "recurrences": twin.now["recurrences"] + 1}, note)
        else:
            assert opened.outcome == KNOWN
            twin.write({}, note, always=True)
        twin.on_record.append(("a" * 64 if row is not None else "", row))

    @rule(which=which, row=st.sampled_from((None, 5, 6)), who=people, why=notes)
    def fail_again(self, which: int, row: int | None, who: str, why: str) -> None:
        twin = self.twin(which)
        sighting = Sighting(file_hash="" if row is None else "a" * 64, sheet_row=row)
        (opened,) = self.ledger.recur_many({twin.id: (sighting, why)}, who)
        if row is not None and ("a" * 64, row) in twin.on_record:
            assert opened.outcome == KNOWN
            return
        twin.on_record.append(("a" * 64 if row is not None else "", row))
        again = {"state": "整改中", "closed_by": "", "recurrences": twin.now["recurrences"] + 1}
        is_closed = twin.now["state"] == "已销号"
        assert opened.outcome == (RECURRED if is_closed else KNOWN)
        twin.write(again if is_closed else {}, why, always=True)

    @rule(which=which, back=back, changes=some_changes, who=people, note=notes)
    def change(self, which: int, back: int, changes: dict[str, Any], who: str, note: str) -> None:
        twin = self.twin(which)
        version = max(1, twin.version - back)
        self.expect_change(
            twin, version, changes, lambda: self.ledger.change(twin.id, version, changes, who, note), note
        )

    def expect_change(self, twin: Twin, version: int, changes: dict[str, Any], act: Any, note: str) -> None:
        values = stored(changes)
        clashes = twin.clashes(version, values)
        if clashes:
            with pytest.raises(Conflict) as refused:
                act()
            assert refused.value.mine == {name: values[name] for name in clashes}
            assert refused.value.theirs == {name: twin.now[name] for name in clashes}
        elif twin.now["state"] == "已销号" and any(twin.now[name] != value for name, value in values.items()):
            with pytest.raises(UserError, match="已销号的问题不能再改"):
                act()
        else:
            act()
            twin.write(values, note)

    @rule(backs=st.lists(back, min_size=1, max_size=4), changes=some_changes, who=people)
    def change_many(self, backs: list[int], changes: dict[str, Any], who: str) -> None:
        versions = {twin.id: max(1, twin.version - back) for twin, back in zip(self.twins, backs, strict=False)}
        changed, refused = self.ledger.change_many(versions, changes, who)
        assert {problem.id for problem in changed} | set(refused) == set(versions)

        def act() -> None:
            if twin.id in refused:
                raise refused[twin.id]

        for twin in self.twins[: len(versions)]:
            self.expect_change(twin, versions[twin.id], changes, act, "")

    @rule(which=which, back=back, state=st.sampled_from(words.STATES), who=people, note=notes)
    def move(self, which: int, back: int, state: str, who: str, note: str) -> None:
        twin = self.twin(which)
        version = max(1, twin.version - back)
        if "state" in twin.changed_since(version):
            with pytest.raises(Conflict):
                self.ledger.move(twin.id, version, state, who, note)
        elif twin.forbids(state, who.strip(), note):
            with pytest.raises(UserError) as refused:
                self.ledger.move(twin.id, version, state, who, note)
            assert not isinstance(refused.value, Conflict)
        else:
            self.ledger.move(twin.id, version, state, who, note)
            signed = {"done_by": who.strip()} if state == "已整改" else {}
            closed_by = who.strip() if state == "已销号" else ""
            twin.write({"state": state, "closed_by": closed_by, **signed}, note)

    @rule(which=which, who=people, closing=people, is_shown=st.booleans())
    def hurry_to_close(self, which: int, who: str, closing: str, is_shown: bool) -> None:
        """Random steps alone seldom reach a problem that may be closed, by somebody who may not."""
        if is_shown:
            self.add_evidence(which, who)
        for state in ("整改中", "已整改"):
            self.move(which, 0, state, who, "催办")
        self.move(which, 0, "已销号", closing, "")

    @rule(which=which, who=people, note=st.sampled_from(("进展一", " 进展二 ", " ")))
    def note(self, which: int, who: str, note: str) -> None:
        twin = self.twin(which)
        if not note.strip():
            with pytest.raises(UserError, match="进展不能为空"):
                self.ledger.note(twin.id, who, note)
        else:
            self.ledger.note(twin.id, who, note)
            twin.write({}, note, always=True)

    @rule(which=which, who=people)
    def add_evidence(self, which: int, who: str) -> None:
        twin = self.twin(which)
        self.ledger.add_evidence(twin.id, who, "说明.txt", b"x")
        twin.write({"evidence_count": twin.now["evidence_count"] + 1}, "说明.txt")

    @precondition(lambda self: self.twins)
    @rule(which=which, ahead=st.sampled_from((-9, 1, 5)))
    def write_at_a_version_that_never_was(self, which: int, ahead: int) -> None:
        twin = self.twin(which)
        version = twin.version + ahead if ahead > 0 else 0
        for act in (
            lambda: self.ledger.change(twin.id, version, {"person": "丁"}, "甲"),
            lambda: self.ledger.move(twin.id, version, "整改中", "甲", "说明"),
        ):
            with pytest.raises(UserError, match="与台账不符"):
                act()

    @invariant()
    def the_ledger_is_as_the_twins(self) -> None:
        for twin in self.twins:
            problem = self.ledger.read(twin.id)
            assert {name: getattr(problem, name) for name in twin.now} == twin.now and problem.version == twin.version
            assert (problem.closed_on is not None) == (problem.state == "已销号")

    def teardown(self) -> None:
        for twin in self.twins:
            problem, events = self.ledger.read(twin.id), self.ledger.events(twin.id)
            assert replay(events) == {name: as_json(getattr(problem, name)) for name in COLUMNS if name != "id"}
            assert [event.version for event in events] == list(range(1, twin.version + 1))
            assert [event.note for event in events[1:] if event.note not in AUTOMATIC] == [
                one for one in twin.said if one
            ]
            for (was, now), event in zip(pairwise(twin.history), events[1:], strict=True):
                differing = {name: (as_json(was[name]), as_json(now[name])) for name in now if was[name] != now[name]}
                kept = {name: tuple(pair) for name, pair in event.changes.items() if name != "closed_on"}
                assert kept == differing
            assert len(self.ledger.sightings(twin.id)) == len(twin.on_record)
            assert len(self.ledger.evidence(twin.id)) == twin.now["evidence_count"]


EMPTY = (("person", ("",)), ("remedy", ("",)), ("deadline", (None,)), ("severity", ("",)), ("title", ("饮水不达标",)))
AUTOMATIC = ("", "排查")
"""Notes that the ledger itself writes where nobody says anything."""


def test_random_steps_are_all_in_the_history(ledger: Ledger) -> None:
    runs = count()

    class Bound(Machine):
        pass

    Bound.ledger, Bound.runs = ledger, runs
    held = settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Bound, settings=held)
    assert next(runs) >= 25

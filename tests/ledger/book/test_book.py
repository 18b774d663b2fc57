"""Opening, changing, moving and closing problems; who may, and what is kept of it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from core.database import writing
from core.errors import UserError
from ledger.book import words
from ledger.book.ledger import KNOWN, NEW, RECURRED, Conflict, Ledger
from ledger.book.models import EventRow, ProblemRow
from ledger.book.problems import COLUMNS, Draft, Problem, Sighting, as_json, replay

PDF = b"%PDF-1.7 something"
Make = Callable[..., Draft]


def close(ledger: Ledger, problem: Problem, by: str = "乙") -> Problem:
    """Take a fresh problem all the way to 已销号."""
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    problem = ledger.move(problem.id, problem.version, words.DONE, "甲")
    problem = ledger.add_evidence(problem.id, "甲", "照片.pdf", PDF)
    return ledger.move(problem.id, problem.version, words.CLOSED, by)


def assert_replays(ledger: Ledger, problem_id: int) -> None:
    problem = ledger.read(problem_id)
    now = {name: as_json(getattr(problem, name)) for name in COLUMNS if name != "id"}
    assert replay(ledger.events(problem_id)) == now


def test_the_way_from_opened_to_closed_is_on_record(ledger: Ledger, draft: Make) -> None:
    opened = ledger.open(draft(deadline="2021-12-01"), "甲")
    assert opened.outcome == NEW and opened.problem.deadline == date(2021, 12, 1)
    problem = close(ledger, opened.problem)
    assert (problem.state, problem.closed_by, problem.closed_on) == (words.CLOSED, "乙", date(2021, 11, 20))
    assert [event.kind for event in ledger.events(problem.id)] == ["opened", "moved", "moved", "evidence", "moved"]
    assert_replays(ledger, problem.id)


@pytest.mark.parametrize(("who", "word"), [("甲", "另一人"), ("丙", "责任人以外")])
def test_who_did_it_or_answers_for_it_cannot_close(ledger: Ledger, draft: Make, who: str, word: str) -> None:
    problem = ledger.open(draft(person="丙"), "甲").problem
    with pytest.raises(UserError, match=word):
        close(ledger, problem, by=who)
    assert ledger.read(problem.id).state == words.DONE


def test_nothing_is_closed_without_evidence(ledger: Ledger, draft: Make) -> None:
    problem = ledger.open(draft(), "甲").problem
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    problem = ledger.move(problem.id, problem.version, words.DONE, "甲")
    with pytest.raises(UserError, match="没有佐证"):
        ledger.move(problem.id, problem.version, words.CLOSED, "乙")


def test_sending_back_and_reopening_want_a_reason(ledger: Ledger, draft: Make) -> None:
    problem = close(ledger, ledger.open(draft(), "甲").problem)
    with pytest.raises(UserError, match="原因"):
        ledger.move(problem.id, problem.version, words.IN_HAND, "乙")
    problem = ledger.move(problem.id, problem.version, words.IN_HAND, "乙", "回访发现又断水")
    assert problem.closed_on is None and problem.recurrences == 0
    assert_replays(ledger, problem.id)


def test_two_people_at_different_fields_both_stay(ledger: Ledger, draft: Make) -> None:
    problem = ledger.open(draft(), "甲").problem
    ledger.change(problem.id, problem.version, {"department": "水利局"}, "甲")
    both = ledger.change(problem.id, problem.version, {"person": "丙"}, "乙")
    assert (both.department, both.person, both.version) == ("水利局", "丙", 3)
    assert_replays(ledger, problem.id)


def test_two_people_at_one_field_the_second_is_told_and_loses_no_word(ledger: Ledger, draft: Make) -> None:
    problem = ledger.open(draft(), "甲").problem
    ledger.change(problem.id, problem.version, {"remedy": "修管道"}, "甲")
    with pytest.raises(Conflict, match="甲 刚改过") as refused:
        ledger.change(problem.id, problem.version, {"remedy": "换水源", "person": "丙"}, "乙")
    assert refused.value.mine == {"remedy": "换水源"} and refused.value.theirs == {"remedy": "修管道"}
    assert ledger.read(problem.id).person == ""


def test_the_same_words_of_both_are_no_conflict(ledger: Ledger, draft: Make) -> None:
    problem = ledger.open(draft(), "甲").problem
    ledger.change(problem.id, problem.version, {"person": "丙"}, "甲")
    assert ledger.change(problem.id, problem.version, {"person": "丙"}, "乙").version == 2


def test_a_step_taken_by_another_is_a_conflict(ledger: Ledger, draft: Make) -> None:
    problem = ledger.open(draft(), "甲").problem
    ledger.move(problem.id, problem.version, words.IN_HAND, "甲")
    with pytest.raises(UserError):
        ledger.move(problem.id, problem.version, words.IN_HAND, "乙")


def test_the_same_problem_told_again_is_linked_and_once_closed_comes_again(ledger: Ledger, draft: Make) -> None:
    first = ledger.open(draft(title="饮水不达标。"), "甲").problem
    draft_seen = Draft({**draft().values, "source": "国家暗访"}, Sighting(file_hash="a" * 64, sheet="表", sheet_row=3))
    again = ledger.open(draft_seen, "乙")
    assert again.outcome == KNOWN and again.problem.id == first.id and again.problem.version == 2
    assert ledger.open(draft_seen, "乙").problem.version == 2
    close(ledger, again.problem)
    later = Draft(draft_seen.values, Sighting(file_hash="b" * 64, sheet="表", sheet_row=3))
    recurred = ledger.open(later, "乙")
    assert recurred.outcome == RECURRED
    assert (recurred.problem.state, recurred.problem.recurrences) == (words.IN_HAND, 1)
    assert [seen["source"] for seen in ledger.sightings(first.id)] == ["排查", "国家暗访", "国家暗访"]
    assert_replays(ledger, first.id)


def test_one_refused_draft_opens_none(ledger: Ledger, draft: Make) -> None:
    with pytest.raises(UserError, match="问题来源"):
        ledger.open_many([draft(), draft(source="听说", title="别的")], "甲")
    assert ledger.open(draft(), "甲").problem.id == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"severity": "很重"}, "应为其中之一"), ({"deadline": "明天"}, "应为日期"), ({"person": "长" * 61}, "最多 60 个字"),
     ({"state": words.CLOSED}, "没有这一栏"), ({"title": " "}, "不能为空")],
)  # fmt: skip
def test_a_value_that_no_field_holds_is_refused(
    ledger: Ledger, draft: Make, changes: dict[str, str], word: str
) -> None:
    problem = ledger.open(draft(), "甲").problem
    with pytest.raises(UserError, match=word):
        ledger.change(problem.id, problem.version, changes, "甲")
    assert ledger.read(problem.id) == problem


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("程序.exe", b"MZ", "只收这些文件"), ("空.pdf", b"", "是空的"), ("假.pdf", b"MZ", "内容不是"),
     ("大.txt", b"x" * (20 * 1024**2 + 1), "不超过")],
)  # fmt: skip
def test_a_file_that_may_not_be_kept_is_refused(
    ledger: Ledger, draft: Make, name: str, content: bytes, word: str
) -> None:
    problem = ledger.open(draft(), "甲").problem
    with pytest.raises(UserError, match=word):
        ledger.add_evidence(problem.id, "甲", name, content)
    assert ledger.read(problem.id).evidence_count == 0 and ledger.evidence(problem.id) == []


def test_the_database_refuses_to_change_history(ledger: Ledger, draft: Make) -> None:
    ledger.open(draft(), "甲")
    for statement in (
        update(EventRow).values(who="丁"),
        delete(EventRow),
        delete(ProblemRow),
        text("DELETE FROM sightings"),
    ):
        with pytest.raises(DatabaseError, match="台账的历史记录"), writing(ledger.engine) as connection:
            connection.execute(statement)
    assert len(ledger.events(1)) == 1


def test_nothing_is_opened_closed_and_who_opens_it_as_done_cannot_close(ledger: Ledger, draft: Make) -> None:
    with pytest.raises(UserError, match="不能直接登记为已销号"):
        ledger.open(Draft(draft().values, state=words.CLOSED), "甲")
    problem = ledger.open(Draft(draft().values, state=words.DONE), "甲").problem
    problem = ledger.add_evidence(problem.id, "乙", "照片.pdf", PDF)
    with pytest.raises(UserError, match="另一人"):
        ledger.move(problem.id, problem.version, words.CLOSED, "甲")
    assert ledger.move(problem.id, problem.version, words.CLOSED, "乙").closed_by == "乙"
    assert_replays(ledger, problem.id)

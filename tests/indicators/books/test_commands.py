"""`python -m indicators books …`: each step and what is refused."""

import json
from pathlib import Path

import pytest

from indicators.__main__ import main
from tests.indicators.small_case import small_store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main([*arguments])
    out = capsys.readouterr()
    return status, out.out + out.err


def test_a_book_is_copied_checked_put_in_force_rolled_back_and_withdrawn(capsys: pytest.CaptureFixture[str]) -> None:
    signed = ("--who", "张三", "--why", "试")
    status, said = run(
        capsys,
        "books",
        "copy",
        "spending_notice",
        "--title",
        "通报(2026年)",
        "--from",
        "2026-01",
        "--to",
        "2026-12",
        *signed,
    )
    assert status == 0 and "已复制为 b0001@1" in said and "草稿" in said
    assert run(capsys, "books", "check", "b0001")[0] == 0
    assert "在用" in run(capsys, "books", "put-in-force", "b0001", *signed)[1]
    assert "通报(2026年)" in run(capsys, "books", "show", "b0001")[1]
    assert "两版没有不同" in run(capsys, "books", "compare", "b0001@1", "b0001")[1]
    assert (
        "体系的名称：部门和乡镇支出进度通报 → 通报(2026年)"
        in run(capsys, "books", "compare", "spending_notice", "b0001")[1]
    )
    assert run(capsys, "books", "rollback", "b0001@1", *signed)[0] == 2
    assert "已停用" in run(capsys, "books", "withdraw", "b0001", *signed)[1]
    status, said = run(capsys, "books", "history", "b0001", "--json")
    assert [event["did"] for event in json.loads(said)] == ["saved", "put_in_force", "withdrawn"]
    status, said = run(capsys, "books", "list", "--json")
    assert {"b0001", "consolidation_2021"} <= {book["book"] for book in json.loads(said)}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--from", "2021-13"), "“适用起月”：应为月份，实际为「2021-13」"),
        (("--place", "99"), "“适用地区”：应为地区代码，实际为「99」"),
        (("--place", "999999"), "“适用地区”：没有这个代码的地区，实际为「999999」"),
        (("--from", "2022-01", "--to", "2021-12"), "“适用止月”：适用的最后一月在第一月之前"),
    ],
)
def test_what_a_copy_cannot_hold_for_is_refused(
    given: tuple[str, ...], said: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = run(capsys, "books", "copy", "spending_notice", *given, "--why", "试")
    assert status == 2 and said in told and "valid" not in told
    assert not list((data / "books").glob("b*"))


def test_rules_and_choices_are_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "books", "show", "cooperation_2019")[1]
    assert "按月或按年：按月" in said and "考核对象：县" in said
    assert "财政援助资金完成率  6分  高于100%得满分，不高于100%不得分" in said
    assert "负面清单：考核弄虚作假  —  有1例，等次最高评为一般，得分不变" in said


def test_a_period_that_no_book_holds_for_is_refused_in_words(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_store(data)
    status, said = run(capsys, "evaluate", "--period", "2026-11")
    assert status == 2
    assert "没有适用于2026年11月的办法" in said and "books copy consolidation_2021" in said
    status, said = run(capsys, "evaluate", "--period", "2021-11")
    assert status == 0 and said.startswith("consolidation_2021")


@pytest.mark.parametrize(
    "arguments", [("withdraw", "consolidation_2021"), ("put-in-force", "b0009"), ("rollback", "b0001@9")]
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "books", *arguments, "--why", "试")
    assert status == 2 and "办法" in said

"""What of a person may be read: one mask, and one door to the whole text, which is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import personal
from core.personal import holds_numbers, mask_numbers, restore_numbers
from loaders.cells import mask_number, mask_personal


def test_nobody_may_see_whole_values_yet() -> None:
    assert not any(personal.may_see_whole(kind) for kind in ("name", "id", "phone", "other", ""))


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("某某某", "name", "某*"),
        ("433123199001011232", "id", "43*************232"),
        ("13812345678", "phone", "138****5678"),
        ("123", "phone", "***"),
        ("人民路一号", "address", "***"),
        ("", "name", ""),
    ],
)
def test_a_text_is_masked_the_same_in_lists_and_in_import_reports(text: str, kind: str, masked: str) -> None:
    assert personal.mask_text(text, kind) == mask_personal(text, kind) == masked


def test_one_function_opens_every_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may see whole values is asked in one place: opened there, nothing is masked anywhere."""
    monkeypatch.setattr(personal, "may_see_whole", lambda kind: True)
    assert personal.mask_text("某某", "name") == mask_personal("某某", "name") == "某某"
    assert mask_number("433123199001011232") == "433123199001011232"


NUMBERS = {
    "433123198001011234": "43*************234",
    "43312319800101123X": "43*************23X",
    "433123 19800101 1234": "43**** ******** *234",
    "433123-1980-0101-1234": "43****-****-****-*234",
    "4 3 3 1 2 3 1 9 8 0 0 1 0 1 1 2 3 4": "4 3 * * * * * * * * * * * * * 2 3 4",
    "４３３１２３１９８００１０１１２３４": "４３*************２３４",
    "43312319800101123443": "43***************443",
    "43312319800101123411B1": "43*****************1B1",
    "433123800101123": "43**********123",
    "6222021234567890123": "62**************123",
    "6222 0212 3456 7890 123": "62** **** **** **** 123",
    "13812345678": "138****5678",
    "138 1234 5678": "138 **** 5678",
    "138-1234-5678": "138-****-5678",
    "138.1234.5678": "138.****.5678",
    "138—1234—5678": "138—****—5678",
    "1381234 5678": "138**** 5678",
    "138\u200b1234\u200b5678": "138\u200b****\u200b5678",
    "138\u202e12345678": "138\u202e****5678",
    "8613812345678": "86138****5678",
    "+86 138-1234-5678": "+86 138-****-5678",
    "013812345678": "0138****5678",
    "0743-8224567": "0743-*****67",
    "0743 8224567": "0743 *****67",
    "（0743）8224567": "（0743）*****67",
    "07438224567": "0743*****67",
    "010-12345678": "010-******78",
    "电话：8224567": "电话：*****67",
    "座机822 4567": "座机*** **67",
}


@pytest.mark.parametrize(("number", "masked"), NUMBERS.items())
def test_a_number_of_a_person_is_masked_however_it_is_written(number: str, masked: str) -> None:
    for before, after in (("", ""), ("张三", "。"), ("（", "）"), ("2021年11月20日 ", " 共 3 户，12.5 万元")):
        assert mask_numbers(f"{before}{number}{after}") == f"{before}{masked}{after}"
        assert holds_numbers(f"{before}{number}{after}") and not holds_numbers(f"{before}{masked}{after}")


@pytest.mark.parametrize(
    "text",
    [
        "", "1,204 户", "12345.67 元", "资金1234567.89元", "13,812,345,678 元", "13812345678.50 元", "区划433123901201",
        "433123901201 433123901202",
        "2021-00003 第12条", "2021-11-20 2021-11-25 2020 2021 2022", "2021年11月20日09:30", "2016-2017-2018-2019", "1 3 5 6 7 8 9 10 11",
        "湘农发〔2021〕14号", "138****5678", "43*************234", "占比0.0743 8224567", "8224567 元",
    ],
)  # fmt: skip
def test_other_figures_stay(text: str) -> None:
    assert mask_numbers(text) == text and not holds_numbers(text)


def test_several_numbers_of_one_text_are_all_masked() -> None:
    assert (
        mask_numbers("433123198001011234 13812345678、0743-8224567") == "43*************234 138****5678、0743-*****67"
    )


@given(st.lists(st.sampled_from([*NUMBERS, "甲", " ", "，", "12", "\n"]), max_size=8))
def test_what_was_left_masked_is_put_back(parts: list[str]) -> None:
    was = "、".join(parts)
    assert restore_numbers(mask_numbers(was), was) == was


def test_what_was_edited_beside_a_masked_number_stays_edited() -> None:
    was = "张三13812345678，李四 13912345678"
    assert restore_numbers("李四 139****5678，已联系", was) == "李四 13912345678，已联系"
    assert restore_numbers("张三13700001111，李四 139****5678", was) == "张三13700001111，李四 13912345678"
    assert restore_numbers("139****0000", was) == "139****0000", "a mask of no number of the text is a text"


def test_numbers_in_texts_open_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal, "may_see_whole", lambda kind: kind == "phone")
    assert mask_numbers("13812345678 0743-8224567") == "13812345678 0743-8224567"
    assert mask_numbers("433123198001011234") == "43*************234"

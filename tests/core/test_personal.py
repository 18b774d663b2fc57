"""What of a person may be read: one mask, and one door to the whole text, which is closed."""

import pytest

from core import personal
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

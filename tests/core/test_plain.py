"""Signs that nobody sees do not reach a screen."""

import pytest
from markupsafe import Markup

from core.plain import clear_unseen
from core.templates import join


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u200f", "\u2066", "\u061c", "\x00", "\x1b", "\x7f", "\x85"])
def test_a_sign_that_turns_or_hides_is_left_out(sign: str) -> None:
    assert clear_unseen(f"发票{sign}fdp.exe") == "发票fdp.exe"
    assert join([f"第{sign}462行", Markup("<b>{}</b>").format(sign)]) == Markup("第462行<b></b>")
    cleared = clear_unseen(Markup(f"<b>{sign}</b>"))
    assert isinstance(cleared, Markup) and cleared == "<b></b>"


@pytest.mark.parametrize("text", ["", "凤凰县\n第二行\t列", "Ünïcode 👨‍👩‍👧 ༄ ᠮᠣᠩᠭᠣᠯ"])
def test_every_other_text_stays(text: str) -> None:
    assert clear_unseen(text) is text

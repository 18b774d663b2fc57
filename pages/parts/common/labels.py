"""Texts from files and people as labels of Streamlit's widgets, which it reads as Markdown with pictures, formulas and signs."""

import re
from typing import Final

from core.plain import clear_unseen

_MARKS: Final = re.compile(r"([!-/:-@\[-`{-~])")


def plain_label(text: object) -> str:
    """The text as a label that shows it letter by letter: no picture is asked for, no formula made of `价格$100到$200`, and no sign
    that turns the direction of writing makes another name of it.
    """
    return _MARKS.sub(r"\\\1", clear_unseen(" ".join(str(text).split())))

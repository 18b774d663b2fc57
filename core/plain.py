"""Signs in texts from outside that nobody sees and that make other words of them: turned directions of writing, control characters."""

import re
from typing import Final, TypeVar

Text = TypeVar("Text", bound=str)
_UNSEEN: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clear_unseen(text: Text) -> Text:
    """The text for a screen or file without them. Text of a subclass (`Markup`) stays of it."""
    return type(text)(_UNSEEN.sub("", text)) if _UNSEEN.search(text) else text

"""What of a person may be read: one place that says who sees it whole, and one that masks what is not.

A column of a table says what it holds (`personal: name`, `id`, `phone`, or any other word); every screen, office file, JSON and
text of the ledger asks `mask_text`.
"""

from typing import Final

NAME: Final = "name"
_KEPT: Final = {"id": (2, 3), "phone": (3, 4)}
"""How many characters at the beginning and at the end stay readable."""


def may_see_whole(personal: str) -> bool:
    """Whether whoever looks may read such a text unmasked. Nobody may: there is no log-in that could say who looks."""
    return False


def mask_text(text: str, personal: str) -> str:
    """Personal text that may be shown: 张* · 35*************123 · 138****1234; any other kind is `***`.

    A name keeps its first character, an ID number the first two and last three, a phone number the first three and last
    four; what is too short for that shows nothing. '' stays ''.
    """
    if not text or may_see_whole(personal):
        return text
    if personal == NAME:
        return f"{text[0]}*"
    keep = _KEPT.get(personal)
    if keep is None or len(text) <= sum(keep):
        return "***"
    return f"{text[: keep[0]]}{'*' * (len(text) - sum(keep))}{text[-keep[1] :]}"

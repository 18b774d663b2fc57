"""Whether two sightings are of the same problem: the same definition at the same household or place, or the same words there."""

import hashlib
import re
import unicodedata

_NOISE = re.compile(r"[\W_]+")
"""Spaces and marks of every kind: lists are retyped with others."""


def fingerprint(
    *,
    measure: str,
    place: str,
    household_code: str = "",
    project_code: str = "",
    title: str = "",
    description: str = "",
) -> str:
    """64 hexadecimal digits. A definition, or else the words, at the narrowest thing that is named.

    `place` is the code, or the name where no code is known. Source, document and dates do not count: an inspection and a
    finding that say the same are the same problem.
    """
    what = measure or plain_words(description or title)
    where = household_code or project_code
    return hashlib.sha256("\x1f".join((what, place, where)).encode()).hexdigest()


def plain_words(text: str) -> str:
    """The text without spaces, marks, widths and cases."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()

"""How a household is named where its number must not stand: the first digits of a hash of the number."""

import hashlib
from typing import Final

REF_DIGITS: Final = 12


def household_ref(household_code: str) -> str:
    """The reference of a household, for addresses: 12 hex digits, the same everywhere."""
    return hashlib.md5(household_code.encode(), usedforsecurity=False).hexdigest()[:REF_DIGITS]

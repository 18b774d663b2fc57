"""By what rows are put together before they become problems: what they are about, or the place they lie in."""

from typing import Final

SUBJECT: Final = "subject"
"""A household, a project or an asset; a row about none of them stands for its place."""
VILLAGE: Final = "village"
TOWNSHIP: Final = "township"
COUNTY: Final = "county"

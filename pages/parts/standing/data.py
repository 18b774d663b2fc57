"""What 历年位次 reads."""

from indicators.figures import read_years
from pages.parts.common.cache import kept

years = kept(read_years, 16)

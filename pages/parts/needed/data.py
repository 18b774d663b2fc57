"""What 该有的表 reads: every declared table with what it unlocks and what of it is there."""

from indicators.figures import list_needed
from pages.parts.common.cache import kept

needed = kept(list_needed, 16)

"""What 应知应会 reads."""

from indicators.figures import read_briefing
from pages.parts.common.cache import kept

card = kept(read_briefing)

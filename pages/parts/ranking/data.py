"""What 排名 and 总览 read of grades."""

from indicators.figures import read_grades
from pages.parts.common.cache import kept

grades = kept(read_grades, 16)

"""What 数据质量 reads beside the evaluation of its framework: reports held against registers, one level against the next."""

from indicators.reconciliation import compare_levels, compare_registers
from pages.parts.common.cache import kept

read_differences = kept(compare_registers, 48)
read_levels = kept(compare_levels, 48)

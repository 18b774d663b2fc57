"""What 短板清单 reads: the rows that fall short, what they may be filtered by, and the record behind a row."""

from indicators.reconciliation import compare_registers
from indicators.shortfalls import groups, lists, reasons, records
from pages.parts.common.cache import Keys, fields_of, kept

_KEYS: Keys = {lists.ListRequest: fields_of, records.RecordRequest: fields_of}
read_list = kept(lists.read_list, 128, _KEYS)
count_subjects = kept(groups.count_subjects, 128, _KEYS)
choices = kept(lists.read_choices, 128, _KEYS)
count_reasons = kept(reasons.count_reasons, 128, _KEYS)
read_record = kept(records.read_record, 128, _KEYS)
read_differences = kept(compare_registers, 128)


def count_unclear(request: lists.ListRequest) -> int:
    """Of how many rows nobody can say whether they fall short, beside those that do."""
    return read_list(lists.unjudged_of(request), "", 1, 0).total

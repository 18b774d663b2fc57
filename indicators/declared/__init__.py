"""Definitions: frameworks, measures, checks, views and limits, read from YAML and SQL and refused when they are not well declared.

Expressions are parsed and bound against empty tables when a file is read. `docs/definitions.md` lists every key.
"""

from indicators.declared import fields, limits, schedule, shelf, views
from indicators.declared.columns import (
    ColumnView, column_views, expression_views, is_empty, say_cell, say_limit,
)  # fmt: skip
from indicators.declared.expression_words import ITEM, column_names, say_expression, split_conditions
from indicators.declared.dated import with_names
from indicators.declared.day import day_of_view
from indicators.declared.expressions import (
    FUNCTIONS_SAID, PARAMETERS, PeriodBounds, bind_period, fill_period, mark_period, marked_names, parse_expression, to_sql,
)  # fmt: skip
from indicators.declared.fields import MAIN_AREA, PROBLEM_TYPES, SIMPLE, SUSPICIONS, TO_DATE
from indicators.declared.framework import (
    CHECKS, DEFAULT_FRAMEWORK, Examined, examine_framework, framework_ids, measure_files, month_faults, read_framework, read_frameworks,
)  # fmt: skip
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from indicators.declared.limits import LIMITS_FILE, PREFIX, limit_names, read_limits
from indicators.declared.measures import REGISTER, REPORTED, Cut, Framework, Grouping, Holding, Measure
from indicators.declared.reading_measures import read_count, read_one
from indicators.declared.schedule import (
    DEFAULT_METHOD, SCHEDULE_METHODS, Node, check_nodes, day_in_china, days_in_year, days_until, schedule_share,
)  # fmt: skip
from indicators.declared.shelf import DEFINITIONS_FOLDER
from indicators.declared.unread import respect_unread, unread_sql
from indicators.declared.wholes import WHOLES_FILE, Whole, read_wholes, whole_of

__all__ = [
    "CHECKS", "COUNTY", "DEFAULT_FRAMEWORK", "DEFAULT_METHOD", "DEFINITIONS_FOLDER", "FUNCTIONS_SAID", "ITEM", "LIMITS_FILE", "MAIN_AREA",
    "PARAMETERS", "PREFIX", "PROBLEM_TYPES", "REGISTER", "REPORTED", "SCHEDULE_METHODS", "SIMPLE", "SUBJECT", "SUSPICIONS",
    "TOWNSHIP", "TO_DATE", "VILLAGE", "WHOLES_FILE", "ColumnView", "Cut", "Examined", "Framework", "Grouping", "Holding",
    "Measure", "Node", "PeriodBounds", "Whole",
    "bind_period", "check_nodes", "column_names", "column_views", "day_in_china", "day_of_view", "days_in_year",
    "days_until", "examine_framework", "expression_views", "fields", "fill_period", "framework_ids", "is_empty", "limit_names", "limits",
    "mark_period", "marked_names",
    "measure_files", "month_faults",
    "parse_expression", "read_count", "read_framework", "read_frameworks", "read_limits", "read_one", "read_wholes",
    "respect_unread", "say_cell",
    "say_expression", "say_limit",
    "schedule", "schedule_share", "shelf", "split_conditions", "to_sql", "unread_sql", "views", "whole_of", "with_names",
]  # fmt: skip

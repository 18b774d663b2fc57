"""Indexes that hold all that lists are ordered and counts are made by."""

from alembic import op

revision = "0003"
down_revision = "0002"

_COUNTED = ("state", "deadline", "recurrences")
_LEADING = ("place_code", "source", "problem_type", "department", "person")


def upgrade() -> None:
    op.drop_index("ix_problems_state_deadline", "problems")
    op.create_index(op.f("ix_problems_state_deadline_recurrences"), "problems", list(_COUNTED))
    for leading in _LEADING:
        op.drop_index(f"ix_problems_{leading}_state", "problems")
        op.create_index(op.f(f"ix_problems_{leading}_state_deadline_recurrences"), "problems", [leading, *_COUNTED])
    op.create_index(op.f("ix_problems_household_code"), "problems", ["household_code"])

"""The record of acts, which nobody changes."""

import sqlalchemy as sa
from alembic import op

from access.audit.guarding import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("why", sa.String(300), nullable=False),
        sa.Column("result", sa.String(8), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
    )
    op.create_index(op.f("ix_audit_lines_at"), "audit_lines", ["at"])
    op.create_index(op.f("ix_audit_lines_who"), "audit_lines", ["who"])
    guard(op.get_bind())

"""Ticks of the outline (复习大纲), which nobody changes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_REFUSAL = "台账的历史记录不能改、不能删"
_TABLE = "outline_ticks"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.String(length=4), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outline_ticks")),
    )
    op.create_index(op.f("ix_outline_ticks_year_place_code_item"), _TABLE, ["year", "place_code", "item"])
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {_TABLE}_no_{act.lower()} BEFORE {act} ON {_TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {_TABLE}_kept BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {_TABLE}_not_emptied BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    )

"""Accounts, what they open with, and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "accounts",
        sa.Column("id", key, nullable=False),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("place_code", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("may_export", sa.Boolean(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("password_at", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("totp", sa.String(64), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )
    op.create_table(
        "account_secrets",
        sa.Column("id", key, nullable=False),
        sa.Column("account_id", key, nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("digest", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_secrets")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_secrets_account_id_accounts")),
    )
    op.create_index(op.f("ix_account_secrets_account_id_kind"), "account_secrets", ["account_id", "kind"])
    op.create_index(op.f("ix_account_secrets_digest"), "account_secrets", ["digest"])
    op.create_table(
        "account_sessions",
        sa.Column("id", key, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", key, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_account_sessions_digest")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_sessions_account_id_accounts")),
    )
    op.create_index(op.f("ix_account_sessions_account_id"), "account_sessions", ["account_id"])

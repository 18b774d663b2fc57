"""How many rows a finding had when it was seen, so that what is found now can be compared with it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("sightings", sa.Column("row_count", sa.Integer(), nullable=True))

"""Why a page was not believed at the last look, and when it changed nearly whole."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what is new."""
    op.add_column("pages", sa.Column("doubt", sa.JSON(), nullable=True))
    op.add_column("pages", sa.Column("swept_at", sa.DateTime(), nullable=True))

"""The saved pages that were taken into the archive, and how far walks back through feeds and listings have come."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both."""
    op.create_table(
        "imports",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_imports_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "content_hash", "rank", name="pk_imports"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "walks",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("address_url", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("walked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_walks_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "address_url", name="pk_walks"),
    )

"""The saved pages that were taken in, how far walks back have come, and an index that is built beside the other."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add all that."""
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
    for name, first in (("symbols_next", "key"), ("vocabulary_next", "word")):
        op.create_table(
            name,
            sa.Column("rules", sa.Text(), nullable=False),
            sa.Column(first, sa.Text(), nullable=False),
            sa.Column("symbol", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("rules", first, "symbol", name=f"pk_{name}"),
            sqlite_with_rowid=False,
        )
    op.create_index("ix_vocabulary_next_rules_symbol", "vocabulary_next", ["rules", "symbol"])
    op.create_table(
        "index_next",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("analyzer_version", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_index_next"),
    )

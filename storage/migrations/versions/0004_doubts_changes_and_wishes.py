"""Why a page was not believed at the last look, what later versions changed, and what of a query a chat is told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what is new. What was changed before is not listed."""
    op.add_column("pages", sa.Column("doubt", sa.JSON(), nullable=True))
    op.add_column("pages", sa.Column("swept_at", sa.DateTime(), nullable=True))
    op.create_index("ix_pages_swept", "pages", ["source_id", "swept_at"], sqlite_where=sa.text("swept_at IS NOT NULL"))
    op.add_column("subscriptions", sa.Column("tells", sa.Text(), server_default="all", nullable=False))
    op.add_column("subscriptions", sa.Column("missed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("subscriptions", sa.Column("ladder", sa.JSON(), nullable=True))
    op.add_column("parcels", sa.Column("signs", sa.JSON(), nullable=True))
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_changes_edition_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["before_id"], ["passages.id"], name="fk_changes_before_id"),
        sa.ForeignKeyConstraint(["after_id"], ["passages.id"], name="fk_changes_after_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_edition_id", "changes", ["edition_id"])
    op.create_table(
        "awaited",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("briefing_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_awaited_chat_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefings.id"], name="fk_awaited_briefing_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "briefing_id", "language", name="pk_awaited"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_awaited_briefing_id", "awaited", ["briefing_id"])

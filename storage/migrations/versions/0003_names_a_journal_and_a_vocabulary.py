"""A chat's own aliases, a journal of who changed what they follow, saved word forms, and the index's vocabulary."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what is new. The search index says more of each passage than before: it is built anew."""
    op.create_index("ix_editions_language", "editions", ["language"])
    op.drop_table("symbols")
    op.create_table(
        "symbols",
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rules", "key", "symbol", name="pk_symbols"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vocabulary",
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rules", "word", "symbol", name="pk_vocabulary"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vocabulary_rules_symbol", "vocabulary", ["rules", "symbol"])
    op.create_table(
        "names",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("defined_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_names_chat_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "name", name="pk_names"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "word_forms",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("analyzer_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_word_forms"),
        sqlite_with_rowid=False,
    )
    op.execute("UPDATE index_state SET analyzer_version = 0")

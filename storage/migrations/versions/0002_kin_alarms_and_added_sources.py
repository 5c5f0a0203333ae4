"""Kin of briefings, alarms, sources added by a command, pages that come with their feed, and wider passage ids."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what is new. Parcels are made anew, since one may now speak of an alarm in place of a briefing; passages get
    ids with more room in a day."""
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_alarms_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    op.create_index(
        "uq_alarms_open", "alarms", ["source_id", "kind"], unique=True, sqlite_where=sa.text("ended_at IS NULL")
    )
    with op.batch_alter_table("sources") as batch:
        batch.add_column(sa.Column("added_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("addresses", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("trusted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("addresses") as batch:
        for name in ("moved_to", "content_hash", "unread"):
            batch.add_column(sa.Column(name, sa.Text(), nullable=True))
    with op.batch_alter_table("pages") as batch:
        batch.add_column(sa.Column("text", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("text_hash", sa.Text(), nullable=True))
        batch.add_column(sa.Column("content_hash", sa.Text(), nullable=True))
    with op.batch_alter_table("briefings", recreate="always") as batch:
        batch.add_column(sa.Column("extract_of", sa.Text(), nullable=True))
        batch.create_foreign_key("fk_briefings_extract_of", "briefings", ["extract_of"], ["id"])
    op.create_index("ix_briefings_extract_of", "briefings", ["extract_of"])
    op.create_index("ix_briefings_source_id_date", "briefings", ["source_id", "date"])
    with op.batch_alter_table("editions") as batch:
        batch.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("parcels", recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("briefing_id", nullable=True)
        batch.add_column(sa.Column("alarm_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_parcels_alarm_id", "alarms", ["alarm_id"], ["id"], ondelete="CASCADE")
        batch.create_unique_constraint("uq_parcels_chat_id_alarm_id_numbers", ["chat_id", "alarm_id", "numbers"])

    # An id had room for 32,768 passages of a day, of all sources together: too few where thousands are watched.
    for table, column in (("passages", "id"), ("mentions", "before_id"), ("mentions", "after_id")):
        wider = f"({column} >> 15 << 22) | ({column} & 32767)"
        op.execute(f"UPDATE {table} SET {column} = {wider} WHERE {column} IS NOT NULL")
    op.execute("UPDATE index_state SET analyzer_version = 0")  # the search index goes by these ids: it is built anew

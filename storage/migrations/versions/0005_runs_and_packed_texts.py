"""Shorter ids of passages, runs of them, compressed texts; the index with headings and facets in their columns."""

import itertools
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_LOT = 1_000
_IDS = (("passages", "id"), *((t, c) for t in ("changes", "mentions") for c in ("before_id", "after_id")))


def upgrade() -> None:
    """Rewrite the texts, find the runs, and leave the index to be built anew."""
    connection = op.get_bind()
    with op.batch_alter_table("passages") as batch:
        batch.alter_column("text", existing_type=sa.Text(), type_=sa.LargeBinary(), existing_nullable=False)
    after = -1
    read = sa.text("SELECT id, text FROM passages WHERE id > :after ORDER BY id LIMIT :lot")
    while rows := connection.execute(read, {"after": after, "lot": _LOT}).all():
        after = rows[-1].id
        packed = [{"id": row.id, "text": _packed(row.text)} for row in rows]
        connection.execute(sa.text("UPDATE passages SET text = :text WHERE id = :id"), packed)

    # Of the 22 bits that number the passages of a day, 16 are left.
    most = connection.execute(sa.text("SELECT max(id & 0x3fffff) FROM passages")).scalar()
    if most is not None and most >= 1 << 16:
        raise ValueError(f"a day with {most + 1} passages: no more than 65,536 can be kept")
    for table, column in _IDS:
        op.execute(f"UPDATE {table} SET {column} = ({column} >> 22 << 16) | ({column} & 0xffff)")

    op.create_index("ix_changes_after_id", "changes", ["after_id"])

    op.create_table(
        "runs",
        sa.Column("first_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_runs_edition_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("first_id", name="pk_runs"),
    )
    rows = connection.execute(sa.text("SELECT id, edition_id FROM passages ORDER BY id")).all()
    runs = []
    for edition, together in itertools.groupby(rows, key=lambda row: row.edition_id):
        ids = [row.id for row in together]
        runs.append({"first": ids[0], "last": ids[-1], "edition": edition})
    if runs:
        connection.execute(sa.text("INSERT INTO runs VALUES (:first, :last, :edition)"), runs)

    op.execute("DROP TABLE passages_search")
    op.execute("CREATE VIRTUAL TABLE passages_search USING fts5(text, heading, facets, content='', tokenize='ascii')")
    op.execute("UPDATE index_state SET analyzer_version = 0")


def _packed(text: str | bytes) -> bytes:
    plain = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    small = zlib.compress(plain)
    return small if len(small) * 8 <= len(plain) * 7 else b"\0" + plain

"""a service's document apart from its facts, and its facts as words of the search index

What is read off the documents is filled in at the next start (directory.feed.store.read_again).
"""

import sqlalchemy as sa
from alembic import op

revision = '2f0c4b6a9d31'
down_revision = '96d1da652913'
branch_labels = None
depends_on = None

_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS service_words_insert",
    "DROP TRIGGER IF EXISTS service_words_delete",
    "DROP TRIGGER IF EXISTS service_words_update",
    "DROP TABLE IF EXISTS service_words",
)
_POSTGRESQL_DROP = ("DROP INDEX IF EXISTS ix_service_words",)


def _sqlite(columns: tuple[str, ...], kinds: str) -> tuple[str, ...]:
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("new", "old"))
    forget = f"INSERT INTO service_words(service_words, rowid, {names}) VALUES ('delete', old.key, {old})"
    keep = f"INSERT INTO service_words(rowid, {names}) VALUES (new.key, {new})"
    return (
        f"""CREATE VIRTUAL TABLE service_words USING fts5({names}, content='service', content_rowid='key',
            detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 categories '{kinds}'")""",
        f"CREATE TRIGGER service_words_insert AFTER INSERT ON service BEGIN {keep}; END",
        f"CREATE TRIGGER service_words_delete AFTER DELETE ON service BEGIN {forget}; END",
        f"CREATE TRIGGER service_words_update AFTER UPDATE OF {names} ON service BEGIN {forget}; {keep}; END",
        "INSERT INTO service_words(service_words) VALUES ('rebuild')",
    )


def _postgresql(text: str) -> tuple[str, ...]:
    return (f"CREATE INDEX ix_service_words ON service USING gin (array_to_tsvector(string_to_array({text}, ' ')))",)


def _run(on_sqlite: tuple[str, ...], on_postgresql: tuple[str, ...]) -> None:
    connection = op.get_bind()
    for statement in on_sqlite if connection.dialect.name == "sqlite" else on_postgresql:
        connection.exec_driver_sql(statement)


def upgrade() -> None:
    _run(_SQLITE_DROP, _POSTGRESQL_DROP)
    op.create_table('service_record',
    sa.Column('service_key', sa.Integer(), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['service_key'], ['service.key'], name=op.f('fk_service_record_service_key_service'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('service_key', name=op.f('pk_service_record'))
    )
    op.execute("INSERT INTO service_record (service_key, record) SELECT key, record FROM service")
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.drop_index('ix_service_anywhere')
        batch_op.drop_column('record')
        batch_op.drop_column('raw')
        batch_op.add_column(sa.Column('marks', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('read_as', sa.String(length=16), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_service_read_as'), ['read_as'], unique=False)
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.alter_column('marks', server_default=None)
        batch_op.alter_column('read_as', server_default=None)
    with op.batch_alter_table('service_at_location', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_at_location_service_key'))
        batch_op.create_index('ix_service_at_location_service_key', ['service_key', 'latitude', 'longitude'], unique=False)
    _run(_sqlite(('words', 'marks'), 'L* N* M* Co'), _postgresql("trim(words || ' ' || marks)"))


def downgrade() -> None:
    _run(_SQLITE_DROP, _POSTGRESQL_DROP)
    with op.batch_alter_table('service_at_location', schema=None) as batch_op:
        batch_op.drop_index('ix_service_at_location_service_key')
        batch_op.create_index(batch_op.f('ix_service_at_location_service_key'), ['service_key'], unique=False)
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_read_as'))
        batch_op.add_column(sa.Column('raw', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('record', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.drop_column('read_as')
        batch_op.drop_column('marks')
        batch_op.create_index('ix_service_anywhere', ['anywhere'], unique=False)
    op.execute("UPDATE service SET record = (SELECT record FROM service_record WHERE service_key = service.key)")
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.alter_column('record', server_default=None)
    op.drop_table('service_record')
    _run(_sqlite(('words',), 'L* N* M*'), _postgresql('words'))

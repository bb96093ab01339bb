"""Alembic's entry: it runs on the engine that storage.configure opened, with the models that the caller imported."""

from alembic import context

from storage.base import Base
from storage.engine import engine

with engine().execution_options(writing=True).connect() as connection:
    sqlite = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
    if sqlite is not None:
        # A changed table is made anew and the old one dropped: its rows would take those that refer to them along.
        sqlite.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
            if sqlite is not None and (broken := sqlite.cursor().execute("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"A migration left rows that refer to nothing: {broken[:5]}")
        connection.commit()
    finally:
        if sqlite is not None:
            connection.rollback()
            sqlite.cursor().execute("PRAGMA foreign_keys=ON")

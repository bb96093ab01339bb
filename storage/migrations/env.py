"""Alembic's entry: it runs on the engine that storage.configure opened, with the models that the caller imported."""

from alembic import context

from storage.base import Base
from storage.engine import engine

with engine().execution_options(writing=True).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

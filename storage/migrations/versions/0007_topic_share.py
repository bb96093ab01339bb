"""how much of a service is about each of its topics

Read off the documents at the next start (directory.feed.store.read_again).
"""

import sqlalchemy as sa
from alembic import op

revision = '7d2f6b10c4e8'
down_revision = '6e2b8d4f1a57'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('service_topic', schema=None) as batch_op:
        batch_op.add_column(sa.Column('share', sa.Float(), nullable=False, server_default='1'))
    with op.batch_alter_table('service_topic', schema=None) as batch_op:
        batch_op.alter_column('share', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('service_topic', schema=None) as batch_op:
        batch_op.drop_column('share')

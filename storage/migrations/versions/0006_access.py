"""at which parts of the day services are on, what they state of access, for which needs (SEND) they are; read off their documents at the next start"""

import sqlalchemy as sa
from alembic import op

revision = '6e2b8d4f1a57'
down_revision = '5e8b3c0d6a47'
branch_labels = None
depends_on = None

COLUMNS = ('times', 'access', 'no_access', 'send')


def upgrade() -> None:
    # Not in a batch: that would make the table anew on SQLite, without the triggers of its search index.
    for name in COLUMNS:
        op.add_column('service', sa.Column(name, sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column('service', name)

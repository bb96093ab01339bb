"""keeping the directory true: edits, hiding, letters, likely duplicates, unmet need"""

import sqlalchemy as sa
from alembic import op

import storage

revision = '3a7d5e1c8b20'
down_revision = '2f0c4b6a9d31'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('directory_round',
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_directory_round'))
    )
    op.create_table('duplicate_pair',
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('feed_id', sa.String(length=200), nullable=False),
    sa.Column('other_source', sa.String(length=200), nullable=False),
    sa.Column('other_feed_id', sa.String(length=200), nullable=False),
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('likeness', sa.Integer(), nullable=False),
    sa.Column('decision', sa.String(length=10), nullable=True),
    sa.Column('stays', sa.String(length=10), nullable=True),
    sa.Column('worker_id', sa.String(length=32), nullable=True),
    sa.Column('decided_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('source', 'feed_id', 'other_source', 'other_feed_id', name=op.f('pk_duplicate_pair')),
    sa.UniqueConstraint('id', name=op.f('uq_duplicate_pair_id'))
    )
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duplicate_pair_decision'), ['decision'], unique=False)

    op.create_table('service_edit',
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('feed_id', sa.String(length=200), nullable=False),
    sa.Column('property', sa.String(length=40), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('said_by_feed', sa.JSON(), nullable=False),
    sa.Column('worker_id', sa.String(length=32), nullable=True),
    sa.Column('at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source', 'feed_id', 'property', name=op.f('pk_service_edit'))
    )
    op.create_table('service_entry',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('feed_id', sa.String(length=200), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('worker_id', sa.String(length=32), nullable=True),
    sa.Column('at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('for_manager', sa.Boolean(), nullable=False),
    sa.Column('read_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_entry'))
    )
    with op.batch_alter_table('service_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_entry_for_manager'), ['for_manager'], unique=False)
        batch_op.create_index('ix_service_entry_source_feed_id', ['source', 'feed_id'], unique=False)

    op.create_table('service_keeping',
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('feed_id', sa.String(length=200), nullable=False),
    sa.Column('hidden_reason', sa.Text(), nullable=False),
    sa.Column('hidden_by', sa.String(length=32), nullable=True),
    sa.Column('hidden_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('asked_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('told_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('source', 'feed_id', name=op.f('pk_service_keeping'))
    )
    op.create_table('service_letter',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('feed_id', sa.String(length=200), nullable=False),
    sa.Column('made_at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=200), nullable=False),
    sa.Column('sent_at', storage.base.UTCDateTime(timezone=True), nullable=True),
    sa.Column('sent_by', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_letter'))
    )
    with op.batch_alter_table('service_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_letter_sent_at'), ['sent_at'], unique=False)
        batch_op.create_index('ix_service_letter_source_feed_id', ['source', 'feed_id'], unique=False)

    op.create_table('unmet_need',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('outcode', sa.String(length=4), nullable=False),
    sa.Column('band', sa.String(length=10), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'topic', 'outcode', 'band', name=op.f('pk_unmet_need'))
    )


def downgrade() -> None:
    op.drop_table('unmet_need')
    with op.batch_alter_table('service_letter', schema=None) as batch_op:
        batch_op.drop_index('ix_service_letter_source_feed_id')
        batch_op.drop_index(batch_op.f('ix_service_letter_sent_at'))

    op.drop_table('service_letter')
    op.drop_table('service_keeping')
    with op.batch_alter_table('service_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_service_entry_source_feed_id')
        batch_op.drop_index(batch_op.f('ix_service_entry_for_manager'))

    op.drop_table('service_entry')
    op.drop_table('service_edit')
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_decision'))

    op.drop_table('duplicate_pair')
    op.drop_table('directory_round')

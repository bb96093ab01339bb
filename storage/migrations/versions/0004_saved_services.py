"""her saved services, and texts that she asks for herself"""

import sqlalchemy as sa
from alembic import op

import storage

revision = '4c1f9a2e7d35'
down_revision = '3a7d5e1c8b20'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_service',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('kept', storage.encryption.EncryptedText(), nullable=False),
    sa.Column('at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_saved_service_conversation_id_conversation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_service'))
    )
    with op.batch_alter_table('saved_service', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_service_conversation_id'), ['conversation_id'], unique=False)
    op.create_table('text_to_herself',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=False),
    sa.Column('recipient_id', sa.String(length=22), nullable=True),
    sa.Column('consent_id', sa.String(length=22), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('bodies', storage.encryption.EncryptedText(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('created_at', storage.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['text_consent.id'], name=op.f('fk_text_to_herself_consent_id_text_consent')),
    sa.ForeignKeyConstraint(['recipient_id'], ['text_recipient.id'], name=op.f('fk_text_to_herself_recipient_id_text_recipient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_to_herself'))
    )
    with op.batch_alter_table('text_to_herself', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_text_to_herself_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_text_to_herself_recipient_id'), ['recipient_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('text_to_herself', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_text_to_herself_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_text_to_herself_conversation_id'))

    op.drop_table('text_to_herself')
    with op.batch_alter_table('saved_service', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_service_conversation_id'))

    op.drop_table('saved_service')

"""services that left their feed, and the licence of loaded postcodes"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '5e8b3c0d6a47'
down_revision = '4c1f9a2e7d35'
branch_labels = None
depends_on = None

# Until now only tables under this licence were known.
_WORDING = (
    "Contains OS data © Crown copyright and database right {year}. Contains Royal Mail data © Royal Mail copyright and "
    "database right {year}. Source: Office for National Statistics licensed under the Open Government Licence v.3.0"
)


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table, and the triggers of its search index would go with the old one.
    op.add_column('service', sa.Column('gone_on', sa.Date(), nullable=True))
    op.create_index('ix_service_gone_on', 'service', ['gone_on'], unique=False,
                    sqlite_where=sa.text('gone_on IS NOT NULL'), postgresql_where=sa.text('gone_on IS NOT NULL'))
    op.create_table('postcode_licence',
    sa.Column('wording', sa.String(length=1000), nullable=False),
    sa.Column('loaded_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('wording', name=op.f('pk_postcode_licence'))
    )
    loaded = sa.text(
        "INSERT INTO postcode_licence (wording, loaded_on) SELECT :wording, :today "
        "WHERE EXISTS (SELECT 1 FROM gazetteer WHERE NOT learnt)"
    ).bindparams(sa.bindparam('wording', type_=sa.String), sa.bindparam('today', type_=sa.Date))
    op.get_bind().execute(loaded, {'wording': _WORDING, 'today': datetime.now(UTC).date()})


def downgrade() -> None:
    op.drop_table('postcode_licence')
    # Foreign keys do not hold while SQLite migrates. Nothing else is kept of a gone service.
    op.execute("DELETE FROM service_record WHERE service_key IN (SELECT key FROM service WHERE gone_on IS NOT NULL)")
    op.execute("DELETE FROM service WHERE gone_on IS NOT NULL")
    op.drop_index('ix_service_gone_on', table_name='service')
    op.drop_column('service', 'gone_on')

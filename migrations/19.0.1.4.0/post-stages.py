"""Transfers have a stage now: open ones, and those of which parcels may not have arrived; see
`models/fulfilment/stock_picking_stage.py`.
"""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Domain
from odoo.tools import split_every

BATCH = 1000
RECENT = timedelta(days=30)


def migrate(cr, version):
    """Those that were done before there were deadlines have no shop yet, either."""
    Picking = api.Environment(cr, SUPERUSER_ID, {})['stock.picking']
    since = fields.Datetime.now() - RECENT
    wanted = Picking.search(Picking._tts_domain(Domain.TRUE) & (
        Domain('state', 'not in', ('done', 'cancel'))
        | (Domain('state', '=', 'done') & Domain('date_done', '>=', since))))
    for ids in split_every(BATCH, wanted.ids):
        pickings = Picking.browse(ids)
        for name in ('tts_shop_id', 'tts_stage'):
            Picking.env.add_to_compute(Picking._fields[name], pickings)
        Picking.env.flush_all()
        Picking.env.invalidate_all()

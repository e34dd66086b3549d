from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import order_status
from ..engine.mail_activity import Todo

TODO = 'mail.mail_activity_data_todo'
# So long before TikTok cancels an order it is told of.
RISK = timedelta(days=1)
# What left before shipments were reported is reported as well, if it is no older than this: TikTok
# cancels what nobody tells it of in time. Older ones a person has told of in Seller Center, or not.
LATE = timedelta(days=3)


class TtsShop(models.Model):
    """What a shop wants told of parcels, and what of it has to leave today."""

    _inherit = 'tts.shop'

    push_tracking = fields.Boolean(
        "Report Shipments",
        help="Tell TikTok of what the seller ships himself, as soon as its transfer is done and "
             "has a carrier and a tracking number. When this is switched on, transfers that were "
             "done in the last three days are told as well, where TikTok still waits for them; "
             "older ones are not.")
    fetch_packages = fields.Boolean(
        "Query Shipping Change", default=True,
        help="Ask TikTok every ten minutes which parcels have changed: what was arranged in Seller "
             "Center, tracking numbers that come later, trouble on the way. Nothing is sent. Off: "
             "a parcel is read only when its order changes.")
    packages_watermark = fields.Datetime(
        readonly=True, help="Packages are known up to this moment.")
    label_document = fields.Selection([
        ('SHIPPING_LABEL', "Shipping label"),
        ('SHIPPING_LABEL_AND_PACKING_SLIP', "Shipping label and packing slip"),
        ('SHIPPING_LABEL_PICTURE', "Shipping label as a picture"),
    ], "Label", default='SHIPPING_LABEL', help="Fetched as soon as shipping is arranged, for what "
                                               "TikTok's carrier takes. Empty: none is fetched.")
    label_size = fields.Selection([('A6', "A6"), ('A5', "A5")], default='A6', required=True)
    label_separator = fields.Boolean(
        "Separator Pages", help="Before each label a page with its transfer and goods.")
    label_fresh = fields.Boolean(
        "Fetch for Each Reprint", help="A label that was printed before is fetched once more "
                                       "before it is printed again.")

    # === CRUD METHODS === #

    def write(self, vals):
        """Who begins to report does so with what has just left; who wants no labels any more has
        none to print.
        """
        begun = self.filtered(
            lambda shop: vals.get('push_tracking') and not shop.push_tracking)
        result = super().write(vals)
        begun.sudo()._report_late()
        if 'label_document' in vals:
            self.env['stock.picking']._tts_follow_shops(self)
        return result

    def _report_late(self):
        """Plan to tell TikTok of transfers that were done before anybody was to tell of them."""
        if not self:
            return
        Picking = self.env['stock.picking']
        orders = Domain('shop_id', 'in', self.ids) & Domain('status', 'in', order_status.TO_SHIP)
        late = Picking.search(
            Picking._tts_domain(orders) & Domain('state', '=', 'done')
            & Domain('date_done', '>=', fields.Datetime.now() - LATE))
        late.move_ids._tts_plan_reports()

    # === WHAT HAS TO LEAVE TODAY: a to-do for the responsible, a new one each day === #

    @api.model
    def _cron_fetch_news(self):
        result = super()._cron_fetch_news()
        shops = self.search([('account_id.state', '=', 'connected')])
        shops._agree_deadlines()
        shops._find_invoices()
        self.env['tts.package']._look_after_pickups()
        return result

    def _agree_deadlines(self):
        """Have a to-do for each of these shops in which something is late, due or at risk."""
        users = {shop: shop._who_ships() for shop in self}
        self.env['mail.activity']._tts_agree({
            shop: shop.with_context(lang=user.lang)._deadline_todos()
            for shop, user in users.items()
        }, users, TODO, 'deadlines:')

    def _who_ships(self):
        """Return the user who gets the to-do of one shop."""
        return next(
            (user for user in (self.user_id, self.account_id.user_id)
             if user.active and self.company_id in user.sudo().company_ids), self.env.user)

    def _deadline_todos(self):
        """Return the to-do of the present day of one shop; it says how many transfers there are.

        :rtype: list of Todo
        """
        today = self._today()
        begin, end = self._to_moment(today), self._to_moment(today, timedelta(days=1))
        now = fields.Datetime.now()
        late = self._count_open([('date_deadline', '<', now)])
        due = self._count_open([
            ('date_deadline', '>=', max(now, begin)), ('date_deadline', '<', end)])
        risk = self._count_open([('tts_cancel_deadline', '<', now + RISK)])
        if not (late or due or risk):
            return []
        return [Todo(f'deadlines:{today}', self.env._(
            "Transfers: %(late)s late, %(due)s due today, %(risk)s that TikTok may cancel",
            late=late, due=due, risk=risk), self.env._(
            "See TikTok Shop > Transfers, where what has to leave first comes first."))]

    def _count_open(self, domain):
        """Return the number of open transfers of one shop, those of its buyers' orders alone."""
        return self.env['stock.picking'].search_count(Domain(domain) & Domain([
            ('tts_shop_id', '=', self.id), ('state', 'not in', ('done', 'cancel'))]))

    def _today(self):
        """Return the present day where one shop is."""
        zone = pytz.timezone(self.timezone or 'UTC')
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

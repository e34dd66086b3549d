from odoo import fields, models

from ...client.products import WITHOUT_DETAILS
from ...tools.actions import notification
from ...tools.listing import checks, files, pictures, sku_checks
from ..engine.tts_guard import needs


class TtsListing(models.Model):
    """Whether a product can be sent: each problem is a sentence that names the field, and the
    record on which a person solves it. Nothing is sent before there is none.

    What they are is decided in `tools/listing/checks.py`.
    """

    _inherit = 'tts.listing'

    problems = fields.Json(
        "To Be Solved", readonly=True, help="What has to be done before it can be sent.")
    problem_count = fields.Integer("Problems", readonly=True)

    # === ACTION METHODS === #

    @needs('user')
    def action_check(self):
        """Button: say what TikTok would refuse, without sending anything."""
        listings = self.sudo()
        by_shop = [
            rows.with_company(shop.company_id)
            for shop, rows in listings.grouped('shop_id').items()]
        for rows in by_shop:
            rows._fetch_missing_now()
        for rows in by_shop:
            rows._note_all_problems()
        bad = listings.filtered('problem_count')
        if bad:
            return notification('warning', self.env._(
                "%(count)s of %(all)s cannot be sent yet. First: %(problem)s",
                count=len(bad), all=len(self), problem=bad[0].problems[0]['message']))
        return notification('success', self.env._("Nothing is missing: it can be sent."))

    def _fetch_missing_now(self):
        """Ask TikTok for what is not known of listings of one shop.

        :raises UserError: when TikTok does not tell what there is to know of categories and brands
        """
        with self.shop_id._tiktok() as client:
            self._fetch_missing(client)

    def _note_all_problems(self):
        """Note the problems of listings of one shop."""
        prices, stock = self._offers()
        for listing in self:
            listing._note_problems(
                listing._unknown_problems() or listing._problems(
                    *listing._bodies(prices, stock), listing.shop_id.save_mode == 'draft'))

    # === BUSINESS METHODS === #

    def _unknown_problems(self):
        """Return the problem that TikTok gives no details of one listing, if it is one."""
        return self._is_unknown_here() and [{
            'field': 'status', 'model': self._name, 'id': self.id, 'message': self.env._(
                "Status: TikTok tells nothing of this product. See it in Seller Center."),
        }]

    def _note_problems(self, problems):
        """Write the problems of one listing, and what they say of whether it can be sent."""
        vals = {'problems': problems or False, 'problem_count': len(problems)}
        if problems:
            vals.update(push_state='problems', push_message=problems[0]['message'])
        elif self.push_state in (False, 'none', 'problems'):
            vals.update(push_state='ready', push_message=False)
        self.write(vals)

    def _problems(self, facts, body, current, is_draft=False):
        """Return all that keeps one listing from being sent, to be shown and stored.

        :param facts: what `_bodies` gives, as the next two
        :param bool is_draft: whether only a draft is sent
        :return: see `checks.problems`
        """
        env = self._template().env

        def name(place):
            model, record_id = place
            return env[model].browse(record_id).display_name or ''

        return checks.problems(checks.Case(
            listing=facts, body=body, current=current, files=self._uploads(body),
            twins=self._twins(sku_checks.new_barcodes(body, current)),
            has_rate=self.shop_id._has_rate(),
            status=self._selection_label('status_tab', self.status), name=name, _=self.env._,
        ), is_draft)

    def _uploads(self, body):
        """Return the files of a body that are to be uploaded: {attachment's id: checks.Upload}."""
        use_cases = {each['attachment']: each['use_case'] for each in files.waiting(body)}
        found = {}
        for attachment in self.env['ir.attachment'].sudo().browse(use_cases):
            content = attachment.raw or b''
            is_file = use_cases[attachment.id] == 'FILE'
            found[attachment.id] = checks.Upload(
                # What lies in a field is called like the record.
                name='' if attachment.res_field else attachment.name or '',
                place=self._shown_on(attachment), size=len(content),
                look=None if is_file else pictures.look(content))
        return found

    def _shown_on(self, attachment):
        """Return the record on which a person sees and changes an image, as a place."""
        if attachment.res_model in ('product.template', 'product.product') and attachment.res_id:
            return attachment.res_model, attachment.res_id
        return ()

    def _twins(self, codes):
        """Return which SKUs of other listings of this shop have one of these barcodes.

        :return: [(barcode, name of the SKU), ...]
        """
        if not codes:
            return []
        others = self.env['tts.sku'].search([
            ('shop_id', '=', self.shop_id.id), ('identifier', 'in', list(codes)),
            ('listing_id', 'not in', [False, self.id]),
            ('listing_id.status', 'not in', WITHOUT_DETAILS)])
        return [(other.identifier, other.display_name) for other in others]

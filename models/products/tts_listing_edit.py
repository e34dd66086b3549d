from odoo import models
from odoo.exceptions import UserError

from ...tools import values
from ...tools.listing import edit
from ...tools.sentences import sentence
from .tts_listing import TYPES
from .tts_listing_facts import UNDER_REVIEW

SAVE_MODES = {'live': 'LISTING', 'draft': 'AS_DRAFT'}


class TtsListing(models.Model):
    """How a product that TikTok has becomes what it should be: by the smallest edit, and never by
    one that would delete what somebody has added there.
    """

    _inherit = 'tts.listing'

    def _edit(self, client, body, current, save_mode):
        """Send what has changed: as few parts as possible, or just the prices."""
        prices = edit.changed_prices(body, self._content())
        parts = self._changed_parts(body, current, prices, save_mode)
        is_live, is_draft = self.status == 'ACTIVATE', save_mode == 'draft'
        alone = prices if is_live and not is_draft and 'skus' not in parts else {}
        meanwhile = self._changed_meanwhile(client, parts)
        if meanwhile:
            return meanwhile
        if not (parts or alone):
            return self._unchanged()
        if parts:
            answer = self._send_parts(client, body, parts, prices, save_mode)
        outcome = self._send_prices(client, alone) if alone else {'state': 'sent'}
        if parts:
            outcome = {**self._outcome(client, answer, parts, self.tiktok_id), **outcome}
        return outcome

    def _changed_parts(self, body, current, prices, save_mode):
        """Return the names of those parts that TikTok is to be told.

        :param dict prices: of the SKUs that TikTok shows at another one
        """
        submit = save_mode != 'draft' and self._has_draft()
        # A draft becomes what buyers see: what it says was told already.
        sent = {} if submit else (self.sent or {}).get('parts') or {}
        parts = edit.changed_parts(body, current, sent)
        if prices and self.status != 'ACTIVATE' and 'skus' not in parts:
            parts.append('skus')
        return ['title'] if submit and not parts else parts

    def _has_draft(self):
        """Tell whether TikTok has a version that was not submitted."""
        return self.status == 'DRAFT' or bool(self._content().get('has_draft'))

    def _changed_meanwhile(self, client, parts):
        """A list of SKUs in an edit replaces TikTok's: so TikTok is asked before what it has.

        :return: the outcome for a product whose SKUs, or warehouses of theirs, are by now others
            than Odoo knows; None where they are the same
        :raises UserError: while TikTok reviews SKUs that Odoo does not know
        """
        if not {'skus', 'category_id'}.intersection(parts):
            return None
        cipher, known = self.shop_id.sudo().cipher, edit.places(self._content())
        shown = client.product(cipher, self.tiktok_id)
        if edit.places(shown) != known:
            return {'state': 'refused', 'outdated': True, 'shown': shown, 'message': self.env._(
                "Not sent: its SKUs at TikTok were changed meanwhile. Send it again.")}
        if (values.well_formed(shown, TYPES).get('audit') or {}).get('status') in UNDER_REVIEW:
            reviewed = client.product(cipher, self.tiktok_id, under_review=True)
            ours = ((self.sent or {}).get('new_skus') or {}).values()
            foreign = sorted(set(edit.places(reviewed)) - set(known) - set(ours))
            if foreign:
                raise UserError(self.env._(
                    "Not sent: TikTok reviews SKUs that were added in Seller Center (%s), and this "
                    "edit would delete them. Send it again after the review.",
                    values.text(', '.join(foreign), 300)))
        return None

    def _send_parts(self, client, body, parts, prices, save_mode):
        """Edit the product: only these parts, unless one of them cannot go alone.

        :param dict prices: of the SKUs that TikTok shows at another one
        """
        cipher = self.shop_id.sudo().cipher
        body = {**body, 'save_mode': SAVE_MODES[save_mode], 'skus': [
            edit.without_same_price(sku, prices) for sku in body['skus']]}
        # A bundle's parts are none of a partial edit.
        is_bundle = 'skus' in parts and any('combined_skus' in sku for sku in body['skus'])
        if 'category_id' in parts or is_bundle:
            self._refuse_dropped(body)
            return client.edit_product(cipher, self.tiktok_id, body)
        body = {name: body[name] for name in (*parts, 'category_version', 'save_mode')}
        self._refuse_dropped(body)
        return client.partial_edit_product(cipher, self.tiktok_id, body)

    def _refuse_dropped(self, body):
        """A list in an edit replaces TikTok's: what is not in it is deleted there.

        :raises UserError: when an edit leaves out a SKU that TikTok has, or a warehouse of one
        """
        dropped = edit.dropped(
            body, self._content(), self.sku_ids.mapped('tiktok_id'))
        if dropped:
            raise UserError(self.env._(
                "Not sent: TikTok would delete %s, which this edit does not name. Press Fetch on "
                "the listing, and send it again.", values.text(', '.join(dropped), 300)))

    def _send_prices(self, client, prices):
        """Set prices, which TikTok does not review; each SKU is accepted or refused alone."""
        cipher = self.shop_id.sudo().cipher
        refused = client.update_prices(cipher, self.tiktok_id, [
            {'id': sku_id, 'price': price} for sku_id, price in prices.items()])
        for each in refused:
            if each.error.transient:
                raise each.error
        outcome = {'state': 'sent', 'called': True, 'shown': client.product(cipher, self.tiktok_id)}
        if refused:
            known = {sku.tiktok_id: sku.display_name for sku in self.sku_ids}
            outcome.update(state='refused', message='; '.join(
                f"{known.get(each.sku_id, each.sku_id)}: {sentence(self.env, each.error)}"
                for each in refused))
        return outcome

    def _unchanged(self):
        """Return the outcome for what needs no call: TikTok's verdict on what it was told stays."""
        if self.audit_status == 'FAILED':
            reason = (self.audit_reasons or '').split('\n')[0]
            return {'state': 'refused', 'message': self.env._(
                "TikTok's review refused it, and it is the same in Odoo: %s",
                reason or self.env._("see Seller Center"))}
        return {'state': 'sent', 'message': self.env._("TikTok has it as it is in Odoo.")}

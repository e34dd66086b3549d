from odoo import http
from odoo.http import request

from .. import const


class Webhook(http.Controller):

    @http.route(
        const.WEBHOOK_PATH, type='http', auth='none', methods=['POST'], csrf=False,
        save_session=False, readonly=False, max_content_length=const.WEBHOOK_BYTES,
    )
    def webhook(self, **_params):
        """TikTok tells here that something has changed. It wants an empty 200 within 3 seconds."""
        httprequest = request.httprequest
        status = request.env['tts.event']._receive(
            httprequest.get_data(), httprequest.headers.get('Authorization'),
        )
        return request.make_response('', status=status)

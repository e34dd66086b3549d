"""The page on which a seller lets the app in, and the app store from which they may come."""

from html import escape
from urllib.parse import urlencode

from werkzeug import Response
from werkzeug.utils import redirect

from .authorization import CREATOR, SELLER

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 sans-serif; background: #f4f4f5; color: #18181b; }}
main {{ max-width: 30rem; margin: 4rem auto; padding: 2rem; background: #fff;
        border-radius: .75rem; box-shadow: 0 1px 8px #0002; }}
h1 {{ font-size: 1.3rem; margin-top: 0; }}
fieldset {{ border: 1px solid #d4d4d8; border-radius: .5rem; margin: 1rem 0; }}
label {{ display: block; padding: .2rem 0; }}
button, a.button {{ font: inherit; padding: .5rem 1.5rem; border-radius: .5rem; color: #18181b;
        border: 1px solid #d4d4d8; background: #fff; cursor: pointer; text-decoration: none; }}
.primary {{ background: #fe2c55 !important; border-color: #fe2c55 !important;
        color: #fff !important; }}
small {{ color: #71717a; }}
</style></head><body><main><h1>{title}</h1>{content}</main></body></html>"""
FORM = """<form method="get" action="/open/authorize/answer">
<input type="hidden" name="service_id" value="{service_id}">{state}
<fieldset><legend>Account type</legend>
<label><input type="radio" name="account" value="seller" checked> Seller</label>
<label><input type="radio" name="account" value="creator"> Creator</label></fieldset>
<fieldset><legend>Account</legend>{sellers}</fieldset>
<p><small>The app will be able to use: {scopes}.</small></p>
<button class="primary" name="decision" value="authorize">Authorize</button>
<button name="decision" value="decline">Decline</button></form>"""


class Consent:
    """Serves `/open/...`.

    :param Sandbox sandbox: whose app and sellers it shows
    """

    def __init__(self, sandbox):
        self._sandbox = sandbox

    def answer(self, request):
        """Answer a request for any of the pages."""
        pages = {
            '/open/authorize': self._ask,
            '/open/authorize/answer': self._decide,
            '/open/store': self._store,
        }
        handler = pages.get(request.path)
        if not handler or request.method != 'GET':
            return _page('Page not found', '<p>There is nothing here.</p>', 404)
        app = self._sandbox.app
        if request.path != '/open/store' and request.args.get('service_id') != app.service_id:
            return _page('Unknown service', '<p>No app has this <code>service_id</code>.</p>', 400)
        return handler(request)

    def _ask(self, request):
        """Show the question, with every seller there is."""
        sellers = ''.join(
            f'<label><input type="radio" name="seller" value="{seller.index}"'
            f'{"" if seller.index else " checked"}> {escape(seller.name)} '
            f'<small>{", ".join(escape(shop.name) for shop in seller.shops)}</small></label>'
            for seller in self._sandbox.world.sellers
        )
        state = request.args.get('state')
        content = FORM.format(
            service_id=escape(request.args['service_id']), sellers=sellers,
            scopes=', '.join(escape(scope) for scope in self._sandbox.app.scopes),
            state=f'<input type="hidden" name="state" value="{escape(state)}">' if state else '',
        )
        return _page('Let Odoo use your TikTok Shop?', content)

    def _decide(self, request):
        """Send the seller back to the app with the answer."""
        back = self._sandbox.app.redirect_url
        if not back:
            return _page(
                'No redirect URL',
                '<p>Set it on the app: <code>--redirect-url</code>, or POST '
                '<code>{"redirect_url": "..."}</code> to <code>/sandbox/app</code>.</p>', 400,
            )
        answer = {'code': 'null', 'error': 'auth_denied'}
        if request.args.get('decision') == 'authorize':
            number = request.args.get('seller', '0')
            if number not in [str(seller.index) for seller in self._sandbox.world.sellers]:
                return _page('Unknown account', '<p>There is no such seller.</p>', 400)
            user_type = CREATOR if request.args.get('account') == 'creator' else SELLER
            answer = {'code': self._sandbox.authorization.consent(int(number), user_type)}
        if request.args.get('state'):
            answer['state'] = request.args['state']
        return redirect(f'{back}{"&" if "?" in back else "?"}{urlencode(answer)}')

    def _store(self, _request):
        """Show the app store of Seller Center: who installs from there comes without a state."""
        link = f'/open/authorize?{urlencode({"service_id": self._sandbox.app.service_id})}'
        return _page(
            'Seller Center app store',
            f'<p>Odoo connector</p><p><a class="button primary" href="{link}">Install</a></p>',
        )


def _page(title, content, status=200):
    html = PAGE.format(title=escape(title), content=content)
    return Response(html, status, mimetype='text/html')

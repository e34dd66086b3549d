"""The app, the sellers' consent, and the tokens that follow from it."""

import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from .errors import Refusal

CODE_SECONDS = 30 * 60
ACCESS_SECONDS = 7 * 86400
REFRESH_SECONDS = 365 * 86400
SCOPES = (
    'seller.authorization.info', 'seller.shop.info', 'seller.order.info', 'seller.logistics',
    'seller.fulfillment.basic', 'seller.product.basic', 'seller.product.write',
    'seller.return_refund.basic', 'seller.finance.info', 'seller.event',
    # No public page names these.
    'seller.promotion.basic', 'seller.promotion.write', 'seller.fbt.basic',
)
SELLER, CREATOR = 0, 1


class Address(NamedTuple):
    """Where webhooks go, and since when."""

    url: str
    create_time: int
    update_time: int


@dataclass
class App:
    """The app as its developer has set it up at TikTok.

    :param str redirect_url: where the consent page sends people back to
    :param list scopes: what sellers grant from now on
    :param int refresh_seconds: for how long sellers authorize the app
    :param str webhook_url: where webhooks go for which a shop has no address of its own
    :param list muted: types of webhooks that the developer has not switched on in Partner Center;
        those about stock come with every order, so that a world would tell of little else
    :param dict addresses: those of shops, by shop id and type of event
    """

    key: str
    secret: str
    service_id: str
    redirect_url: str = ''
    scopes: list = field(default_factory=lambda: list(SCOPES))
    access_seconds: int = ACCESS_SECONDS
    refresh_seconds: int = REFRESH_SECONDS
    webhook_url: str = ''
    addresses: dict = field(default_factory=dict)
    muted: list = field(default_factory=lambda: [24, 27, 71])

    def listen(self, shop_id, event_type, url, now):
        """Set the address of a shop for a type of event, or change it."""
        old = self.addresses.get((shop_id, event_type))
        created = old.create_time if old else now
        self.addresses[shop_id, event_type] = Address(url, created, now)

    def address(self, shop_id, event_type):
        """Return where a webhook goes: to the shop's own address, or to the app's; or ''."""
        own = self.addresses.get((shop_id, event_type))
        return own.url if own else self.webhook_url


@dataclass
class Grant:
    """What one seller (by number) has allowed the app, and the tokens that are good for it."""

    seller: int
    user_type: int
    scopes: list
    until: int
    revoked: bool = False
    access_token: str = ''
    access_expiry: int = 0
    refresh_token: str = ''


class Authorization:
    """Gives out codes and tokens, and knows whose they are. They expire by the world's clock.

    :param App app: the only app that there is
    :param Knobs knobs: how this TikTok behaves
    """

    def __init__(self, app, knobs):
        self.app = app
        self.world = None
        self._knobs = knobs
        self._codes = {}
        self._access = {}
        self._refresh = {}
        self.grants = []

    def consent(self, seller, user_type=SELLER):
        """A seller agrees: return the code with which the app gets its tokens.

        Agreeing again replaces what the seller had allowed before. A creator is somebody else.
        """
        now = self.world.clock.now()
        grant = Grant(seller, user_type, list(self.app.scopes), now + self.app.refresh_seconds)
        code = f'ROW_{secrets.token_urlsafe(24)}'
        self._codes[code] = (grant, now + CODE_SECONDS)
        return code

    # === TOKEN ENDPOINTS === #

    def get(self, query):
        """Exchange a code, once and in time."""
        self._check_app(query)
        if query.get('grant_type') != 'authorized_code':
            raise Refusal(98001004, 'grant_type must be authorized_code')
        grant, expiry = self._codes.pop(query.get('auth_code'), (None, 0))
        if not grant or expiry <= self.world.clock.now():
            raise Refusal(36004004)
        for older in self.grants:
            if (older.seller, older.user_type) == (grant.seller, grant.user_type):
                older.revoked = True
        self.grants.append(grant)
        return self._issue(grant)

    def refresh(self, query):
        """Exchange a refresh token for new tokens; the old ones are gone, unless told otherwise."""
        self._check_app(query)
        if query.get('grant_type') != 'refresh_token':
            raise Refusal(98001004, 'grant_type must be refresh_token')
        token = query.get('refresh_token')
        grant = self._refresh.get(token)
        if not grant or grant.revoked:
            raise Refusal(36004005)
        if grant.until <= self.world.clock.now():
            raise Refusal(36004001)
        if not self._knobs.old_refresh_token:
            del self._refresh[token]
        return self._issue(grant)

    def _check_app(self, query):
        for name in ('app_key', 'app_secret'):
            if not query.get(name):
                raise Refusal(98001004, f'{name} is required')
        if query['app_key'] != self.app.key:
            raise Refusal(98001004, 'app_key does not exist')
        if not secrets.compare_digest(query['app_secret'].encode(), self.app.secret.encode()):
            raise Refusal(98001004, 'app_secret is wrong')

    def _issue(self, grant):
        """Give a grant new tokens and return what the token endpoints answer."""
        now, seller = self.world.clock.now(), self.world.sellers[grant.seller]
        self._access.pop(grant.access_token, None)
        grant.access_token = f'ROW_{secrets.token_urlsafe(40)}'
        grant.refresh_token = f'ROW_{secrets.token_urlsafe(40)}'
        grant.access_expiry = min(now + self.app.access_seconds, grant.until)
        self._access[grant.access_token] = grant
        self._refresh[grant.refresh_token] = grant
        answer = {
            'access_token': grant.access_token,
            # Both are points in time, whatever their names suggest.
            'access_token_expire_in': grant.access_expiry,
            'refresh_token': grant.refresh_token,
            'refresh_token_expire_in': grant.until,
            'open_id': seller.open_id,
            'seller_name': seller.name,
            'seller_base_region': seller.base_region,
            'user_type': grant.user_type,
        }
        if self._knobs.scopes_in_token:
            answer['granted_scopes'] = list(grant.scopes)
        return answer

    # === THE GATE'S QUESTIONS === #

    def check_token(self, token):
        """Return the grant of an access token."""
        grant = self._access.get(token)
        if not grant or grant.revoked:
            raise Refusal(36009004, 'Invalid credentials. The `x-tts-access-token` header is '
                                    'invalid.')
        if grant.access_expiry <= self.world.clock.now():
            raise Refusal(105002)
        return grant

    def is_open(self, seller):
        """Tell whether the app may know what happens in a seller's shops."""
        now = self.world.clock.now()
        return any(grant.user_type == SELLER and not grant.revoked and grant.until > now
                   for grant in self._of(seller.index))

    # === COMMANDS === #

    def expire(self, token):
        """Let one access token run out now."""
        grant = self._access.get(token)
        if grant:
            grant.access_expiry = self.world.clock.now()

    def expire_access(self, seller=None):
        """Let access tokens run out now (of one seller, or all)."""
        for grant in self._of(seller):
            grant.access_expiry = min(grant.access_expiry, self.world.clock.now())

    def expire_refresh(self, seller=None):
        """Let the sellers' authorizations run out now."""
        for grant in self._of(seller):
            grant.until = self.world.clock.now()
            grant.access_expiry = min(grant.access_expiry, grant.until)

    def revoke(self, seller=None):
        """The sellers remove the app; return what they had allowed until now."""
        found = [grant for grant in self._of(seller) if not grant.revoked]
        for grant in found:
            grant.revoked = True
        return found

    def withdraw(self, scope, seller=None):
        """Take one scope away from what was granted."""
        for grant in self._of(seller):
            grant.scopes = [each for each in grant.scopes if each != scope]

    def _of(self, seller):
        return [grant for grant in self.grants if seller is None or grant.seller == seller]

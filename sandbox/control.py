"""`/sandbox/...`: the world's commands over HTTP, for command lines and demos on this machine."""

import ipaddress
import json

from werkzeug import Response

from .errors import NotAllowed, NotFound
from .fulfilment.state import of_package
from .jsons import to_json
from .products import promotions
from .products.model import Product
from .products.promotions import Promotion
from .products.state import of_product
from .webhooks.delivery import Delivery
from .world import state
from .world.model import Order, Package

COMMANDS = (
    'create_order', 'pay', 'hold', 'release', 'ship', 'collect', 'deliver', 'complete', 'cancel',
    'request_cancel', 'answer_cancel', 'update_address', 'touch', 'corrupt', 'advance', 'revoke',
    'expire_token', 'expire_authorization', 'withdraw_scope',
)
PRODUCT_COMMANDS = (
    'edit_product', 'add_sku', 'remove_sku', 'create_product', 'stock_up', 'set_stock', 'set_price',
    'activate_sku', 'deactivate_product', 'activate_product', 'delete_product', 'recover_product',
    'finish_review', 'suspend_product', 'freeze_product', 'unfreeze_product', 'approve_category',
    'authorize_brand', 'fail_prerequisite',
)
STOCK_COMMANDS = (
    'buy', 'lock_units', 'add_warehouse', 'enable_warehouse', 'assign_warehouse', 'set_restock',
    'set_fbt',
)
PROMOTION_COMMANDS = ('create_promotion', 'change_promotion', 'end_promotion')
PARCEL_COMMANDS = (
    'combine', 'uncombine', 'split_parcel', 'unsplit_parcel', 'require_split', 'open_combination',
    'scan', 'arrive', 'package_exception', 'miss_pickup', 'switch_warehouse', 'late_labels',
    'break_labels', 'mark_dangerous', 'refuse_shipping', 'answer_invoice',
)
EVERY = (
    *COMMANDS, *PRODUCT_COMMANDS, *STOCK_COMMANDS, *PROMOTION_COMMANDS, *PARCEL_COMMANDS)
FAULT_COMMANDS = ('at', 'next', 'rate', 'clear')
APP_FIELDS = (
    'redirect_url', 'webhook_url', 'scopes', 'access_seconds', 'refresh_seconds', 'muted',
)
WEBHOOK_COMMANDS = ('pause', 'resume', 'wait', 'clear')


class Control:
    """Serves `/sandbox/...` to this machine only. Commands are POSTed as a JSON object.

    :param Sandbox sandbox: what it controls
    """

    def __init__(self, sandbox):
        self._sandbox = sandbox

    def answer(self, request):
        """Answer a command or a question; a wrong one in a sentence."""
        if not ipaddress.ip_address(request.remote_addr).is_loopback:
            return _json({'error': "The sandbox takes commands from its own machine only."}, 403)
        name = request.path.removeprefix('/sandbox').strip('/')
        try:
            if request.method == 'GET':
                return _json(self._look(name, request.args.to_dict()))
            return _json(self._do(name, _body(request)))
        except NotFound as problem:
            return _json({'error': str(problem)}, 404)
        except NotAllowed as problem:
            return _json({'error': str(problem)}, 409)
        except (TypeError, ValueError, LookupError, ArithmeticError, TimeoutError) as problem:
            return _json({'error': f'{name}: {problem}'}, 400)

    def _look(self, name, query):
        """Answer a question about the world; it changes nothing."""
        sandbox, shop = self._sandbox, query.get('shop')
        world = sandbox.world
        answers = {
            'orders': lambda: {'orders': world.truth(shop)},
            'products': lambda: {'products': world.product_truth(shop)},
            'promotions': lambda: {'promotions': world.promotion_truth(shop)},
            'packages': lambda: {'packages': world.parcel_truth(shop)},
            'labels': lambda: {'labels': world.labels},
            'ship_calls': lambda: {'ship_calls': world.ship_calls},
            'catalogue': lambda: {'articles': [each._asdict() for each in world.catalogue()]},
            'calls': lambda: {'calls': [entry._asdict() for entry in sandbox.calls]},
            'webhooks': self._webhooks,
            'state': sandbox.describe,
        }
        answer = answers.get(name or 'state')
        if not answer:
            raise NotFound(f"There is no {name!r}: look at {', '.join(answers)}.")
        return answer()

    def _do(self, name, what):
        """Carry out a command."""
        sandbox = self._sandbox
        own = {
            'app': self._set_app, 'faults': self._set_faults, 'knobs': sandbox.knobs.set,
            'reset': sandbox.reset, 'authorize': sandbox.authorize, 'ring': sandbox.webhooks.ring,
            'webhooks': self._set_webhooks, 'webhook_faults': self._set_webhook_faults,
        }
        if name in own:
            result = own[name](**what)
        elif name in EVERY:
            result = getattr(sandbox.world, name)(**what)
        else:
            every = ', '.join([*EVERY, *own])
            raise NotFound(f"There is no command {name!r}: {every}.")
        return {'result': _plain(result, sandbox.clock.now())}

    def _webhooks(self):
        """State all webhooks, and where they go."""
        sandbox = self._sandbox
        addresses = [
            {'shop_id': shop_id, 'event_type': event_type, **address._asdict()}
            for (shop_id, event_type), address in list(sandbox.app.addresses.items())
        ]
        return {
            'webhook_url': sandbox.app.webhook_url, 'addresses': addresses,
            'webhooks': _plain(sandbox.webhooks.deliveries),
        }

    def _set_app(self, **fields):
        for name, value in fields.items():
            if name not in APP_FIELDS:
                raise NotAllowed(f"The app has no {name!r}: {', '.join(APP_FIELDS)}.")
            setattr(self._sandbox.app, name, value)

    def _set_faults(self, do='next', **what):
        _one_of(do, FAULT_COMMANDS)
        getattr(self._sandbox.faults, do)(**what)

    def _set_webhook_faults(self, do='next', **what):
        _one_of(do, FAULT_COMMANDS)
        getattr(self._sandbox.webhooks.faults, do)(**what)

    def _set_webhooks(self, do='wait', **what):
        _one_of(do, WEBHOOK_COMMANDS)
        getattr(self._sandbox.webhooks, do)(**what)


def _one_of(do, commands):
    if do not in commands:
        raise NotAllowed(f"`do` is one of {', '.join(commands)}.")


def _plain(result, now=0):
    """Return what a command has returned as plain data."""
    if isinstance(result, list):
        return [_plain(each, now) for each in result]
    if isinstance(result, Delivery):
        return result.describe()
    if isinstance(result, Product):
        return of_product(result)
    if isinstance(result, Package):
        return of_package(result)
    if isinstance(result, Promotion):
        return promotions.state(result, now)
    return state.of_order(result) if isinstance(result, Order) else result


def _body(request):
    """Return the arguments of a command; asking for JSON keeps foreign web pages out."""
    if request.mimetype != 'application/json':
        raise ValueError("send the arguments as application/json")
    body = json.loads(request.get_data() or b'{}')
    if not isinstance(body, dict):
        raise ValueError("send the arguments as a JSON object")
    return body


def _json(data, status=200):
    return Response(to_json(data, default=str), status, mimetype='application/json')

"""Delete, recover, activate and deactivate: twenty products a time, each for itself."""

from ...errors import NotAllowed, Refusal, describe
from .read import own
from .write import spend_listing


def deactivate(call):
    """Take products off the shelf."""
    return _each(call, 'deactivate')


def activate(call):
    """Put products back on the shelf, which TikTok reviews; each counts as a listing."""
    return _each(call, 'activate')


def delete(call):
    """Delete products."""
    return _each(call, 'delete')


def recover(call):
    """Take deleted products back."""
    return _each(call, 'recover')


def _each(call, step):
    """Do a step with every product; what is refused is told beside code 0."""
    errors = []
    for product_id in dict.fromkeys(call.body['product_ids']):
        try:
            product = own(call, product_id)
            if step == 'activate':
                spend_listing(call)
            getattr(call.world.steps, step)(product, call.world.clock.now())
        except Refusal as refusal:
            errors.append(_error(product_id, refusal.code, refusal.message))
        except NotAllowed as problem:
            error = _error(product_id, 12052990, describe(12052990))
            if step == 'activate':
                error['detail']['extra_errors'] = [{'code': 36009004, 'message': str(problem)}]
            errors.append(error)
    return {'errors': errors}


def _error(product_id, code, message):
    return {'code': code, 'message': message, 'detail': {'product_id': product_id}}

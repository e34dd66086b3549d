"""How a product moves from status to status, and what the app is told of it.

::

    DRAFT -submit-> PENDING -decide-> ACTIVATE, or FAILED
    ACTIVATE -deactivate-> SELLER_DEACTIVATED, -suspend-> PLATFORM_DEACTIVATED; -submit-> PENDING
    any but FREEZE -delete-> DELETED -recover-> SELLER_DEACTIVATED
    any but DELETED -freeze-> FREEZE -unfreeze-> SELLER_DEACTIVATED

The edit of a live product is reviewed beside it (`revise`): its status does not change.
"""

from ..errors import NotAllowed
from ..webhooks import topics
from .model import GONE, LIVE
from .review import failure, reasons
from .taxonomy import ALL, INVITE_ONLY

CHANGED, FIRST_PASS, REFUSED = (
    'PRODUCT_STATUS_CHANGED', 'PRODUCT_FIRST_PASS_REVIEW', 'PRODUCT_AUDIT_FAILURE',
)
NAMED_FIELDS = ('title', 'description', 'main_images', 'product_attributes')
PENDING_CATEGORY = 'RESTRICTED_CATEGORY_PENDING'


class Steps:
    """The steps of products; each happens at the world's time or at a given one.

    :param World world: whose shelves, knobs and watcher they work with
    """

    def __init__(self, world):
        self._world = world

    # === REVIEW === #

    def submit(self, product, at):
        """Send a product that is not live to its review."""
        need(product, 'submit', 'DRAFT', 'PENDING', 'FAILED', *LIVE)
        self._reach(product, 'PENDING', at)
        self._await(product, at)

    def revise(self, product, content, at):
        """Send new content of a live product to its review; the old one stays until then."""
        product.review, product.draft = content, None
        product.update_time = at
        self._await(product, at)

    def decide(self, product, at, failures=None):
        """End the review.

        :param list failures: instead of what the rules of `review` find
        """
        if product.audit not in ('AUDITING', 'PRE_APPROVED'):
            raise NotAllowed(f"Product {product.id} is not under review.")
        product.due, product.update_time = 0, at
        shop, content = product.shop, product.review or product.content
        if failures is None:
            failures = reasons(content, shop.seller.index, self._world.shelves.media)
        if failures:
            self._turn_down(product, failures, at)
        elif self._is_restricted(product, content):
            self._set_audit(product, 'PRE_APPROVED', (PENDING_CATEGORY,))
        else:
            self._let_pass(product, content, at)

    def _await(self, product, at):
        product.failures, product.due = [], at + self._world.knobs.review_seconds
        self._world.schedule(product.due, product.id)
        self._set_audit(product, 'AUDITING')

    def _turn_down(self, product, failures, at):
        product.failures = failures
        reason = failures[0]['reasons'][0]
        if product.review is None:
            product.status = 'FAILED'
        # What was turned down stays to be read and improved; buyers go on seeing the old one.
        self._set_audit(product, 'FAILED')
        self.tell_status(product, REFUSED, reason)

    def _let_pass(self, product, content, at):
        first, edited = not product.listed, product.review is not None
        product.listed, product.failures, product.reason = True, [], ''
        product.status = product.status if edited else 'ACTIVATE'
        before, product.content, product.review = product.content, content, None
        self._world.shelves.put(product)
        self._set_audit(product, 'APPROVED')
        self.tell_status(product, FIRST_PASS if first else CHANGED)
        self.tell_changes(product, before)

    def _is_restricted(self, product, content):
        category = ALL[content['category_id']]
        approved = self._world.shelves.of(product.shop).approved
        return category.permission == INVITE_ONLY and category.leaf not in approved

    # === STATUS === #

    def publish(self, product, content, at):
        """Let new content count at once: nothing in it needs a review, or somebody insists."""
        before, product.content = product.content, content
        product.update_time, product.draft = at, None
        self._world.shelves.put(product)
        self.tell_changes(product, before)

    def deactivate(self, product, at):
        """The seller takes a product off the shelf."""
        need(product, 'deactivate', 'ACTIVATE')
        self._reach(product, 'SELLER_DEACTIVATED', at, 'NONE')

    def activate(self, product, at):
        """The seller puts it back, which TikTok reviews."""
        need(product, 'activate', 'SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED')
        self.submit(product, at)

    def delete(self, product, at):
        """The seller deletes a product; it can be recovered."""
        if product.status in GONE:
            raise NotAllowed(f"A product in {product.status} cannot be deleted.")
        self._reach(product, 'DELETED', at, 'NONE')

    def recover(self, product, at):
        """The seller wants a deleted product back; it is not on the shelf then."""
        need(product, 'recover', 'DELETED')
        self._reach(product, 'SELLER_DEACTIVATED', at, 'NONE')

    def suspend(self, product, at, reason):
        """TikTok takes a product off the shelf."""
        need(product, 'suspend', 'ACTIVATE', 'SELLER_DEACTIVATED')
        product.reason = reason
        self._reach(product, 'PLATFORM_DEACTIVATED', at, 'NONE')

    def freeze(self, product, at, reason):
        """TikTok freezes a product: nobody can edit it any more."""
        if product.status in GONE:
            raise NotAllowed(f"A product in {product.status} cannot be frozen.")
        product.reason = reason
        self._reach(product, 'FREEZE', at, 'NONE')

    def unfreeze(self, product, at):
        """TikTok lets go of a product."""
        need(product, 'unfreeze', 'FREEZE')
        product.reason = ''
        self._reach(product, 'SELLER_DEACTIVATED', at, 'NONE')

    def _reach(self, product, status, at, audit=None):
        """Change the status; a review that was going on is over with it."""
        changed, product.status, product.update_time = product.status != status, status, at
        if audit:
            product.due, product.review = 0, None
            self._set_audit(product, audit)
        if changed:
            self.tell_status(product, CHANGED, product.reason)

    def _set_audit(self, product, audit, why=()):
        changed = (audit, why) != (product.audit, product.pre_approved)
        product.audit, product.pre_approved = audit, why
        if changed:
            self.tell(product, topics.AUDIT, product_id=int(product.id), audit={
                'status': audit, 'pre_approved_reasons': list(why),
            })

    # === TELLING === #

    def tell(self, product, number, **data):
        """Send a webhook about a product, with its time."""
        if self._world.watcher:
            data['update_time'] = product.update_time
            self._world.watcher.product_changed(product, number, data)

    def tell_status(self, product, status, reason=''):
        """Send webhook 5; the id is a number there."""
        why = {'suspended_reason': reason} if reason else {}
        self.tell(
            product, topics.PRODUCT_STATUS, product_id=int(product.id), status=status, **why)

    def tell_created(self, product):
        """Send webhook 16; the id is a number there."""
        bundle = any('combined_skus' in sku for sku in product.content['skus'])
        kinds = ['COMBINED_PRODUCT'] if bundle else []
        self.tell(product, topics.PRODUCT_CREATED, product_id=int(product.id), product_types=kinds)

    def tell_changes(self, product, before):
        """Send what follows from a new content: webhooks 15, 18 and 50."""
        now = product.content
        fields = changed_fields(before, now)
        if fields:
            self.tell(
                product, topics.PRODUCT_CHANGED, product_id=product.id,
                change_source=product.source, changed_fields=fields,
            )
        if before['category_id'] != now['category_id']:
            self.tell(
                product, topics.CATEGORY, product_id=product.id,
                previous_category_id=before['category_id'],
                current_category_id=now['category_id'],
            )
        old, new = ([sku['id'] for sku in each['skus']] for each in (before, now))
        self.tell_skus(product, [
            *({'sku_id': each, 'status': 'CREATED'} for each in new if each not in old),
            *({'sku_id': each, 'status': 'DELETED'} for each in old if each not in new),
        ])

    def tell_skus(self, product, rows):
        """Send webhook 50, if there is something to tell."""
        if rows:
            self.tell(product, topics.SKUS, product_id=product.id, skus=rows)


def need(product, step, *statuses):
    """Refuse a step that the product's status does not allow."""
    if product.status not in statuses:
        raise NotAllowed(
            f"{step}: product {product.id} is {product.status}, not {' or '.join(statuses)}.")


def changed_fields(before, now):
    """Name what has changed between two contents, in the words of webhook 15."""
    different = {key for key in {*before, *now} if before.get(key) != now.get(key)}
    found = [key for key in NAMED_FIELDS if key in different]
    if 'size_chart' in different:
        old, new = before.get('size_chart', {}), now.get('size_chart', {})
        found += [
            f'size_chart_{part}' for part in ('image', 'template') if old.get(part) != new.get(part)
        ]
    if different - {*NAMED_FIELDS, 'size_chart', 'category_id', 'category_version'}:
        found.append('others')
    return found


def by_hand(reason):
    """Return the failures for a review that somebody ends with a reason."""
    return [failure('Product', reason)]

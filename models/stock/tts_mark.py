"""How a change in Odoo is noticed: what it may have moved is marked, in the same transaction."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

# In the transaction's `precommit.data`: what is marked by now. In its `postcommit.data`, which
# savepoints leave alone: what has rung.
MARKED, RUNG = 'tts.mark', 'tts.mark.rung'
# A mark without an id, of the target `all`.
ANY = 0


class TtsMark(models.Model):
    """Something of Odoo's by which stock or a price at TikTok may be another now.

    Whoever changes it is a stranger: a packer, an import, a buyer on the web. Nothing here may make
    him wait, fail, or be slow. So marks are only ever appended, without any key that another
    transaction's could meet, all of a transaction by one statement; whether they have moved
    anything, and which SKUs it concerns, is found out by the worker that takes them away.
    """

    _name = 'tts.mark'
    _description = "TikTok Shop: What Has Changed in Odoo"
    _inherit = ['tts.guard']
    # No columns or keys but these: `create` and `write` are never called.
    _auto = False
    _log_access = False
    _rec_name = 'target'
    _order = 'id'

    kind = fields.Selection([('stock', "Stock"), ('price', "Prices")], readonly=True)
    target = fields.Char(readonly=True, help="What `ref` is an id of.")
    ref = fields.Integer(readonly=True)

    def init(self):
        """Odoo calls it when the app is installed or upgraded."""
        self.env.cr.execute("""
            CREATE TABLE IF NOT EXISTS tts_mark (
                id bigserial PRIMARY KEY,
                kind varchar NOT NULL,
                target varchar NOT NULL,
                ref integer NOT NULL
            )
        """)

    # === A STRANGER'S TRANSACTION === #

    @api.model
    def _add(self, kind, target, ids=(ANY,)):
        """Have what depends on some records compared with TikTok, soon after they are committed.

        Free of charge where no shop sends that kind by itself.

        :param str kind: `stock` or `price`
        :param str target: what the ids are of: `product`, `template`, `category`, `pricelist`,
            `location`, or of ours `sku`, `listing`, `shop`, `warehouse`; `all` needs no ids
        """
        if not (ids and self.env['tts.shop']._is_pushing(kind)):
            return
        precommit = self.env.cr.precommit
        if MARKED not in precommit.data:
            precommit.data[MARKED] = defaultdict(set)
            precommit.add(self.sudo()._insert)
        precommit.data[MARKED][kind, target].update(ids)

    @api.model
    def _add_changed(self, deciding, names, target, ids):
        """Do so for the kinds of which some fields decide.

        :param dict deciding: {kind: names of fields}
        :param names: of the fields that are written
        """
        for kind, fields_ in deciding.items():
            if not fields_.isdisjoint(names):
                self._add(kind, target, ids)

    def _insert(self):
        """Append what is marked by now: before a commit, and before each savepoint, with which it
        is rolled back like the changes themselves.
        """
        marked = self.env.cr.precommit.data.pop(MARKED, {})
        rows = [(*key, ref) for key, refs in marked.items() for ref in refs]
        if rows:
            self.env.cr.execute("""
                INSERT INTO tts_mark (kind, target, ref)
                SELECT * FROM unnest(%s::varchar[], %s::varchar[], %s::integer[])
            """, [list(column) for column in zip(*rows, strict=True)])
            self._ring()

    def _ring(self):
        """Wake the scheduled action, once per transaction. It may be gone or switched off: that is
        no matter of whoever changes stock.
        """
        data = self.env.cr.postcommit.data
        # What rang in a savepoint is undone with it.
        if not (RUNG in data and data[RUNG].exists()):
            cron = self.env.ref('tiktok_shop.ir_cron_push', raise_if_not_found=False)
            data[RUNG] = cron.sudo()._trigger() if cron else self.env['ir.cron.trigger']

    # === THE WORKER === #

    @api.model
    def _drain(self):
        """Take the marks away, and return whom they concern: {kind: tts.sku}.

        To be called first in a transaction, which then sees all that was committed with them; they
        come back if it fails. Those of transactions that are still open are left to the next time,
        and so are those that another worker holds. Never by id or time: what has the smaller id may
        be committed later.

        :raises SerializationFailure: when another worker has taken some since the transaction began
        """
        self.env.cr.execute("""
            WITH taken AS (
                DELETE FROM tts_mark
                 WHERE id IN (SELECT id FROM tts_mark FOR UPDATE SKIP LOCKED)
             RETURNING kind, target, ref
            )
            SELECT kind, target, array_agg(DISTINCT ref) FROM taken GROUP BY kind, target
        """)
        targets = defaultdict(dict)
        for kind, target, ids in self.env.cr.fetchall():
            targets[kind][target] = ids
        return {kind: self.sudo()._concerned(kind, found) for kind, found in targets.items()}

    @api.model
    def _concerned(self, kind, targets):
        """Return the SKUs that some changes may concern, of those that are sent by themselves.

        :param dict targets: {target: ids}
        """
        Sku = self.env['tts.sku']
        products = self._products(kind, targets)
        domains = [Domain('product_id', 'in', products.ids)] if products else []
        domains += [
            Domain(path, 'in', targets[target]) for target, path in (
                ('sku', 'id'), ('listing', 'listing_id'), ('shop', 'shop_id'),
                ('warehouse', 'shop_id.warehouse_ids'),
            ) if target in targets
        ]
        if lists := targets.get('pricelist'):
            domains.append(Domain('shop_id.pricelist_id', 'in', self._built_on(lists).ids))
        if 'all' in targets:
            domains.append(Domain.TRUE)
        return Sku.search(Domain.OR(domains) & Sku._sent_by_itself(kind))

    @api.model
    def _products(self, kind, targets):
        """Return the products that some changes may concern, for stock with the kits that contain
        them.
        """
        Product = self.env['product.product'].with_context(active_test=False)
        products = Product.browse(targets.get('product', ()))
        domains = [
            Domain(path, operator, targets[target]) for target, path, operator in (
                ('template', 'product_tmpl_id', 'in'), ('category', 'categ_id', 'child_of'),
            ) if target in targets
        ]
        if domains:
            products |= Product.search(Domain.OR(domains))
        if 'location' in targets:
            products |= self._products_in(targets['location'])
        return products._tts_with_kits() if kind == 'stock' else products

    @api.model
    def _products_in(self, ids):
        """Return the products that lie in some locations, or are to go out of them or into them."""
        inside = self.env['stock.location'].with_context(active_test=False)._search(
            [('id', 'child_of', ids)])
        groups = [
            *self.env['stock.quant']._read_group([('location_id', 'in', inside)], ['product_id']),
            *self.env['stock.move']._read_group([
                ('state', 'not in', ('draft', 'done', 'cancel')),
                '|', ('location_id', 'in', inside), ('location_dest_id', 'in', inside),
            ], ['product_id']),
        ]
        return self.env['product.product'].union(*(product for [product] in groups))

    @api.model
    def _built_on(self, ids):
        """Return these pricelists and those whose prices are made from theirs, however far."""
        found = new = self.env['product.pricelist'].browse(ids)
        while new:
            groups = self.env['product.pricelist.item']._read_group(
                [('base', '=', 'pricelist'), ('base_pricelist_id', 'in', new.ids)],
                ['pricelist_id'])
            new = self.env['product.pricelist'].union(*(each for [each] in groups)) - found
            found |= new
        return found

    # === BY THE CLOCK === #

    @api.model
    def _mark_due(self):
        """Mark what is another since the last look because time has passed, if it is."""
        clock = self.env['tts.mark.clock'].sudo()._own()
        if not clock:
            return  # another worker looks
        since, now = clock.looked, fields.Datetime.now()
        self.sudo()._mark_between(since, now)
        # Nothing is missed by looking again from where something was found last; and a row that is
        # not written is in nobody's way.
        if MARKED in self.env.cr.precommit.data:
            clock.looked = now
            self.sudo()._insert()

    def _mark_between(self, since, now):
        """Mark what has begun or ended in between: rules of pricelists, rates of currencies.

        :param datetime since: naive UTC
        :param datetime now: naive UTC
        """
        if not self.env['tts.shop']._is_pushing('price'):
            return
        self.env['product.pricelist.item'].search(
            (Domain('date_start', '>', since) & Domain('date_start', '<=', now))
            # A rule holds until its end, that very second included.
            | (Domain('date_end', '>=', since) & Domain('date_end', '<', now))
        )._tts_mark()
        days = Domain('name', '>', since.date()) & Domain('name', '<=', now.date())
        if self.env['res.currency.rate'].search_count(days, limit=1):
            self._add('price', 'all')


class TtsMarkClock(models.Model):
    """The time up to which it was looked for what changes by the clock alone: a single row."""

    _name = 'tts.mark.clock'
    _description = "TikTok Shop: Up to When the Clock Was Looked At"
    _inherit = ['tts.guard']
    _log_access = False
    _rec_name = 'looked'

    looked = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.model
    def _own(self):
        """Return the row, and own it for this transaction; nothing if another one does."""
        clock = self.search([], order='id', limit=1)
        return clock.try_lock_for_update() if clock else self.create({})

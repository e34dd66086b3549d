"""What holds of every kind of mirror, those that are still to come included."""
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.engine.tts_mirror import TtsMirror
from ...models.engine.tts_mirror_apply import TtsMirror as TtsMirrorApply
from .. import payloads
from ..shop_case import GBCase


def _order():
    return payloads.order([payloads.unit('A', '5')], 'GBP')


def _listing():
    return {'title': "Mug", 'status': 'ACTIVATE', 'skus': [{'id': '1731', 'seller_sku': 'A'}]}


# What a kind needs beside an id and a time to be applied.
PAYLOADS = {'tts.order': _order, 'tts.listing': _listing}


@tagged('post_install', '-at_install')
class TestMirrorContract(GBCase):

    def kinds(self):
        """Yield each kind of mirror that there is, as a model."""
        for kind in self.env['tts.mirror']._kinds():
            with self.subTest(kind=kind._name):
                yield kind

    def payload_of(self, kind, number=1):
        more = PAYLOADS.get(kind._name, dict)()
        return {**more, 'id': f'90{number}', 'update_time': payloads.NOON}

    def rows(self, kind, count=3, **vals):
        """Return rows of a kind that have just been mirrored."""
        rows = kind._mirror(self.shop, [self.payload_of(kind, n) for n in range(count)])
        self.assertEqual(len(rows), count)
        if vals:
            rows.write(vals)
        self.env.flush_all()
        return rows

    def settling(self, kind, poison=()):
        """Let a kind be applied by being settled, but for the rows of `poison`, which raise."""
        def batch(rows):
            if set(rows.ids) & set(poison):
                raise ZeroDivisionError
            rows._settle()

        return patch.object(self.registry[kind._name], '_apply_batch', batch)

    def schedule(self):
        """Do what the shipped scheduled action does."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            cron = self.env(cr=cr).ref('tiktok_shop.ir_cron_apply')
            cron.method_direct_trigger()
        self.env.invalidate_all()

    # === WHAT IS FORGOTTEN === #

    def test_orders_and_listings_are_kinds(self):
        names = {kind._name for kind in self.env['tts.mirror']._kinds()}
        self.assertLessEqual({'tts.order', 'tts.listing'}, names)
        self.assertEqual(self.env['tts.order']._kinds(), [self.env['tts.order']])

    def test_each_kind_says_itself_whether_it_holds_data_of_buyers(self):
        self.assertFalse('_holds_buyers_data' in vars(TtsMirror))
        for kind in self.kinds():
            self.assertIsInstance(kind._holds_buyers_data, bool)

    def test_only_data_of_buyers_is_forgotten_and_can_be_fetched_again(self):
        for kind in self.kinds():
            rows = self.rows(kind, state='applied')
            self.env.cr.execute(SQL(
                "UPDATE %s SET create_date = '2020-01-01'", SQL.identifier(kind._table)))
            rows[:1].write({'state': 'blocked', 'reason_code': 'error', 'reason': "Old"})
            rows.write({'tiktok_update_time': fields.Datetime.now() - timedelta(days=91)})
            done, remaining = kind._gc_payloads() if kind._holds_buyers_data else (0, 0)
            kind._gc_payloads()
            self.assertEqual((done, remaining), (3 if kind._holds_buyers_data else 0, 0))
            if not kind._holds_buyers_data:
                self.assertTrue(all(row.payload for row in rows))
                continue
            self.assertFalse(any(row.payload or row.payload_hash for row in rows))
            self.assertEqual((rows[0].state, rows[0].reason_code), ('blocked', 'purged'))
            # Nothing follows from nothing.
            with self.settling(kind, poison=rows.ids):
                rows._apply()
            self.assertEqual(rows.mapped('state'), ['blocked', 'applied', 'applied'])
            self.assertEqual(set(rows.mapped('reason_code')), {'purged'})
            rows.tiktok_update_time = False
            again = kind._mirror(self.shop, [self.payload_of(kind, n) for n in range(3)])
            self.assertEqual(again, rows)
            self.assertTrue(all(row.payload for row in rows))

    def test_purge_goes_on_until_nothing_is_left(self):
        for kind in self.kinds():
            if not kind._holds_buyers_data:
                continue
            self.rows(kind, state='applied', tiktok_update_time='2020-01-01')
            with patch('odoo.addons.tiktok_shop.models.engine.tts_mirror_purge.PURGE', 2):
                self.assertEqual(kind._gc_payloads(), (2, 1))
                self.assertEqual(kind._gc_payloads(), (1, 0))

    # === THE SCHEDULE === #

    def test_shipped_schedule_applies_what_waits_and_retries_what_is_blocked(self):
        for kind in self.kinds():
            waiting, blocked, later = self.rows(kind)
            past = fields.Datetime.now() - timedelta(minutes=1)
            blocked.write({'state': 'blocked', 'reason_code': 'error', 'next_attempt': past})
            later.write({'state': 'blocked', 'reason_code': 'error',
                         'next_attempt': past + timedelta(hours=1)})
            with self.settling(kind):
                self.schedule()
            self.assertEqual((waiting + blocked + later).mapped('state'),
                             ['applied', 'applied', 'blocked'])

    @mute_logger('odoo.addons.tiktok_shop.models.engine.tts_mirror_apply')
    def test_one_bad_row_blocks_alone(self):
        for kind in self.kinds():
            rows = self.rows(kind, 12)
            with self.settling(kind, poison=rows[5].ids):
                self.schedule()
            self.assertEqual(rows[5].state, 'blocked')
            self.assertIn('ZeroDivisionError', rows[5].reason)
            self.assertEqual(set((rows - rows[5]).mapped('state')), {'applied'})

    # === MIRRORING === #

    @contextmanager
    def statements(self):
        """Give a list to which SQL statements are added as they are executed."""
        statements, execute = [], type(self.env.cr).execute

        def listen(cr, query, *args, **kwargs):
            statements.append(str(getattr(query, 'code', query)))
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), 'execute', listen):
            yield statements

    def test_fetching_the_same_again_writes_nothing(self):
        for kind in self.kinds():
            rows = self.rows(kind, state='applied')
            self.assertTrue(all(rows.mapped('payload')))
            with self.statements() as statements:
                again = kind._mirror(self.shop, rows.mapped('payload'))
                self.env.flush_all()
            self.assertFalse(again)
            self.assertFalse([each for each in statements if 'SELECT' not in each.upper()])
            self.assertEqual(set(rows.mapped('state')), {'applied'})

    @mute_logger('odoo.sql_db')
    def test_an_id_is_unique_per_shop(self):
        for kind in self.kinds():
            row = self.rows(kind, 1)
            with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
                kind.create({'shop_id': row.shop_id.id, 'tiktok_id': row.tiktok_id})

    # === WHAT FREES === #

    def test_each_reason_says_what_frees_it(self):
        for kind in self.kinds():
            for code, _label in kind._fields['reason_code'].selection:
                not_freed = (*kind._not_freed, *TtsMirrorApply._not_freed)
                self.assertTrue((code in kind._freed_by) != (code in not_freed),
                                f"{code}: what frees it?")
            for models in kind._freed_by.values():
                for model, names in models.items():
                    self.assertLessEqual(set(names), set(self.env[model]._fields), model)

    def test_each_setting_frees_what_it_held_back(self):
        for kind in self.kinds():
            codes = dict(kind._fields['reason_code'].selection)
            row = self.rows(kind, 1)
            for code in codes.keys() & kind._freed_by.keys():
                for name in kind._freed_by[code].get('tts.shop', ()):
                    row.write({'state': 'blocked', 'reason_code': code, 'attempts': 3})
                    value = self.shop[name]
                    if self.shop._fields[name].type == 'many2many':
                        value = [(6, 0, value.ids)]
                    elif self.shop._fields[name].relational:
                        value = value.id
                    self.shop.write({name: value})
                    self.assertEqual((row.state, row.attempts), ('pending', 0), f"{code} {name}")

    def test_what_no_setting_holds_back_stays(self):
        for kind in self.kinds():
            codes = dict(kind._fields['reason_code'].selection)
            row = self.rows(kind, 1)
            for code in codes.keys() - kind._freed_by.keys():
                row.write({'state': 'blocked', 'reason_code': code})
                self.shop.write({'auto_create': True, 'create_products': True})
                self.assertEqual(row.state, 'blocked', code)

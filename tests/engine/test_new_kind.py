"""A kind of thing that the addon does not know is served by the engine as orders are.

What stands here is all that a folder brings: the engine finds it by what it inherits, and by the
names of its methods. Nothing of `models/engine/` is changed, nor told of it.
"""
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import new_test_user, tagged

from ...models.engine.tts_event import Webhook
from ...models.engine.tts_mirror import Blocked
from ..common import TtsCase
from . import test_mirror_contract
from .test_event import Ringing

# A type that TikTok does not use.
ARRIVED = 9001


class Parcel(models.Model):
    _module = None
    _name = 'tts.test.parcel'
    _description = "Parcel of a Test"
    _inherit = ['tts.mirror']

    _holds_buyers_data = True

    reason_code = fields.Selection(selection_add=[('team', "No team")])
    _freed_by = {'team': {'tts.shop': ('team_id',)}, 'refused': {}, 'error': {}}

    def _apply_batch(self):
        for parcel in self:
            if parcel.payload.get('needs_team') and not parcel.shop_id.team_id:
                raise Blocked('team', "Choose a team")
            parcel._settle()


class Run(models.Model):
    _module = None
    _inherit = 'tts.sync'

    kind = fields.Selection(
        selection_add=[('parcels', "Fetch parcels")], ondelete={'parcels': 'cascade'})
    _parcels_role = 'manager'

    def _parcels_pages(self, client, cipher):
        # TikTok has no such thing here: any other list of it will do.
        if not self.cursor:
            yield client.warehouses(cipher), {'ended': True}

    def _parcels_take(self, rows):
        self.env['tts.test.parcel']._mirror(self.shop_id, rows)._apply()

    def _parcels_summary(self):
        return f"{self.done} parcels."

    def _parcels_is_incomplete(self):
        return not self.done

    def _parcels_failed(self):
        return dict.fromkeys(self, 7)

    def _parcels_since(self, shop):
        return shop.create_date


class Event(models.Model):
    _module = None
    _inherit = 'tts.event'

    kind = fields.Selection(
        selection_add=[('parcel', "Parcel")], ondelete={'parcel': 'cascade'})

    @api.model
    def _webhooks(self):
        return {**super()._webhooks(), ARRIVED: Webhook('parcel', 'parcels')}

    @api.model
    def _parcels_refs(self, data):
        return [data['parcel_id']]

    def _parcels_ask(self):
        with self.shop_id._tiktok(in_words=False) as client:
            client.warehouses(self.shop_id.cipher)
        return [{'id': ref} for ref in self._refs()]

    def _parcels_take(self, payloads):
        self.env['tts.test.parcel']._mirror(self.shop_id, payloads)._apply()
        self._end()


class WithParcels:
    """Adds the kind to the registry, for the time of the class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registry = cls.registry
        extended = {registry[each]: registry[each]._base_classes__
                    for each in ('tts.sync', 'tts.event')}
        cls.addClassCleanup(cls.forget_parcels, extended)
        for each in (Parcel, Run, Event):
            add_to_registry(registry, each)
        registry._setup_models__(cls.env.cr, [])
        registry.init_models(cls.env.cr, ['tts.test.parcel'], {}, install=False)

    @classmethod
    def forget_parcels(cls, extended):
        del cls.registry['tts.test.parcel']
        for model, bases in extended.items():
            model._base_classes__ = bases
        cls.registry._setup_models__(cls.env.cr)


@tagged('post_install', '-at_install')
class TestNewKind(Ringing, WithParcels, TtsCase):

    sandbox_options = {'markets': ('GB',)}

    def setUp(self):
        super().setUp()
        self.gb = self.shop('GB')

    def parcels(self):
        return self.env['tts.test.parcel'].search([])

    def parcel(self, **vals):
        """Return a parcel that cannot be applied, since the shop has no team."""
        self.gb.team_id = False
        row = self.env['tts.test.parcel']._mirror(self.gb, [{
            'id': '1', 'needs_team': True, 'update_time': 1_700_000_000}])
        row._apply()
        self.assertEqual((row.state, row.reason_code), ('blocked', 'team'))
        row.write(vals)
        return row

    def test_its_webhooks_are_served(self):
        status, event = self.ring(ARRIVED, parcel_id='57')
        self.assertEqual((status, event.kind, event.state), (200, 'parcel', 'pending'))
        self.process('tts.event')
        self.assertEqual(event.state, 'done')
        self.assertEqual(self.parcels().mapped('tiktok_id'), ['57'])
        self.assertEqual(self.parcels().state, 'applied')

    def test_its_webhooks_wait_while_tiktok_does_not_answer(self):
        self.sandbox.faults.next('unavailable', times=9)
        _status, event = self.ring(ARRIVED, parcel_id='57')
        self.process('tts.event')
        self.assertEqual((event.state, event.attempts), ('pending', 1))
        self.assertIn("tried again", event.error)

    def test_its_runs_are_started_by_the_schedule_and_done(self):
        self.process('tts.shop', '_cron_fetch_news')
        run = self.env['tts.sync'].search([('kind', '=', 'parcels')])
        self.assertEqual(run.shop_id, self.gb)
        self.process()
        self.assertEqual((run.state, run.has_problems, run.failed), ('done', False, 7))
        self.assertEqual(run.message, f"{len(self.parcels())} parcels.")
        self.assertTrue(self.parcels())

    def test_its_runs_are_stopped_by_whom_they_name(self):
        run = self.env['tts.sync']._start(self.gb, 'parcels', {})
        user = new_test_user(self.env, 'tts_user', 'tiktok_shop.group_user')
        with self.assertRaises(AccessError):
            run.with_user(user).action_cancel()
        manager = new_test_user(self.env, 'tts_manager', 'tiktok_shop.group_manager')
        run.with_user(manager).action_cancel()
        self.assertEqual(run.state, 'cancelled')
        run.with_user(manager).action_retry()
        self.assertEqual(run.state, 'pending')

    def test_what_is_blocked_is_tried_again_by_the_schedule(self):
        row = self.parcel(next_attempt=fields.Datetime.now() - timedelta(minutes=1))
        self.env.cr.execute("UPDATE tts_shop SET team_id = (SELECT min(id) FROM crm_team)")
        self.env.invalidate_all()
        self.process('tts.mirror', '_cron_apply')
        self.assertEqual(row.state, 'applied')

    def test_what_is_blocked_is_freed_by_mending_the_cause(self):
        row = self.parcel()
        self.gb.team_id = self.env['crm.team'].search([], limit=1)
        self.assertEqual(row.state, 'pending')
        self.process('tts.mirror', '_cron_apply')
        self.assertEqual(row.state, 'applied')

    def test_its_data_of_buyers_is_forgotten(self):
        row = self.parcel()
        row._settle()
        self.assertTrue(row.payload)
        self.env['tts.test.parcel']._gc_payloads()
        self.assertFalse(row.payload)


@tagged('post_install', '-at_install')
class TestContractOfNewKind(WithParcels, test_mirror_contract.TestMirrorContract):
    """What holds of every kind of mirror holds of it."""

    def kinds(self):
        yield self.env['tts.test.parcel']

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...models.engine.mail_activity import Todo
from ..foreign import foreign
from ..shop_case import GBCase

KIND = 'tiktok_shop.mail_activity_type_order'


@tagged('post_install', '-at_install')
class TestTodo(GBCase):
    """To-dos on sales orders: there as long as their cause, unless a person is done with them."""

    def cancelled_after_delivery(self):
        """Return a sales order with a to-do: goods of an order that was cancelled are away."""
        sale = self.mirror(self.payload()).sale_order_id
        self.stock_up(10)
        self.deliver(sale.picking_ids)
        self.change(sale, 'CANCELLED')
        return sale

    def check(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)['tts.order']._cron_apply()
        self.env.invalidate_all()

    def test_has_a_type_of_its_own_and_a_responsible(self):
        self.shop.user_id = new_test_user(
            self.env, 'seller', groups='sales_team.group_sale_manager')
        sale = self.cancelled_after_delivery()
        self.assertEqual(sale.activity_ids.activity_type_id, self.env.ref(KIND))
        self.assertEqual(sale.activity_ids.user_id, self.shop.user_id)

    def test_goes_to_who_is_still_there(self):
        """Neither to a salesperson who has left, nor to one who works for another company."""
        other = self.env['res.company'].create({'name': "Other"})
        self.shop.user_id = new_test_user(
            self.env, 'seller', groups='sales_team.group_sale_manager')
        for number, vals in enumerate((
            {'active': False},
            {'company_ids': [Command.set(other.ids)], 'company_id': other.id},
        )):
            gone = new_test_user(self.env, f'gone{number}', 'sales_team.group_sale_salesman')
            sale = self.mirror(self.payload()).sale_order_id
            self.stock_up(10)
            self.deliver(sale.picking_ids)
            sale.user_id = gone
            gone.write(vals)
            self.change(sale, 'CANCELLED')
            self.assertEqual(sale.activity_ids.user_id, self.shop.user_id)
        self.shop.user_id.active = False
        sale = self.cancelled_after_delivery()
        self.assertEqual(sale.activity_ids.user_id, self.account.user_id or self.env.user)

    def test_of_a_salesperson_who_leaves_goes_to_another(self):
        """Odoo deletes what an archived user has to do."""
        seller = new_test_user(self.env, 'seller', groups='sales_team.group_sale_manager')
        self.shop.user_id = seller
        sale = self.cancelled_after_delivery()
        self.assertEqual(sale.activity_ids.user_id, seller)
        seller.action_archive()
        self.check()
        self.assertEqual(len(sale.activity_ids), 1)
        self.assertNotEqual(sale.activity_ids.user_id, seller)

    def test_request_to_cancel_is_one_until_it_is_answered(self):
        sale = self.mirror(self.payload()).sale_order_id
        self.change(sale, is_buyer_request_cancel=True)
        self.assertIn("asks to cancel", sale.activity_ids.summary)
        self.change(sale, is_buyer_request_cancel=False)
        self.assertFalse(sale.activity_ids)

    def test_is_made_once(self):
        sale = self.cancelled_after_delivery()
        for _time in range(2):
            self.change(sale)
            self.assertEqual(len(sale.activity_ids), 1)

    def test_goes_when_it_is_solved(self):
        sale = self.cancelled_after_delivery()
        self.deliver(self.take_back(sale.picking_ids))
        self.change(sale)
        self.assertFalse(sale.activity_ids)
        self.assertEqual(sale.state, 'cancel')

    def test_goes_without_news_from_tiktok(self):
        sale = self.cancelled_after_delivery()
        self.check()
        self.assertTrue(sale.activity_ids)
        self.deliver(self.take_back(sale.picking_ids))
        self.check()
        self.assertFalse(sale.activity_ids)

    def test_unchanged_orders_are_not_looked_at(self):
        sale = self.cancelled_after_delivery()
        Order = self.env['tts.order']
        self.assertEqual(Order._with_changed_todos(), sale.tts_order_id)
        sale.tts_order_id.todo_time = '2099-01-01'
        self.assertFalse(Order._with_changed_todos())
        sale.activity_ids.unlink()
        sale.tts_order_id.todo_time = '2000-01-01'
        self.assertFalse(Order._with_changed_todos())

    def test_is_not_made_again_when_a_person_is_done_with_it(self):
        sale = self.cancelled_after_delivery()
        sale.activity_ids.action_feedback(feedback="The parcel was stopped.")
        self.change(sale)
        self.assertFalse(sale.activity_ids)

    def test_is_known_whatever_its_words_and_language(self):
        sale = self.cancelled_after_delivery()
        todo = sale.activity_ids
        todo.write({'summary': "Ask for the parcel", 'activity_type_id': self.env.ref(
            'mail.mail_activity_data_todo').id})
        self.change(sale)
        self.assertEqual(sale.activity_ids, todo)
        self.assertEqual(todo.summary, "Ask for the parcel")
        todo.action_feedback(feedback="It comes back.")
        with foreign(sale.tts_order_id._responsible()):
            self.change(sale)
            self.assertFalse(sale.activity_ids)

    def test_is_told_anew_when_its_facts_change(self):
        sale = self.mirror(self.payload()).sale_order_id
        agree = self.env['mail.activity']._tts_agree
        for details in ("10.00", "11.00"):
            agree({sale: [Todo('x', "Amounts differ", details)]}, {sale: self.env.user}, KIND)
        self.assertIn("11.00", sale.activity_ids.note)
        self.assertEqual(len(sale.activity_ids), 1)

    def test_of_a_person_is_his_whatever_its_type(self):
        sale = self.cancelled_after_delivery()
        own = sale.activity_schedule(KIND, summary="Call the buyer")
        self.deliver(self.take_back(sale.picking_ids))
        self.change(sale)
        self.assertEqual(sale.activity_ids, own)

    def test_code_is_nobodys_to_write(self):
        user = new_test_user(self.env, 'seller', groups='sales_team.group_sale_manager')
        todo = self.cancelled_after_delivery().activity_ids.with_user(user)
        with self.assertRaises(AccessError):
            todo.tts_code = False
        with self.assertRaises(AccessError):
            todo.create({'tts_code': 'left'})

    def test_survives_the_loss_of_its_type(self):
        sale = self.cancelled_after_delivery()
        kind = self.env.ref(KIND)
        self.env['mail.activity'].search([('activity_type_id', '=', kind.id)]).unlink()
        kind.unlink()
        for _time in range(2):
            self.change(sale)
            self.assertEqual(len(sale.activity_ids), 1)

    def test_of_others_are_left_alone(self):
        sale = self.cancelled_after_delivery()
        sale.activity_schedule('mail.mail_activity_data_todo', summary="Call the carrier")
        self.deliver(self.take_back(sale.picking_ids))
        self.change(sale)
        self.assertEqual(sale.activity_ids.mapped('summary'), ["Call the carrier"])

    def test_several_at_once_go_one_by_one(self):
        sale = self.mirror(self.payload()).sale_order_id
        self.stock_up(10)
        self.deliver(sale.picking_ids)
        invoice = sale._create_invoices()
        invoice.action_post()
        self.change(sale, 'CANCELLED')
        self.assertEqual(len(sale.activity_ids), 2)
        refund = invoice._reverse_moves(cancel=False)
        refund.action_post()
        self.change(sale)
        self.assertEqual(len(sale.activity_ids), 1)
        self.assertIn("goods have left", sale.activity_ids.summary)

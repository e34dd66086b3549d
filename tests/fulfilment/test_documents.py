from odoo.tests import tagged

from .label_case import LabelCase, label, refused


@tagged('post_install', '-at_install')
class TestLabelThatCannotBeHad(LabelCase):
    """Who ships has a to-do for each parcel whose label cannot be had, with the reason and the
    link; it goes when the label is there, or TikTok waits for it no more.
    """

    def without(self, ref, orders=1):
        package, pickings = self.in_package(ref, orders=orders)
        self.fetch(**{ref: refused(11034002)})
        self.assertEqual(package.label_state, 'refused')
        return package, pickings

    def test_told_once_on_the_first_transfer(self):
        package, pickings = self.without('1153', orders=3)
        package.label_url = 'https://labels/<b>1153'
        package.label_state = 'refused'
        [todo] = pickings.activity_ids
        self.assertIn('1153', todo.summary)
        self.assertIn(package.label_error.split(':')[0], todo.note)
        self.assertIn('href="https://labels/', todo.note)
        self.assertNotIn('<b>', todo.note)
        self.assertEqual(todo.res_id, min(pickings.ids))

    def test_ends_when_it_is_fetched_again(self):
        _package, picking = self.without('1153')
        picking.with_user(self.packer).action_tts_fetch_label()
        self.assertFalse(picking.activity_ids)
        self.fetch(_1153=label("one"))
        self.assertFalse(picking.activity_ids)
        self.assertEqual(picking.tts_label_state, 'ready')

    def test_ends_when_the_parcel_is_gone(self):
        for ref, status in (('11', 'FULFILLING'), ('12', 'CANCELLED')):
            with self.subTest(status=status):
                package, picking = self.without(ref)
                other, second = self.without(f'{ref}0')
                self.told(ref, [self.changed(package.order_ids.payload)], status=status)
                self.assertFalse(picking.activity_ids)
                self.assertTrue(second.activity_ids, other.label_error)

"""Which of Odoo's attributes stand for which of TikTok's, and what products say of themselves."""
from odoo import Command
from odoo.tests import Form, new_test_user

from ..common import match
from .test_catalogue import CatalogueCase


class MappingCase(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.download('categories', self.gb)
        self.shirts, self.toys = self.category('shirts'), self.category('toys')
        self.clothing = self.product_category("Clothing", self.shirts)
        self.product_category("Toys", self.toys)
        self.download('attributes', self.gb)

    def theirs(self, name, category=None):
        """Return an attribute of TikTok's."""
        return (category or self.shirts).attribute_ids.filtered(lambda each: each.name == name)

    def their_value(self, attribute, name, category=None):
        values = self.theirs(attribute, category).value_ids
        return values.filtered(lambda each: each.name == name)

    def ours(self, name, *values, **vals):
        """Create an attribute and return it."""
        return self.env['product.attribute'].create({
            'name': name, **vals,
            'value_ids': [Command.create({'name': value}) for value in values],
        })

    def template(self, *attributes):
        """Create a product that has all values of some attributes."""
        return self.env['product.template'].create({
            'name': "Shirt", 'categ_id': self.clothing.id,
            'attribute_line_ids': [Command.create({
                'attribute_id': each.id, 'value_ids': [Command.set(each.value_ids.ids)],
            }) for each in attributes],
        })

    def fresh(self, records):
        """Return records as the next request sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records


class TestNames(MappingCase):
    def test_same_name_is_found_by_itself(self):
        for name in ("Material", "material", "  MATERIAL "):
            with self.subTest(name):
                ours = self.ours(name, "cotton ", "Steel", "Silk")
                self.assertEqual(match(self.shirts.attribute_ids, ours), self.theirs("Material"))
                self.assertEqual(
                    [match(self.theirs("Material").value_ids, value).name
                     for value in ours.value_ids],
                    ["Cotton", "Steel", False])
        self.assertFalse(match(self.toys.attribute_ids, ours))
        self.assertFalse(match(self.shirts.attribute_ids, self.ours("Materials")))

    def test_name_in_another_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        ours = self.ours("Matière", "Coton")
        ours.with_context(lang='fr_FR').name = "Material"
        ours.value_ids.with_context(lang='fr_FR').name = "Cotton"
        self.assertEqual(ours.with_context(lang='en_US').name, "Matière")
        self.assertEqual(match(self.shirts.attribute_ids, ours), self.theirs("Material"))
        self.assertEqual(match(self.theirs("Material").value_ids, ours.value_ids).name, "Cotton")

    def test_entered_name_counts_before_its_own(self):
        ours = self.ours("Size", "Cotton", tts_names="Nothing | material")
        self.assertEqual(match(self.shirts.attribute_ids, ours), self.theirs("Material"))
        ours.value_ids.tts_names = "Wool"
        self.assertEqual(match(self.theirs("Material").value_ids, ours.value_ids).name, "Wool")

    def test_mapping_holds_in_all_categories_and_after_another_download(self):
        ours = self.ours("Power", "Yes")
        self.theirs("Contains Batteries or Cells?", self.toys).product_attribute_ids = ours
        self.product_category("Lamps", self.category('lamps'))
        self.download('attributes', self.gb)
        for category in (self.toys, self.category('lamps')):
            self.assertEqual(
                match(category.attribute_ids, ours),
                self.theirs("Contains Batteries or Cells?", category))

    def test_import(self):
        result = self.env['product.attribute'].load(['name', 'tts_names'], [["Stuff", "Material"]])
        self.assertFalse(result['messages'])
        ours = self.env['product.attribute'].browse(result['ids'])
        self.assertEqual(match(self.shirts.attribute_ids, ours), self.theirs("Material"))


class TestScreens(MappingCase):
    """What is to be mapped, and mapping it, as a user of TikTok Shop."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, 'tts_maps', 'tiktok_shop.group_user')

    def to_map(self):
        return self.env['tts.attribute'].with_user(self.user).search(
            [('required', '=', True), ('is_mapped', '=', False)])

    def test_attributes_to_map(self):
        names = set(self.to_map().mapped('name'))
        self.assertEqual(
            names, {"Material", "Contains Batteries or Cells?", "Recommended Age"})
        ours = self.ours("material")
        self.assertNotIn("Material", self.to_map().mapped('name'))
        self.assertEqual(self.fresh(self.theirs("Material")).product_attribute_ids, ours)
        self.theirs("Contains Batteries or Cells?", self.toys).default_value_ids = (
            self.their_value("Contains Batteries or Cells?", "None", self.toys))
        self.theirs("Recommended Age", self.toys).default_text = "5+"
        self.assertFalse(self.to_map())
        every = self.env['tts.attribute'].search([])
        self.assertEqual(
            every.filtered('is_mapped'), every.search([('is_mapped', '=', True)]))
        self.assertEqual(
            every.search([('is_mapped', '!=', True)]), every.search([('is_mapped', '=', False)]))

    def test_attribute_is_mapped_and_unmapped(self):
        stuff, fabric = self.ours("Stuff"), self.ours("Fabric")
        theirs = self.theirs("Material").with_user(self.user)
        theirs.product_attribute_ids = stuff + fabric
        self.assertEqual((stuff.tts_names, fabric.tts_names), ("Material", "Material"))
        self.assertEqual(self.fresh(theirs).product_attribute_ids.sudo(), stuff + fabric)
        self.assertNotIn("Material", self.to_map().mapped('name'))
        theirs.product_attribute_ids = fabric
        self.assertFalse(stuff.tts_names)
        self.assertEqual(self.fresh(theirs).product_attribute_ids.sudo(), fabric)

    def test_values_to_map(self):
        ours = self.ours("country of origin", "Portugal", "Deutschland", "UK")
        free = self.ours("Material", "Cotton", "Silk")
        self.ours("Taste", "Sweet")
        every = self.env['product.attribute.value'].with_user(self.user)
        self.assertEqual(
            {value.name: value.tts_match for value in ours.value_ids + free.value_ids},
            {"Portugal": 'mapped', "Deutschland": 'missing', "UK": 'missing',
             "Cotton": 'mapped', "Silk": 'free'})
        self.assertEqual(
            set(every.search([('tts_match', '=', 'missing')]).mapped('name')),
            {"Deutschland", "UK"})
        relevant = every.search([('tts_match', 'in', ('mapped', 'free', 'missing'))])
        self.assertEqual(relevant.sudo(), ours.value_ids + free.value_ids)

    def test_value_is_mapped_and_unmapped(self):
        self.user.group_ids += self.env.ref('product.group_product_manager')
        ours = self.ours("Country of Origin", "UK", "England")
        theirs = self.their_value("Country of Origin", "United Kingdom")
        for value in ours.value_ids.with_user(self.user):
            self.assertIn(theirs, value.tts_choice_ids.sudo())
            value.tts_value_ids = theirs
            self.assertEqual(value.sudo().tts_names, "United Kingdom")
            self.assertEqual(self.fresh(value).tts_match, 'mapped')
            self.assertEqual(
                match(self.theirs("Country of Origin").value_ids, value.sudo()), theirs)
        value = ours.value_ids[0].with_user(self.user)
        value.sudo().tts_names = "Elsewhere | united kingdom"
        self.fresh(value).tts_value_ids = False
        self.assertEqual(value.sudo().tts_names, "Elsewhere", "What other shops call it stays.")
        self.assertEqual(self.fresh(value).tts_match, 'missing')

    def test_value_that_has_no_attribute_yet(self):
        value = self.env['product.attribute.value'].new({'name': "Cotton"})
        self.assertFalse(value.tts_match)
        value.attribute_id = self.ours("Material")
        self.assertEqual(value.tts_match, 'mapped')

    def test_choice_names_each_value_once(self):
        """The same attribute in several categories has the same values."""
        self.product_category("Mugs", self.category('mugs'))
        self.download('attributes', self.gb)
        ours = self.ours("Material", "Cotton")
        self.assertEqual(
            ours.value_ids.tts_choice_ids.mapped('name'),
            ["Steel", "Ceramic", "Cotton", "Wool", "Plastic", "Glass", "Wood"])
        self.assertEqual(len(ours.value_ids.tts_value_ids), 1)

    def test_forms(self):
        ours = self.ours("Stuff", "Silk")
        with Form(self.theirs("Material").with_user(self.user)) as form:
            form.default_text = "Cotton"
            form.product_attribute_ids.add(ours.with_user(self.user))
        self.assertEqual((self.theirs("Material").default_text, ours.tts_names),
                         ("Cotton", "Material"))
        view = 'tiktok_shop.view_product_category_form'
        admin = self.env.ref('base.user_admin')
        with Form(self.clothing.with_user(admin), view=view) as form:
            form.tts_category_ids.clear()
        self.assertFalse(self.clothing.tts_category_ids)

    def test_users_change_no_facts_of_tiktok(self):
        category = self.shirts.with_user(self.user)
        for model in ('tts.category', 'tts.attribute.value', 'tts.brand'):
            self.assertFalse(self.env[model].with_user(self.user).has_access('write'), model)
        self.assertEqual(category.attribute_ids.sudo(), self.shirts.attribute_ids)


class TestProducts(MappingCase):
    """What is told of a product, and what is lacking."""

    def test_own_values(self):
        material = self.ours("Material", "Cotton", create_variant='no_variant')
        care = self.ours(
            "Care instructions", "Hand wash", "In the sea", create_variant='no_variant')
        told, lacking = self.shirts._product_attributes(self.template(material, care))
        self.assertEqual(told, [
            {'id': '100392', 'values': [
                {'id': self.their_value("Material", "Cotton").tiktok_id}]},
            {'id': '100393', 'values': [
                {'id': self.their_value("Care Instructions", "Hand wash").tiktok_id},
                {'name': "In the sea"}]},
        ])
        self.assertFalse(lacking)

    def test_default_where_the_product_says_nothing(self):
        template = self.template()
        told, lacking = self.shirts._product_attributes(template)
        self.assertEqual((told, lacking), ([], self.theirs("Material")))
        self.theirs("Material").default_value_ids = self.their_value("Material", "Wool")
        told, lacking = self.shirts._product_attributes(template)
        self.assertFalse(lacking)
        self.assertEqual(told[0]['values'], [
            {'id': self.their_value("Material", "Wool").tiktok_id}])
        ours = self.ours("Material", "Silk", create_variant='no_variant')
        told, _ = self.shirts._product_attributes(self.template(ours))
        self.assertEqual(told[0]['values'], [{'name': "Silk"}], "The product's own counts.")

    def test_default_text(self):
        self.theirs("Material").default_text = "Hemp"
        told, lacking = self.shirts._product_attributes(self.template())
        self.assertEqual(told[0]['values'], [{'name': "Hemp"}])
        self.assertFalse(lacking)

    def test_value_that_tiktok_does_not_take(self):
        origin = self.ours("Country of Origin", "Atlantis", create_variant='no_variant')
        told, _ = self.shirts._product_attributes(self.template(origin))
        self.assertNotIn('100394', [each['id'] for each in told])

    def test_several_values_where_tiktok_takes_one(self):
        """It is the variants that differ: nothing is true of all."""
        material = self.ours("Material", "Cotton", "Wool")
        _told, lacking = self.shirts._product_attributes(self.template(material))
        self.assertEqual(lacking, self.theirs("Material"))

    def test_required_because_of_another_value(self):
        power = self.ours(
            "Contains batteries or cells?", "None", "Batteries", create_variant='no_variant')
        age = self.ours("Recommended Age", "3+", create_variant='no_variant')
        for value, expected in (("None", []), ("Batteries", ["Battery Type"])):
            template = self.template(age)
            template.attribute_line_ids = [Command.create({
                'attribute_id': power.id,
                'value_ids': [Command.set(
                    power.value_ids.filtered(lambda each, name=value: each.name == name).ids)],
            })]
            _told, lacking = self.toys._product_attributes(template)
            self.assertEqual(lacking.mapped('name'), expected, value)

from typing import NamedTuple

from markupsafe import escape

from odoo import api, fields, models


class Todo(NamedTuple):
    """What a person has to see to. It is known by its code; the text is for him alone to read.

    `code` stays the same whatever language, figures or words are told; where a document can have
    several of a kind, it ends with what tells them apart, as `delivered:17`.
    """

    code: str
    summary: str
    details: str = ''

    def text(self):
        """Return all that is told, as one text: it tells whether something else is told now."""
        return f'{self.summary}\n{self.details}'


class MailActivity(models.Model):
    """To-dos that come with their cause and go with it, unless a person is done with them before.

    Odoo keeps what is done, archived: it is not made again as long as its cause lasts. Activities
    that have no code are people's own, whatever their type.
    """

    _name = 'mail.activity'
    _inherit = ['mail.activity', 'tts.guard']

    # Who could write them could have others' to-dos deleted.
    tts_code = fields.Char(
        "To-do Code", copy=False, readonly=True, index='btree_not_null', groups='base.group_system',
    )
    tts_text = fields.Text(
        "To-do as Told", copy=False, readonly=True, groups='base.group_system',
        help="As it was told last: a person may have put it into words of his own since.",
    )

    @api.model
    def _tts_agree(self, due, users, kind, among=''):
        """Make the to-dos of documents agree with what there is to see to.

        :param dict due: {document: [Todo]}, for all documents to look at, of one model
        :param dict users: {document: the user who gets its to-dos}
        :param str kind: XML id of the type of activity
        :param str among: how the codes begin that are looked at; what has others stays
        """
        known = self._tts_known(due).filtered(
            lambda one: one.tts_code.startswith(among)).grouped('res_id')
        for document, todos in due.items():
            codes = {todo.code: todo for todo in todos}
            present = known.get(document.id, self.sudo()).grouped('tts_code')
            for code in present.keys() - codes.keys():
                present[code].unlink()
            for code, todo in codes.items():
                if code in present:
                    present[code]._tts_update(todo)
                else:
                    document.sudo().activity_schedule(
                        kind, user_id=users[document].id, tts_code=code, **self._tts_vals(todo))

    @api.model
    def _tts_known(self, documents):
        """Return the to-dos of documents of one model, also those that people are done with."""
        documents = list(documents)
        return self.sudo().with_context(active_test=False).search([
            ('tts_code', '!=', False),
            ('res_model', '=', documents[0]._name if documents else False),
            ('res_id', 'in', [document.id for document in documents]),
        ])

    @api.model
    def _tts_forget_done(self, document, codes):
        """Forget that people were done with to-dos of a document: they are asked for once more."""
        self._tts_known(document).filtered(
            lambda one: not one.active and one.tts_code in codes).unlink()

    def _tts_update(self, todo):
        """Put what is told of open to-dos up to date, if that has changed."""
        outdated = self.filtered(lambda one: one.active and one.tts_text != todo.text())
        outdated.write(self._tts_vals(todo))

    @staticmethod
    def _tts_vals(todo):
        # Notes are HTML; what is told, in TikTok's or a product's words, is none.
        return {
            'summary': todo.summary, 'note': escape(todo.details) or False, 'tts_text': todo.text(),
        }

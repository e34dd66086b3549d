from functools import wraps

from odoo import api, models
from odoo.exceptions import AccessError

# Opens what is closed to callers while Odoo copies a record. Context keys can be sent over RPC;
# this object cannot.
COPYING = object()


def needs(role):
    """Refuse a public method to whoever lacks a role: a hidden button is no protection.

    :param str role: `viewer`, `user`, `product_manager` or `manager`; each contains those before it
    """
    def decorate(method):
        @wraps(method)
        def checked(self, *args, **kwargs):
            check_role(self, role)
            return method(self, *args, **kwargs)

        checked._tts_role = role
        return checked

    return decorate


def check_role(records, role):
    """:raises AccessError: for who lacks the role, or may not see these records"""
    env = records.env
    if env.su:
        return
    records.check_access('read')
    group = f'tiktok_shop.group_{role}'
    if not env.user.has_group(group):
        raise AccessError(env._(
            "This is for those who have the role \"%s\" in TikTok Shop. Ask your administrator.",
            env.ref(group).sudo().name))


def check_given(records, vals):
    """Refuse values that a caller may not give to these records, or to lines of theirs.

    :raises AccessError:
    """
    for name, value in vals.items():
        field = records._fields.get(name)
        if not field:
            continue
        records._check_field_access(field, 'write')
        if field.type in ('one2many', 'many2many') and isinstance(value, (list, tuple)):
            for command in value:
                if isinstance(command, (list, tuple)) and isinstance(command[-1], dict):
                    check_given(records.env[field.comodel_name], command[-1])


class TtsGuard(models.AbstractModel):
    """What the code alone writes: ids, states, hashes, links to documents.

    Every stored field that is declared `readonly` is that: on models of ours, and where its name
    begins with `tts_` on models of Odoo's. `sudo()` writes it; nobody else does, whoever he is and
    whichever way he takes: write, create, import, defaults, commands of another record's lines.
    """

    _name = 'tts.guard'
    _description = "TikTok Shop: What the Code Alone Writes"

    @api.model
    def _tts_is_guarded(self, field):
        return (
            field.store and field.readonly and field.name not in models.MAGIC_COLUMNS
            and (self._name.startswith('tts.') or field.name.startswith('tts_'))
        )

    @api.model
    def _has_field_access(self, field, operation):
        """Odoo asks this for each value given to `create` (defaults of the context too) or `write`.
        """
        allowed = super()._has_field_access(field, operation)
        if operation != 'write' or self.env.su or not allowed:
            return allowed
        return self.env.context.get('tts_copying') is COPYING or not self._tts_is_guarded(field)

    @api.model
    def default_get(self, fields):
        """Neither the context nor defaults that a person has saved reach a guarded field."""
        guarded = set() if self.env.su else {
            name for name in fields
            if name in self._fields and self._tts_is_guarded(self._fields[name])
        }
        defaults = super().default_get([name for name in fields if name not in guarded])
        for field in map(self._fields.get, guarded):
            if field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                defaults[field.name] = field.convert_to_write(value, self)
        return defaults

    def _tts_write_changed(self, vals):
        """Write to one record those of some values that are not so already."""
        changed = {
            name: value for name, value in vals.items()
            if (self[name].id if self._fields[name].relational else self[name]) != value}
        if changed:
            self.write(changed)

    def copy(self, default=None):
        """A copy (a credit note is one) has what the original has, by Odoo's own hand."""
        if self.env.su:
            return super().copy(default)
        check_given(self, default or {})
        copying = self.with_context(tts_copying=COPYING)
        return super(TtsGuard, copying).copy(default).with_env(self.env)

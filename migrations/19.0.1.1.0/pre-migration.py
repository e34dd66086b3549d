"""Before the new tables and fields are made: what they could not be made upon."""


def migrate(cr, version):
    """One call per topic; each says in its function what was wrong and what is made of it."""

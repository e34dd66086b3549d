"""What Odoo's log may not contain, be it of an installation or of a test."""

import re

# An error of anybody, or a warning about us: by our loggers, or naming us or one of our models.
PATTERN = re.compile(r'(ERROR|CRITICAL) |WARNING .*(tiktok_shop|\btts[._])')
DATE_TIME_PID = re.compile(r'[-\d]+ [:,\d]+ \d+ ')
# Of two workers that write one row (stock of one product, say) one begins again: so it should be.
# So does one of two that make the same row of ours, where PostgreSQL's message is all that we see.
CONFLICT = re.compile(
    r'could not (serialize access|obtain lock)|deadlock detected'
    r'|odoo\.sql_db: bad query.*violates unique constraint "\w*tts_', re.DOTALL)


def is_complaint(text):
    """Tell whether `LEVEL DATABASE LOGGER: MESSAGE` is one."""
    return bool(PATTERN.match(text))


def complaints_in(log):
    """Return the complaints among the records of a log file."""
    text = log.read_text(errors='replace')
    records = re.split(rf'^(?={DATE_TIME_PID.pattern})', text, flags=re.MULTILINE)
    return [
        record for record in records
        if is_complaint(DATE_TIME_PID.sub('', record, count=1)) and not CONFLICT.search(record)
    ]

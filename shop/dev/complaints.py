"""What Odoo's log may not contain, be it of an installation or of a test."""

import re

# An error of anybody, or a warning about us: by our loggers, or naming us or one of our models.
PATTERN = re.compile(r'(ERROR|CRITICAL) |WARNING .*(tiktok_shop|\btts[._])')
DATE_TIME_PID = re.compile(r'[-\d]+ [:,\d]+ \d+ ')


def is_complaint(text):
    """Tell whether `LEVEL DATABASE LOGGER: MESSAGE` is one."""
    return bool(PATTERN.match(text))


def complaints_in(log):
    """Return the complaints among the lines of a log file."""
    lines = log.read_text(errors='replace').splitlines()
    return [line for line in lines if is_complaint(DATE_TIME_PID.sub('', line, count=1))]

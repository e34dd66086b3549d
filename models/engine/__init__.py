# What others inherit from.
from . import tts_guard

# isort: split
from . import tts_mirror

# isort: split
from . import (
    mail_activity,
    tts_event,
    tts_event_serve,
    tts_mirror_apply,
    tts_mirror_purge,
    tts_sync,
    tts_sync_work,
    tts_work,
)

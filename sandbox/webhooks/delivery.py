"""One webhook on its way to one address, and the attempts to bring it there."""

import time
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import requests

TIMEOUT = 3
# Seconds from one attempt to the next; after the last one TikTok gives up.
RETRIES = (2 * 60, 30 * 60, 3 * 3600, 12 * 3600)


class Attempt(NamedTuple):
    """One try: when in the world's time, and the HTTP status or the name of what went wrong."""

    time: int
    status: 'int | str'
    seconds: float


@dataclass
class Delivery:
    """A webhook for one address.

    :param str id: TikTok's `tts_notification_id`; copies have the same
    :param str event_type: the name of its type, '' where the event API has none
    :param bytes body: as it is sent, every time the same
    :param str signature: its `Authorization` header
    :param int due: when the next attempt is, 0 if there is none
    :param str state: `waiting`, `delivered`, `dropped` after the last attempt, or `lost` on purpose
    :param tuple faults: what was done to it on purpose
    """

    id: str
    type: int
    event_type: str
    shop_id: str
    address: str
    body: bytes
    signature: str
    made: int
    due: int
    state: str = 'waiting'
    faults: tuple = ()
    attempts: list = field(default_factory=list)

    def send(self):
        """Try once, and return the status and how long it took."""
        start = time.monotonic()
        headers = {'Content-Type': 'application/json', 'Authorization': self.signature}
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy stands between this machine and itself
                status = session.post(
                    self.address, data=self.body, headers=headers, timeout=TIMEOUT,
                    allow_redirects=False, stream=True,
                ).status_code
        except (requests.RequestException, OSError, ValueError) as problem:
            status = type(problem).__name__
        return status, round(time.monotonic() - start, 3)

    def note(self, status, seconds):
        """Note how an attempt went, and when the next one is."""
        self.attempts.append(Attempt(self.due, status, seconds))
        tried = len(self.attempts)
        if status == 200:
            self.state, self.due = 'delivered', 0
        elif tried > len(RETRIES):
            self.state, self.due = 'dropped', 0
        else:
            self.due += RETRIES[tried - 1]

    def describe(self):
        """State it as plain data."""
        return {
            **asdict(self), 'body': self.body.decode(),
            'attempts': [attempt._asdict() for attempt in self.attempts],
        }

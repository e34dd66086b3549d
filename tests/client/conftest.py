import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from server import SECRET, TOKEN, Server

import client


@pytest.fixture
def server():
    host = Server()
    yield host
    host.close()


@pytest.fixture
def naps():
    """Seconds that the client waited, one number per pause; no time passes."""
    return []


@pytest.fixture
def shop(server, naps):
    with client.Client(server.url, 'app-key', SECRET, TOKEN, rate=None, sleep=naps.append) as api:
        yield api

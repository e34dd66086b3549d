import sys
from pathlib import Path

import pytest
from hypothesis import configuration, settings

sys.path.insert(0, str(Path(__file__).parent))

from server import SECRET, TOKEN, Server

import client

# With all that is made by tools. A busy machine may be slow, and that is no failure.
configuration.set_hypothesis_home_dir(Path(__file__).parents[2] / '.dev' / 'hypothesis')
settings.register_profile('tests', deadline=None)
settings.load_profile('tests')


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

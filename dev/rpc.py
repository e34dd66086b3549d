"""Talk to a running Odoo as its web client does."""

import requests


class Refused(Exception):
    """Odoo has answered with an error; this is its sentence."""


class Odoo:
    """A user who is logged in to an Odoo.

    :param str url: where it is, without a path
    """

    def __init__(self, url, database, login, password):
        self.url = url
        self.session = requests.Session()
        self._post('/web/session/authenticate', db=database, login=login, password=password)

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model and return what it returns."""
        return self._post(
            f'/web/dataset/call_kw/{model}/{method}',
            model=model, method=method, args=args, kwargs=kwargs,
        )

    def _post(self, path, **params):
        request = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        response = self.session.post(f'{self.url}{path}', json=request, timeout=600)
        response.raise_for_status()
        answer = response.json()
        if 'error' in answer:
            error = answer['error']
            raise Refused(error.get('data', {}).get('message') or error['message'])
        return answer.get('result')  # without one, it is None

"""Buyers who buy at once, over HTTP: for tests and benchmarks of what must not be oversold."""

import threading
from concurrent.futures import ThreadPoolExecutor

import requests

SOLD_OUT = 409


def crowd(url, buyers, sku, **what):
    """Let some buyers order the same SKU at the same moment.

    :param str url: of the sandbox
    :param int buyers: how many; each has a thread
    :param what: as in the command `buy`: `shop`, `quantity`, ...
    :return: the ids of the orders that were made, and how many buyers came too late
    :rtype: tuple[list, int]
    """
    start = threading.Barrier(buyers)

    def buy(_number):
        start.wait()
        return requests.post(f'{url}/sandbox/buy', json={'sku': sku, **what}, timeout=60)

    with ThreadPoolExecutor(buyers) as threads:
        answers = list(threads.map(buy, range(buyers)))
    for answer in answers:
        if answer.status_code not in (200, SOLD_OUT):
            raise RuntimeError(answer.json()['error'])
    made = [answer.json()['result']['id'] for answer in answers if answer.status_code == 200]
    return made, len(answers) - len(made)

"""One thread at a time."""

import functools


def locked(method):
    """Let only one thread into the world at a time, after all that is due has happened."""

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        with self.lock:
            self.settle()
            return method(self, *args, **kwargs)

    return wrapper

"""A headless Chromium that is driven through its DevTools protocol."""

import base64
import itertools
import json
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket

SIZE = (1400, 900)
# What makes an element: a CSS selector, or a selector and (part of) the text that it shows.
FIND = """
    ([selector, text]) => [...document.querySelectorAll(selector)].filter(
        (node) => node.getClientRects().length && node.textContent.includes(text))[0]
"""


class Browser:
    """One page of a Chromium with an empty profile, while the block lasts."""

    def __enter__(self):
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [
                'chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
                '--no-first-run', '--remote-debugging-port=0', '--lang=en-US',
                f'--user-data-dir={self._profile.name}', '--window-size={},{}'.format(*SIZE),
                'about:blank',
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self._numbers = itertools.count(1)
        self.errors = []
        self._socket = websocket.create_connection(
            self._page_address(), timeout=60, suppress_origin=True
        )
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.send(f'{domain}.enable')
        width, height = SIZE
        self.send('Emulation.setDeviceMetricsOverride', width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        return self

    def __exit__(self, *_error):
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        self._profile.cleanup()

    def _page_address(self):
        """Return the address of the page's socket, once the browser has started."""
        note = Path(self._profile.name, 'DevToolsActivePort')
        end = time.monotonic() + 30
        while not (note.exists() and note.read_text().strip()):
            if time.monotonic() > end or self._process.poll() is not None:
                raise TimeoutError("Chromium did not start.")
            time.sleep(0.05)
        port = note.read_text().split()[0]
        pages = requests.get(f'http://127.0.0.1:{port}/json/list', timeout=10).json()
        return next(page['webSocketDebuggerUrl'] for page in pages if page['type'] == 'page')

    # === PROTOCOL === #

    def send(self, method, **params):
        """Call a method of the protocol and return its result; note what is told meanwhile."""
        number = next(self._numbers)
        self._socket.send(json.dumps({'id': number, 'method': method, 'params': params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get('id') == number:
                if 'error' in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message['result']
            self._note(message)

    def _note(self, message):
        """Keep what the page reports as an error; leave a page whatever was not saved."""
        method, params = message.get('method'), message.get('params', {})
        if method == 'Page.javascriptDialogOpening':
            accept = {'method': 'Page.handleJavaScriptDialog', 'params': {'accept': True}}
            self._socket.send(json.dumps({'id': next(self._numbers), **accept}))
        elif method == 'Runtime.exceptionThrown':
            details = params['exceptionDetails']
            self.errors.append(details.get('exception', {}).get('description') or details['text'])
        elif method == 'Log.entryAdded' and params['entry']['level'] == 'error':
            self.errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == 'Runtime.consoleAPICalled' and params['type'] == 'error':
            self.errors.append(' '.join(str(arg.get('value', arg)) for arg in params['args']))

    def js(self, expression):
        """Return the value of a JavaScript expression; a promise is awaited."""
        result = self.send('Runtime.evaluate', expression=expression, awaitPromise=True,
                           returnByValue=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'].get('exception', {}).get('description'))
        return result['result'].get('value')

    # === WHAT A PERSON DOES === #

    def goto(self, url, selector='body', text=''):
        """Open an address and wait until an element is there."""
        self.send('Page.navigate', url=url)
        self.wait(selector, text)

    def wait(self, selector, text='', seconds=30):
        """Wait until an element is there, then until the page has come to rest."""
        end = time.monotonic() + seconds
        while not self._try(f'Boolean(({FIND})({json.dumps([selector, text])}))'):
            if time.monotonic() > end:
                raise TimeoutError(f"There is no {selector} {text!r} on {self.js('location.href')}")
            time.sleep(0.1)
        time.sleep(0.6)

    def _try(self, expression):
        try:
            return self.js(expression)
        except RuntimeError:  # the page is being replaced
            return None

    def exists(self, selector, text=''):
        return self.js(f'Boolean(({FIND})({json.dumps([selector, text])}))')

    def text(self, selector, text=''):
        return self.js(f'(({FIND})({json.dumps([selector, text])}))?.innerText')

    def click(self, selector, text='', times=1):
        """Press the mouse on the middle of an element."""
        self.wait(selector, text)
        box = self.js(f"""(() => {{
            const node = ({FIND})({json.dumps([selector, text])});
            node.scrollIntoViewIfNeeded();
            const box = node.getBoundingClientRect();
            return {{x: box.x + box.width / 2, y: box.y + box.height / 2}};
        }})()""")
        for count in range(1, times + 1):
            for kind in ('mousePressed', 'mouseReleased'):
                self.send('Input.dispatchMouseEvent', type=kind, button='left',
                          clickCount=count, **box)
        time.sleep(0.4)

    def write(self, selector, value):
        """Put text into a field."""
        self.click(selector)
        self.key('a', modifiers=2)  # Ctrl+A
        self.send('Input.insertText', text=value)
        time.sleep(0.4)

    def key(self, key, modifiers=0):
        """Press a key."""
        code = {'Enter': 13, 'Tab': 9, 'Escape': 27}.get(key, ord(key[0].upper()))
        what = {'key': key, 'windowsVirtualKeyCode': code, 'modifiers': modifiers}
        if key == 'Enter':
            what['text'] = '\r'
        if modifiers == 2 and key == 'a':
            what['commands'] = ['selectAll']
        self.send('Input.dispatchKeyEvent', type='keyDown', **what)
        self.send('Input.dispatchKeyEvent', type='keyUp', **what)
        time.sleep(0.2)

    def shot(self, path):
        """Write a picture of what is to be seen."""
        self.send('Input.dispatchMouseEvent', type='mouseMoved', x=1, y=1)
        time.sleep(0.3)
        picture = self.send('Page.captureScreenshot', format='png')
        Path(path).write_bytes(base64.b64decode(picture['data']))

"""The page of a running machine, for a browser on this computer.

    /                   the page, without records
    /events?from=N      u64 number of the first record, u64 how many were lost
                        before it, and the records from N on, BATCH at most.
                        Waits a second for the first; 410 when no more come
    /symbols?at=X,Y     JSON: symbols and sources as in the facts, of addresses
                        in hexadecimal

The machine's own ring is the only buffer: a page that falls behind by more
than its length is told how many records it lost.
"""

import http.server
import json
import re
import struct
import sys
import threading
import time
import urllib.parse

import facts
import page
import records
from complaint import Complaint

BATCH = 20_000          # records in an answer
WAIT = 1.0              # seconds until an answer without any
PATIENCE = 5.0          # seconds until the page comes without it
PAUSE = 0.02            # seconds between looks at the ring
LINGER = 3.0            # seconds without a question until a page is gone
MOST_ADDRESSES = 2000   # in one question


class Refusal(Exception):
    """A question that gets no answer but a status and a sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, port, ring, kernel, facts):
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except OSError as error:
            raise Complaint(f"port {port} can't be had: "
                            f"{error.strerror}") from None
        self.ring = ring
        self.kernel = kernel
        self.facts = facts                  # of the machine
        self.ended = threading.Event()      # the machine has
        self.asked = 0.0                    # when a page last asked for events
        self.told = False                   # that the machine has ended
        self.hosts = [f"{name}:{self.server_port}"
                      for name in ("127.0.0.1", "localhost")]

    def address(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish(self):
        """The machine has ended: give the pages the rest."""
        self.ended.set()
        while self.asked and time.monotonic() - self.asked < \
                (WAIT if self.told else LINGER):
            time.sleep(PAUSE)
        self.shutdown()

    def handle_error(self, request, client_address):
        """A browser that goes away in the middle is no error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def page(self):
        """The page, once the machine knows how fast its clock is."""
        deadline = time.monotonic() + PATIENCE
        while not self.ring.ticks() and time.monotonic() < deadline and \
                not self.ended.is_set():
            time.sleep(PAUSE)
        known = facts.of_running(self.kernel, self.facts, self.ring.ticks())
        return page.build(known, records.Trace())

    def events(self, start):
        """Waits for records from `start` on. Returns (first, records)."""
        deadline = time.monotonic() + WAIT
        while True:
            ended = self.ended.is_set()     # before looking: all is there then
            first, data = self.ring.take(start, BATCH)
            if data:
                return first, data
            if ended:
                self.told = True
                raise Refusal(410, "the machine has ended")
            if time.monotonic() > deadline:
                return start, b""
            time.sleep(PAUSE)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self):
        try:
            self.check_host()
            url = urllib.parse.urlsplit(self.path)
            if url.path not in self.PAGES:
                raise Refusal(404, "there is /, /events and /symbols")
            kind, answer = self.PAGES[url.path]
            self.answer(200, kind, answer(self, url.query))
        except Refusal as refusal:
            self.send_error(refusal.status, str(refusal))
        except Complaint as complaint:
            self.send_error(500, str(complaint))

    def check_host(self):
        """A name that somebody else made lead to this computer is none of
        ours: his pages must not read ours."""
        if self.headers.get("Host") not in self.server.hosts:
            raise Refusal(403, f"ask for {self.server.address()}")

    def value(self, query, name, pattern):
        values = urllib.parse.parse_qs(query).get(name, [])
        if len(values) != 1 or not re.fullmatch(pattern, values[0]):
            raise Refusal(400, f"this needs one {name}=, a number")
        return values[0]

    def page(self, _query):
        return self.server.page()

    def events(self, query):
        start = int(self.value(query, "from", "[0-9]{1,18}"))
        self.server.asked = time.monotonic()
        first, data = self.server.events(start)
        self.server.asked = time.monotonic()
        return struct.pack("<QQ", first, first - start) + data

    def symbols(self, query):
        at = self.value(query, "at", "[0-9a-fA-F]{1,16}(,[0-9a-fA-F]{1,16})*")
        addresses = [int(text, 16) for text in at.split(",")]
        if len(addresses) > MOST_ADDRESSES:
            raise Refusal(400, f"{MOST_ADDRESSES} addresses at most")
        # The page has all sources already.
        return json.dumps({"symbols": self.server.kernel.places(addresses),
                           "sources": {}}).encode()

    PAGES = {"/": ("text/html; charset=utf-8", page),
             "/events": ("application/octet-stream", events),
             "/symbols": ("application/json", symbols)}

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code, message=None, explain=None):
        """Also called by the library, for what is no GET or no HTTP."""
        if code == 501:
            code, message = 405, "only GET is answered here"
        self.close_connection = True
        self.answer(code, "text/plain; charset=utf-8",
                    f"{message or 'this is no request'}\n".encode())

    def version_string(self):
        return "Commons"

    def log_message(self, *_):
        """The terminal is the guest's."""

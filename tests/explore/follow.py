"""follow.py ADDRESS TRACE TYPED - is a page of a running machine, as far as a
server can see: reads the page, asks what must be refused, and follows the
events to the end, which comes since it types at the guest's shell, into the
pipe TYPED. The records go to TRACE. Prints TAP."""
import http.client
import json
import re
import struct
import sys
import urllib.parse

sys.dont_write_bytecode = True
import tap
from tap import ok


def asker(port):
    def ask(path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    return ask


def follow(ask, out, typed):
    """Returns (how many records, whether each answer went on where the last
    ended, status and text of the last)."""
    at, whole = 0, True
    status, answer = ask("/events?from=0")
    with open(typed, "w", encoding="utf-8") as terminal:
        terminal.write("/tests/tables\nexit\n")
    while status == 200:
        first, lost = struct.unpack("<QQ", answer[:16])
        whole = whole and lost == 0 and first == at and \
            len(answer) <= 16 + 20_000 * 64
        out.write(answer[16:])
        at = first + (len(answer) - 16) // 64
        status, answer = ask(f"/events?from={at}")
    return at, whole, status, answer


def check_page(ask, page):
    facts = json.loads(re.search(
        r'<script id="facts" type="application/json">(.*?)</script>',
        page.decode(), re.S)[1])
    ok(facts["live"] is True and facts["ticks_per_second"] > 0,
       "the page knows that it is live, and the machine's clock")
    ok("kernel/ipc/shm.c" in facts["sources"], "it has the kernel's sources")
    ok(b'<script id="trace" type="text/plain"></script>' in page,
       "and no records yet")


def check_symbols(ask, records):
    at = {struct.unpack("<Q", records[i + 48:i + 56])[0]
          for i in range(0, len(records), 64) if records[i + 8] == 1}
    names = ",".join(f"{address:x}" for address in sorted(at)[:50])
    status, answer = ask(f"/symbols?at={names}")
    places = json.loads(answer)["symbols"]
    ok(status == 200 and places and all(
        place[0]["file"].startswith("kernel/") and place[0]["line"] > 0
        for place in places.values()), "who wrote entries has lines of source",
       answer[:400])


def check_refusals(ask, port):
    for status, path, method, headers in (
            (404, "/etc/passwd", "GET", {}),
            (404, "/../../etc/passwd", "GET", {}),
            (403, "/", "GET", {"Host": "example.com"}),
            (403, "/events?from=0", "GET", {"Host": f"example.com:{port}"}),
            (405, "/", "POST", {}),
            (400, "/events", "GET", {}),
            (400, "/events?from=-1", "GET", {}),
            (400, "/events?from=0&from=1", "GET", {}),
            (400, "/symbols?at=zebra", "GET", {}),
            (400, "/symbols?at=" + "1," * 5000 + "1", "GET", {}),
            (414, "/" + "x" * 100000, "GET", {})):
        found, answer = ask(path, method, **headers)
        ok(found == status and answer.count(b"\n") == 1,
           f"{method} {path[:30]} {headers or ''} is refused with {status}",
           (found, answer))


def main():
    port = urllib.parse.urlsplit(sys.argv[1]).port
    ask = asker(port)
    status, page = ask("/")
    ok(status == 200, "the page is there", page)
    check_page(ask, page)
    check_refusals(ask, port)
    with open(sys.argv[2], "w+b") as out:
        at, whole, status, answer = follow(ask, out, sys.argv[3])
        out.seek(0)
        records = out.read()
    ok(at > 1000 and whole, "events come in order, and none is lost", at)
    ok(status == 410 and answer == b"the machine has ended\n",
       "to the machine's end", answer)
    check_symbols(ask, records)
    tap.plan()


main()

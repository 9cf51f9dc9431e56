"""The page: one file that needs no other, made of those in page/ as page/README
says, and of what it shows: the facts as JSON, and the records as base64 of
gzip."""

import base64
import json
import os
import re

import store

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")
PLACE = re.compile(r"^<!-- (STYLE|DATA|SCRIPTS)((?: [\w.-]+)*) -->$", re.M)


def part(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def data(facts, trace):
    # No text inside of an element may look like its end.
    text = json.dumps(facts, separators=(",", ":")).replace("<", "\\u003c")
    packed = base64.b64encode(store.packed(trace.records)).decode() \
        if trace.records else ""
    return (f'<script id="facts" type="application/json">{text}</script>\n'
            f'<script id="trace" type="text/plain">{packed}</script>')


def build(facts, trace):
    """The whole page, as bytes."""
    def put(place):
        if place[1] == "DATA":
            return data(facts, trace)
        tag = place[1].lower().rstrip("s")
        text = "\n".join(part(name) for name in place[2].split())
        return f"<{tag}>\n{text}</{tag}>"
    return PLACE.sub(put, part("index.html")).encode()

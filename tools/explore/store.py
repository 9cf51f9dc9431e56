"""Files: a trace as it is kept, and how all output is written.

A trace file is gzip of a line with its kind and version, a line of JSON with
the facts (facts.py), and the records.
"""

import gzip
import io
import json
import zlib

import records
from complaint import Complaint

HEADER = b"Commons trace 1\n"
NUMBERS = ("first", "lost", "cut", "ticks_per_second")


def write(path, data):
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise Complaint(f"{path} can't be written: {error.strerror}") from None


def packed(data):
    """gzip of it; the same for the same data."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 6, buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


def save(path, facts, trace):
    line = json.dumps(facts).encode() + b"\n"
    write(path, packed(HEADER + line + trace.records))


def load(path):
    """Returns (facts, trace) of a trace file."""
    try:
        with gzip.open(path, "rb") as file:
            data = file.read()
    except gzip.BadGzipFile:
        raise Complaint(f"{path} is no trace file of tools/explore") from None
    except OSError as error:
        raise Complaint(f"{path} can't be read: {error.strerror}") from None
    except (EOFError, zlib.error):
        raise Complaint(f"{path} is cut off or damaged") from None
    if not data.startswith(HEADER):
        raise Complaint(f"{path} is no trace file of this version")
    return parsed(path, data[len(HEADER):])


def parsed(path, data):
    line, _, rest = data.partition(b"\n")
    try:
        facts = json.loads(line)
        numbers = {name: int(facts[name]) for name in NUMBERS}
    except (ValueError, KeyError, TypeError):
        raise Complaint(f"{path} is damaged: its facts can't be read") from None
    if len(rest) % records.SIZE:
        raise Complaint(f"{path} is damaged: its last record isn't whole")
    return facts, records.Trace(records=rest, **numbers)

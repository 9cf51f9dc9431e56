"""What is made of a trace: a page, a timeline, a file to keep."""

import os
import sys

import chrome
import facts
import page
import store
from complaint import Complaint


def say(sentence):
    print(f"explore: {sentence}", file=sys.stderr, flush=True)


def tell(what, path, records, size):
    print(f"{path}: {what} of {records} records, {(size + 1023) // 1024} KiB",
          flush=True)


def any_wanted(wanted):
    return wanted.page or wanted.chrome or wanted.trace


def check(*paths):
    """Complains of what can't be written, before the work."""
    for path in paths:
        if path and not os.access(os.path.dirname(path) or ".", os.W_OK):
            raise Complaint(f"{path} can't be written: there is no such "
                            "folder, or it is not yours")


def keep(path, known, trace):
    store.save(path, {**known, **facts.of_numbers(trace)}, trace)
    tell("the trace", path, len(trace), os.path.getsize(path))


def write_timeline(path, known, trace):
    data = chrome.build(known, trace)
    store.write(path, data)
    tell("a timeline for https://ui.perfetto.dev", path, len(trace), len(data))


def write_page(path, known, trace, most):
    shown = trace.shortened(most)
    if len(shown) < len(trace):
        say(f"the page shows the first {most} of {len(trace)} records; "
            "--most N shows more")
    data = page.build({**known, **facts.of_numbers(shown)}, shown)
    store.write(path, data)
    tell("a page for any browser", path, len(shown), len(data))


def write(wanted, known, trace):
    """All that is wanted."""
    if not trace:
        raise Complaint("the trace holds no events")
    if trace.lost:
        say(f"the kernel kept the last {len(trace)} records: the "
            f"{trace.lost} before them are lost, and what they set up; "
            "--events N keeps more")
    if wanted.trace:
        keep(wanted.trace, known, trace)
    if wanted.chrome:
        write_timeline(wanted.chrome, known, trace)
    if wanted.page:
        write_page(wanted.page, known, trace, wanted.most)

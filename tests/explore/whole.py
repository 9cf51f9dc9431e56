"""whole.py PAGE TRACE - does the page, by itself, hold what the trace does?
Prints TAP."""
import base64
import gzip
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                "../../tools/explore"))
sys.dont_write_bytecode = True
import records
import store
import tap
from tap import ok


def element(page, name):
    return re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', page, re.S)[1]


def no_setters(facts, trace):
    """Places that are said to have written an entry, and don't."""
    at = {record[10] for record in records.unpack(trace.records)
          if record[1] == records.ENTRY}
    places = [facts["symbols"][f"{address:016x}"][0] for address in at]
    return [p for p in places if "pte_set(" not in
            facts["sources"][p["file"]].split("\n")[p["line"] - 1]]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        page = file.read()
    known, trace = store.load(sys.argv[2])
    facts = json.loads(element(page, "facts"))
    ok(gzip.decompress(base64.b64decode(element(page, "trace"))) ==
       trace.records, "the page holds the records of the trace")
    ok(facts == known, "and the facts")
    ok("<" not in element(page, "facts"), "which hold nothing like a tag")
    html = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    ok(not re.search(r'\b(src|href)="(?!data:|#)', html) and
       "<!-- SCRIPTS" not in page, "and needs no other file")

    at = records.code_addresses(trace.records)
    places = facts["symbols"]
    ok(at and {f"{address:016x}" for address in at} == places.keys(),
       "each place in the kernel is named")
    unknown = [address for address, p in places.items() if not p]
    ok(not unknown, "with its function", unknown)
    shown = [p for inlined in places.values() for p in inlined] + \
        list(facts["functions"].values())
    lost = [p for p in shown if p["file"] not in facts["sources"] or not
            0 < p["line"] <= facts["sources"][p["file"]].count("\n")]
    ok(not lost, "and each line of source is there", lost[:5])
    ok(not no_setters(facts, trace), "who wrote an entry called pte_set there",
       no_setters(facts, trace)[:5])
    calls = set(facts["calls"].values())
    ok(len(calls) > 100 and calls == facts["functions"].keys() and
       calls <= facts["signatures"].keys(),
       "the calls have functions and parameters",
       calls - facts["signatures"].keys())
    ok(facts["errors"]["22"] == "EINVAL" and facts["owners"][4] == "table",
       "errors and owners have names")
    tap.plan()


main()

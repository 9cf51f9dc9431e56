"""What must be known besides the records to understand them: one dictionary,
which goes into the page and into trace files as JSON (docs/explore.md)."""

import re

import calls
import records

VERSION = "kernel/lib/version.h"


def version(kernel):
    text = kernel.source(VERSION) or ""
    names = dict(re.findall(r'#define SYSTEM_(\w+) "(.*?)"', text))
    return " ".join(names[word] for word in ("VERSION", "RELEASE")
                    if word in names)


def texts(kernel, names):
    """{file: text} of those that are in the tree."""
    found = {name: kernel.source(name) for name in sorted(names)}
    return {name: text for name, text in found.items() if text is not None}


def of_machine(kernel, machine):
    """All but what depends on the records."""
    table = calls.Calls(kernel)
    return {
        "command": machine.command, "version": version(kernel),
        "processors": machine.processors, "memory": machine.memory,
        "calls": table.names, "functions": table.functions,
        "signatures": calls.signatures(), "errors": calls.errors(kernel),
        "owners": calls.owners(kernel),
    }


def of_numbers(trace):
    """Which records there are."""
    return {"first": trace.first, "lost": trace.lost, "cut": trace.cut,
            "ticks_per_second": trace.ticks_per_second}


def of_trace(kernel, machine, trace):
    """For the page and the timeline of these records; see of_numbers()."""
    facts = of_machine(kernel, machine)
    seen = 1 + max((cpu for _, _, cpu, *_ in records.unpack(trace.records)),
                   default=0)
    symbols = kernel.places(sorted(records.code_addresses(trace.records)))
    places = [place for inlined in symbols.values() for place in inlined]
    places += facts["functions"].values()
    files = {place["file"] for place in places}
    return {**facts, "live": False, "symbols": symbols,
            "processors": max(machine.processors, seen),
            "sources": texts(kernel, files)}


def of_running(kernel, facts, ticks):
    """For the page of a machine that runs: any of the kernel's files may be
    wanted."""
    return {**facts, "live": True, "symbols": {},
            "sources": texts(kernel, kernel.files()),
            **of_numbers(records.Trace(ticks_per_second=ticks))}

"""The trace as Chrome's Trace Event JSON, which the Perfetto viewer shows: a
track for each processor with who runs on it, one for each process with its
calls, faults, entries and flushes, and a counter of frames for each owner.

Facts are as JSON has them: keys are text.
"""

import json

import decode
import records

# Made-up processes, beyond the real pids (16 bits).
PROCESSORS, MEMORY = 100_000, 100_001
CALL, FAULT = "call", "fault"           # categories of what begins and ends
WAYS = "ignored", "as by default", "a handler runs"     # enum trace_signal


class Timeline:
    def __init__(self, facts, trace):
        self.facts = facts
        self.trace = trace
        self.events = []
        self.open = {}          # pid: what has begun there and not ended
        self.running = {}       # cpu: (pid, since when)
        self.frames = {}        # owner: frames taken since the trace began
        self.names = {}         # pid: name
        self.now = 0.0

    # --- what an event looks like ---

    def add(self, phase, name, pid, tid, **more):
        event = {"ph": phase, "name": name, "pid": pid, "tid": tid,
                 "ts": self.now, **more}
        self.events.append(event)
        return event

    def track(self, pid, cpu):
        """Where events of `pid` are shown; of nobody: the processor's."""
        if pid == 0:
            return PROCESSORS, cpu + 1
        self.names.setdefault(pid, f"pid {pid}")
        return pid, pid

    def begin(self, category, name, pid, args):
        event = self.add("B", name, *self.track(pid, 0), cat=category,
                         args=args)
        self.open.setdefault(pid, []).append(event)

    def end(self, pid, args):
        """Ends what began last."""
        event = self.open[pid].pop()
        self.add("E", event["name"], *self.track(pid, 0), args=args)

    def end_to(self, category, pid, args):
        """Ends the last of a category, and all that began in it. False if there
        is none."""
        stack = self.open.get(pid, [])
        if not any(event["cat"] == category for event in stack):
            return False
        while stack[-1]["cat"] != category:
            self.end(pid, {})
        self.end(pid, args)
        return True

    def end_all(self, pid, why):
        while self.open.get(pid):
            self.end(pid, {"result": why})

    def instant(self, category, name, pid, cpu, args):
        self.add("i", name, *self.track(pid, cpu), cat=category, s="t",
                 args=args)

    def who(self, args):
        """The functions that made an event, innermost first."""
        places = [place for address in args[4:6] if address
                  for place in self.facts["symbols"].get(f"{address:016x}", [])]
        return " < ".join(f"{p['function']} ({p['file']}:{p['line']})"
                          for p in places)

    # --- one method for each kind of record ---

    def entry(self, pid, cpu, level, args):
        self.instant("entry", f"entry, level {level}", pid, cpu, {
            "slot": hex(args[0]), "address": hex(args[3]),
            "old": decode.entry(args[1]), "new": decode.entry(args[2]),
            "by": self.who(args)})

    def cr3(self, pid, cpu, _what, args):
        self.instant("cr3", "CR3", pid, cpu, {
            "root": hex(args[0]), "before": hex(args[1]),
            "value": hex(args[2]), "by": self.who(args)})

    def flush(self, pid, cpu, what, args):
        names = {records.PAGE: "flush a page", records.SPACE: "flush a space",
                 records.KERNEL: "flush the kernel's half"}
        self.instant("flush", names.get(what, "flush"), pid, cpu, {
            "root": hex(args[0]), "address": hex(args[1]),
            "processors asked": [n for n in range(64) if args[2] >> n & 1],
            "by": self.who(args)})

    def answer(self, pid, cpu, _what, args):
        self.instant("flush", "flush, as asked", pid, cpu,
                     {"by": self.who(args)})

    def switch(self, pid, cpu, _what, _args):
        self.stop_running(cpu)
        if pid:
            self.running[cpu] = pid, self.now

    def stop_running(self, cpu):
        pid, since = self.running.pop(cpu, (0, 0))
        if pid:
            event = self.add("X", f"pid {pid}", PROCESSORS, cpu + 1,
                             dur=round(self.now - since, 3), args={"pid": pid})
            event["ts"] = since

    def call(self, pid, _cpu, number, args):
        # A call from user mode: whatever was before has ended.
        self.end_all(pid, "not noted")
        name = self.facts["calls"].get(str(number), f"call {number}")
        names = self.facts["signatures"].get(name)
        names = names if names is not None else list("abcdef")
        self.begin(CALL, name, pid, {
            n: decode.argument(value) for n, value in zip(names, args)})

    def text(self, pid, _cpu, which, words):
        stack = self.open.get(pid, [])
        if stack and stack[0]["cat"] == CALL and \
                which < len(stack[0]["args"]):
            name = list(stack[0]["args"])[which]
            stack[0]["args"][name] += " " + decode.text(words)

    def result(self, pid, cpu, number, args):
        answer = {"result": decode.result(args[0], self.facts["errors"])}
        if not self.end_to(CALL, pid, answer):      # a fork's child
            name = self.facts["calls"].get(str(number), f"call {number}")
            self.instant(CALL, f"{name} returns", pid, cpu, answer)

    def fault(self, pid, cpu, _what, args):
        details = {"address": hex(args[0]), "code": decode.error_code(args[1]),
                   "rip": hex(args[2])}
        if pid:
            self.begin(FAULT, "page fault", pid, details)
        else:
            self.instant(FAULT, "page fault", pid, cpu, details)

    def fault_end(self, pid, _cpu, _what, args):
        self.end_to(FAULT, pid, {
            "result": decode.result(args[1], self.facts["errors"])})

    def frame(self, _pid, _cpu, owner, args):
        owners = self.facts["owners"]
        name = owners[owner] if owner < len(owners) else f"owner {owner}"
        frames = 1 << (args[1] & 63)
        self.frames[name] = self.frames.get(name, 0) + \
            (frames if args[2] else -frames)
        self.add("C", "frames taken", MEMORY, MEMORY,
                 args={name: self.frames[name]})

    def process(self, pid, cpu, what, args):
        if what == records.FORK:
            self.names[args[0]] = self.names.get(pid, "")
            self.instant("process", f"fork: pid {args[0]}", pid, cpu, {})
        elif what == records.EXEC:
            self.names[pid] = decode.name(args[2:4])
            self.instant("process", f"exec {self.names[pid]}", pid, cpu,
                         {"root": hex(args[0]), "before": hex(args[1])})
        elif what == records.EXIT:
            self.end_all(pid, "never returns")
            self.instant("process", "exit", pid, cpu,
                         {"status": decode.argument(args[0])})

    def region(self, pid, cpu, what, args):
        name = "region" if what & 1 else "no region"
        self.instant("region", name, pid, cpu, {
            "start": hex(args[0]), "end": hex(args[1]),
            "may": "".join(letter if what >> bit & 1 else "-"
                           for bit, letter in ((1, "r"), (2, "w"), (3, "x"))),
            "object": decode.argument(args[2]), "root": hex(args[3]),
            "by": self.who(args)})

    def signal(self, pid, cpu, number, args):
        way = args[3] & 0xffffffff
        self.instant("signal", decode.signal(number), args[0], cpu, {
            "what becomes of it": WAYS[way] if way < len(WAYS) else str(way),
            "code": decode.argument(args[1]),
            "during": f"pid {pid}" if pid else "an interrupt"})

    KINDS = {
        records.ENTRY: entry, records.CR3: cr3, records.FLUSH: flush,
        records.ANSWER: answer, records.SWITCH: switch, records.CALL: call,
        records.RESULT: result, records.TEXT: text, records.FAULT: fault,
        records.FAULT_END: fault_end, records.FRAME: frame,
        records.PROCESS: process, records.REGION: region,
        records.SIGNAL: signal}

    # --- the whole ---

    def run(self):
        # Without its frequency, ticks are shown as nanoseconds.
        scale = 1e6 / (self.trace.ticks_per_second or 1e9)
        begin = None
        for time, kind, cpu, pid, what, _, *args in \
                records.unpack(self.trace.records):
            begin = time if begin is None else begin
            # A processor may read its clock, and another be first to get a
            # number: time doesn't go back.
            self.now = max(self.now, round((time - begin) * scale, 3))
            if kind in self.KINDS:
                self.KINDS[kind](self, pid, cpu, what, args)
        for cpu in list(self.running):
            self.stop_running(cpu)
        for pid in self.open:
            self.end_all(pid, "not in the trace")
        self.events.sort(key=lambda event: event["ts"])
        return self.titles() + self.events

    def titles(self):
        names = [(PROCESSORS, PROCESSORS, "process", "processors"),
                 (MEMORY, MEMORY, "process", "memory")]
        names += [(PROCESSORS, cpu + 1, "thread", f"processor {cpu}")
                  for cpu in range(self.facts["processors"])]
        for pid, name in sorted(self.names.items()):
            names += [(pid, pid, "process", name), (pid, pid, "thread", name)]
        return [{"ph": "M", "name": f"{kind}_name", "pid": pid, "tid": tid,
                 "ts": 0, "args": {"name": name}}
                for pid, tid, kind, name in names]


def build(facts, trace):
    """The JSON, as bytes; an event a line."""
    lines = ",\n".join(json.dumps(event)
                       for event in Timeline(facts, trace).run())
    other = {"command": facts["command"], "version": facts["version"],
             "lost": trace.lost, "cut": trace.cut}
    return (f'{{"displayTimeUnit": "ns", "otherData": {json.dumps(other)},\n'
            f'"traceEvents": [\n{lines}\n]}}\n').encode()

"""timeline.py JSON - is it what the Trace Event format wants? Prints TAP."""
import collections
import json
import sys

sys.dont_write_bytecode = True
import tap

NEEDED = {"B": ["args", "cat"], "E": [], "X": ["dur"], "i": ["s"],
          "C": ["args"], "M": ["args"]}


def ok(bad, name):
    tap.ok(not bad, name)
    for thing in list(bad)[:3]:
        print(f"# {thing}")


def nesting(events):
    """What begins or ends wrongly on one track."""
    stack, wrong = [], []
    for e in events:
        if e["ph"] == "B":
            # calls are made by programs: never in a fault or a call
            if e["cat"] == "call" and stack:
                wrong.append(e)
            stack.append(e)
        elif e["ph"] == "E":
            if not stack or stack.pop()["name"] != e["name"]:
                wrong.append(e)
    return wrong + stack


def overlaps(events):
    end, wrong = 0, []
    for e in events:
        if e["ph"] == "X":
            if e["ts"] < end - 0.001 or e["dur"] < 0:
                wrong.append(e)
            end = e["ts"] + e["dur"]
    return wrong


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        events = json.load(file)["traceEvents"]
    tracks = collections.defaultdict(list)
    for e in events:
        tracks[e.get("pid"), e.get("tid")].append(e)

    ok(NEEDED.keys() - {e["ph"] for e in events}, "there are events of each kind")
    ok([e for e in events if e.get("ph") not in NEEDED or
        not all(key in e for key in ["name", "pid", "tid", "ts"] +
                NEEDED[e["ph"]])], "each event has what its kind needs")
    ok([e for e in events if e["ts"] < 0], "time begins at 0")
    ok([b for track in tracks.values() for a, b in zip(track, track[1:])
        if b["ts"] < a["ts"]], "and doesn't go back on any track")
    ok([e for track in tracks.values() for e in nesting(track)],
       "what begins on a track ends there, inner things first")
    ok([e for track in tracks.values() for e in overlaps(track)],
       "a processor runs one process at a time")
    named = {e["pid"] for e in events if e["name"] == "process_name"}
    ok({e["pid"] for e in events} - named, "all processes have a name")
    tap.plan()


main()

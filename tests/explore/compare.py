"""compare.py TRACE OUTPUT - replays the entries of a trace, and compares the
page tables that come out with those that the kernel showed in the guest
(tests/guest/tables.c, whose output is in OUTPUT). Prints TAP."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                "../../tools/explore"))
sys.dont_write_bytecode = True
import records as r
import store
import tap
from tap import ok

P, PS, ADDRESS = 1, 1 << 7, 0x000ffffffffff000
BY_CPU = 1 << 5 | 1 << 6        # A and D: no record tells of them
UMASK = 95


def replay(trace):
    """Returns ({moment: tables}, entries whose old value was not known);
    tables is {physical address of a slot: entry}."""
    tables, moments, wrong = {}, {}, []
    for number, (_, kind, _, _, what, _, *args) in \
            enumerate(r.unpack(trace.records)):
        if kind == r.ENTRY:
            slot, old, new = args[:3]
            if (tables.get(slot, 0) ^ old) & ~BY_CPU:
                wrong.append(number)
            tables[slot] = new
        elif kind == r.CALL and what == UMASK:
            moments[args[0]] = dict(tables)
    return moments, wrong


def mapped(tables, root):
    """{address: entries from level 4 on} of the user's half."""
    found = {}

    def visit(table, level, address, above, indices):
        for i in range(indices):
            entry = tables.get(table + 8 * i, 0)
            here = address + (i << 9 * level + 3)
            path = above + [entry & ~BY_CPU]
            if not entry:
                continue
            if entry & P and level > 1 and not entry & PS:
                visit(entry & ADDRESS, level - 1, here, path, 512)
            else:
                found[here] = path + [0] * (level - 1)

    visit(root, 4, 0, [], 256)
    return found


def shown(output):
    """({(moment, pid): (root, {address: entries})}, {pid: attached at})."""
    walks, at = {}, {}
    for words in map(str.split, output):
        if words[:1] == ["walk"]:
            moment, pid = int(words[1]), int(words[2])
            va, root, *entries = (int(word, 16) for word in words[3:])
            walks.setdefault((moment, pid), (root & ADDRESS, {}))[1][va] = \
                [entry & ~BY_CPU for entry in entries]
        elif words[:1] == ["at"]:
            at[int(words[1])] = int(words[2], 16)
    return walks, at


def main():
    _, trace = store.load(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as output:
        walks, at = shown(output)
    moments, wrong = replay(trace)

    ok(trace.lost == 0 and trace.cut == 0, "the trace is whole")
    ok(not wrong, "each entry's old value is what was written there before")
    for number in wrong[:5]:
        print(f"# record {number}: {list(r.unpack(trace.records))[number]}")
    ok(len(walks) == 6 and len(at) == 2, "three moments of two processes")
    for (moment, pid), (root, entries) in sorted(walks.items()):
        ours = mapped(moments.get(moment, {}), root)
        ok(ours == entries, f"moment {moment}, pid {pid}: {len(entries)} "
           "pages or links are as in the kernel")
        for va in sorted(ours.keys() | entries.keys()):
            if ours.get(va) != entries.get(va):
                print(f"# {va:x}: {ours.get(va)} in the trace, "
                      f"{entries.get(va)} in the kernel")
                break

    def frame(moment, pid):
        entries = mapped(moments[moment], walks[moment, pid][0])
        return entries.get(at[pid], [0])[-1] & ADDRESS

    ok(len(set(at.values())) == 2, "two addresses")
    ok(len({frame(2, pid) for pid in at}) == 1 and
       all(frame(2, pid) for pid in at), "meet in one frame after shmat")
    ok(not any(frame(moment, pid) for moment in (1, 3) for pid in at),
       "before, and after shmdt, they don't")
    tap.plan()


main()

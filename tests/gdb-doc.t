#!/usr/bin/env bash
# docs/gdb.md and docs/watch.md are true: the commands for gdb are typed, and
# each line that they show comes back, in that order, but for addresses and places
# in the source. So are those for the guest's shell; what processes say at one
# time comes in any order.
. tests/lib.sh

cat >"$work/type.py" <<'P'
import os
for line in open(os.environ["DOCUMENT"]):
    if line.startswith("(gdb) "):
        print(line, end="", flush=True)
        try:
            gdb.execute(line[6:].strip())
        except gdb.error as error:
            print(error, flush=True)
P
echo "source $work/type.py" >"$work/script"

cat >"$work/compare.py" <<'P'
import itertools
import re
import sys

def normal(line):
    line = re.sub(r"0x[0-9a-f]+|\b[0-9a-f]*\d[0-9a-f]*\b", "N", line.strip())
    return re.sub(r"N\s+", "", line)

# Frames and lines of the source are gdb's own, and each compiler's.
GDBS = re.compile(r"#\d|\d+\t|.*Breakpoint|.* at [\w/]+\.[chS]:\d+$", re.I)

def dialogue(path, only_code):
    code, begun, lines = not only_code, False, []
    for line in open(path):
        if only_code and line.startswith("```"):
            code, begun = not code, False
        elif code and line.startswith("(gdb) "):
            lines.append((line, []))
            begun = True
        elif code and begun and line.strip() not in ("", "..."):
            lines[-1][1].append(line)
    return lines

for (command, shown), (typed, came) in itertools.zip_longest(
        dialogue(sys.argv[1], True), dialogue(sys.argv[2], False),
        fillvalue=("nothing\n", [])):
    if command != typed:
        print("in its place:", typed, command, end="")
    rest = iter(normal(line) for line in came)
    for line in shown:
        if not GDBS.match(line) and normal(line) not in rest:
            print(command + line, end="")
            rest = iter(normal(line) for line in came)
P

# typed DOCUMENT COUNT: it has more commands for gdb than COUNT.
typed() {
    DOCUMENT=$1 timeout 100 tools/debug --batch "$work/script" </dev/null >"$work/out" 2>&1
    ok $? "the commands of $1 can be typed"
    python3 "$work/compare.py" "$1" "$work/out" >"$work/missing"
    [[ ! -s $work/missing && $(grep -c '^(gdb)' "$1") -gt $2 ]]
    ok $? 'and answer as it says'
    sed 's/^/# /' "$work/missing"
}
typed docs/gdb.md 30
typed docs/watch.md 14

# Lines in code that come behind a prompt of the guest's shell, and don't come.
cat >"$work/shell.py" <<'P'
import re
import sys

def normal(line):
    line = re.sub(r"0x[0-9a-f]+|\b[0-9a-f]*\d[0-9a-f]*\b", "N", line)
    return " ".join(line.split())

inside, shown = False, []
for line in open("docs/watch.md"):
    if line.startswith("```"):
        inside = False
    elif line.startswith("commons:/# "):
        inside = True
    elif inside:
        shown.append(normal(line))
came = {normal(line) for line in open(sys.argv[1])}
print(*[line for line in shown if line not in came], sep="\n", end="")
sys.exit(len(shown) < 25)
P
# Who types by hand gives a server the time to attach.
sed -n 's/^commons:.# //p' docs/watch.md |
    sed '/&/a until grep -q SYSV /proc/$!/maps; do sleep 0.1; done' |
    "${machine[@]}" --interactive --append nodemo >"$work/out" 2>&1
status=$?
ends 0 "its commands for the guest's shell, too"
python3 "$work/shell.py" "$work/out" >"$work/missing"
[[ $? == 0 && ! -s $work/missing ]]
ok $? 'answer as it says'
sed 's/^/# /' "$work/missing"
finish

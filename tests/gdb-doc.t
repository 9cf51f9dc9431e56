#!/usr/bin/env bash
# docs/gdb.md is true: its commands are typed, and each line that it shows comes
# back, in that order, but for addresses and places in the source.
. tests/lib.sh

cat >"$work/type.py" <<'P'
import re
for line in open("docs/gdb.md"):
    if line.startswith("(gdb) "):
        print(line, end="", flush=True)
        try:
            gdb.execute(line[6:].strip())
        except gdb.error as error:
            print(error, flush=True)
P
echo "source $work/type.py" >"$work/script"
timeout 100 tools/debug --batch "$work/script" </dev/null >"$work/out" 2>&1
ok $? 'the commands of docs/gdb.md can be typed'

# Lines that the document shows and gdb did not: no address, no count and no
# line number matters, nor what is said of frames by gdb itself.
python3 - docs/gdb.md "$work/out" >"$work/missing" <<'P'
import re
import sys

def normal(line):
    line = re.sub(r"0x[0-9a-f]+|\b[0-9a-f]*\d[0-9a-f]*\b", "N", line.strip())
    return re.sub(r"\(.*\) at |N\s+", "", line)

def dialogue(path, only_code):
    code, lines = not only_code, []
    for line in open(path):
        if only_code and line.startswith("```"):
            code = not code
        elif code and line.startswith("(gdb) "):
            lines.append((line, []))
        elif code and lines and line.strip() not in ("", "..."):
            lines[-1][1].append(line)
    return lines

for (command, shown), (_, came) in zip(dialogue(sys.argv[1], True),
                                       dialogue(sys.argv[2], False)):
    rest = iter(normal(line) for line in came)
    for line in shown:
        if normal(line) not in rest:
            print(command + line, end="")
            rest = iter(normal(line) for line in came)
P
[[ ! -s $work/missing && $(grep -c '^(gdb)' docs/gdb.md) -gt 30 ]]
ok $? 'and answer as it says'
sed 's/^/# /' "$work/missing"
finish

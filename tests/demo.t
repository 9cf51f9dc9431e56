#!/usr/bin/env bash
# The demonstration, as `make run </dev/null` shows it.
. tests/lib.sh
run
ends 0 'ends by itself with status 0'
for station in CR0.PE CR4.PAE EFER.LME CR0.PG CS; do
    says "^ +$station +0x[0-9a-f]+ -> 0x[0-9a-f]+ " "shows the station $station"
done
grep -oE '\(pid [0-9]+\): 0x[0-9a-f]+ -> frame 0x[0-9a-f]+' "$work/out" >"$work/walks"
[[ $(wc -l <"$work/walks") -ge 2 ]]
ok $? 'walks the tables of two processes'
[[ $(awk '{print $6}' "$work/walks" | sort -u | wc -l) == 1 ]]
ok $? 'to the same frame'
[[ $(awk '{print $3}' "$work/walks" | sort -u | wc -l) == 2 ]]
ok $? 'from two different addresses'
says 'SIGSEGV|SEGV_MAPERR' 'shows the fault after detaching'
says 'shmid' 'shows ipcs -m'
says 'as at the start' 'and every frame comes back'
! grep -q $'\e' "$work/out"
ok $? 'without colours, since this is no terminal'

run --run 'demo >/tmp/f; echo "file: $?"; demo | cat >/tmp/g; demo | grep "Frames in"
    wc -l </tmp/f; grep before /tmp/f; grep BUT /tmp/f /tmp/g; pt kernel'
says '^file: 0' 'its own output in a file is not counted'
! grep -q 'BUT' "$work/out"
ok $? 'nor in a pipe'
[[ $(grep -c '^Frames in use: [0-9]* before' "$work/out") == 2 ]]
ok $? 'and the counts are shown all the same'
says '^ffff800000000000-.* 0x0$' 'pt kernel begins with frame 0x0'
finish

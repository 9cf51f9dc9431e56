#!/usr/bin/env bash
# tests/guest/shootdown.c with two processors; and that it would notice.
. tests/lib.sh
compile shootdown "$work/root"
compile trace "$work/root"
options=(--cpus 2 --add "$work/root" --timeout 30)

run "${options[@]}" --run /tests/shootdown
ends 0 'what one processor takes away, no other goes on using'
says '^ok .* never through an entry' 'not while it reads all the time'
says '^ok .* coming back after a detach' 'nor when it comes back to old tables'
says '^ok .* another process ran there' 'nor after others ran there'
says '^ok .* coming back after mprotect' 'nor when an entry was narrowed'
run "${options[@]}" --append noshootdown --run '/tests/shootdown race'
says '^not ok .* never through an entry' 'without shootdown the race is lost'
run "${options[@]}" --append noshootdown --run '/tests/trace asked'
ends 0 'and who is asked all the same, at the end of an address space, is in the trace'
run "${options[@]}" --run 'strace -P -f -e none /tests/shootdown race >/tmp/o 2>&1; grep flush: /tmp/o | grep other | head -n 1'
says '  flush: all translations of the address space are forgotten, on 1 other processor, too$' 'strace tells that another was asked'
finish

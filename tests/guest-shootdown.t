#!/usr/bin/env bash
# tests/guest/shootdown.c with two processors; and that it would notice.
. tests/lib.sh
compile shootdown "$work/root"
machine=(--cpus 2 --add "$work/root" --run /tests/shootdown --timeout 30)

run "${machine[@]}"
ends 0 'what one processor takes away, no other goes on using'
says '^ok .* never through an entry' 'not while it reads all the time'
says '^ok .* coming back after a detach' 'nor when it comes back to old tables'
says '^ok .* coming back after mprotect' 'nor when an entry was narrowed'
run "${machine[@]}" --append noshootdown
says '^not ok .* never through an entry' 'without shootdown the race is lost'
says '^not ok .* coming back after a detach' 'and so is the return'
finish

#!/usr/bin/env bash
# When memory is out and nobody is left to give some back, the machine ends.
. tests/lib.sh
compile alone "$work/root"
for cpus in 1 4; do
    run --cpus $cpus --memory 16M --add "$work/root" --append init=/tests/alone --timeout 30
    ends 123 "$cpus processors: a process 1 that takes all memory ends"
    says '^Out of memory: killed process 2 ' 'after all others'
    says '^Out of memory: killed process 1 ' 'and says so'
    says '^Power off\. Frames in use: .*as at the start' 'and no frame is lost'
done
finish

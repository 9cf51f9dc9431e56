#!/usr/bin/env bash
# Our C library against the host's: tests/libc/*.c must print the same with
# both. System calls are the same, so our programs run here.
. tests/lib.sh
for source in tests/libc/*.c; do
    name=$(basename "$source" .c)
    gcc -w -o "$work/theirs" "$source" && "$work/theirs" >"$work/wanted"
    tools/cc -w -o "$work/ours" "$source" && "$work/ours" >"$work/printed"
    diff "$work/wanted" "$work/printed" >"$work/out"
    ok $? "$name prints the same"
done
finish

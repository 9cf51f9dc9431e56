#!/usr/bin/env bash
# Each program of user/sinners is stopped as it should be: by the signal that
# Linux gives for it (128 + the number is what the shell says), or by errors
# that it expects (0). The shell and the machine live on.
. tests/lib.sh

declare -A expected=(
    [bad_pointers]=0 [divide]=136 [exec_data]=139 [exec_stack]=139
    [fork_bomb]=0 [halt]=139 [jump_kernel]=139 [kill_init]=0 [memory_hog]=137
    [no_interrupts]=139 [non_canonical]=139 [port]=139 [read_kernel]=139
    [read_msr]=139 [read_null]=139 [software_interrupt]=139
    [stack_overflow]=139 [store_idt]=139 [undefined]=132 [use_detached]=139
    [write_kernel]=139 [write_rdonly]=139 [write_text]=139
)

run --memory 32M --run \
    'for s in /bin/sinners/*; do $s; echo "$s: status $?"; done; echo alive; demo'
for path in user/sinners/*.c; do
    name=$(basename "$path" .c)
    says "^/bin/sinners/$name: status ${expected[$name]:-unknown}\$" \
        "$name ends with status ${expected[$name]:-that this test knows}"
done
says '^alive' 'the shell lives on'
ends 0 'and shared memory works as before'
says 'as at the start' 'no frame is lost'
! grep -q 'NOBODY HAS STOPPED ME' "$work/out"
ok $? 'nobody got through'
finish

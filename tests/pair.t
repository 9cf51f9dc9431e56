#!/usr/bin/env bash
# The pair that exchanges words, in its three ways to wait; and the counter that
# shows why there must be such.
. tests/lib.sh
for way in '' -s -f; do
    run --run "shm_server $way & shm_client $way; wait; ipcs"
    ends 0 "the pair ends well: shm_server $way"
    says '^server: read "ping", write "pong"' 'the server has the question'
    says '^client: read "pong"' 'the client the answer'
    ! grep -q '^0x' "$work/out"
    ok $? 'and nothing is left'
done

run --run 'shm_server -s & until ipcs -s -i 0 | grep "^0  *0  *1  *0 "; do :; done
    shm_client -s; wait'
says '^0 +0 +1 +0 ' 'with -s the server sleeps at the first semaphore'
ends 0 'until it is raised'
run --run 'for program in shm_server shm_client shm_counter; do $program -x; done'
[[ $(grep -c "^usage: shm_" "$work/out") == 3 ]]
ok $? 'a wrong option is refused'
! grep -q 'waiting\|added' "$work/out"
ok $? 'and nothing is done'

for cpus in 1 2; do
    machine=(tools/run --cpus "$cpus")
    run --run 'shm_counter; shm_counter -s; ipcs'
    says '^2 processes added 1 20000 times just so: [0-9]+, [1-9][0-9]* lost' \
        "on $cpus processors additions are lost"
    says '^2 .* with a semaphore: 40000, 0 lost' 'none with a semaphore'
    ! grep -q '^0x' "$work/out"
    ok $? 'and nothing is left'
done
finish

#!/usr/bin/env bash
# Back in time: a run is recorded, and gdb goes to and fro in it.
. tests/lib.sh
tape=$work/tape

# replay COMMAND...: what gdb answers to these, in the recording.
replay() {
    printf '%s\n' "$@" >"$work/script"
    timeout 60 tools/debug --batch "$work/script" --replay "$tape" \
        --log "$work/log" </dev/null >"$work/out" 2>&1
}

# refused NAME: the replay isn't even begun, and one sentence says why.
refused() {
    replay continue
    [[ $? == 2 && $(wc -l <"$work/out") == 1 ]]
    ok $? "$1"
}

tools/run --record "$tape" </dev/null >"$work/out" 2>&1
ok $? 'the demonstration is recorded'
says '^run: recorded in ' 'and says so'
grep -v '^run: ' "$work/out" >"$work/recorded"

# Process 5 detaches what process 4 has attached too, and touched first.
replay 'tt where' 'break kernel_main' 'watch -l *(long *)&boot_main' continue \
    'tbreak shm_detach' continue 'tt where' 'pt walk 0x200000000000' \
    'tt last-write 0x200000000000' 'info breakpoints' \
    'tt goto 100' 'stepi 5' 'tt where' 'tt back 5' 'tt goto 105' continue \
    'tt where' 'tt back' stepi 'tt where' \
    'delete' continue stepi 'tt goto 100000000' 'echo never reached'
mapfile -t at < <(sed -n 's/^instruction \([0-9,]*\)$/\1/p' "$work/out")
mapfile -t moved < <(sed -n 's/^instruction \([0-9,]*\) \[.*/\1/p' "$work/out")
[[ ${at[0]} == 0 ]]
ok $? 'a replay begins at instruction 0'
says '^PTE .* at 0x[0-9a-f]*: page of 4 KiB, .* D' 'the page is mapped'
says '^PTE at 0x[0-9a-f]*, by process 4 \(demo\):' 'who made its entry'
says '^  old 0x0000000000000000  not present' 'from nothing'
says '^  new 0x80000000[0-9a-f]*7  P W U' 'to a page'
says '^#[01] .*pte_set \(' 'by the one door'
says '^#[1-9].* trap_dispatch \(' 'in a page fault'
[[ $(grep -c '^PDE .*  written at ' "$work/out") == 1 ]]
ok $? 'the link above it has been written at another time'
[[ $(grep -c 'keep y ' "$work/out") == 2 ]]
ok $? 'the breakpoints stay'
[[ ${moved[1]} == 100 && ${at[2]} == 105 && ${moved[2]} == 100 &&
    ${moved[3]} == 105 ]]
ok $? 'tt goto and tt back are exact'
[[ ${at[3]} && ${at[3]} == "${at[4]}" ]]
ok $? 'one back and one step are where we were'
says '^The recording ends: the machine is about to power off' 'its end stops'
says '^The recording ends before instruction 100,000,000\.$' 'and nobody goes beyond'
! grep -q 'never reached\|Traceback\|Python Exception' "$work/out"
ok $? 'which is an error'
tr -d '\r' <"$work/log" >"$work/again"
cmp "$work/recorded" "$work/again"
ok $? 'it has done what was recorded'

replay 'tbreak shm_detach' continue finish \
    'tt last-write 0x200000000000 5' continue 'tt last-write 0x200000000000'
says '^  old 0x[0-9a-f]*27  P W U A' 'an absent entry leads to who took it away'
says '^  new 0x0000000000000000  not present' 'and left nothing'
says '^#[0-9].* shm_detach \(' 'in shmdt'
says '^PML4E .* never written' 'an entry that nobody made has no last write'
says 'nobody has made an entry' 'as a sentence says'
replay 'break kernel_main' continue 'tt last-write 0xffffffff80101000'
says '^#0 .*protected_mode \(\) at boot/protected_mode.S' 'the boot page tables are made by the boot'

echo 'tt where' >"$work/script"
tools/debug --batch "$work/script" --run true </dev/null >"$work/out" 2>&1
says 'no recording: .make record. makes one' 'a machine as always has no past'

cp "$tape/events" "$work/events"
truncate -s -100 "$tape/events"
refused 'a recording that was cut short is refused'
says 'is damaged; record anew' 'in a sentence'
cp "$work/events" "$tape/events"
echo >>"$tape/kernel.elf"
(cd "$tape" && sha256sum disk events machine kernel.elf >sums)
refused 'so is that of another kernel'
says 'is not the kernel of the recording' 'in a sentence'
rm "$tape/sums"
refused 'and one that is not there'
says 'there is no recording in ' 'in a sentence'

tools/run --append init=/dev/null --record "$tape" </dev/null >"$work/out" 2>&1
ok $(($? != 125)) 'a panic is recorded'
replay 'watch -l cpus_online' continue 'tt where' 'tt goto 100' continue \
    'tt where' delete continue backtrace 'tt back 7' stepi
mapfile -t at < <(sed -n 's/^instruction \([0-9,]*\)$/\1/p' "$work/out")
[[ ${at[0]} == [1-9]* && ${at[0]} == "${at[1]}" ]]
ok $? 'a watchpoint stops again where it did'
says '^#[0-9].* init_thread \(' 'and the end tells where it came from'

tools/run --check --record "$tape" --cpus 2 >"$work/out" 2>&1
[[ $? == 2 && $(wc -l <"$work/out") == 1 ]]
ok $? 'several processors are not recorded'
finish

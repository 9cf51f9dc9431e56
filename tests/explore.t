#!/usr/bin/env bash
# make explore and make trace: the trace of a machine, read from outside, is
# what the kernel did; and what it is shown as.
. tests/lib.sh

# Of the make that runs this, keep the variables, not the options.
[[ ${MAKEFLAGS-} == *'-- '* ]] && MAKEFLAGS=${MAKEFLAGS##*-- } || unset MAKEFLAGS
unset MAKELEVEL

explore=(tools/explore/explore)
kernel=build/kernel.elf

# part COMMAND...: a script that prints TAP itself.
part() {
    "$@" >"$work/tap" 2>&1
    local line
    while read -r line; do
        case $line in
        'ok '*) ok 0 "${line#* - }" ;;
        'not ok '*) ok 1 "${line#* - }" ;;
        1..*) ;;
        *) echo "# ${line#\# }" ;;
        esac
    done <"$work/tap"
    grep -q '^1\.\.' "$work/tap"
    ok $? "$(basename "$2" .py) came to its end"
}

# explore OPTION...: its output goes to $work/out, its status to $status.
explore() {
    "${explore[@]}" "$@" </dev/null >"$work/out" 2>&1
    status=$?
}

# --- a machine of our own, in all forms ---------------------------------------

compile tables "$work/root"
for cpus in 1 2; do
    explore --cpus $cpus --add "$work/root" --page "$work/page" \
        --chrome "$work/json" --trace "$work/trace" /tests/tables
    ends 0 "a trace with $cpus processors"
    part python3 tests/explore/compare.py "$work/trace" "$work/out"
    part python3 tests/explore/timeline.py "$work/json"
done
part python3 tests/explore/whole.py "$work/page" "$work/trace"
says "^$work/page: .* of [0-9]+ records, [0-9]+ KiB" 'it says what it made'
mv "$work/page" "$work/page.1"
mv "$work/json" "$work/json.1"
explore --from "$work/trace" --page "$work/page" --chrome "$work/json"
cmp -s "$work/page" "$work/page.1" && cmp -s "$work/json" "$work/json.1"
ok $? 'a trace that was kept gives the same page and timeline'
for words in '"name": "entry, level 3".*"new": "0x[0-9a-f]* P W U LINK NX"' \
    '"name": "flush a page".*"by": "page_own (kernel/vm/fault.c:' \
    '"name": "shmat".*"shmid": "0", "shmaddr": "0x200000000000", ' '"result": "-1 E' \
    '"name": "page fault".*"code": "read by user, not present"' \
    '"name": "page fault".*"code": "write by ' '"name": "frames taken".*"segment": 0}' \
    '"by": "pt[a-z_]* (kernel/mm/pt.c:' '"name": "frames taken".*"table": ' \
    '"tid": 2, .*"name": "processor 1"' 'PAT\\"\.\.\."'; do
    grep -q "$words" "$work/json"
    ok $? "the timeline has $words"
done

rm "$work/page" "$work/json"
make -s B="$work/build" WERROR=-fno-optimize-sibling-calls "$work/build/kernel.elf"
explore --kernel "$work/build/kernel.elf" --chrome "$work/json" true
grep -q '"by": "table_add (kernel/mm/pt.c:' "$work/json" && ! grep -q '"by": "pte_set' "$work/json"
ok $? "who wrote an entry is told however the compiler has it call pte_set()'s last function"

explore --page "$work/page" --chrome "$work/json" '/bin/sinners/read_null; exit 7'
ends 7 "the program's status is passed on"
says '^explore: the guest ended with status 7' 'with a sentence'
[[ -s $work/page ]]
ok $? 'and its page is made'
grep -q '"SIGSEGV".*"what becomes of it": "as by default"' "$work/json"
ok $? 'a signal is in the timeline'
explore --page "$work/page" --timeout 6 'sleep 100'
ends 124 'a program that goes on and on is ended'
says '^explore: the machine was ended at its time limit; this is until then$' 'which is said'
says "^$work/page: " 'and shown'

for target in explore trace; do
    make -s $target PROGRAM='echo "a  b" $HOME; exit 3' \
        OUT="$work/made" KEEP='' CPUS=1 MEM=64M </dev/null >"$work/out" 2>&1
    ok $(($? != 2)) "make $target fails as the program does"
    says '^a  b /root$' 'which is any command of the shell'
    says "^$work/made: .* records" 'and is shown'
done

explore --events 32768 --chrome "$work/json" --trace "$work/trace" \
    'for i in $(seq 20); do demo >/dev/null; done'
ends 0 'a long program'
says '^explore: the kernel kept the last 32768 records: the [0-9]+ before' \
    'overwrites the beginning of its trace, which is said'
part python3 tests/explore/timeline.py "$work/json"
explore --from "$work/trace" --most 1000 --page "$work/page"
says '^explore: the page shows the first 1000 of 32768 records' \
    'a page may show less than all'
grep -q '"lost":[1-9][0-9]*,"cut":31768' "$work/page"
ok $? 'and knows it'

# --- the page of a running machine --------------------------------------------

: >"$work/err"
mkfifo "$work/typed"
exec 9<>"$work/typed"
"${explore[@]}" --live --cpus "${CPUS:-1}" --add "$work/root" --trace "$work/trace" \
    <&9 9>&- >"$work/out" 2>"$work/err" &
explorer=$!
until grep -q 'http:' "$work/err" || ! kill -0 $explorer 2>/dev/null; do
    sleep 0.1
done
address=$(grep -o 'http://[0-9.:]*/' "$work/err")
[[ $address == http://127.0.0.1:*/ ]]
ok $? 'a live page has an address on this computer'
part python3 tests/explore/follow.py "$address" "$work/followed" "$work/typed"
wait $explorer
ok $? 'the server ends with its machine'
gzip -dc "$work/trace" | tail -n +3 | cmp -s - "$work/followed"
ok $? 'what it sent is the whole trace, and no more than that'
exec 9>&-
explore --live true
ends 0 'nobody has to look'

# --- what can be wrong --------------------------------------------------------

# refuses SENTENCE OPTION...: it says that one sentence, and ends with 2.
refuses() {
    local sentence=$1
    shift
    explore "$@"
    [[ $status == 2 && $(wc -l <"$work/out") == 1 && $(<"$work/out") == 'explore: '*$sentence* ]]
    ok $? "it says: $sentence"
}

made_up() {
    python3 tests/explore/made_up.py "$kernel" "$work/ram" "$@"
}
page=(--page "$work/page")

made_up 65536 1007
explore --ram "$work/ram" --trace "$work/trace" --chrome "$work/json" "${page[@]}"
ends 0 'the memory of any machine can be read'
part python3 tests/explore/timeline.py "$work/json"
grep -q '"processors asked": \[1\]' "$work/json"
ok $? 'the timeline has who is asked to flush'
made_up 65536 1007 high
explore --ram "$work/ram" --trace "$work/high"
cmp -s <(gzip -dc "$work/trace" | tail -n +3) <(gzip -dc "$work/high" | tail -n +3)
ok $? 'also where it lies above 4 GiB'
made_up 65536 1007
truncate -s 4M "$work/ram"
refuses 'ends before the trace does' --ram "$work/ram" "${page[@]}"
truncate -s 0 "$work/ram"
refuses 'ends before the trace does' --ram "$work/ram" "${page[@]}"
truncate -s 32M "$work/ram"
refuses 'another kernel ran there, or none' --ram "$work/ram" "${page[@]}"
refuses "$work/none can't be read" --ram "$work/none" "${page[@]}"
tools/run --memory 48M --ram "$work/ram" --run true </dev/null >/dev/null 2>&1
refuses 'needs the option trace' --ram "$work/ram" "${page[@]}"
objcopy --strip-symbol trace_log "$kernel" "$work/kernel"
refuses 'has no symbol trace_log' --kernel "$work/kernel" "${page[@]}"
head -c 100000 "$kernel" >"$work/kernel"
refuses 'is a damaged ELF file' --kernel "$work/kernel" "${page[@]}"
refuses 'is no ELF file of 64 bits' --kernel README.md "${page[@]}"
refuses "run make, or name another" --kernel "$work/none" "${page[@]}"

made_up 65536 1000
printf '\0\0' | dd of="$work/ram" bs=1 seek=$((0x400000 + 64 * 900 + 14)) conv=notrunc status=none
explore --ram "$work/ram" "${page[@]}"
grep -q '"cut":100,' "$work/page"
ok $? 'records after one that was never finished are cut off'
made_up 32768 50000
part python3 tests/explore/torn.py "$kernel" "$work/ram"

head -c 2000 "$work/trace" >"$work/cut"
refuses 'is cut off or damaged' --from "$work/cut" "${page[@]}"
refuses 'is no trace file' --from README.md "${page[@]}"
echo hello | gzip >"$work/other"
refuses 'is no trace file of this version' --from "$work/other" "${page[@]}"
{ echo 'Commons trace 1'; echo '{}'; } | gzip >"$work/other"
refuses "its facts can't be read" --from "$work/other" "${page[@]}"
{ gzip -dc "$work/trace"; echo; } | gzip >"$work/other"
refuses "its last record isn't whole" --from "$work/other" "${page[@]}"
refuses "can't be read" --from "$work" "${page[@]}"

refuses "can't be written" --page "$work/none/page"
refuses 'say what to make'
refuses 'unrecognized arguments: --frobnicate' --frobnicate
refuses "argument --most: 'x' is no number" --most x "${page[@]}"
refuses '--most and --events are numbers from 1 on' --events 0 "${page[@]}"
refuses '--memory is a size' --memory much "${page[@]}"
refuses "--cpus is a number from 1 on, not '0'" --cpus 0 "${page[@]}"
refuses 'one of --from, --ram and --live' --live --from "$work/trace"
refuses '--port is a number' --live --port 70000
coproc python3 -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as taken:
    print(taken.getsockname()[1], flush=True)
    input()'
read -r port <&"${COPROC[0]}"
refuses "port $port can't be had" --live --port "$port"
echo >&"${COPROC[1]}"
finish

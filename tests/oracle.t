#!/usr/bin/env bash
# Linux is the oracle: each of these programs runs in the guest, built against
# our C library, and on this host, built by its own compiler, in an IPC
# namespace of its own; both print TAP, which must be equal line by line. What
# this host doesn't allow a program marks as skipped, and isn't compared.
. tests/lib.sh

programs=(
    shm_get shm_ids shm_dt shm_life shm_ctl shm_users shm_limits
    shm_at shm_move shm_advice shm_random shm_caps shm_proc shm_forced
    users sem sem_wait sem_limits futex memory low process calls proc poll
)

# A host that has no say is told so; the programs run in the guest alone.
alone=() silent=''
if [[ $(uname -sm) != 'Linux x86_64' ]]; then
    silent="the host is $(uname -sm), not Linux x86_64"
elif unshare -i true 2>/dev/null; then
    alone=(unshare -i)
elif unshare -Uri true 2>/dev/null; then
    alone=(unshare -Uri)
else
    silent='this user may not make namespaces (unshare -i, unshare -Uri)'
fi
[[ $silent ]] && echo "# Linux is not asked: $silent"

# Programs that become other users must be able to start again.
chmod a+rx "$work"

tap_lines() { grep -E '^(ok|not ok|1\.\.)'; }

# In a machine of its own, to see that nothing is left behind.
in_guest() {
    compile "$1" "$work/root"
    run --add "$work/root" --run "/tests/$1" --timeout 120
    tap_lines <"$work/out" >"$work/guest"
}

# In an empty folder, since it is somebody's own machine.
on_linux() {
    mkdir -p "$work/empty"
    "${HOSTCC:-cc}" -O1 -w -o "$work/$1" "tests/guest/$1.c" &&
        chmod a+rx "$work/$1" && (
        cd "$work/empty" || exit
        timeout 120 "${alone[@]}" "$work/$1" </dev/null
    ) >"$work/linux.out" 2>&1
    tap_lines <"$work/linux.out" >"$work/linux"
}

# The lines of both but for those that were skipped on Linux.
differences() {
    local skipped
    skipped=$(grep -n '^ok [0-9]* # SKIP' "$work/linux" | sed 's/:.*/d/')
    diff <(sed "$skipped" "$work/linux") <(sed "$skipped" "$work/guest")
}

# The guest's tests become this script's.
repeat() {
    local line
    while read -r line; do
        case $line in
        ok*) ok 0 "$1: ${line#*- }" ;;
        not*) ok 1 "$1: ${line#*- }" ;;
        esac
    done <"$work/guest"
}

for name in "${programs[@]}"; do
    [[ $silent ]] || on_linux "$name" &
    in_guest "$name"
    repeat "$name"
    ends 0 "$name: the guest is content, and lost nothing"
    wait
    [[ $silent ]] && continue
    differences >"$work/out" && [[ -s $work/linux ]]
    ok $? "$name: Linux says the same in $(wc -l <"$work/linux") lines"
done
finish

#!/usr/bin/env bash
# ipcs, ipcmk and ipcrm in the guest against util-linux's on this machine, with
# the same objects: but for pids and times, byte for byte.
. tests/lib.sh
compile ipc_objects "$work/root"
cp tests/guest/ipc_tools.sh "$work/root/tests/"
run --add "$work/root" --run 'echo BEGIN; sh /tests/ipc_tools.sh /tests/ipc_objects 2>&1 | cat; echo END'
ends 0 'the tools run, and nothing is left'
sed -e '1,/^BEGIN/d' -e '/^END/,$d' "$work/out" >"$work/guest"

# Without what differs between any two runs, or is advice.
plain() {
    local first second third
    read -r _ first second third < <(grep '^PIDS' "$1")
    sed -E -e "s/ ($first|$second|$third) +\$/ PID/" -e '/^PIDS|--help/d' \
        -e 's/([lc]pid)=[0-9]+/\1=PID/g' -e '/Creator\/Last-op PIDs/,/^$/s/ [0-9PID]+ +[0-9PID]+ *$/ PIDS/' \
        -e '/^usage: ipc|^       ipc/d' \
        -e 's/0x([1-9a-f]|0{1,3}[1-9a-f])[0-9a-f]*/KEY/' -e 's/([A-Z][a-z]{2} )?[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}( [0-9]{4})?/TIME/g' "$1"
}

says '^0x00007002 0 +root +604 +3 ' 'arrays are listed'
says '^1 +1 +1 +1 +[1-9][0-9]* +$' 'and their semaphores with those who wait'

if ! [[ $(uname -s) == Linux && $(ipcs --version 2>/dev/null) == *util-linux* ]] ||
    ! unshare -i true 2>/dev/null; then
    echo '# no util-linux here to compare with, or no namespace to do it in'
    finish
fi
"${HOSTCC:-cc}" -w -o "$work/objects" tests/guest/ipc_objects.c
LC_ALL=C TZ=UTC unshare -i sh tests/guest/ipc_tools.sh "$work/objects" >"$work/linux" 2>&1
diff <(plain "$work/linux") <(plain "$work/guest") >"$work/out"
ok $? "util-linux says the same in $(wc -l <"$work/linux") lines"
finish

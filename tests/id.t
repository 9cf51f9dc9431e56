#!/usr/bin/env bash
# id in the guest against coreutils' on this machine.
. tests/lib.sh
compile as "$work/root"
cp tests/guest/id.sh "$work/root/tests/"
run --add "$work/root" --run 'echo BEGIN; sh /tests/id.sh /tests/as 2>&1 | cat; echo END'
ends 0 'id runs'
sed -e '1,/^BEGIN/d' -e '/^END/,$d' "$work/out" | tr -d '\r' >"$work/guest"
says '^uid=4321 gid=6543 euid=5432 egid=7654' 'it tells real and effective ids'

"${HOSTCC:-cc}" -w -o "$work/as" tests/guest/as.c
if ! [[ $(id --version 2>/dev/null) == *coreutils* ]] ||
    ! "$work/as" 4321 5432 4321 0 7 -- true 2>/dev/null; then
    echo '# no coreutils here to compare with, or no right to be other users'
    finish
fi
chmod -R a+rX "$work"
LC_ALL=C sh tests/guest/id.sh "$work/as" >"$work/linux" 2>&1
diff <(grep -v -e '--help' "$work/linux") "$work/guest" >"$work/out"
ok $? "coreutils says the same in $(wc -l <"$work/linux") lines"
finish

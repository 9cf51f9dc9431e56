#!/usr/bin/env bash
# The guest's shell and programs against the same script on this machine.
. tests/lib.sh
mkdir -p "$work/root/tests" "$work/here"
cp tests/guest/shell.sh "$work/root/tests/"
(cd "$work/here" && sh "$work/root/tests/shell.sh") >"$work/linux" 2>&1
run --add "$work/root" --run \
    'cd /tmp; echo BEGIN; sh /tests/shell.sh 2>&1 | cat; echo END; ps; kill -l; pt 1; ipcs'
ends 0 'the script runs'
sed -e '1,/^BEGIN/d' -e '/^END/,$d' "$work/out" >"$work/guest"
diff "$work/linux" "$work/guest" >"$work/diff"
ok $? 'and prints the same as on Linux'
sed 's/^/# /' "$work/diff"
says '^ +1 +0 S +[1-9][0-9]+K init' 'ps shows process 1 and its size'
says ' 15 TERM ' 'kill lists signals'
says '^7fffffffe000-7fffffffefff .* u[wc]-- .* stack$' 'pt shows the stack of process 1'
says 'Shared Memory Segments' 'ipcs has its heading'

run --run 'su user -c "id; echo \$HOME; su root -c id"; su no-one; echo "su: $?"
    sleep 9 & kill %1; wait $!; echo "sleep: $?"; kill %9; echo "kill: $?"'
says '^uid=1000\(user\) gid=1000\(user\) groups=1000\(user\)$' 'su makes another user'
says '^/tmp$' 'with a home'
says '^su: only root may' 'but only for root'
says '^su: 1$' 'and such a user must be'
says '^sleep: 143$' 'kill knows jobs'
says '^kill: 1$' 'and those that are none'
finish

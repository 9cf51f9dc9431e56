#!/usr/bin/env bash
# The same random calls (tests/guest/fuzz.c) in the guest and on this Linux, in
# an IPC namespace of its own, must say the same. SEEDS of them, from FIRST on,
# some hundred per boot; the first difference is shown with what went before.
. tests/lib.sh

seeds=${SEEDS:-200} first=${FIRST:-1} batch=500

skip() { echo "1..0 # SKIP $1"; exit 0; }

[[ $(uname -sm) == 'Linux x86_64' ]] || skip 'this host is no Linux x86_64'
if unshare -i true 2>/dev/null; then
    alone=(unshare -i)
elif unshare -Uri true 2>/dev/null; then
    alone=(unshare -Uri)
else
    skip 'this user may not make namespaces (unshare -i, unshare -Uri)'
fi
# The actors are several users, which there must be.
"${alone[@]}" perl -e '$> = 1000; exit($> != 1000)' ||
    skip 'there is but one user here'

chmod a+rx "$work"          # the users start the program again
compile fuzz "$work/root"
"${HOSTCC:-cc}" -O1 -w -o "$work/fuzz" tests/guest/fuzz.c && chmod a+rx "$work/fuzz"
ok $? 'the program is built for both'

# Page 0, too, if this Linux lets its root map it.
low=()
"${alone[@]}" "$work/fuzz" may-map-0 && low=(low)

on_linux() {
    (cd / && timeout 60 "${alone[@]}" "$work/fuzz" "${low[@]}" "$@" </dev/null)
}

in_guest() {
    run --add "$work/root" --run "/tests/fuzz ${low[*]} $*" --timeout 60
}

# The first seed of this batch that differs, told in full.
show() { # FIRST COUNT SEED
    on_linux "$@" | grep -av '^seed' >"$work/linux.full"
    in_guest "$@"
    grep -a '^ ' "$work/out" >"$work/guest.full"
    echo "# seed $3 differs (make fuzz FIRST=$1 SEEDS=$2); Linux <, here >:"
    diff -U 12 "$work/linux.full" "$work/guest.full" | sed -n '3,60s/^/# /p'
}

same() { # COUNT
    [[ $(wc -l <"$work/linux") == "$1" ]] && cmp -s "$work/linux" "$work/guest"
}

# Linux is asked twice: on a busy host one seed in some ten thousand says
# something else once.
compare() { # FIRST COUNT
    local seed
    on_linux "$@" >"$work/linux"
    in_guest "$@"
    grep -a '^seed' "$work/out" >"$work/guest"
    same "$2" || on_linux "$@" >"$work/linux"
    same "$2" && [[ $status == 0 ]]
    ok $? "seeds $1 to $(($1 + $2 - 1)) say the same here and on Linux"
    seed=$(diff "$work/linux" "$work/guest" | grep -om1 'seed [0-9]*')
    [[ $seed ]] && show "$1" $((${seed#seed } - $1 + 1)) "${seed#seed }"
}

for ((at = first; at < first + seeds; at += batch)); do
    left=$((first + seeds - at))
    compare $at $((left < batch ? left : batch))
done
finish

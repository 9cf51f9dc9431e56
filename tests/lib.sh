# lib.sh - what the test scripts share. Each script prints TAP; prove(1)
# collects. Sourced, from the root of the tree.
# shellcheck shell=bash

count=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/commons-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

# ok STATUS NAME: a test that passed if STATUS is 0.
ok() {
    count=$((count + 1))
    if [[ $1 == 0 ]]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=$((failed + 1))
        [[ -f $work/out ]] && tail -n 30 "$work/out" | sed 's/^/# /'
    fi
}

# All tests can be run on more processors: CPUS=4 make test.
machine=(tools/run --cpus "${CPUS:-1}")

# run OPTION...: the machine's output goes to $work/out, its status to $status.
run() {
    "${machine[@]}" "$@" </dev/null >"$work/out" 2>&1
    status=$?
}

# says PATTERN NAME: a line of the output matches.
says() {
    grep -Eq -- "$1" "$work/out"
    ok $? "$2"
}

# ends STATUS NAME: the machine ended so.
ends() {
    [[ $status == "$1" ]]
    ok $? "$2"
}

# The guest program tests/guest/NAME.c, compiled into DIR/tests/NAME, with what
# the guest's own programs share.
compile() {
    mkdir -p "$2/tests"
    tools/cc -O1 -w -Iuser -o "$2/tests/$1" "tests/guest/$1.c" build/user/lib.a ||
        { echo "Bail out! $1 does not compile"; exit 1; }
}

# guest NAME [OPTION...]: run a program that prints TAP in the guest; its
# lines become this script's, and its plan too.
guest() {
    local name=$1
    shift
    compile "$name" "$work/root"
    "${machine[@]}" --add "$work/root" --run "/tests/$name" --timeout 120 "$@" \
        </dev/null >"$work/out" 2>&1
    status=$?
    grep -E '^(ok|not ok|1\.\.|#)' "$work/out"
    if [[ $status != 0 ]]; then
        echo "# the machine ended with status $status; its last lines:"
        tail -n 30 "$work/out" | sed 's/^/# /'
        exit 1
    fi
}

finish() {
    echo "1..$count"
    exit $((failed > 0))
}

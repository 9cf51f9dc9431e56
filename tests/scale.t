#!/usr/bin/env bash
# tests/guest/scale.c: each part in a machine that is big enough for it.
. tests/lib.sh
compile scale "$work/root"

part() { # PART OPTION...: its lines, numbered anew
    run --add "$work/root" --run "/tests/scale $1" --timeout 60 "${@:2}"
    while read -r line; do
        case $line in
        ok\ *) ok 0 "${line#* - }" ;;
        not\ ok\ *) ok 1 "${line#* - }" ;;
        \#*) echo "$line" ;;
        esac
    done < <(grep -E '^(ok|not ok|#)' "$work/out")
    ends 0 "$1: the machine ends well"
    says 'as at the start' "$1: every frame comes back"
}

part segments --memory 128M
part attachers --memory 512M --cpus 2
part bytes --memory 64G
part hammers --memory 128M --cpus 8
finish

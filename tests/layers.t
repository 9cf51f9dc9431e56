#!/usr/bin/env bash
# The shape of the source: includes point to the same layer or a lower one,
# every header compiles alone, and page-table entries have one door.
. tests/lib.sh

layers=(lib cpu dev mm sched vm fs task ipc sys debug)
declare -A height
for i in "${!layers[@]}"; do height[${layers[i]}]=$i; done

# mm/layout.h holds constants only, and may be included by all.
upward=$(grep -rn '^#include "' kernel/*/ | grep -v 'mm/layout.h\|offsets.h\|boot/boot.h' |
    while IFS=: read -r file line text; do
        from=${file#kernel/} from=${from%%/*}
        to=${text#*\"} to=${to%%/*}
        [[ $file == kernel/cpu/offsets.c ]] && continue
        [[ ${height[$to]-99} -le ${height[$from]--1} ]] || echo "$file:$line $text"
    done)
[[ -z $upward ]]
ok $? 'no file includes a higher layer'
[[ -n $upward ]] && echo "$upward" | sed 's/^/# /'

# The rest of what they share is Linux's, and the library has headers of its own.
shared=$(grep -rn '^#include .*kernel/' libc user | grep -v 'kernel/cpu/trace_event.h')
[[ -z $shared ]]
ok $? 'programs have one header from the kernel: that of the records of its trace'
[[ -n $shared ]] && echo "$shared" | sed 's/^/# /'

for header in kernel/*/*.h; do
    echo "#include \"$header\"" | gcc -std=gnu11 -ffreestanding -mcmodel=kernel -fno-pic \
        -mgeneral-regs-only -Wall -Werror -fsyntax-only -I. -Ikernel -Iboot -x c - ||
        echo "# $header does not compile alone"
done >"$work/out" 2>&1
[[ ! -s $work/out ]]
ok $? 'every header compiles alone'

stores=$(grep -rnE '\*(slot|to|entry|pte)\) *= |^\s*\*(slot|entry|pte) = |table\[[^]]+\] = ' \
    kernel --include='*.c' | grep -v 'mm/pt.c.*__atomic')
[[ -z $stores ]]
ok $? 'entries of page tables are stored by pte_set() alone'
finish

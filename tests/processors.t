#!/usr/bin/env bash
# Every guest program again with 2, 4 and 8 processors, by a kernel that
# checks the order of its locks.
. tests/lib.sh
make -s DEBUG=1 build/debug/kernel.elf
programs=(shm_dt shm_random shm_advice shm_move frames futex process memory files hostile)
for name in "${programs[@]}"; do
    compile "$name" "$work/root"
done
cat >"$work/root/all" <<'G'
for name in shm_dt shm_random shm_advice shm_move frames futex process memory files hostile; do
    /tests/$name
    echo "$name: status $?"
done
G

for cpus in 2 4 8; do
    run --kernel build/debug/kernel.elf --cpus $cpus --memory 64M \
        --add "$work/root" --run 'sh /all' --timeout 120
    ends 0 "$cpus processors: every frame comes back"
    says "^$cpus processors, " "$cpus processors: all of them run"
    for name in "${programs[@]}"; do
        says "^$name: status 0" "$cpus processors: tests/guest/$name.c"
    done
    grep -E '^not ok|^# got|lock order|PANIC' "$work/out" | sed 's/^/# /'
done
for script in demo sinners shell; do
    CPUS=4 bash tests/$script.t >"$work/out" 2>&1
    ok $? "4 processors: tests/$script.t"
done
compile panic "$work/root"
run --cpus 4 --add "$work/root" --append init=/tests/panic --timeout 20
ends 125 'a processor panics while others print'
says '^PANIC: process 1 ' 'and can be heard'
run --cpus 4 --append maxcpus=3 --run true
says '^3 processors, ' 'maxcpus= limits them'
run --road uefi --cpus 4 --run true
says '^4 processors, ' "UEFI's tables list them too"
run --road grub --cpus 2 --run true
says '^2 processors, ' "and GRUB hands on the BIOS's"
finish

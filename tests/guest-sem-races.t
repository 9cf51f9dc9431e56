#!/usr/bin/env bash
# tests/guest/sem_races.c with four processors, by a kernel that checks the order
# of its locks and spoils what it frees.
. tests/lib.sh
make -s DEBUG=1 build/debug/kernel.elf
machine=(tools/run --cpus 4 --kernel build/debug/kernel.elf)
guest sem_races

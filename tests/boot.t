#!/usr/bin/env bash
# Each road to the one door, and what each says when it can't go on.
. tests/lib.sh

for road in bios grub uefi; do
    run --road $road --run 'cat /proc/boot'
    ends 0 "$road: boots to a user program and powers off"
    says '^CR0.PG 0x[0-9a-f]*[13579bdf]+ 0x8[0-9a-f]{7}$' "$road: paging was turned on here"
    says '^EFER.LME 0x[0-9a-f]* 0x[0-9a-f]*[13579bdf][0-9a-f]{2}$' "$road: long mode was turned on"
    says '^CR4.PAE 0x[0-9a-f]* 0x[0-9a-f]*[2367abef][0-9a-f]$' "$road: PAE was turned on"
    says 'as at the start' "$road: every frame has come back"
done
run --run 'cat /proc/boot'
says '^loader: Commons BIOS loader' 'our loader says its name'
says '^CR0.PE 0x[0-9a-f]*0 0x[0-9a-f]*1$' 'and CR0 before and after protected mode'

run --disk ide --run true
ends 0 'our BIOS road boots from an IDE disk'
run --cpu qemu32 --run true
ends 125 'a processor without long mode: the machine stops'
says 'needs a 64-bit processor, .* no long mode' 'with a sentence that says so'
run --road grub --cpu qemu32 --run true --timeout 10
says 'needs a 64-bit processor, .* no long mode' 'on the GRUB road too'

head -c 5000 build/kernel.elf >"$work/short"
run --kernel "$work/short" --run true --timeout 10
ends 2 'a truncated kernel does not boot'
says 'the kernel .* is cut short' 'and a sentence says so'
head -c 1000 /dev/urandom >"$work/noise"
run --initrd "$work/noise" --run true --timeout 10
ends 125 'a RAM disk of noise: the kernel stops'
says 'RAM disk is broken: it is no cpio archive' 'with a sentence'
head -c 20000 build/initrd.cpio >"$work/cut"
run --initrd "$work/cut" --append init=/bin/none --timeout 10
ends 125 'a RAM disk that was cut: the kernel stops'
says 'RAM disk is broken' 'with a sentence'
run --append init=/bin/none --timeout 10
says '/bin/none cannot be started' 'a missing init is named'

for size in 16M 64G; do
    run --memory $size --run 'cat /proc/frames'
    ends 0 "boots with $size"
    says 'as at the start' "and returns every frame with $size"
done
for model in qemu64 Nehalem max; do
    run --cpu $model --run true
    ends 0 "boots on the processor model $model"
done
finish

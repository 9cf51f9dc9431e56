#!/usr/bin/env bash
# Bugs of the kind that a boot is full of when it is young: each is planted in a
# copy of the tree, the machine dies of it, and the autopsy must name it.
. tests/lib.sh
# shellcheck disable=SC2016     # a dollar sign is the assembler's

# Of the make that runs this, keep the variables, not the options.
[[ ${MAKEFLAGS-} == *'-- '* ]] && MAKEFLAGS=${MAKEFLAGS##*-- } || unset MAKEFLAGS
unset MAKELEVEL

tree=$work/tree
mkdir "$tree"
cp -a Makefile boot build kernel libc linker.ld tools user "$tree"
rm -rf "$tree/build/autopsy"

autopsy() {
    "$tree/tools/autopsy/autopsy" >"$work/out" 2>&1
}

# sentence NAME: all that it says is one.
sentence() {
    [[ $(wc -l <"$work/out") == 1 && $(<"$work/out") == 'autopsy: '*. ]]
    ok $? "$1"
}

# plant NAME FILE SED CAUSE [OPTION OF tools/run]...
plant() {
    local name=$1 file=$2 bug=$3 cause=$4
    shift 4
    sed "$bug" "$file" >"$tree/$file"
    if cmp -s "$file" "$tree/$file"; then
        echo "this bug is not planted: in $file, nothing matches $bug any more" \
            >"$work/out"
        ok 1 "$name"
        return
    fi
    make -s -C "$tree" WERROR= build/kernel.elf build/boot/bios/loader.bin \
        >"$work/out" 2>&1
    "$tree/tools/run" --run true --timeout 20 "$@" </dev/null >>"$work/out" 2>&1
    [[ $? == 125 ]] && grep -Eq "triple fault, .*: $cause" "$work/out"
    ok $? "$name"
    cp -p "$file" "$tree/$file"
    cp "build/${file%.*}.o" "$tree/build/${file%.*}.o"
}

autopsy
[[ $? == 1 ]]
ok $? 'without a dead machine there is nothing to say'
sentence 'but that, in a sentence'

start=boot/protected_mode.S
plant 'the 64-bit code segment lacks its L bit' $start \
    's/0x00af9b000000ffff/0x00cf9b000000ffff/' \
    'CS is 0x18, and that entry of the GDT is a 32-bit code segment: set its L bit'
autopsy
says '^at 0x[0-9a-f]*, long_mode_start \(long_mode.S:[0-9]*\):' 'the whole of it says where'
says '^  undefined instruction \(6\)' 'by which exception'
says '^  mode  long mode, still in a 32-bit code segment' 'in which mode'
says '^  bits  PE PG PAE LME LMA set; WP LA57 NXE not set' 'by which bits'
says '^  CR3 .* \(boot_pml4\)' 'with which tables'
says '^  GDT .* \(boot_gdt\), 4 entries$' 'and segments'
says '^  PML4E \[  0\] .* P W' 'and their entries'
plant '... on the road of GRUB' $start \
    's/0x00af9b000000ffff/0x00cf9b000000ffff/' 'CS is 0x18, .* set its L bit' \
    --road grub
plant 'it lacks its present bit' $start \
    's/0x00af9b000000ffff/0x00af1b000000ffff/' \
    'Entry 3 of the GDT at .*boot_gdt.*: its present bit \(47\) is clear'
plant 'the limit of the GDT leaves it out' $start \
    's/\.word \. - boot_gdt - 1/.word 23/' \
    'Selector 0x18 is entry 3 of the GDT .* has only 3: its limit'
plant 'the new GDT is not loaded' $start \
    's/^    lgdt boot_gdt_pointer/    nop/' 'Selector 0x18 .* lgdt is missing'
plant 'the far jump is a near one' $start \
    's/ljmp \$24, \$long_mode_start/jmp long_mode_start/' \
    'CS is still 0x8, .* a far jump \(ljmp\) to selector 0x18 is missing'
plant 'CR4.PAE is not set' $start \
    's/orl \$1 << 5, %eax/nop/' 'EFER.LME is set, but CR4.PAE is not'
plant 'EFER.LME is not set' $start \
    's/orl \$1 << 8, %eax/nop/' 'Paging was turned on without EFER.LME'
plant 'CR3 is not loaded' $start \
    's/movl %eax, %cr3/nop/' 'CR3 is 0: it was never loaded'
plant '... on the road of GRUB' $start \
    's/movl %eax, %cr3/nop/' 'CR3 is 0: it was never loaded' --road grub
plant 'CR3 points to a lower table' $start \
    's/movl \$LOW(boot_pml4), %eax/movl $LOW(boot_pdpt), %eax/' \
    'CR3 is .*boot_pdpt.*, but the top page table is boot_pml4'
plant 'the low addresses are not mapped' $start \
    's/.*PRESENT_WRITABLE, LOW(boot_pml4)$/nop/' \
    'The code .* is not mapped: PML4E \[0\] at .* is empty'
plant 'the higher half is not mapped' $start \
    's/.*PRESENT_WRITABLE, LOW(boot_pml4) + 8 \* 511$/nop/' \
    'The code .*higher_half.* is not mapped: PML4E \[511\] at .* is empty'
plant 'an entry has NX before EFER.NXE is set' $start \
    's/.*PRESENT_WRITABLE, LOW(boot_pml4) + 8 \* 511$/&\nmovl $1 << 31, LOW(boot_pml4) + 8 * 511 + 4/' \
    'PML4E \[511\] at .* has its NX bit \(63\) set, which is reserved'
plant 'an entry of the top table is one of a page' $start \
    's/.*PRESENT_WRITABLE, LOW(boot_pml4) + 8 \* 511$/&\norl $0x80, LOW(boot_pml4) + 8 * 511/' \
    'PML4E \[511\] at .* has PS \(bit 7\) set, which is reserved there'
autopsy
says '^  page fault \(14\), .*: the kernel, fetching .*: a reserved bit is set' 'which the error code says'
plant 'a pointer leads nowhere' boot/long_mode.S \
    's/^higher_half:/&\nmovabs %eax, 0x7000000000/' \
    'A pointer led to 0x7000000000, where nothing is mapped'
plant 'nothing can be written' kernel/mm/kmap.c 's/#define WRITE .*/#define WRITE READ/' \
    '.* must not be written: PTE .* has W \(bit 1\) clear'
plant 'the stack is not mapped' boot/long_mode.S \
    's/\.quad boot_stack_end/.quad 0/' \
    'The stack is not mapped: RSP is 0x0, and PDPTE \[511\]'
plant 'the loader loads no GDT' boot/bios/real_mode.S \
    's/^    lgdt gdt_pointer/    nop/' 'Selector 0x8 .* lgdt is missing'
plant 'its code segment is one for data' boot/bios/real_mode.S \
    's/0x00cf9b000000ffff/0x00cf93000000ffff/' \
    'Entry 1 of the GDT at .* no code segment'
plant 'the kernel does not set EFER.NXE' kernel/cpu/cpu.c \
    's/cpu_features.nx ? EFER_NXE : 0/0/' \
    'PTE \[[0-9]*\] at .* has its NX bit \(63\) set, which is reserved'
plant 'its text has NX' kernel/mm/kmap.c \
    's/#define EXECUTE .*/#define EXECUTE READ/' \
    'Code at .* must not run: PTE .* has NX \(bit 63\) set'
plant 'its text is not present' kernel/mm/kmap.c \
    's/#define EXECUTE .*/#define EXECUTE PTE_A/' \
    'The code .* is not mapped: PTE .*20, with P \(bit 0\) clear'
plant 'the IDT ends before the double fault' kernel/cpu/trap.c \
    's/idtr = { sizeof(idt) - 1,/idtr = { 128,/' \
    'The IDT is too short, its limit being 0x80'
plant 'the IDT is not loaded' kernel/cpu/trap.c \
    's/^    trap_load();//' 'No IDT of ours is loaded, .* lidt is missing'
plant 'the TSS is not loaded' kernel/cpu/descriptors.c \
    's/^    asm volatile("ltr.*//' 'No TSS of ours is loaded, .* ltr is missing'
plant 'the IDT is lost late, after many an exception' kernel/task/exit.c \
    's/^    become_zombie(p, status);/    asm volatile("lidt %0; ud2" : : "m"(*(uint64_t (*)[2])""));/' \
    'No IDT of ours is loaded, and the undefined instruction'
plant 'a further processor loads no GDT' boot/ap_start.S \
    's/lgdtl boot_gdt_copy - ap_start/nop/' 'Selector 0x8 .* lgdt is missing' \
    --cpus 2

{ "$tree/tools/autopsy/autopsy" 2>"$work/out"; } | head -n 1 >/dev/null
[[ ! -s $work/out ]]
ok $? 'who reads only its beginning hears no complaint'
! grep -qsa "$tree/build/autopsy/dis[k]" /proc/[0-9]*/cmdline
ok $? 'and no machine stays behind'
rm "$tree/build/autopsy/disk"
autopsy
says 'build/autopsy/ has been damaged' 'remains that are damaged are told apart'
sentence 'in a sentence'

make -s -C "$tree" build/kernel.elf >"$work/out" 2>&1
"$tree/tools/run" --append init=/dev/null </dev/null >"$work/out" 2>&1
autopsy
says 'had no triple fault: the kernel panicked\.$' 'after a panic there is no old news'
sentence 'in a sentence'
finish

#!/usr/bin/env bash
# In Bochs, which is stricter than QEMU and has what QEMU's emulation lacks:
# the x2APIC and PCIDs. Two processors of the Haswell kind.
. tests/lib.sh
command -v bochs >/dev/null || { echo '1..0 # SKIP Bochs is not installed'; exit; }

compile shootdown "$work/root"
compile shm_dt "$work/root"
mkdir -p "$work/root/etc"
cat >"$work/root/etc/run" <<'G'
/tests/shm_dt >/tmp/out; echo "shm: status $?"
/tests/shootdown
G
cp build/initrd.cpio "$work/initrd"
chmod u+w "$work/initrd"
truncate -s %512 "$work/initrd"
(cd "$work/root" && find . -mindepth 1 -printf '%P\0' |
    cpio -0 -o -H newc -R 0:0 --quiet) >>"$work/initrd"

echo c >"$work/continue"
timeout 120 tools/bochs --cpus 2 --initrd "$work/initrd" --log "$work/serial" \
    --trouble "$work/bochs.log" --commands "$work/continue" </dev/null \
    >/dev/null 2>&1
tr -d '\r' <"$work/serial" >"$work/out"

says '^2 processors' 'both processors run'
says '^shm: status 0' 'shared memory works'
says '^ok .* never through an entry' 'what one takes away, the other loses'
says '^ok .* another process ran there' 'also after others ran there'
says 'as at the start' 'every frame comes back'
grep -q 'CR4=0x00[0-9a-f]*[2367abef]0[0-9a-f]\{3\}' "$work/bochs.log"
ok $? 'PCIDs are on'
[[ $(grep -c 'WRMSR: wrote 00000000:fee00[cd]00 to MSR_APICBASE' "$work/bochs.log") == 2 ]]
ok $? 'so is the x2APIC, on both'

# Its debugger sees what the processor itself writes. The last 2 MiB of memory
# hold ACPI's tables, which are read, and then frames, which are written.
base=$(nm build/kernel.elf | awk '$3 == "boot_pd" { print $1 }')
entry=$(printf '%#x' $((0x$base - 0xffffffff80000000 + 8 * 63)))
cat >"$work/commands" <<B
lb "paging_enabled"
c
page 0xffff800007e00000
watch w $entry 8
c
xp /1gx $entry
c
xp /1gx $entry
B
timeout 60 tools/bochs --log "$work/serial" --commands "$work/commands" \
    </dev/null >"$work/out" 2>&1
says '^ PDE: 0x0000000007e00083 .* d a ' 'an entry is made without A and D'
[[ $(grep -c "^(0) Caught write watch point at 0x0*${entry#0x}\$" "$work/out") == 2 ]]
ok $? 'the processor writes it twice'
mapfile -t entries < <(sed -n 's/.*>:.*\(0x[0-9a-f]*\)$/\1/p' "$work/out")
[[ ${entries[0]} == 0x07e000a3 ]]
ok $? 'A comes with the first read'
[[ ${entries[1]} == 0x07e000e3 ]]
ok $? 'D with the first write'
finish

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

# A disk of whole cylinders of 16 heads with 63 sectors.
cylinder=$((16 * 63 * 512))
build/mkimage -o "$work/disk" -b build/boot/bios/boot.bin \
    -l build/boot/bios/loader.bin -k build/kernel.elf -i "$work/initrd" \
    -c 'NO_COLOR=1 batch'
truncate -s %$cylinder "$work/disk"

cat >"$work/bochsrc" <<B
megs: 128
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
boot: disk
ata0-master: type=disk, path=$work/disk, mode=flat, cylinders=$(($(stat -c %s "$work/disk") / cylinder)), heads=16, spt=63
cpu: model=corei7_haswell_4770, count=2, ips=50000000, reset_on_triple_fault=0
com1: enabled=1, mode=file, dev=$work/serial
display_library: term
log: $work/bochs.log
panic: action=fatal
speaker: enabled=0
sound: driver=dummy
clock: sync=none
B
echo c >"$work/continue"
timeout 120 bochs -q -f "$work/bochsrc" -rc "$work/continue" </dev/null \
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
finish

# bios.mk - our BIOS road: the boot sector, the loader, and the program that
# writes them to a disk image. Part of the Makefile, which defines B, Q, say.
#
# The parts are linked as 32-bit ELF; their symbol files become 64-bit ELF, the
# only kind with which one gdb session goes from reset to long mode.

BIOS := $(B)/boot/bios
BIOS_HEADERS := $(wildcard boot/bios/*.h) boot/bios/complain.S
BIOS_FLAGS := -std=gnu11 -Os -g -Wall -Wextra -ffreestanding -m32 -march=i686 \
	-mgeneral-regs-only -fno-pic -fno-pie -fno-stack-protector \
	-fcf-protection=none -fno-strict-aliasing -fomit-frame-pointer \
	-fno-asynchronous-unwind-tables $(WERROR)

OBJCOPY ?= objcopy

.PHONY: bios
bios: $(BIOS)/boot.bin $(BIOS)/loader.bin $(B)/mkimage

$(BIOS)/%.o: boot/bios/%.S $(BIOS_HEADERS)
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(BIOS_FLAGS) -Wa,--noexecstack -c -o $@ $<

$(BIOS)/%.o: boot/bios/%.c $(BIOS_HEADERS)
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(BIOS_FLAGS) -c -o $@ $<

$(BIOS)/boot.elf32: boot/bios/boot.ld $(BIOS)/boot.o
$(BIOS)/loader.elf32: boot/bios/loader.ld $(BIOS)/real_mode.o \
	$(BIOS)/protected.o $(BIOS)/load_kernel.o

$(BIOS)/%.elf32:
	$(say) LD $@
	$(Q)$(LD) -m elf_i386 -static -nostdlib -z max-page-size=4 \
		-z noexecstack --build-id=none -T $< -o $@ $(filter %.o,$^)

$(BIOS)/%.elf: $(BIOS)/%.elf32
	$(Q)$(OBJCOPY) -I elf32-i386 -O elf64-x86-64 $< $@

$(BIOS)/%.bin: $(BIOS)/%.elf
	$(Q)$(OBJCOPY) -O binary $< $@

.SECONDARY: $(BIOS)/boot.elf $(BIOS)/loader.elf

$(B)/mkimage: tools/mkimage.c boot/bios/disk.h boot/bios/elf.h
	$(say) HOSTCC $<
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra $(WERROR) -I. -o $@ $<

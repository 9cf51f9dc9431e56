# Makefile - `make help` lists the targets and variables.
#
# Everything that is built goes to build/. The first target on a fresh machine
# installs what is missing (tools/setup).

ROAD ?= bios
CPUS ?= 1
MEM ?= 128M
ACCEL ?= tcg
CPU ?= max
CC ?= gcc
HOSTCC ?= cc
V ?=

ifneq ($(V),1)
Q := @
say = @printf '  %-8s %s\n'
else
say = @:
endif

B := build
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# --- the kernel -------------------------------------------------------------

# Nothing rests on a compiler's default: each option says what a kernel needs.
KERNEL_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -ffreestanding -nostdinc \
	-isystem $(shell $(CC) -print-file-name=include) -I. -Ikernel -Iboot \
	-I$(B) -m64 -march=x86-64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
	-fno-strict-aliasing -fno-omit-frame-pointer -fno-common \
	-fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns \
	$(WERROR)

KERNEL_C := $(filter-out kernel/cpu/offsets.c,$(wildcard kernel/*.c kernel/*/*.c))
KERNEL_S := $(wildcard boot/*.S kernel/*/*.S)
KERNEL_O := $(KERNEL_C:%.c=$(B)/%.o) $(KERNEL_S:%.S=$(B)/%.o)

all: $(B)/commons.img

# Offsets of C structures for assembly, from the compiler's own output.
$(B)/offsets.h: kernel/cpu/offsets.c
	$(say) OFFSETS $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -MMD -MT $@ -MF $(B)/offsets.d -S -o $(B)/offsets.s $<
	$(Q)sed -n 's/^#define/&/p' $(B)/offsets.s > $@

$(B)/kernel/%.o: kernel/%.c
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -MMD -c -o $@ $<

$(B)/kernel/%.o: kernel/%.S $(B)/offsets.h
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -Wa,--noexecstack -MMD -c -o $@ $<

$(B)/boot/%.o: boot/%.S $(B)/offsets.h
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -Wa,--noexecstack -MMD -c -o $@ $<

$(B)/kernel.elf: $(KERNEL_O) linker.ld
	$(say) LD $@
	$(Q)$(LD) -m elf_x86_64 -static -nostdlib -z max-page-size=4096 \
		-z noexecstack --build-id=none --no-warn-rwx-segments \
		-T linker.ld -o $@ $(KERNEL_O)

-include $(KERNEL_O:.o=.d) $(B)/offsets.d

# --- everything else ----------------------------------------------------------

-include boot/bios.mk
-include libc/libc.mk
-include user/user.mk

clean:
	rm -rf $(B)

.PHONY: all clean

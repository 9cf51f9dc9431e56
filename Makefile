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

# V=1 shows commands, nothing says what is done, -s is silent.
ifneq ($(V),1)
Q := @
endif
say = @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '  %-8s %s\n')

# DEBUG=1: the kernel checks the order of its locks.
B := build$(if $(DEBUG),/debug)
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# --- the kernel -------------------------------------------------------------

# The option if the compiler knows it: gcc would make a call of strlen() of
# the loop in strlen().
try_option = $(shell $(CC) $(1) -Werror -E -x c /dev/null >/dev/null 2>&1 && echo $(1))
NO_LOOP_IDIOMS := $(call try_option,-fno-tree-loop-distribute-patterns)

# Nothing rests on a compiler's default: each option says what a kernel needs.
KERNEL_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -ffreestanding -nostdinc \
	-isystem $(shell $(CC) -print-file-name=include) -I. -Ikernel -Iboot \
	-I$(B) -m64 -march=x86-64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
	-fno-strict-aliasing -fno-omit-frame-pointer -fno-common \
	-fno-asynchronous-unwind-tables $(NO_LOOP_IDIOMS) $(WERROR) \
	$(if $(DEBUG),-DDEBUG)

KERNEL_C := $(filter-out kernel/cpu/offsets.c,$(wildcard kernel/*.c kernel/*/*.c))
KERNEL_S := $(wildcard boot/*.S kernel/*/*.S)
KERNEL_O := $(KERNEL_C:%.c=$(B)/%.o) $(KERNEL_S:%.S=$(B)/%.o)

all: $(B)/commons.img

# What things are made of besides files. Each of these files holds a text that
# is written anew only if it changes, and then what depends on it is made anew.
# (The + lets make -n see that, too.)
$(B)/flags: export NOW = $(CC) $(HOSTCC) $(KERNEL_FLAGS) $(BIOS_FLAGS) \
	$(LIBC_FLAGS) $(USER_FLAGS)
$(B)/parts: export NOW = $(KERNEL_O) $(LIBC_O) $(USER_LIB_O)
$(B)/files: export NOW = $(USER_PROGRAMS) $(USER_ETC)
$(B)/command-line: export NOW = $(COMMAND_LINE)

$(B)/flags $(B)/parts $(B)/files $(B)/command-line: FORCE
	+@mkdir -p $(@D)
	+@echo "$$NOW" | cmp -s - $@ || echo "$$NOW" >$@

FORCE:

# Offsets of C structures for assembly, from the compiler's own output.
$(B)/offsets.h: kernel/cpu/offsets.c $(B)/flags
	$(say) OFFSETS $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -MMD -MP -MT $@ -MF $(B)/offsets.d -S -o $(B)/offsets.s $<
	$(Q)sed -n 's/^[[:space:]]*\(#define\)/\1/p' $(B)/offsets.s > $@

$(B)/kernel/%.o: kernel/%.c $(B)/flags
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -MMD -MP -c -o $@ $<

$(B)/kernel/%.o: kernel/%.S $(B)/offsets.h $(B)/flags
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -Wa,--noexecstack -MMD -MP -c -o $@ $<

$(B)/boot/%.o: boot/%.S $(B)/offsets.h $(B)/flags
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_FLAGS) -Wa,--noexecstack -MMD -MP -c -o $@ $<

$(B)/kernel.elf: $(KERNEL_O) linker.ld $(B)/parts
	$(say) LD $@
	$(Q)$(LD) -m elf_x86_64 -static -nostdlib -z max-page-size=4096 \
		-z noexecstack --build-id=sha1 --no-warn-rwx-segments \
		-T linker.ld -o $@ $(KERNEL_O)

-include $(KERNEL_O:.o=.d) $(B)/offsets.d

# --- programs, images ---------------------------------------------------------

include boot/bios.mk
-include libc/libc.mk
-include user/user.mk

$(B)/mkimage $(patsubst %,$(B)/%.o,$(basename $(wildcard boot/bios/*.[cS]))): \
	$(B)/flags

COMMAND_LINE ?=

disk: $(B)/commons.img
iso: $(B)/commons.iso

$(B)/commons.img: $(B)/mkimage $(BIOS)/boot.bin $(BIOS)/loader.bin \
		$(B)/kernel.elf $(B)/initrd.cpio $(B)/command-line
	$(say) IMAGE $@
	$(Q)$(B)/mkimage -o $@ -b $(BIOS)/boot.bin -l $(BIOS)/loader.bin \
		-k $(B)/kernel.elf -i $(B)/initrd.cpio -c "$(COMMAND_LINE)"

$(B)/commons.iso: tools/mkiso $(B)/kernel.elf $(B)/initrd.cpio \
		$(B)/command-line
	$(say) IMAGE $@
	$(Q)tools/mkiso -o $@ -k $(B)/kernel.elf -i $(B)/initrd.cpio \
		-c "$(COMMAND_LINE)"

# --- use ----------------------------------------------------------------------

# The tools that are missing come first, and quietly.
setup:
	@tools/setup >/dev/null

run: setup
	@$(MAKE) --no-print-directory all
	@tools/run --road $(ROAD) --cpus $(CPUS) --memory $(MEM) \
		--accel $(ACCEL) --cpu $(CPU)

debug: setup
	@$(MAKE) --no-print-directory all
	@tools/debug --road $(ROAD) --cpus $(CPUS) --memory $(MEM) \
		$${PROGRAM:+--run "$$PROGRAM"}

debug-bochs:
	@tools/setup --tests >/dev/null
	@$(MAKE) --no-print-directory all
	@tools/bochs --cpus $(CPUS)

# One run that can be looked at again and again, to and fro.
RECORDING := build/recording
PROGRAM ?=
# As it was typed: a $ is the shell's.
override PROGRAM := $(value PROGRAM)
export PROGRAM

record: setup
	@$(MAKE) --no-print-directory all
	@tools/run --road $(ROAD) --cpus $(CPUS) --memory $(MEM) \
		--record $(RECORDING) \
		$${PROGRAM:+--run "$$PROGRAM"}

replay: setup
	@tools/debug --road $(ROAD) --replay $(RECORDING)

autopsy:
	@tools/autopsy/autopsy

TESTS ?= $(sort $(wildcard tests/*.t))

test:
	@tools/setup --tests >/dev/null
	@$(MAKE) --no-print-directory all
	prove $(PROVE_FLAGS) $(TESTS)

test-oracle:
	@$(MAKE) --no-print-directory test TESTS=tests/oracle.t

# Random calls, here and on Linux: SEEDS of them, from FIRST on.
fuzz:
	@tools/setup --tests >/dev/null
	@$(MAKE) --no-print-directory all
	@bash tests/fuzz.t

# The benchmark program, alone in a folder that is laid over the guest's root.
BENCH := $(B)/bench/root/bench

$(BENCH): $(wildcard tools/bench/guest/*.[ch]) tools/cc $(B)/libc/libc.a
	$(say) USERCC tools/bench/guest
	@mkdir -p $(@D)
	$(Q)tools/cc $(USER_FLAGS) -s -o $@ $(filter %.c,$^)

export RUNS ICOUNT RECORD LINUX SEEDS FIRST

bench: setup
	@$(MAKE) --no-print-directory all $(BENCH)
	@tools/bench/bench

# A program in a machine that keeps a trace: as a page, or as a timeline. Both
# keep the trace, too. LIVE=1: the page of a machine that you use.
OUT ?=
explore trace: MEM = 256M

EXPLORE = tools/explore/explore --kernel $(B)/kernel.elf --cpus $(CPUS) \
	--memory $(MEM) $(if $(ADD),--add $(ADD)) $(if $(EVENTS),--events $(EVENTS))
KEEP = --trace $(B)/explore.trace

explore: setup
	@$(MAKE) --no-print-directory all
	@$(EXPLORE) $(if $(LIVE),--live $(if $(PORT),--port $(PORT)), \
		$(KEEP) --page $(or $(OUT),$(B)/explore.html)) \
		$(if $(MOST),--most $(MOST)) -- "$$PROGRAM"

trace: setup
	@$(MAKE) --no-print-directory all
	@$(EXPLORE) $(KEEP) --chrome $(or $(OUT),$(B)/trace.json) -- "$$PROGRAM"

help:
	@echo 'make run     boot in QEMU: the demonstration, then a shell'
	@echo 'make test    all tests, collected by prove(1)'
	@echo 'make fuzz    random calls that must come out as on this Linux'
	@echo 'make debug   QEMU stopped at reset, gdb attached; docs/gdb.md'
	@echo 'make debug-bochs  the same in Bochs, whose debugger sees more; docs/bochs.md'
	@echo 'make record  one run that gdb can go back in: the demonstration, or PROGRAM'
	@echo 'make replay  gdb in that recording; docs/timetravel.md'
	@echo 'make autopsy why the last machine died of a triple fault; docs/autopsy.md'
	@echo 'make test-oracle  the programs of the tests that Linux judges'
	@echo 'make explore  what the kernel did to memory while a program ran, as a'
	@echo '             page for a browser; LIVE=1: while you use the machine'
	@echo 'make trace   the same as a timeline for the Perfetto viewer'
	@echo 'make bench   Commons and Linux side by side, in time or instructions'
	@echo 'make disk    build/commons.img, for our own BIOS road'
	@echo 'make iso     build/commons.iso, for GRUB on BIOS and UEFI'
	@echo 'make clean   remove build/'
	@echo
	@echo 'Variables:   ROAD=bios|grub|uefi  CPUS=1  MEM=128M  ACCEL=tcg|kvm'
	@echo '             CPU=max  CC=gcc|clang  V=1 (show commands)'
	@echo '             DEBUG=1 (build/debug: a kernel that checks its locks)'
	@echo '             COMMAND_LINE="..." (of the images)'
	@echo '             TESTS="tests/boot.t" PROVE_FLAGS=-v CPUS=4 (for make test)'
	@echo '             PROGRAM="..." (for make debug and record, a command of the guest)'
	@echo '             SEEDS=200 FIRST=1 (for make fuzz)'
	@echo '             PROGRAM="..." ADD=DIR OUT=FILE EVENTS=N (for make explore, trace)'
	@echo '             LIVE=1 PORT=N MOST=N (for make explore)'
	@echo '             RUNS=3 ICOUNT=1 LINUX=FILE|none RECORD=1 (for make bench)'

clean:
	rm -rf $(B)

.PHONY: FORCE all disk iso setup run debug debug-bochs record replay autopsy test \
	test-oracle fuzz explore trace bench help clean

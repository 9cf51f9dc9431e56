# libc.mk - the C library. Part of the Makefile, which defines B, Q, say.

LIBC_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -ffreestanding -fno-builtin \
	-nostdinc -isystem libc/include \
	-isystem $(shell $(CC) -print-file-name=include) -m64 -march=x86-64 \
	-fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing \
	-ffunction-sections $(NO_LOOP_IDIOMS) $(WERROR)

LIBC_O := $(patsubst libc/src/%.c,$(B)/libc/%.o,$(wildcard libc/src/*.c)) \
	$(patsubst libc/src/%.S,$(B)/libc/%.o,\
	$(filter-out %/crt1.S,$(wildcard libc/src/*.S)))

.PHONY: libc
libc: $(B)/libc/libc.a $(B)/libc/crt1.o

$(B)/libc/%.o: libc/src/%.c $(B)/flags
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(LIBC_FLAGS) -MMD -c -o $@ $<

$(B)/libc/%.o: libc/src/%.S $(B)/flags
	$(say) AS $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(LIBC_FLAGS) -Wa,--noexecstack -c -o $@ $<

$(B)/libc/libc.a: $(LIBC_O) $(B)/parts
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIBC_O)

-include $(LIBC_O:.o=.d)

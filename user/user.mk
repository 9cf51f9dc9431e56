# user.mk - the programs and the RAM disk. Part of the Makefile, which defines
# B, Q, say, WERROR.
#
# user/NAME.c becomes /bin/NAME, user/sinners/NAME.c /bin/sinners/NAME; those of
# USER_FOLDERS are folders of several files. What programs share is user/lib/.
# The files of user/etc/ are laid into /etc as they are.

USER_BIN := $(B)/user/bin
USER_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Iuser $(WERROR)
USER_CC := tools/cc
USER_NEEDS := tools/cc $(B)/libc/libc.a $(B)/libc/crt1.o $(B)/flags \
	$(wildcard libc/include/*.h libc/include/*/*.h)
USER_ETC := $(wildcard user/etc/*)

USER_LIB := $(B)/user/lib.a
USER_LIB_O := $(patsubst user/lib/%.c,$(B)/user/lib/%.o,$(wildcard user/lib/*.c))
USER_FOLDERS := sh demo ipcs pt strace
USER_PROGRAMS := $(patsubst user/%.c,$(USER_BIN)/%,$(wildcard user/*.c user/sinners/*.c)) \
	$(USER_FOLDERS:%=$(USER_BIN)/%) $(USER_BIN)/[

.PHONY: programs
programs: $(USER_PROGRAMS)

$(USER_BIN)/%: user/%.c $(USER_LIB) $(USER_NEEDS)
	$(say) USERCC $<
	@mkdir -p $(@D)
	$(Q)$(USER_CC) $(USER_FLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $< $(USER_LIB)
	@mkdir -p $(B)/user/deps/$(dir $*)
	@mv $@.d $(B)/user/deps/$*.d

$(B)/user/lib/%.o: user/lib/%.c $(USER_NEEDS)
	$(say) USERCC $<
	@mkdir -p $(@D)
	$(Q)$(USER_CC) $(USER_FLAGS) -MMD -MP -c -o $@ $<

$(USER_LIB): $(USER_LIB_O) $(B)/parts
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(USER_LIB_O)

# test answers to two names.
$(USER_BIN)/[: $(USER_BIN)/test
	$(Q)cp $< $@

define FOLDER_RULE
$$(USER_BIN)/$(1): $$(wildcard user/$(1)/*.[ch]) $$(USER_LIB) $$(USER_NEEDS)
	$$(say) USERCC user/$(1)
	@mkdir -p $$(@D)
	$$(Q)$$(USER_CC) $$(USER_FLAGS) -o $$@ $$(filter user/%.c,$$^) $$(USER_LIB)
endef
$(foreach folder,$(USER_FOLDERS),$(eval $(call FOLDER_RULE,$(folder))))

$(B)/initrd.cpio: tools/mkinitrd $(USER_PROGRAMS) $(USER_ETC) $(B)/files
	$(say) INITRD $@
	$(Q)tools/mkinitrd -o $@ -b $(USER_BIN) -e user/etc \
		$(USER_PROGRAMS:$(USER_BIN)/%=%)

-include $(USER_LIB_O:.o=.d) \
	$(patsubst user/%.c,$(B)/user/deps/%.d,$(wildcard user/*.c user/sinners/*.c))

#!/usr/bin/env bash
# What make notices, in a copy of the tree with all that is built.
. tests/lib.sh

# Of the make that runs this, keep the variables, not the options.
[[ ${MAKEFLAGS-} == *'-- '* ]] && MAKEFLAGS=${MAKEFLAGS##*-- } || unset MAKEFLAGS
unset MAKELEVEL

cp -a . "$work/tree"
cd "$work/tree" || exit 1

holds() { cpio -t --quiet <build/initrd.cpio | grep -q "^bin/$1\$"; }

make all >"$work/out" 2>&1
make all >"$work/out" 2>&1
[[ ! -s $work/out ]]
ok $? 'a tree that is built is left alone, in silence'
make -n all >"$work/out" 2>&1 && ! grep -q -e "-o build" "$work/out"
ok $? 'and make -n knows it'

holds clear && rm user/clear.c && make all >"$work/out" 2>&1 && ! holds clear
ok $? 'a program that is removed leaves the RAM disk'
make COMMAND_LINE=nodemo build/commons.img >"$work/out" 2>&1
says 'IMAGE' 'another command line makes another image'

rm kernel/dev/vga.c
make build/kernel.elf >"$work/out" 2>&1
says 'undefined reference' 'a file that is removed is missed by the linker'
git checkout -q kernel/dev/vga.c 2>/dev/null

object=build/kernel/lib/string.o
make WERROR=-Wshadow $object >"$work/out" 2>&1
says 'CC +kernel/lib/string.c' 'other flags compile anew'
make WERROR=-Wshadow $object >"$work/out" 2>&1 && ! grep -q CC "$work/out"
ok $? 'but once only'
make WERROR=-Wshadow CC='gcc -O1' build/libc/string.o build/user/lib/proc.o \
    >"$work/out" 2>&1
says 'CC +libc/src/string.c' 'so does another compiler, the library'
says 'USERCC +user/lib/proc.c' 'and the programs'
finish

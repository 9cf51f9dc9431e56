#!/usr/bin/env bash
# tools/run and tools/cc as a user meets them.
. tests/lib.sh

mkdir -p "$work/root/dir"
cat >"$work/hello.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>
int main(int argc, char **argv)
{
    int status = 0;
    fflush(stdout);
    if (fork() == 0)
        _exit(9);
    wait(&status);
    printf("hello from pid %d, %s\n", (int)getpid(), argc > 1 ? argv[1] : "");
    printf("child's status: %d\n", WEXITSTATUS(status));
    return argc > 2 ? atoi(argv[2]) : 0;
}
C
tools/cc "$work/hello.c" -o "$work/root/hello"
ok $? 'tools/cc compiles an ordinary program'
[[ $("$work/root/hello" you) == 'hello from pid '*', you'* ]]
ok $? 'which runs on this machine'
run --add "$work/root" --run '/hello guest'
ends 0 'and in the guest, by --add and --run'
says '^hello from pid [0-9]+, guest$' 'with its argument'
run --add "$work/root" --run '/hello x 37'
ends 37 "its exit status is tools/run's"
run --add "$work/root" --run '/hello x 123; exit 7'
ends 7 'as is that of exit'
run --run 'echo "two  words" | cat; false'
ends 1 'quotes and pipes reach the shell'
says '^two  words$' 'unharmed'
run --run 'sleep 100' --timeout 3
ends 124 'the time limit ends a hanging machine'
run --append init=/dev/null --timeout 10
ends 125 'a panic is told apart'
says 'PANIC' 'with its last lines'
run --road grub --add "$work/root" --run '/hello grub'
ends 0 '--add works on the GRUB road too'
run --frobnicate
ends 2 'a wrong option ends with status 2'
tools/debug --frobnicate </dev/null >"$work/out" 2>&1
ok $(($? != 2)) "so does tools/debug's"
[[ $(wc -l <"$work/out") == 1 ]]
ok $? 'with that one line'
run --check --memory much
ends 2 '--check looks at the options'
run --check --memory 64M
[[ $status == 0 && ! -s $work/out ]]
ok $? 'and does no more'

# refused TEXT OPTION...: one sentence on the options says it.
refused() {
    run --run true --timeout 10 "${@:2}"
    [[ $status == 2 && $(wc -l <"$work/out") == 1 ]] && grep -q -- "$1" "$work/out"
    ok $? "${*:2} is refused: $1"
}
refused 'too little for the BIOS' --memory 1M
refused "can't write $work/none/log" --log "$work/none/log"
refused '--record needs --disk virtio' --cpus 1 --record "$work/tape" --disk ide
refused "can't write $work/none/ram" --ram "$work/none/ram"
DISPLAY='' WAYLAND_DISPLAY='' refused 'needs a display' --window
make record CPUS=2 >"$work/out" 2>&1
says '^run: --record works with one processor only' 'make record does not leave out a processor in silence'

run --run true --memory 2M --timeout 10
ends 125 'a machine that is too small ends'
[[ $(grep -c 'too little memory' "$work/out") == 1 ]]
ok $? 'with one sentence'

run --memory 64M --ram "$work/ram" --run 'echo "what is in"; echo memory'
ends 0 '--ram runs a machine as always'
[[ $(stat -c %s "$work/ram") == $((64 << 20)) ]] &&
    grep -q 'what is in"; echo memory' "$work/ram"
ok $? "and keeps the machine's memory"

# A QEMU that stops by itself, as it does when KVM fails.
mkdir "$work/bin"
cat >"$work/bin/qemu-system-x86_64" <<'S'
#!/bin/sh
echo 'KVM internal error. Suberror: 1' >&2
echo 'RAX=0000000000000000 RBX=0000000000000000' >&2
exec sleep 30
S
chmod +x "$work/bin/qemu-system-x86_64"
PATH=$work/bin:$PATH run --run true --timeout 20
ends 125 'a QEMU that gives up and waits is ended'
says '^RAX=' "with QEMU's own words"

# One that can't start.
printf '#!/bin/sh\necho "qemu: broken" >&2\nexit 1\n' >"$work/bin/qemu-system-x86_64"
echo mode >"$work/script"
PATH=$work/bin:$PATH tools/debug --batch "$work/script" </dev/null >"$work/out" 2>&1
says '^qemu: broken' 'under gdb, too, its own words are told'
! grep -q Traceback "$work/out"
ok $? 'and no Python'

for compiler in musl-gcc gcc; do
    command -v $compiler >/dev/null || continue
    $compiler -static -o "$work/root/$compiler" "$work/hello.c"
    run --add "$work/root" --run "/$compiler static 5"
    ends 5 "a static program of $compiler runs"
    says 'hello from pid [0-9]+, static' 'and prints'
    says "^child's status: 9" 'and forks'
done
run --append hugepages=many --run true
says '^hugepages=many is no number' 'a bad option of the kernel is named'
echo 'pt walk nowhere' >"$work/script"
tools/debug --batch "$work/script" --run true </dev/null >"$work/out" 2>&1
ok $(($? != 1)) 'tools/debug --batch ends with 1 if a command fails'
echo 'mode' >"$work/script"
tools/debug --batch "$work/script" --run true </dev/null >"$work/out" 2>&1
ok $? 'and with 0 if none does'
echo 'continue' >"$work/script"
tools/debug --batch "$work/script" --run 'exit 7' </dev/null >"$work/out" 2>&1
ok $(($? != 7)) "and with the machine's status if that ends"

mkdir "$work/few"
ln -s "$(command -v dirname)" "$work/few"
PATH=$work/few "$BASH" tools/bochs >"$work/out" 2>&1
[[ $? == 2 && $(<"$work/out") == *'Bochs is missing: '* ]]
ok $? 'without Bochs, tools/bochs says so'
tools/bochs --frobnicate >"$work/out" 2>&1
[[ $? == 2 && $(wc -l <"$work/out") == 1 ]]
ok $? 'as it does of a wrong option'
finish

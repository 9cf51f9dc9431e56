#!/usr/bin/env bash
# gdb's commands for page tables and for the kernel's books: what they say of
# two processes that share a segment, by both boot loaders; against QEMU's own
# walks and the guest's own /proc.
. tests/lib.sh

# One processor, and sched_yield(): each does its part in turn.
mkdir "$work/root"
cat >"$work/meet.c" <<'C'
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARENT ((char *)0x200000000000)
#define CHILD ((char *)0x300000000000)
#define KEPT ((char *)0x100000000000)
#define SHARED ((char *)0x180000000000)

static char own[4096] = "not shared";
static const char *volatile constant = "shared";

__attribute__((noinline)) void meet(const char *at)
{
    __asm__ volatile("" : : "r"(at) : "memory");
}

static void show_maps(void)
{
    char text[2048];
    int fd = open("/proc/self/maps", O_RDONLY);
    ssize_t n = read(fd, text, sizeof(text));

    write(1, text, n);
    close(fd);
}

__attribute__((noinline)) static void let_others_run(int rounds)
{
    while (rounds-- > 0)
        sched_yield();
}

/* A page that was written, and then closed to all; and one for children. */
static void map_pages(void)
{
    *(char *)mmap(KEPT, 4096, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) = 1;
    mprotect(KEPT, 4096, PROT_NONE);
    mmap(SHARED, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

/* Process 4 may only read. */
static void reader(int id)
{
    char *at;

    let_others_run(2);
    shmdt(PARENT);
    at = shmat(id, CHILD, SHM_RDONLY);
    own[0] = at[0];
    map_pages();
    show_maps();
    meet(at);
    let_others_run(8);
    shmdt(at);
    _exit(0);
}

/* Process 5 touches the second page while process 4 has it. */
static void writer(void)
{
    let_others_run(4);
    PARENT[4096] = 1;
    _exit(0);
}

int main(void)
{
    int id = shmget(0x1234, 8192, IPC_CREAT | 0600);

    strcpy(shmat(id, PARENT, 0), constant);
    if (fork() == 0)
        reader(id);
    if (fork() == 0)
        writer();
    while (wait(NULL) > 0)
        continue;
    shmctl(id, IPC_RMID, NULL);
    return 0;
}
C
tools/cc -g -O1 -o "$work/root/meet" "$work/meet.c" || echo 'Bail out! meet.c does not compile'

# debug COMMANDS OPTION...: what gdb answers to them, where the two meet, or at
# another breakpoint.
start='user-break meet meet'
debug() {
    printf '%s\n' "$start" continue 'echo BEGIN\n' "$1" >"$work/script"
    timeout 100 tools/debug --batch "$work/script" --add "$work/root" --run /meet \
        --log "$work/log" "${@:2}" </dev/null >"$work/answer" 2>&1
    tr -d '\r' <"$work/answer" | sed '1,/^BEGIN/d' >"$work/out"
}

# Physical addresses, and with them entries, differ from kernel to kernel, as
# does who calls whom.
normal() {
    perl -ne 'next if /^#\d|^\d+\t|^Breakpoint|^\[/;
        s/0x([0-9a-f]+)\b/ my $n = hex($1) & ~(1 << 63);
            $n < 0x10000 || $n >= 1 << 32 ? "0x$1"
            : length($1) == 16 ? "ENTRY" : "P"/ge;
        s/0xffff800[0-9a-f]{9}/PHYSMAP/; s/of \d+ locks/of N locks/;
        s/object \d+/object N/;
        s/^(  by .*): \w+, kernel\/.*/$1/; s/(?<=\S)  +/ /g; s/ $//; print'
}

# is NAME: the answer is standard input.
is() {
    diff <(normal <"$work/out") - >"$work/diff"
    ok $? "$1"
    sed 's/^/# /' "$work/diff"
}

for road in bios grub; do
    debug "$(cat <<'G'
ps
regions
shm
pt walk 0x300000000000
pt who $physical
pt who $cr3
pt walk 0x300000000000 3
pt walk 0x200000000000 3
pt walk 0x404fff
pt walk 0x100000000000
pt walk 0xffffbfffffffffff
set $table = *(unsigned long *)(0xffff800000000000 + (unsigned long)$cr3 + 8 * 96) & 0xffffffffff000
pt who $table
pt map 4
pt diff 3 4
pt watch 0x300000001000 4
continue
locks
pt walk 0x300000001000 4
continue
continue
G
)" --road $road
    is "what two share, and a page that comes by a shared table, booted by $road" <<'G'
  pid parent cpu state tables name doing
    1 0 0 sleeping P init system call wait4
    2 1 0 sleeping P sh system call wait4
    3 2 0 sleeping P meet system call wait4
    4 3 0 running P meet its own code
    5 3 0 runnable P meet system call sched_yield
000000400000-000000401000 r--p 4 KiB 0x0 file /meet, private
000000401000-000000402000 r-xp 4 KiB 0x1000 file /meet, private
000000402000-000000403000 r--p 4 KiB 0x2000 file /meet, private
000000403000-000000404000 rw-p 4 KiB 0x2000 file /meet, private
000000404000-000000406000 rw-p 8 KiB - zeros, private
100000000000-100000001000 ---p 4 KiB - zeros, private
180000000000-180000001000 r--s 4 KiB 0x0 shared memory without a name (object N)
300000000000-300000002000 r--s 8 KiB 0x0 segment 0 (key 0x1234)
7fffff7ff000-7ffffffff000 rw-p 8 MiB - stack
segment 0 (key 0x1234): 8192 bytes, mode 0600, 3 attached, resident 4 KiB, tables of 1 level(s) at P
  0x200000000000 rw-s in process 3 (meet)
  0x300000000000 r--s in process 4 (meet)
  0x200000000000 rw-s in process 5 (meet)
0x300000000000 = 96 : 0 : 0 : 0 : 0x0
CR3 ENTRY top table of process 4 (meet)
PML4E [ 96] ENTRY at P: table, P W U
PDPTE [ 0] ENTRY at P: table, P W U
PDE [ 0] ENTRY at P: link to a table of segment 0 (key 0x1234), P U LINK NX
PTE [ 0] ENTRY at P: page of 4 KiB, P W U A D NX
physical P, user r--: segment 0 (key 0x1234)
frame P: segment, 1 reference
  page of segment 0 (key 0x1234), at offset 0x0
  process 3 (meet): 0x200000000000, user rw-, segment 0 (key 0x1234)
  process 4 (meet): 0x300000000000, user r--, segment 0 (key 0x1234)
  the kernel alone: PHYSMAP, kernel rw-, physical memory
frame P: table, 1 reference
  the top table of process 4 (meet)
  the kernel alone: PHYSMAP, kernel rw-, physical memory
0x300000000000 = 96 : 0 : 0 : 0 : 0x0
CR3 ENTRY top table of process 3 (meet)
PML4E [ 96] 0x0000000000000000 at P: not present
not mapped
0x200000000000 = 64 : 0 : 0 : 0 : 0x0
CR3 ENTRY top table of process 3 (meet)
PML4E [ 64] ENTRY at P: table, P W U A
PDPTE [ 0] ENTRY at P: table, P W U A
PDE [ 0] ENTRY at P: link to a table of segment 0 (key 0x1234), P W U A LINK NX
PTE [ 0] ENTRY at P: page of 4 KiB, P W U A D NX
physical P, user rw-: segment 0 (key 0x1234)
P = 0 : 0 : 2 : 4 : 0xfff
CR3 ENTRY top table of process 4 (meet)
PML4E [ 0] ENTRY at P: table, P W U A
PDPTE [ 0] ENTRY at P: table, P W U A
PDE [ 2] ENTRY at P: table, P W U A
PTE [ 4] 0x0000000000000000 at P: not present
not mapped yet: zeros, private, rw-p; the first access that this allows brings the page
0x100000000000 = 32 : 0 : 0 : 0 : 0x0
CR3 ENTRY top table of process 4 (meet)
PML4E [ 32] ENTRY at P: table, P W U A
PDPTE [ 0] ENTRY at P: table, P W U A
PDE [ 0] ENTRY at P: table, P W U A
PTE [ 0] ENTRY at P: not present A D COW KEPT
no access, but the frame is kept (PTE_KEPT): zeros, private
0xffffbfffffffffff = 383 : 511 : 511 : 511 : 0xfff
CR3 ENTRY top table of process 4 (meet)
PML4E [383] 0x0000000000000000 at P: not present
not mapped: physical memory
frame P: table, 1 reference
  process 4 (meet): table of level 3 for 0x300000000000
  the kernel alone: PHYSMAP, kernel rw-, physical memory
top table P of process 4 (meet)
ENTRY 4 KiB user r-x file /meet, private P
ENTRY 4 KiB user r-- file /meet, private P
ENTRY 4 KiB user r-- file /meet, private, copy on write P
0x0000300000000000 4 KiB user r-- segment 0 (key 0x1234) P
0x00007fffffffe000 4 KiB user rw- stack P
shared: 16 KiB
  4 KiB, P: file, 4 references
      3 ENTRY user r-x file /meet, private
      4 ENTRY user r-x file /meet, private
  4 KiB, P: file, 4 references
      3 ENTRY user r-- file /meet, private
      4 ENTRY user r-- file /meet, private
  4 KiB, P: user, 3 references
      3 ENTRY user r-- file /meet, private, copy on write
      4 ENTRY user r-- file /meet, private, copy on write
  4 KiB, P: segment, 1 reference
      3 0x0000200000000000 user rw- segment 0 (key 0x1234)
      4 0x0000300000000000 user r-- segment 0 (key 0x1234)
only process 3 (meet): 4 KiB
       4 KiB stack
only process 4 (meet): 4 KiB
       4 KiB stack
the kernel's half: the same 4 tables below both top tables
pt watch 2: PTE [1] of 0x300000001000 in process 4 (meet)
  old 0x0000000000000000 not present
  new ENTRY page of 4 KiB, P W U A D NX
  by process 5 (meet), page fault
address space of 5 (meet): RANK_SPACE, held by processor 0, process 5 (meet)
object of segment 0 (key 0x1234): RANK_OBJECT, held by processor 0, process 5 (meet)
2 of N locks are held
0x300000001000 = 96 : 0 : 0 : 1 : 0x0
CR3 ENTRY top table of process 4 (meet)
PML4E [ 96] ENTRY at P: table, P W U
PDPTE [ 0] ENTRY at P: table, P W U
PDE [ 0] ENTRY at P: link to a table of segment 0 (key 0x1234), P U LINK NX
PTE [ 1] ENTRY at P: page of 4 KiB, P W U A D NX
physical P, user r--: segment 0 (key 0x1234)
pt watch 2: PDE [0] of 0x300000001000 in process 4 (meet)
  old ENTRY link to a table of segment 0 (key 0x1234), P U LINK NX
  new 0x0000000000000000 not present
  by process 4 (meet), system call shmdt
pt watch 2: PDPTE [0] of 0x300000001000 in process 4 (meet)
  old ENTRY table, P W U
  new 0x0000000000000000 not present
  by process 4 (meet), system call shmdt
G
done

# What another does with the same segment is none of a process's.
debug "$(printf '%s\n' 'pt watch 0x200000001000 5' continue)"
[[ $(grep -m1 '^pt watch 2: ' "$work/out") == *' PML4E [64] of 0x200000001000 in process 5 (meet)' ]]
ok $? 'one process is watched alone'

# The kernel's own half: the stack above one that was just made.
start='tbreak kstack_alloc' debug "$(printf '%s\n' finish 'set $above = $ + 0x8000 - 8' 'pt watch $above' continue)"
says '^pt watch 2: PTE \[[0-9]+\] of 0xffffc0000000[0-9a-f]{4} in the kernel$' "the kernel's half is watched"

# An interrupt before the first instruction, and the same call begins again.
debug "$(printf '%s\n' 'pt watch 0x300000001000 4' \
    'tbreak *pte_set if ($rdx & 7) == 1 && ($rdi & 0xfff) == 8' continue 'jump *$pc' continue)"
[[ $(grep -c '^pt watch 2: PTE \[1\] of 0x300000001000 ' "$work/out") == 1 ]]
ok $? 'a write is told once'

# Tables that no process has yet: fork and exec build them.
start='tbreak space_fork' debug "$(printf '%s\n' 'pt watch 0x7fffffffe000' continue continue continue \
    continue continue continue continue continue continue continue continue continue)"
grep -E '^pt watch .* in (a|the next) ' "$work/out" | head -n 8 >"$work/watched"
mv "$work/watched" "$work/out"
is 'what fork and exec build, before a process has it' <<'G'
pt watch 2: PML4E [255] of 0x7fffffffe000 in a child of process 1 (init)
pt watch 2: PDPTE [511] of 0x7fffffffe000 in a child of process 1 (init)
pt watch 2: PDE [511] of 0x7fffffffe000 in a child of process 1 (init)
pt watch 2: PTE [510] of 0x7fffffffe000 in a child of process 1 (init)
pt watch 2: PML4E [255] of 0x7fffffffe000 in the next program of process 2 (init)
pt watch 2: PDPTE [511] of 0x7fffffffe000 in the next program of process 2 (init)
pt watch 2: PDE [511] of 0x7fffffffe000 in the next program of process 2 (init)
pt watch 2: PTE [510] of 0x7fffffffe000 in the next program of process 2 (init)
G

# What QEMU says of the same tables; and the guest.
debug "$(cat <<'G'
regions
pt walk 0x300000000123
pt walk $rsp
pt walk &kernel_main
pt walk 0xffff800001234567
python
import views
from memory import Physical
for text in "0x300000000123", "$rsp", "&kernel_main", "0xffff800001234567":
    address = int(gdb.parse_and_eval(f"(unsigned long)({text})"))
    gdb.execute(f"monitor gva2gpa {address:#x}")
with Physical() as read:
    pages = list(views.pages(read, views.root_in_use()))
last = None
for page in pages + [None]:
    if last and page and (last[1], last[2]) == (page.start, page.rights[:2]):
        last[1] += page.size
        continue
    if last:
        start, end, (write, user) = last
        print(f"{start:016x}-{end:016x} {end - start:016x} "
              f"{'u' if user else '-'}r{'w' if write else '-'}")
    last = page and [page.start, page.start + page.size, page.rights[:2]]
end
echo QEMU\n
monitor info mem
G
)"
sed -n 's/^physical \(0x[0-9a-f]*\),.*/\1/p' "$work/out" >"$work/walks"
sed -n 's/^gpa: //p' "$work/out" >"$work/gpas"
[[ $(wc -l <"$work/walks") == 4 ]] && cmp "$work/walks" "$work/gpas"
ok $? 'pt walk ends where QEMU says'
grep -E '^QEMU|^[0-9a-f]{16}-' "$work/out" >"$work/ranges"
sed '/^QEMU/,$d' "$work/ranges" >"$work/ours"
sed '1,/^QEMU/d' "$work/ranges" >"$work/qemus"
[[ $(wc -l <"$work/ours") -gt 8 ]] && diff "$work/ours" "$work/qemus" | sed 's/^/# /'
ok "${PIPESTATUS[0]}" 'what is mapped, and the rights, are what QEMU finds'
line='s/^0*\([0-9a-f]*-\)0*\([0-9a-f]* [r-][w-][x-][sp]\) .*/\1\2/p'
sed -n "$line" "$work/out" >"$work/regions"
tr -d '\r' <"$work/log" | sed -n "$line" >"$work/maps"
[[ -s $work/maps ]] && cmp "$work/regions" "$work/maps"
ok $? 'regions are those of /proc/PID/maps'

# Frames are all accounted for; pids and programs are completed.
debug "$(printf '%s\n' frames 'output '\''kernel/mm/frames.c'\''::total' 'echo FRAMES\n' \
    'complete regions ' 'complete pt diff 1 2' 'complete user-break mee' \
    'complete user-break meet let_oth' 'complete program mee')"
total=$(sed -n 's/^\([0-9]*\)FRAMES$/\1/p' "$work/out")
sum=$(awk '/^[a-z]+ +[0-9]+ +[0-9]+ [KMG]iB$/ { n += $2 } END { print n }' "$work/out")
[[ $total -gt 1000 && $sum == "$total" ]]
ok $? 'frames counts each frame once'
free=$(awk '/^free +[0-9]/ { print $2 }' "$work/out")
found=$(awk '/^free blocks: / {
    for (i = 3; $i != "cached:"; i += 4)
        n += $i * $(i + 2) / 4 * ($(i + 3) ~ "MiB" ? 1024 : 1)
    print n + $(i + 1) }' "$work/out")
[[ $free -gt 1000 && $found == "$free" ]]
ok $? 'those that are free are in blocks, or cached'
sed -i '0,/FRAMES/d' "$work/out"
is 'pids, programs and functions are completed' <<'G'
regions 1
regions 2
regions 3
regions 4
regions 5
pt diff 1 2
user-break meet
user-break meet let_others_run
program meet
G

# A kernel that checks its locks knows where each was taken.
make -s DEBUG=1 build/debug/kernel.elf
debug "$(printf '%s\n' 'tbreak shm_detach' continue 'tbreak region_closed' continue locks)" \
    --kernel build/debug/kernel.elf
says '^address space of 4 \(meet\): RANK_SPACE, .*, taken at kernel/ipc/shm\.c:[0-9]+$' \
    'who holds a lock since where'
finish

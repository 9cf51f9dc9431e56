/*
 * procinfo.c - processes as files: /proc/PID/stat, statm, status, cmdline and
 * maps in Linux's formats (proc(5)), and walk, which is ours: a page-table walk
 * as five words (see walk_read).
 */
#include "cpu/clock.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/pt.h"
#include "task/process.h"
#include "vm/space.h"

/* Its space, held so that it doesn't vanish meanwhile; NULL if it has none
 * any more. */
static struct space *space_hold(struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    struct space *s = p ? p->space : NULL;
    if (s)
        space_get(s);
    spin_unlock(&process_lock);
    return s;
}

static char state_letter(const struct process *p)
{
    if (p->state == PROCESS_ZOMBIE)
        return 'Z';
    if (p->state == PROCESS_STOPPED)
        return 'T';
    return p->thread.state == THREAD_SLEEPING ? 'S' : 'R';
}

#define TICKS(ns) ((ns) / (NS_PER_SEC / 100))   /* clock ticks, USER_HZ 100 */

/* The 52 fields of proc(5); those that mean nothing here are 0. */
static int show_stat(struct seq *out, struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    if (p) {
        struct space_usage usage = space_usage(p->space);
        struct usage used = process_usage(p);
        seq_printf(out, "%d (%s) %c %d %d %d 1024 %d 0 %lu 0 0 0 %lu 0 "
                   "%lu 0 %d %d 1 0 %lu %lu %lu 18446744073709551615", p->pid, p->name,
                   state_letter(p), p->parent ? p->parent->pid : 0, p->pgrp,
                   p->session, p->pgrp, used.faults, TICKS(used.time),
                   TICKS(p->children_usage.time), 20 + p->nice, p->nice,
                   TICKS(p->start_time), usage.bytes, usage.resident_pages);
        for (int field = 26; field <= 52; field++)
            seq_printf(out, " 0");
        seq_printf(out, "\n");
    }
    spin_unlock(&process_lock);
    return p ? 0 : -ESRCH;
}

/* Pages: mapped, there, shared, of programs, 0, of data and stack, 0. What
 * isn't told apart here is 0, too. */
static int show_statm(struct seq *out, struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    struct space_usage usage = { 0 };
    if (p)
        usage = space_usage(p->space);
    spin_unlock(&process_lock);
    seq_printf(out, "%lu %lu 0 0 0 0 0\n", PAGES(usage.bytes),
               usage.resident_pages);
    return p ? 0 : -ESRCH;
}

/* Who it is and what it may do. */
static void show_cred(struct seq *out, const struct cred *c)
{
    seq_printf(out, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n",
               c->uid, c->euid, c->suid, c->euid, c->gid, c->egid, c->sgid,
               c->egid);
    seq_printf(out, "Groups:\t");
    for (int i = 0; i < c->group_count; i++)
        seq_printf(out, "%u ", c->groups[i]);
    seq_printf(out, "%s\n", c->group_count == 0 ? " " : "");
}

static void show_capabilities(struct seq *out, const struct cred *c)
{
    seq_printf(out, "CapInh:\t%016lx\nCapPrm:\t%016lx\nCapEff:\t%016lx\n"
               "CapBnd:\t%016lx\nCapAmb:\t%016lx\n", c->inheritable,
               c->permitted, c->effective, CAP_ALL, 0ul);
}

static int show_status(struct seq *out, struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    if (p) {
        struct space_usage usage = space_usage(p->space);
        seq_printf(out, "Name:\t%s\nState:\t%c\nTgid:\t%d\nPid:\t%d\n"
                   "PPid:\t%d\n", p->name, state_letter(p), p->pid, p->pid,
                   p->parent ? p->parent->pid : 0);
        show_cred(out, &p->cred);
        seq_printf(out, "VmSize:\t%8lu kB\nVmRSS:\t%8lu kB\n",
                   usage.bytes / KIB, usage.resident_pages * PAGE_SIZE / KIB);
        seq_printf(out, "SigPnd:\t%016lx\nSigBlk:\t%016lx\n",
                   p->signals.pending, p->signals.blocked);
        show_capabilities(out, &p->cred);
    }
    spin_unlock(&process_lock);
    return p ? 0 : -ESRCH;
}

/* Copied from the process's own stack, page by page, if it is there. */
static int show_cmdline(struct seq *out, struct proc_id who)
{
    struct space *s = space_hold(who);

    if (!s)
        return 0;
    for (vaddr_t va = s->args_start; va < s->args_end;) {
        size_t n = MIN(PAGE_SIZE - (va & PAGE_MASK), s->args_end - va);
        spin_lock(&s->lock);
        paddr_t pa = pt_resolve(&s->pt, va);
        if (pa)
            seq_write(out, phys_to_virt(pa), n);
        spin_unlock(&s->lock);
        va += n;
    }
    space_put(s);
    return 0;
}

#define NAME_COLUMN 73

static void show_region(struct seq *out, const struct space *s,
                        const struct region *r)
{
    uint64_t inode = 0;
    char name[40] = "", line[NAME_COLUMN + 1];

    if (r->ops && r->ops->describe)
        r->ops->describe(r, &inode, name, sizeof(name));
    else if (r->end == USER_TOP)
        strlcpy(name, "[stack]", sizeof(name));
    else if (r->start >= s->brk_start && r->end <= ROUND_UP(s->brk, PAGE_SIZE))
        strlcpy(name, "[heap]", sizeof(name));
    snprintf(line, sizeof(line), "%08lx-%08lx %c%c%c%c %08lx 00:%02x %lu ",
             r->start, r->end, r->prot & PROT_READ ? 'r' : '-',
             r->prot & PROT_WRITE ? 'w' : '-', r->prot & PROT_EXEC ? 'x' : '-',
             r->shared ? 's' : 'p', r->object ? r->first_page << PAGE_SHIFT : 0,
             r->object ? 1 : 0, inode);
    seq_printf(out, "%-*s%s\n", name[0] ? NAME_COLUMN : 0, line, name);
}

static int show_maps(struct seq *out, struct proc_id who)
{
    struct space *s = space_hold(who);

    if (!s)
        return 0;
    spin_lock(&s->lock);
    for (struct region *r = region_at_or_above(s, 0); r; r = r->next)
        show_region(out, s, r);
    spin_unlock(&s->lock);
    space_put(s);
    return 0;
}

/* --- walk ----------------------------------------------------------------- */

#define WALK_WORDS 5    /* CR3 and the entries of levels 4, 3, 2, 1 */
#define LOWER_END (1ul << 47)

/* The walk of `va`, and the address where the next one differs in more than
 * the page. */
static vaddr_t walk(struct space *s, vaddr_t va, uint64_t words[WALK_WORDS])
{
    pte_t entries[PT_LEVELS + 1];

    spin_lock(&s->lock);
    uint64_t span = pt_span(pt_walk(&s->pt, va, entries));
    words[0] = s->pt.root;
    spin_unlock(&s->lock);
    for (int level = PT_LEVELS; level >= 1; level--)
        words[PT_LEVELS + 1 - level] = entries[level];
    return ROUND_DOWN(va, span) + span;
}

/*
 * Like Linux's pagemap, but the whole walk: at offset 40 * page number, CR3
 * and the raw entries of the four levels; 0 for a level that isn't reached.
 * Pages of the upper half have numbers up to 2^52 - 1. Whoever reads more gets
 * more: each next walk is of what the last entry of the one before doesn't
 * cover, up to the end of the half.
 */
static ssize_t walk_read(struct proc_id who, vaddr_t buf, size_t n, off_t at)
{
    uint64_t words[WALK_WORDS];
    vaddr_t va = (uint64_t)at / sizeof(words) << PAGE_SHIFT;
    struct space *s = space_hold(who);
    size_t done = 0;
    int err = 0;

    if (!s)
        return 0;
    if (at < 0 || at % sizeof(words) || n < sizeof(words))
        err = -EINVAL;
    while (!err && done + sizeof(words) <= n) {
        va = walk(s, va, words);
        err = copy_to_user(buf + done, words, sizeof(words));
        done += sizeof(words);
        if (va == 0 || va == LOWER_END)
            break;
    }
    space_put(s);
    return err ? err : (ssize_t)done;
}

/* --- the directories ------------------------------------------------------ */

static bool pid_find(pid_t pid, struct proc_id *who, uid_t *uid, gid_t *gid)
{
    spin_lock(&process_lock);
    struct process *p = process_find(pid);
    if (p) {
        *who = (struct proc_id){ pid, p->start_time };
        *uid = p->cred.euid;
        *gid = p->cred.egid;
    }
    spin_unlock(&process_lock);
    return p;
}

static pid_t pid_after(pid_t pid)
{
    struct process *p;
    pid_t best = 0;

    spin_lock(&process_lock);
    list_for_each(p, &processes, all)
        if (p->pid > pid && (best == 0 || p->pid < best))
            best = p->pid;
    spin_unlock(&process_lock);
    return best;
}

static pid_t pid_self(void)
{
    return current()->pid;
}

void procinfo_init(void)
{
    static const struct proc_pid_ops ops = { pid_find, pid_after, pid_self };

    proc_pid_init(&ops);
    proc_pid_add("stat", 0444, show_stat);
    proc_pid_add("statm", 0444, show_statm);
    proc_pid_add("status", 0444, show_status);
    proc_pid_add("cmdline", 0444, show_cmdline);
    proc_pid_add("maps", 0444, show_maps);
    proc_pid_add_raw("walk", 0400, walk_read);
}

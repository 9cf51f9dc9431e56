/*
 * machineinfo.c - the machine and the kernel as files in /proc: in Linux's
 * formats (proc(5)), but only what is known here; frames, frame-owners and boot
 * are ours.
 */
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "fs/procfs.h"
#include "lib/cred.h"
#include "lib/errno.h"
#include "lib/options.h"
#include "lib/string.h"
#include "lib/version.h"
#include "mm/boot_info.h"
#include "mm/frames.h"
#include "mm/huge.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "task/process.h"

/* --- memory and the boot -------------------------------------------------- */

static int show_meminfo(struct seq *out, void *arg)
{
    uint64_t free = frames_count(FRAME_FREE) * 4, total = frames_total() * 4;
    struct huge_counts huge = huge_counts();
    uint64_t huge_kib = huge.total * (HUGE_PAGE_SIZE / KIB);
    uint64_t shared = frames_count(FRAME_SEGMENT) * 4 - huge_kib;

    (void)arg;
    seq_printf(out, "MemTotal:       %8lu kB\nMemFree:        %8lu kB\n"
               "MemAvailable:   %8lu kB\nBuffers:        %8u kB\n"
               "Cached:         %8lu kB\nSwapTotal:      %8u kB\n"
               "SwapFree:       %8u kB\nShmem:          %8lu kB\n"
               "PageTables:     %8lu kB\n", total, free, free, 0,
               frames_count(FRAME_FILE) * 4, 0, 0, shared,
               frames_count(FRAME_TABLE) * 4);
    seq_printf(out, "HugePages_Total:   %5lu\nHugePages_Free:    %5lu\n"
               "HugePages_Rsvd:    %5lu\nHugePages_Surp:    %5u\n"
               "Hugepagesize:   %8lu kB\nHugetlb:        %8lu kB\n",
               huge.total, huge.free, huge.promised, 0, HUGE_PAGE_SIZE / KIB,
               huge_kib);
    return 0;
}

static int show_frames(struct seq *out, void *arg)
{
    (void)arg;
    seq_printf(out, "total %lu\nfree %lu\nused %lu\n", frames_total(),
               frames_count(FRAME_FREE), frames_used());
    for (int owner = FRAME_FREE + 1; owner < FRAME_OWNERS; owner++)
        seq_printf(out, "%s %lu\n", frame_owner_names[owner],
                   frames_count(owner));
    seq_printf(out, "objects %lu\n", kmalloc_objects());
    return 0;
}

/* At offset 8 * number, each frame's owner kind (mm/frames.h), and from bit 32
 * on how many references it has. */
static ssize_t read_owners(vaddr_t buf, size_t n, off_t at)
{
    paddr_t frame = (uint64_t)at / sizeof(uint64_t) << PAGE_SHIFT;
    size_t done = 0;

    if (at < 0 || at % sizeof(uint64_t))
        return -EINVAL;
    for (; done + sizeof(uint64_t) <= n && frame_is_ram(frame);
         done += sizeof(uint64_t), frame += PAGE_SIZE) {
        uint64_t word = frame_owner(frame) | (uint64_t)frame_refs(frame) << 32;
        if (copy_to_user(buf + done, &word, sizeof(word)) < 0)
            return -EFAULT;
    }
    return done;
}

/* The stations of the boot: each register before and after (boot/boot.h). */
static int show_boot(struct seq *out, void *arg)
{
    static const char *const names[STATIONS] = {
        [STATION_PE] = "CR0.PE", [STATION_PAE] = "CR4.PAE",
        [STATION_LME] = "EFER.LME", [STATION_PG] = "CR0.PG",
        [STATION_CS] = "CS",
    };

    (void)arg;
    seq_printf(out, "loader: %s\n", boot_info.loader);
    for (int i = 0; i < STATIONS; i++) {
        seq_printf(out, "%s ", names[i]);
        if (i == STATION_PE && !boot_info.loader_set_pe)
            seq_printf(out, "-");
        else
            seq_printf(out, "0x%lx", boot_info.stations[i][0]);
        seq_printf(out, " 0x%lx\n", boot_info.stations[i][1]);
    }
    return 0;
}

/* --- time ----------------------------------------------------------------- */

#define TICKS(ns) ((ns) / (NS_PER_SEC / 100))   /* clock ticks, USER_HZ 100 */

/* How long each processor has had nothing to do, and the sum. */
static uint64_t idle_times(uint64_t times[CPUS_MAX])
{
    uint64_t sum = 0;

    for (int cpu = 0; cpu < cpus_count(); cpu++)
        sum += times[cpu] = thread_time(cpus[cpu].idle);
    return sum;
}

static int show_uptime(struct seq *out, void *arg)
{
    uint64_t times[CPUS_MAX], ns = clock_monotonic(), idle = idle_times(times);

    (void)arg;
    seq_printf(out, "%lu.%02lu %lu.%02lu\n", ns / NS_PER_SEC,
               TICKS(ns) % 100, idle / NS_PER_SEC, TICKS(idle) % 100);
    return 0;
}

/* All time that isn't idle is the users'; the other eight are 0. */
static void show_times(struct seq *out, uint64_t all, uint64_t idle)
{
    seq_printf(out, " %lu 0 0 %lu 0 0 0 0 0 0\n",
               TICKS(all > idle ? all - idle : 0), TICKS(idle));
}

static int count_running(void)
{
    const struct process *p;
    int running = 0;

    spin_lock(&process_lock);
    list_for_each(p, &processes, all)
        running += p->thread.state == THREAD_RUNNING ||
                   p->thread.state == THREAD_RUNNABLE;
    spin_unlock(&process_lock);
    return running;
}

static int show_stat(struct seq *out, void *arg)
{
    uint64_t times[CPUS_MAX], now = clock_monotonic();
    uint64_t idle = idle_times(times);

    (void)arg;
    seq_printf(out, "cpu ");
    show_times(out, now * cpus_count(), idle);
    for (int cpu = 0; cpu < cpus_count(); cpu++) {
        seq_printf(out, "cpu%d", cpu);
        show_times(out, now, times[cpu]);
    }
    seq_printf(out, "btime %lu\nprocesses %lu\nprocs_running %d\n"
               "procs_blocked 0\n", (clock_realtime() - now) / NS_PER_SEC,
               process_made(), count_running());
    return 0;
}

/* --- the kernel ----------------------------------------------------------- */

static int show_text(struct seq *out, void *text)
{
    seq_write(out, text, strlen(text));
    seq_write(out, "\n", 1);
    return 0;
}

static int show_number(struct seq *out, void *number)
{
    seq_printf(out, "%lu\n", (uint64_t)number);
    return 0;
}

static int show_huge_pages(struct seq *out, void *arg)
{
    (void)arg;
    seq_printf(out, "%lu\n", huge_counts().total);
    return 0;
}

#define MOUNTS "tmpfs / tmpfs rw 0 0\nproc /proc proc rw 0 0"

static int show_mounts_of(struct seq *out, struct proc_id who)
{
    (void)who;
    return show_text(out, MOUNTS);
}

static const struct { const char *path, *text; } texts[] = {
    { "version", SYSTEM_NAME " version " SYSTEM_RELEASE " (" __VERSION__ ") "
                 SYSTEM_VERSION },
    { "filesystems", "nodev\ttmpfs\nnodev\tproc\nnodev\tpipefs" },
    { "mounts", MOUNTS },
    { "sys/kernel/ostype", SYSTEM_NAME },
    { "sys/kernel/hostname", SYSTEM_NODE },
    { "sys/kernel/osrelease", SYSTEM_RELEASE },
    { "sys/kernel/version", SYSTEM_VERSION },
};

/* Nothing of it can be changed; overcommit 0: what is obviously too much isn't
 * given (sys/memory.c). */
static const struct { const char *path; uint64_t number; } numbers[] = {
    { "sys/kernel/pid_max", PID_MAX },
    { "sys/kernel/ngroups_max", CRED_GROUPS },
    { "sys/kernel/tainted", 0 },
    { "sys/vm/overcommit_memory", 0 },
};

void machineinfo_init(void)
{
    proc_add("meminfo", 0444, show_meminfo, NULL);
    proc_add("frames", 0444, show_frames, NULL);
    proc_add_raw("frame-owners", 0400, read_owners);
    proc_add("boot", 0444, show_boot, NULL);
    proc_add("uptime", 0444, show_uptime, NULL);
    proc_add("stat", 0444, show_stat, NULL);
    proc_add("cmdline", 0444, show_text, (void *)options_line());
    proc_add("sys/vm/nr_hugepages", 0444, show_huge_pages, NULL);
    proc_pid_add("mounts", 0444, show_mounts_of);
    for (unsigned i = 0; i < ARRAY_SIZE(texts); i++)
        proc_add(texts[i].path, 0444, show_text, (void *)texts[i].text);
    for (unsigned i = 0; i < ARRAY_SIZE(numbers); i++)
        proc_add(numbers[i].path, 0444, show_number,
                 (void *)numbers[i].number);
    cpuinfo_init();
}

/*
 * main.c - the start of the kernel as one page of calls, and its end.
 * boot/long_mode.S jumps here, on the boot stack, with interrupts off and the
 * boot page tables loaded.
 */
#include "cpu/acpi.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/mmu.h"
#include "cpu/trap.h"
#include "dev/console.h"
#include "dev/keyboard.h"
#include "dev/power.h"
#include "dev/serial.h"
#include "dev/vga.h"
#include "debug/selftest.h"
#include "debug/trace_file.h"
#include "fs/fs.h"
#include "fs/initrd.h"
#include "ipc/ipc.h"
#include "ipc/sem.h"
#include "ipc/shm.h"
#include "lib/options.h"
#include "lib/panic.h"
#include "mm/boot_info.h"
#include "mm/frames.h"
#include "mm/huge.h"
#include "mm/kmalloc.h"
#include "mm/kmap.h"
#include "sched/queue.h"
#include "sched/sched.h"
#include "task/exit.h"
#include "task/futex.h"
#include "task/process.h"
#include "vm/fault.h"

/* What was in use before there were files and processes, and so must be
 * when they are gone. */
static uint64_t frames_at_start[FRAME_OWNERS], objects_at_start;

static void screen_init(void)
{
    serial_init();
    vga_init(boot_info.vga_text);
    console_init();
    power_init();
}

static uint32_t apic_ids[CPUS_MAX];
static int processors;          /* that firmware lists */

/* ACPI's tables are read while the boot page tables map all that is below
 * 4 GiB. */
static void memory_init(void)
{
    processors = acpi_processors(boot_info.has_rsdp ? boot_info.rsdp : NULL,
                                 apic_ids, CPUS_MAX);
    frames_init();
    trace_boot();
    kmap_init();
    frames_init_high();
    kmalloc_init();
}

static void processors_init(void)
{
    mmu_init();
    mmu_shootdown = !option_is_set("noshootdown");
    cpus_start(apic_ids, processors, option_number("maxcpus", CPUS_MAX));
}

static void initrd_load(void)
{
    const char *start = phys_to_virt(boot_info.initrd_start);
    size_t size = boot_info.initrd_end - boot_info.initrd_start;

    if (size == 0)
        panic("The boot loader passed no RAM disk: it is the second module "
              "line of the boot entry, or part of build/commons.img.");
    const char *problem = initrd_unpack(start, size);
    if (problem)
        panic("%s", problem);
    frames_release_range(boot_info.initrd_start, boot_info.initrd_end,
                         FRAME_RAMDISK);
}

static void remember_counts(void)
{
    for (int owner = 0; owner < FRAME_OWNERS; owner++)
        frames_at_start[owner] = frames_count(owner);
    frames_at_start[FRAME_FREE] += frames_count(FRAME_RAMDISK);
    frames_at_start[FRAME_RAMDISK] = 0;
    objects_at_start = kmalloc_objects();
}

static NORETURN void machine_end(int status);

/* Everything that may sleep: the rest of the start, and the end. */
static void life(void *unused)
{
    (void)unused;
    remember_counts();
    fs_init();
    procinfo_init();
    oom_init();
    machineinfo_init();
    trace_file_init();
    if (option_is_set("faults"))
        failnth_init();
    huge_init(option_number("hugepages", 0));
    ipc_init();
    futex_init();
    initrd_load();
    kprintf("%d processor%s, %lu MiB of memory, %lu KiB of it in use\n",
            cpus_count(), cpus_count() == 1 ? "" : "s", frames_total() / 256,
            frames_used() * 4);
    process_start_init(option("init", "/bin/init"), options_argv("init"),
                       options_envp());
    machine_end(process_wait_for_init());
}

NORETURN void kernel_main(paddr_t info);

void kernel_main(paddr_t info)
{
    static struct thread first;

    cpu_init(0);
    trap_init();
    boot_info_read(info);
    options_parse(boot_info.command_line);
    screen_init();
    kprintf("Commons, booted by %s\n", boot_info.loader);
    memory_init();
    pic_init();
    apic_init(true);
    clock_init();
    queues_init();
    sched_init();
    fault_init();
    task_traps_init();
    serial_input_init();
    keyboard_init();

    processors_init();
    if (option_is_set("selftest"))
        selftest();
    if (thread_init(&first, life, NULL) < 0)
        panic("No memory for the first thread: give the machine 16 MiB or "
              "more.");
    thread_wake(&first);
    for (;;)
        sched_idle();
}

/* --- the end -------------------------------------------------------------- */

/* Compare what is in use with what was at the start; how many kinds differ. */
static int audit(void)
{
    int differences = 0;

    for (int owner = FRAME_FREE; owner < FRAME_OWNERS; owner++) {
        uint64_t now = frames_count(owner), then = frames_at_start[owner];
        if (now == then)
            continue;
        differences++;
        kprintf("LEAK: %s frames: %lu at the start, %lu at the end\n",
                frame_owner_names[owner], then, now);
    }
    if (kmalloc_objects() != objects_at_start) {
        differences++;
        kprintf("LEAK: kernel objects: %lu at the start, %lu at the end\n",
                objects_at_start, kmalloc_objects());
    }
    return differences;
}

/* Process 1 has ended, all others before it, and only this thread is left. */
static void machine_end(int status)
{
    int code = status & 0x7f ? 128 + (status & 0x7f) : status >> 8;

    shm_shutdown();
    sem_shutdown();
    huge_shutdown();
    fs_shutdown();
    trace_shutdown();
    if (audit() > 0)
        power_off(POWER_OFF_LEAK);
    kprintf("Power off. Frames in use: %lu, as at the start.\n", frames_used());
    power_off(MIN(code, POWER_OFF_HIGHEST));
}

/*
 * exec.c - see exec.h. The new space is built completely, stack and all,
 * before the old one is given up, so that every failure can be reported.
 */
#include "task/exec.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/descriptors.h"
#include "cpu/trace.h"
#include "cpu/x86.h"
#include "fs/fdtable.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "task/elf.h"
#include "task/exit.h"
#include "task/process.h"
#include "vm/space.h"

/* Types of the auxiliary vector (getauxval(3)). */
enum {
    AT_NULL, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS,
    AT_ENTRY, AT_UID = 11, AT_EUID, AT_GID, AT_EGID, AT_PLATFORM, AT_HWCAP,
    AT_CLKTCK, AT_SECURE = 23, AT_RANDOM = 25, AT_EXECFN = 31,
};

#define STACK_PROT (PROT_READ | PROT_WRITE)

static int stack_map(struct space *s)
{
    struct mapping m = {
        .start = STACK_BOTTOM, .size = STACK_SIZE, .place = MAP_AT,
        .prot = STACK_PROT,
    };
    int64_t at = space_map(s, &m);

    return at < 0 ? (int)at : 0;
}

/* A cursor that goes down the new stack. */
struct pusher {
    struct space *space;
    vaddr_t sp;
    int err;
};

static vaddr_t push(struct pusher *p, const void *data, size_t n)
{
    p->sp -= n;
    if (p->err == 0)
        p->err = space_poke(p->space, p->sp, data, n);
    return p->sp;
}

/* Sixteen bytes for the C library's canaries. Simplified: the clock's jitter
 * is the only source; a production kernel would gather entropy. */
static void random_bytes(uint64_t out[2])
{
    uint64_t x = rdtsc() * 0x9e3779b97f4a7c15ul;

    for (int i = 0; i < 2; i++) {
        x ^= x >> 30;
        x *= 0xbf58476d1ce4e5b9ul;
        x ^= x >> 27;
        out[i] = x += rdtsc();
    }
}

/*
 * The stack as a program finds it (AMD64 ABI, figure 3.9), high to low:
 *
 *   file name, argument and environment strings, 16 random bytes
 *   auxiliary vector, ending in AT_NULL
 *   pointers to environment strings, NULL
 *   pointers to arguments, NULL
 *   argc                                    <- RSP, 16-byte aligned
 */
static int stack_fill(struct space *s, const struct args *a, const char *path,
                      const struct elf_image *image, vaddr_t *sp)
{
    struct pusher p = { s, USER_TOP - 8, 0 };
    const struct cred *c = &current()->cred;
    uint64_t random[2], zero = 0, argc = a->argc;
    int strings = a->argc + a->envc;

    random_bytes(random);
    vaddr_t name = push(&p, path, strlen(path) + 1);
    vaddr_t text = push(&p, a->text, a->used);
    p.sp = ROUND_DOWN(p.sp, 16);
    vaddr_t random_at = push(&p, random, sizeof(random));
    uint64_t aux[][2] = {
        { AT_PHDR, image->headers }, { AT_PHENT, 56 },
        { AT_PHNUM, image->header_count }, { AT_PAGESZ, PAGE_SIZE },
        { AT_BASE, 0 }, { AT_FLAGS, 0 }, { AT_ENTRY, image->entry },
        { AT_UID, c->uid }, { AT_EUID, c->euid }, { AT_GID, c->gid },
        { AT_EGID, c->egid }, { AT_HWCAP, cpuid(1, 0).edx },
        { AT_CLKTCK, 100 },
        { AT_SECURE, c->uid != c->euid || c->gid != c->egid },
        { AT_RANDOM, random_at }, { AT_EXECFN, name }, { AT_NULL, 0 },
    };
    if (strings % 2 == 0)       /* argc, the pointers and two NULLs: odd */
        push(&p, &zero, 8);
    push(&p, aux, sizeof(aux));
    push(&p, &zero, 8);
    for (int i = strings - 1; i >= 0; i--) {
        uint64_t pointer = text + a->offsets[i];
        if (i == a->argc - 1)
            push(&p, &zero, 8);
        push(&p, &pointer, 8);
    }
    if (a->argc == 0)
        push(&p, &zero, 8);
    *sp = push(&p, &argc, 8);
    s->args_start = text;
    s->args_end = text + (a->envc ? a->offsets[a->argc] : a->used);
    return p.err;
}

int program_open(const char *path, struct inode **program)
{
    struct process *p = current();
    int err = path_lookup(p->cwd, path, &p->cred, program);

    if (err)
        return err;
    if (!inode_is_regular(*program))
        err = -EACCES;
    else
        err = inode_access(*program, &p->cred, INODE_EXECUTE);
    if (!err)
        err = inode_begin_use(*program, INODE_RUNS);
    if (err)
        inode_put(*program);
    return err;
}

void program_close(struct inode *program)
{
    if (!program)
        return;
    inode_end_use(program, INODE_RUNS);
    inode_put(program);
}

struct inode *program_get(struct inode *program)
{
    int err = inode_begin_use(program, INODE_RUNS);

    assert(err == 0);
    return inode_get(program);
}

/* A space with the program in it, ready to run at `image` and `sp`. */
static int build(struct inode *program, const char *path, const struct args *a,
                 struct space **out, struct elf_image *image, vaddr_t *sp)
{
    struct space *s = *out = space_create();
    int err;

    if (!s)
        return -ENOMEM;
    if ((err = elf_load(program, s, image)) == 0 && (err = stack_map(s)) == 0)
        err = stack_fill(s, a, path, image, sp);
    if (err)
        space_put(s);
    return err;
}

TRACE_NOTE note_exec(const struct process *p, paddr_t old_root)
{
    uint64_t name[2];

    static_assert(sizeof(name) == sizeof(p->name), "a name is two words");
    memcpy(name, p->name, sizeof(name));
    trace_note(TRACE_PROCESS, TRACE_EXEC, p->space->mmu.root, old_root, name[0],
               name[1]);
}

/* Nothing fails from here on. */
static void adopt(struct process *p, struct inode *program, struct space *new,
                  const char *path)
{
    const char *base = path;
    paddr_t old_root = p->space ? p->space->mmu.root : 0;

    for (const char *c = path; *c; c++)
        if (*c == '/' && c[1])
            base = c + 1;
    if (p->space)
        process_leave_space(p);
    program_close(p->program);
    p->program = program;
    spin_lock(&process_lock);
    p->space = new;
    p->has_execed = p->dumpable = true;
    signals_exec(&p->signals);
    cred_exec(&p->cred);
    new->limit = p->limits[RLIMIT_AS].soft;
    strlcpy(p->name, base, sizeof(p->name));
    spin_unlock(&process_lock);
    TRACE(TRACE_PROCESS, note_exec(p, old_root));
    p->thread.mmu = &new->mmu;
    mmu_use(&new->mmu);
    p->thread.fs_base = 0;
    wrmsr(MSR_FS_BASE, 0);
    fdtable_close_on_exec(p->files);
}

/* SSE and x87 as a program may expect them (AMD64 ABI, 3.4.1). */
static void fpu_start(void)
{
    uint32_t mxcsr = 0x1f80;

    asm volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
}

int process_exec(struct inode *program, const char *path,
                 const struct args *a, struct trap_frame *f)
{
    struct elf_image image;
    struct space *new;
    vaddr_t sp;

    int err = build(program, path, a, &new, &image, &sp);

    if (err)
        return err;
    adopt(current(), program, new, path);
    fpu_start();
    *f = (struct trap_frame){
        .rip = image.entry, .rsp = sp, .rflags = RFLAGS_FIXED | RFLAGS_IF,
        .cs = SEL_USER_CODE, .ss = SEL_USER_DATA,
        .vector = TRAP_SYSCALL_SETTLED,
    };
    return 0;
}

/* --- process 1 ------------------------------------------------------------ */

struct init_start {
    const char *path;
    struct args *args;
};

/* Standard input, output and error are the console, as Linux has it. */
static void open_console(void)
{
    struct process *p = current();
    struct file *console;

    if (file_open(p->cwd, "/dev/console", O_RDWR, 0, &p->cred, &console) < 0)
        return;
    for (int fd = 0; fd < 3; fd++) {
        file_get(console);
        fd_install(p->files, console, fd, false);
    }
    file_put(console);
}

static void init_thread(void *arg)
{
    struct init_start *start = arg;
    struct trap_frame frame;
    struct inode *program;
    int err = program_open(start->path, &program);

    open_console();
    if (!err)
        err = process_exec(program, start->path, start->args, &frame);
    if (err)
        panic("%s cannot be started (error %d): the RAM disk lacks it or it is "
              "no static x86-64 program; rebuild the RAM disk, or name another "
              "with init=", start->path, -err);
    args_free(start->args);
    trap_return(&frame);
}

void process_start_init(const char *path, char *const argv[],
                        char *const envp[])
{
    static struct init_start start;
    struct process *p = process_alloc(NULL);
    struct args *a = args_alloc();

    if (!p || !a || thread_init(&p->thread, init_thread, &start) < 0 ||
        !(p->files = fdtable_create()))
        panic("No memory to start the first process: give the machine 16 MiB "
              "or more.");
    p->cwd = inode_get(fs_root());
    p->umask = 022;
    p->dumpable = true;
    p->cred = (struct cred)CRED_ROOT;
    limits_init(p->limits);
    for (int i = 0; argv[i]; i++)
        args_add(a, argv[i], false);
    for (int i = 0; envp[i]; i++)
        args_add(a, envp[i], true);
    start = (struct init_start){ path, a };
    process_publish(p);
    thread_wake(&p->thread);
}

/* who.c - pt who: everybody who has a frame. */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pt/pt.h"

/* Owner kinds of frames (kernel/mm/frames.h). */
static const char *const owners[] = {
    "nobody's: not for use", "free", "of the kernel's image or its records",
    "of the RAM disk", "a page table", "a kernel stack", "of the kernel's heap",
    "a private page of a process", "a page of a segment", "a page of a file",
};

#define OWNERS (sizeof(owners) / sizeof(owners[0]))

/* What the kernel's records say; false: there is no such frame. */
static bool print_owner(uint64_t frame)
{
    int fd = open("/proc/frame-owners", O_RDONLY);
    uint64_t word;

    if (fd < 0 && errno == EACCES)
        errx(1, "only root may see who has which frame");
    if (fd < 0)
        err(1, "/proc/frame-owners");
    ssize_t n = pread(fd, &word, sizeof(word),
                      frame / PAGE_SIZE * sizeof(word));
    close(fd);
    if (n != sizeof(word))
        return false;
    unsigned owner = word & 0xffffffff, refs = word >> 32;
    printf("frame 0x%lx: %s, %u reference%s\n", frame,
           owner < OWNERS ? owners[owner] : "?", refs, refs == 1 ? "" : "s");
    return true;
}

/* --- a process ------------------------------------------------------------ */

static void print_who(const struct view *v, uint64_t va)
{
    printf("  %-16.16s %5d  0x%012lx  ", v->process.name, v->process.pid, va);
}

static void print_page(const struct view *v, const struct walk *w,
                       uint64_t frame, uint64_t pa)
{
    int link = walk_link(w);
    uint64_t va = w->va + (frame - pa);

    print_who(v, va);
    printf("%s  %s", w->entry[walk_end(w)] & ENTRY_P
           ? rights_text(walk_permits(w)) : "---",
           mapping_name(view_mapping(v, va)));
    if (link)
        printf(", by a link at level %d", link);
    printf("\n");
}

/* The frame is its table of `level`, which an address is the first to use. */
static void print_table(const struct view *v, const struct walk *w, int level)
{
    int link = walk_link(w);

    print_who(v, w->va);
    if (level == LEVELS)
        printf("its top table\n");
    else if (level < link)
        printf("table of level %d, by a link: it belongs to %s\n", level,
               mapping_name(view_mapping(v, w->va)));
    else
        printf("its table of level %d, from here on for %s\n", level,
               size_text(walk_span(level + 1)));
}

/* The first level below the one where this walk leaves the way of the last. */
static int level_new(const struct walk *w, uint64_t last_va)
{
    int level = LEVELS;

    while (level > 1 && w->va / walk_span(level) == last_va / walk_span(level))
        level--;
    return level - 1;
}

/* The page of an entry, also of one that keeps its page without access. */
static bool has_page(const struct walk *w, uint64_t *pa)
{
    bool there = walk_finds(w, pa);

    return there || (w->entry[walk_end(w)] & ENTRY_KEPT);
}

/* The frame as a table of this walk, from `level` down. */
static int print_tables(const struct view *v, const struct walk *w, int level,
                        uint64_t frame)
{
    int found = 0;

    for (; level >= walk_end(w); level--)
        if (walk_table(w, level) == frame) {
            print_table(v, w, level);
            found++;
        }
    return found;
}

static int print_uses(const struct view *v, uint64_t frame)
{
    uint64_t last_va = 0, pa;
    bool first = true;
    struct walks s;
    struct walk w;
    int found = 0;

    walks_begin(&s, v->process.pid, USER_HALF);
    while (walks_next(&s, &w)) {
        found += print_tables(v, &w, first ? LEVELS : level_new(&w, last_va),
                              frame);
        if (has_page(&w, &pa) && frame - pa < walk_span(walk_end(&w))) {
            print_page(v, &w, frame, pa);
            found++;
        }
        last_va = w.va;
        first = false;
    }
    walks_end(&s);
    return found;
}

/* --- all of them ---------------------------------------------------------- */

static int print_all_uses(uint64_t frame)
{
    DIR *d = opendir("/proc");
    struct dirent *e;
    struct view v;
    int found = 0;

    while (d && (e = readdir(d))) {
        pid_t pid = atoi(e->d_name);
        if (!isdigit((unsigned char)e->d_name[0]) ||
            !process_read(pid, &v.process))
            continue;
        v.maps = mappings_read(pid);
        found += print_uses(&v, frame);
        free(v.maps.list);
    }
    if (d)
        closedir(d);
    return found;
}

/* The kernel maps all memory, there. */
static void print_kernels(uint64_t frame)
{
    int fd = walk_open(0);
    struct walk w;
    uint64_t pa;

    if (walk_read(fd, KERNEL_HALF + frame, &w) && walk_finds(&w, &pa) &&
        pa == frame)
        printf("  %-16s %5s  0x%lx  %s  its map of all memory\n", "the kernel",
               "", w.va, rights_text(walk_permits(&w)));
    close(fd);
}

int show_users(uint64_t address)
{
    uint64_t frame = address & ~(PAGE_SIZE - 1);

    if (!print_owner(frame)) {
        fprintf(stderr, "pt: 0x%lx is no address of this machine's memory\n",
                address);
        return 1;
    }
    if (!print_all_uses(frame))
        printf("  no process has it mapped\n");
    print_kernels(frame);
    return 0;
}

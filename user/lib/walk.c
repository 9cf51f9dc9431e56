/* walk.c - see walk.h. */
#include "lib/walk.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "lib/colour.h"

static const char *const table_names[] = { "", "PT", "PD", "PDPT", "PML4" };

/* The flags of an entry, in the order of its bits. COW, KEPT and LINK are the
 * kernel's own, in bits that the CPU leaves alone. */
static const struct {
    uint64_t bit;
    const char *name;
} flags[] = {
    { ENTRY_P, "P" }, { ENTRY_W, "W" }, { ENTRY_U, "U" }, { 1ul << 3, "PWT" },
    { 1ul << 4, "PCD" }, { 1ul << 5, "A" }, { 1ul << 6, "D" },
    { ENTRY_PS, "PS" }, { 1ul << 8, "G" }, { ENTRY_COW, "COW" },
    { ENTRY_KEPT, "KEPT" }, { ENTRY_LINK, "LINK" }, { ENTRY_NX, "NX" },
};

int walk_open(pid_t pid)
{
    char path[32] = "/proc/self/walk";

    if (pid)
        snprintf(path, sizeof(path), "/proc/%d/walk", pid);
    return open(path, O_RDONLY);
}

/* From the words that the kernel tells: CR3, then entries from the top. */
static void fill(struct walk *w, uint64_t va, const uint64_t words[1 + LEVELS])
{
    memset(w, 0, sizeof(*w));
    w->va = va;
    w->cr3 = words[0];
    for (int level = LEVELS; level >= 1; level--)
        w->entry[level] = words[1 + LEVELS - level];
}

bool walk_read(int fd, uint64_t va, struct walk *w)
{
    uint64_t words[1 + LEVELS];
    ssize_t n = pread(fd, words, sizeof(words),
                      va / PAGE_SIZE * sizeof(words));

    if (n != sizeof(words)) {
        if (n >= 0)
            errno = ESRCH;          /* it has ended */
        return false;
    }
    fill(w, va, words);
    return true;
}

uint64_t walk_span(int level)
{
    return PAGE_SIZE << 9 * (level - 1);
}

unsigned walk_index(uint64_t va, int level)
{
    return va / walk_span(level) % 512;
}

static bool is_page(uint64_t entry, int level)
{
    return level == 1 || (level < LEVELS && (entry & ENTRY_PS));
}

int walk_end(const struct walk *w)
{
    int level = LEVELS;

    while ((w->entry[level] & ENTRY_P) && !is_page(w->entry[level], level))
        level--;
    return level;
}

uint64_t walk_table(const struct walk *w, int level)
{
    return (level == LEVELS ? w->cr3 : w->entry[level + 1]) & ENTRY_ADDRESS;
}

bool walk_finds(const struct walk *w, uint64_t *pa)
{
    int level = walk_end(w);
    uint64_t in_page = walk_span(level) - 1;

    /* In a big page's entry, bit 12 is a flag, below the page's address. */
    *pa = (w->entry[level] & ENTRY_ADDRESS & ~in_page) | (w->va & in_page);
    return w->entry[level] & ENTRY_P;
}

uint64_t walk_permits(const struct walk *w)
{
    uint64_t all = ~0ul, any = 0;

    for (int level = LEVELS; level >= walk_end(w); level--) {
        all &= w->entry[level];
        any |= w->entry[level];
    }
    return (all & (ENTRY_P | ENTRY_W | ENTRY_U)) | (any & ENTRY_NX) |
           (w->entry[walk_end(w)] & ENTRY_COW);
}

const char *entry_flags(uint64_t entry)
{
    static char text[80];

    text[0] = '\0';
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (entry & flags[i].bit) {
            strcat(text, text[0] ? " " : "");
            strcat(text, flags[i].name);
        }
    if (!(entry & ENTRY_P))
        strcat(text, text[0] ? " not present" : "not present");
    return text;
}

#define USER_HALF_END (1ul << 47)

void walks_begin(struct walks *s, pid_t pid, uint64_t half)
{
    memset(s, 0, sizeof(*s));
    s->fd = walk_open(pid);
    s->at = half;
}

static bool read_ahead(struct walks *s)
{
    ssize_t n = pread(s->fd, s->words, sizeof(s->words),
                      s->at / PAGE_SIZE * sizeof(s->words[0]));

    s->count = n > 0 ? n / sizeof(s->words[0]) : 0;
    s->next = 0;
    return s->count > 0;
}

/* Who reads on gets the walk of the address where the last entry's span ends:
 * `at` goes there, too. */
bool walks_next(struct walks *s, struct walk *w)
{
    bool at_end = s->begun && (s->at == 0 || s->at == USER_HALF_END);

    if (at_end || (s->next == s->count && !read_ahead(s)))
        return false;
    fill(w, s->at, s->words[s->next++]);
    s->at += walk_span(walk_end(w)) - s->at % walk_span(walk_end(w));
    s->begun = true;
    return true;
}

void walks_end(struct walks *s)
{
    close(s->fd);
}

void walk_print(const struct walk *w)
{
    printf("%s  level   table at       index  entry               flags%s\n",
           colour(FAINT), colour(PLAIN));
    for (int level = LEVELS; level >= walk_end(w); level--) {
        printf("  %d %-4s  %#-14lx %5u  0x%016lx  %s\n", level,
               table_names[level], walk_table(w, level),
               walk_index(w->va, level), w->entry[level],
               entry_flags(w->entry[level]));
    }
}

void walk_print_end(const struct walk *w, const char *name, pid_t pid)
{
    uint64_t pa;

    printf("  %s (pid %d): %s0x%lx%s -> ", name, pid, colour(YELLOW), w->va,
           colour(PLAIN));
    if (walk_finds(w, &pa))
        printf("frame %s0x%lx%s\n", colour(GREEN), pa & ~(PAGE_SIZE - 1),
               colour(PLAIN));
    else
        printf("no frame: no %s entry (level %d)\n",
               table_names[walk_end(w)], walk_end(w));
}

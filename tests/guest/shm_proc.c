/* shm_proc.c - shared memory as /proc shows it, to the letter (proc(5)). */
#include "shm.h"
#include <sys/stat.h>

static char line[300];

/* Line `n` of the file, from 0, into `line`; whether there is one. */
static int read_line(const char *path, int n)
{
    FILE *f = fopen(path, "r");
    int found = f != NULL;

    for (; found && n >= 0; n--)
        found = fgets(line, sizeof(line), f) != NULL;
    if (f)
        fclose(f);
    return found;
}

static void line_is(const char *want, const char *what)
{
    if (!ok(strcmp(line, want) == 0, "%s", what))
        printf("# got:    %s# wanted: %s", line, want);
}

#define LIST "/proc/sysvipc/shm"

/* How the list shows it, whose resident bytes are known. */
static const char *row(int id, unsigned long rss)
{
    static char text[300];
    struct shmid_ds d = stat_of(id);

    snprintf(text, sizeof(text), "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u "
             "%5u %5u %10lu %10lu %10lu %21lu %21lu\n",
             d.shm_perm.__key, id, d.shm_perm.mode, d.shm_segsz, d.shm_cpid,
             d.shm_lpid, d.shm_nattch, d.shm_perm.uid, d.shm_perm.gid,
             d.shm_perm.cuid, d.shm_perm.cgid, d.shm_atime, d.shm_dtime,
             d.shm_ctime, rss, 0ul);
    return text;
}

static void test_list(void)
{
    struct stat s;

    is(stat(LIST, &s), 0, "there is a list of segments");
    is(s.st_mode, S_IFREG | 0444, "that all may read");
    is(s.st_size, 0, "its size is told as 0");
    read_line(LIST, 0);
    line_is("       key      shmid perms                  size  cpid  lpid "
            "nattch   uid   gid  cuid  cgid      atime      dtime      ctime "
            "                  rss                  swap\n", "it has a heading");
    ok(!read_line(LIST, 1), "and nothing more without segments");
    int a = shmget(0x7f000001, 5000, IPC_CREAT | 0640);
    int b = shmget(-5, 1, IPC_CREAT | 0600), c = fresh(100000);
    ok(read_line(LIST, 1), "a segment is a line");
    line_is(row(a, 0), "with all its fields");
    read_line(LIST, 2);
    line_is(row(b, 0), "the next in order; keys are signed");
    char *at = shmat(c, NULL, 0);
    at[0] = at[PAGE] = at[9 * PAGE] = 1;
    read_line(LIST, 3);
    line_is(row(c, 3 * PAGE), "the bytes that are in memory");
    discard(c);
    read_line(LIST, 3);
    line_is(row(c, 3 * PAGE), "one that was removed and lives");
    ok(strstr(line, " 1600 ") != NULL, "whose mode says so");
    shmdt(at);
    ok(!read_line(LIST, 3), "until it is gone");
    shmctl(a, SHM_LOCK, NULL);
    read_line(LIST, 1);
    ok(strstr(line, " 2640 ") != NULL, "one that is locked");
    discard(a);
    read_line(LIST, 1);
    line_is(row(b, 0), "without it the next is first");
    discard(b);
    ok(!read_line(LIST, 1), "none is left");
}

/* The line of /proc/self/maps that begins with this address. */
static int find_map(const void *at)
{
    char start[40];

    snprintf(start, sizeof(start), "%08lx-", (unsigned long)at);
    for (int n = 0; read_line("/proc/self/maps", n); n++)
        if (strncmp(line, start, strlen(start)) == 0)
            return 1;
    return 0;
}

/* How maps shows pages of a segment. */
static const char *map(const char *at, int pages, const char *rights,
                       int offset, int id, unsigned key)
{
    static char text[300];
    int n = snprintf(text, sizeof(text), "%08lx-%08lx %s %08lx 00:01 %d ",
                     (unsigned long)at, (unsigned long)(at + pages * PAGE),
                     rights, offset * PAGE, id);

    while (n < 73)
        text[n++] = ' ';
    snprintf(text + n, sizeof(text) - n, "/SYSV%08x (deleted)\n", key);
    return text;
}

static void test_maps(void)
{
    int id = shmget(0xabc, 4 * PAGE, IPC_CREAT | 0600);
    int own = fresh(PAGE), negative = shmget(-2, PAGE, IPC_CREAT | 0600);
    char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, SHM_RDONLY);
    char *c = shmat(own, NULL, 0), *d = shmat(negative, NULL, 0);
    char *low = shmat(own, (void *)0x12345000, 0);

    ok(find_map(a), "an attachment is in maps");
    line_is(map(a, 4, "rw-s", 0, id, 0xabc), "the id is the inode");
    find_map(b);
    line_is(map(b, 4, "r--s", 0, id, 0xabc), "read-only");
    find_map(c);
    line_is(map(c, 1, "rw-s", 0, own, 0), "of IPC_PRIVATE");
    find_map(d);
    line_is(map(d, 1, "rw-s", 0, negative, -2), "with a negative key");
    find_map(low);
    line_is(map(low, 1, "rw-s", 0, own, 0), "at a low address");
    discard(id);
    find_map(a);
    line_is(map(a, 4, "rw-s", 0, id, 0xabc), "removed, the key stays there");
    mprotect(a + PAGE, PAGE, PROT_NONE);
    find_map(a);
    line_is(map(a, 1, "rw-s", 0, id, 0xabc), "a piece");
    find_map(a + PAGE);
    line_is(map(a + PAGE, 1, "---s", 1, id, 0xabc), "the next, with its offset");
    find_map(a + 2 * PAGE);
    line_is(map(a + 2 * PAGE, 2, "rw-s", 2, id, 0xabc), "and the last");
    shmdt(a);
    ok(!find_map(a), "detached, it is not there");
    int code = shmget(0x1c0de, PAGE, IPC_CREAT | 0700);
    a = shmat(code, NULL, SHM_EXEC | SHM_RDONLY);
    find_map(a);
    line_is(map(a, 1, "r-xs", 0, code, 0x1c0de), "for execution");
    discard(own);
    discard(negative);
    discard(code);
}

static void test_other_maps(void)
{
    char want[100];
    char *page = page_at((void *)0x23456000);

    ok(find_map(page), "private memory is in maps, too");
    snprintf(want, sizeof(want), "%08lx-%08lx rw-p 00000000 00:00 0 \n",
             (unsigned long)page, (unsigned long)page + PAGE);
    line_is(want, "without a name");
    munmap(page, PAGE);
    FILE *f = fopen("/proc/self/maps", "r");
    int stacks = 0, heaps = 0;
    sbrk(PAGE);
    while (fgets(line, sizeof(line), f)) {
        char *name = strchr(line, '[');
        stacks += name == line + 73 && strcmp(name, "[stack]\n") == 0;
        heaps += name == line + 73 && strcmp(name, "[heap]\n") == 0;
    }
    fclose(f);
    is(stacks, 1, "the stack has its name");
    is(heaps, 1, "and the heap");
}

static long shmem(void)
{
    long kib = -1;

    for (int n = 0; kib < 0 && read_line("/proc/meminfo", n); n++)
        sscanf(line, "Shmem: %ld kB", &kib);
    return kib;
}

/* Others of the host use shared memory, too: 1 MiB more or less is nothing. */
static void test_meminfo(void)
{
    int id = fresh(8 << 20);
    long before = shmem();
    char *at = shmat(id, NULL, 0);

    ok(before >= 0, "meminfo counts shared memory");
    ok(labs(shmem() - before) < 1024, "not what is only attached");
    memset(at, 1, 8 << 20);
    ok(labs(shmem() - before - 8192) < 1024, "but what was touched");
    shmdt(at);
    ok(labs(shmem() - before - 8192) < 1024, "also when it is detached");
    discard(id);
    ok(labs(shmem() - before) < 1024, "not when it is gone");
}

int main(void)
{
    test_list();
    test_maps();
    test_other_maps();
    test_meminfo();
    return plan();
}

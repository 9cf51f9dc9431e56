/*
 * ipcmk.c - makes a shared-memory segment or an array of semaphores, or both,
 * with random keys.
 *
 *     ipcmk [-M SIZE] [-S COUNT] [-p MODE]     SIZE may end in K, KiB, KB ...
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

/* The factor that a suffix stands for, as K, KiB (1024) or KB (1000); 0: there
 * is no such suffix. ERANGE if it is too great. */
static size_t factor_of(const char *suffix)
{
    static const char units[] = "KMGTPE";
    const char *unit = strchr(units, toupper(*suffix));
    size_t base = strcasecmp(suffix + 1, "B") == 0 ? 1000 : 1024, factor = 1;

    if (!*suffix || !unit || (suffix[1] && base == 1024 &&
                              strcasecmp(suffix + 1, "iB") != 0))
        return 0;
    for (; unit >= units; unit--)
        factor *= base;
    return factor;
}

/* A number, maybe with a suffix, and then maybe with a fraction. 0 or an errno
 * value. */
static int size_of(const char *text, size_t *size)
{
    char *end;
    size_t fraction = 0, parts = 1, factor = 1;

    text += strspn(text, " \t");
    errno = 0;
    *size = strtoul(text, &end, 0);
    if (errno == ERANGE || end == text || *text == '-')
        return errno == ERANGE ? ERANGE : EINVAL;
    if (*end == '.')
        for (end++; isdigit((unsigned char)*end) && parts < 1000000; end++) {
            fraction = 10 * fraction + *end - '0';
            parts *= 10;
        }
    if (*end || end[-1] == '.' || parts > 1)
        factor = factor_of(end);
    if (factor == 0)
        return EINVAL;
    if (__builtin_mul_overflow(*size, factor, size) ||
        __builtin_add_overflow(*size, factor / parts * fraction +
                               factor % parts * fraction / parts, size))
        return ERANGE;
    return 0;
}

static size_t parse_size(const char *text)
{
    size_t size;

    errno = size_of(text, &size);
    if (errno)
        err(1, "failed to parse size: '%s'", text);
    return size;
}

static int parse_mode(const char *text)
{
    char *end;
    long mode = strtol(text, &end, 8);

    if (end == text || *end)
        errx(1, "failed to parse mode");
    return mode & 0777;
}

static int parse_count(const char *text)
{
    char *end;
    long count = strtol(text, &end, 10);

    if (end == text || *end)
        errx(1, "failed to parse elements: '%s'", text);
    return count;
}

static key_t random_key(void)
{
    key_t key = 0;
    int fd = open("/dev/urandom", O_RDONLY);

    while (key == IPC_PRIVATE)
        if (read(fd, &key, sizeof(key)) != sizeof(key))
            err(1, "/dev/urandom");
    close(fd);
    return key;
}

static void make_segment(size_t size, int flags)
{
    int id = shmget(random_key(), size, flags);

    if (id < 0)
        err(1, "create share memory failed");
    printf("Shared memory id: %d\n", id);
}

static void make_array(int count, int flags)
{
    int id = semget(random_key(), count, flags);

    if (id < 0)
        err(1, "create semaphore failed");
    printf("Semaphore id: %d\n", id);
}

int main(int argc, char **argv)
{
    int option, mode = 0644, count = 0;
    bool segment = false, array = false;
    size_t size = 0;

    while ((option = getopt(argc, argv, "M:S:p:")) != -1) {
        switch (option) {
        case 'M': segment = true; size = parse_size(optarg); break;
        case 'S': array = true; count = parse_count(optarg); break;
        case 'p': mode = parse_mode(optarg); break;
        default: return 1;
        }
    }
    if (!segment && !array)
        errx(1, "usage: ipcmk [-M SIZE] [-S COUNT] [-p MODE]");
    if (segment)
        make_segment(size, mode | IPC_CREAT | IPC_EXCL);
    if (array)
        make_array(count, mode | IPC_CREAT | IPC_EXCL);
    return 0;
}

/*
 * ipcmk.c - makes a shared-memory segment or an array of semaphores, or both,
 * with random keys.
 *
 *     ipcmk [-M SIZE] [-S COUNT] [-p MODE]     SIZE may end in K, M or G
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static size_t parse_size(const char *text)
{
    static const char units[] = "KMGT";
    char *end;
    size_t size = strtoul(text, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;

    if (end == text || (*end && !unit))
        errx(1, "failed to parse size: '%s'", text);
    if (unit) {
        size <<= 10 * (unit - units + 1);
        end++;
        if (*end && strcmp(end, "iB") != 0)
            errx(1, "failed to parse size: '%s'", text);
    }
    return size;
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
        case 'p': mode = strtoul(optarg, NULL, 8) & 0777; break;
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

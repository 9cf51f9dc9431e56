/*
 * ipcmk.c - makes a shared-memory segment with a random key.
 *
 *     ipcmk -M SIZE [-p MODE]      SIZE may end in K, M or G
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
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

int main(int argc, char **argv)
{
    size_t size = 0;
    int option, mode = 0644, given = 0;

    while ((option = getopt(argc, argv, "M:p:")) != -1) {
        given |= option == 'M';
        if (option == 'M')
            size = parse_size(optarg);
        else if (option == 'p')
            mode = strtoul(optarg, NULL, 8) & 0777;
        else
            return 1;
    }
    if (!given || optind < argc)
        errx(1, "usage: ipcmk -M SIZE [-p MODE]");
    int id = shmget(random_key(), size, mode | IPC_CREAT | IPC_EXCL);
    if (id < 0)
        err(1, "create share memory failed");
    printf("Shared memory id: %d\n", id);
    return 0;
}

/*
 * ipcrm.c - removes shared-memory segments, with util-linux's options and
 * messages.
 *
 *     ipcrm [-m ID]... [-M KEY]... [-a]
 *     ipcrm shm ID...
 *
 * A segment that is still attached lives on, without its key, until the last
 * process detaches it. KEY is hexadecimal with 0x. -a removes all.
 */
#define _GNU_SOURCE     /* SHM_STAT and the like */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

static void usage(void)
{
    fprintf(stderr, "usage: ipcrm [-m ID]... [-M KEY]... [-a]\n"
                    "       ipcrm shm ID...\n");
    exit(1);
}

/* What a failed call says of the id or key `text`. */
static void complain(const char *what, const char *text)
{
    switch (errno) {
    case EACCES:
    case EPERM:
        warnx("permission denied for %s (%s)", what, text);
        break;
    case EINVAL:
        warnx("invalid %s (%s)", what, text);
        break;
    case EIDRM:
        warnx("already removed %s (%s)", what, text);
        break;
    default:
        warn("%s (%s)", what, text);
    }
}

static bool remove_id(const char *text)
{
    char *end;
    long id = strtol(text, &end, 10);

    if (*end || end == text)
        errx(1, "failed to parse argument: '%s'", text);
    if (shmctl(id, IPC_RMID, NULL) == 0)
        return true;
    complain("id", text);
    return false;
}

static bool remove_key(const char *text)
{
    char *end;
    key_t key = strtoul(text, &end, 0);

    if (*end || end == text)
        errx(1, "failed to parse argument: '%s'", text);
    if (key == IPC_PRIVATE) {
        warnx("illegal key (%s)", text);
        return false;
    }
    int id = shmget(key, 0, 0);
    if (id >= 0 && shmctl(id, IPC_RMID, NULL) == 0)
        return true;
    if (id < 0 && errno == ENOENT)
        errno = EINVAL;
    complain("key", text);
    return false;
}

/* SHM_INFO gives the highest index, SHM_STAT the id at an index. */
static bool remove_all(void)
{
    struct shm_info info;
    struct shmid_ds d;
    bool done = true;
    int highest = shmctl(0, SHM_INFO, (void *)&info);

    for (int index = 0; index <= highest; index++) {
        int id = shmctl(index, SHM_STAT, &d);
        done &= id < 0 || shmctl(id, IPC_RMID, NULL) == 0;
    }
    if (!done)
        warn("some are left");
    return done;
}

int main(int argc, char **argv)
{
    bool done = true;
    int option;

    if (argc > 1 && strcmp(argv[1], "shm") == 0) {
        if (argc == 2)
            errx(1, "not enough arguments");
        for (int i = 2; i < argc; i++)
            done &= remove_id(argv[i]);
        return !done;
    }
    if (argc == 1)
        usage();
    while ((option = getopt(argc, argv, "m:M:a")) != -1) {
        switch (option) {
        case 'm': done &= remove_id(optarg); break;
        case 'M': done &= remove_key(optarg); break;
        case 'a': done &= remove_all(); break;
        default: usage();
        }
    }
    if (optind < argc)
        errx(1, "unknown argument: %s", argv[optind]);
    return !done;
}

/*
 * ipcrm.c - removes shared-memory segments and arrays of semaphores, with
 * util-linux's options and messages.
 *
 *     ipcrm [-m ID | -M KEY]... [-s ID | -S KEY]... [-a[shm|sem]]
 *     ipcrm shm|sem ID...
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
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static int usage(void)
{
    fprintf(stderr, "usage: ipcrm [-m ID | -M KEY]... [-s ID | -S KEY]... "
                    "[-a[shm|sem]]\n       ipcrm shm|sem ID...\n");
    return 1;
}

/* --- the two kinds -------------------------------------------------------- */

static int shm_remove(int id)
{
    return shmctl(id, IPC_RMID, NULL);
}

static int shm_find(key_t key)
{
    return shmget(key, 0, 0);
}

/* SHM_INFO gives the highest index, SHM_STAT the id at an index. */
static int shm_highest(void)
{
    struct shm_info info;

    return shmctl(0, SHM_INFO, (void *)&info);
}

static int shm_at(int index)
{
    struct shmid_ds d;

    return shmctl(index, SHM_STAT, &d);
}

static int sem_remove(int id)
{
    return semctl(id, 0, IPC_RMID);
}

static int sem_find(key_t key)
{
    return semget(key, 0, 0);
}

static int sem_highest(void)
{
    struct seminfo info;

    return semctl(0, 0, SEM_INFO, &info);
}

static int sem_at(int index)
{
    struct semid_ds d;

    return semctl(index, 0, SEM_STAT, &d);
}

struct kind {
    const char *name;
    int (*remove)(int id);
    int (*find)(key_t key);
    int (*highest)(void);
    int (*at)(int index);
};

static const struct kind shm = { "shm", shm_remove, shm_find, shm_highest,
                                 shm_at };
static const struct kind sem = { "sem", sem_remove, sem_find, sem_highest,
                                 sem_at };

/* --- removing ------------------------------------------------------------- */

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

static bool remove_id(const struct kind *k, const char *text)
{
    char *end;
    long id = strtol(text, &end, 10);

    if (*end || end == text)
        errx(1, "failed to parse argument: '%s'", text);
    if (k->remove(id) == 0)
        return true;
    complain("id", text);
    return false;
}

static bool remove_key(const struct kind *k, const char *text)
{
    char *end;
    key_t key = strtoul(text, &end, 0);

    if (*end || end == text)
        errx(1, "failed to parse argument: '%s'", text);
    if (key == IPC_PRIVATE) {
        warnx("illegal key (%s)", text);
        return false;
    }
    int id = k->find(key);
    if (id >= 0 && k->remove(id) == 0)
        return true;
    if (id < 0 && errno == ENOENT)
        errno = EINVAL;
    complain("key", text);
    return false;
}

static bool remove_all(const struct kind *k)
{
    bool done = true;
    int highest = k->highest();

    for (int index = 0; index <= highest; index++) {
        int id = k->at(index);
        done &= id < 0 || k->remove(id) == 0;
    }
    if (!done)
        warn("some are left");
    return done;
}

static bool remove_all_of(const char *name)
{
    bool done = true;

    if (name && strcmp(name, shm.name) != 0 && strcmp(name, sem.name) != 0)
        errx(1, "unknown argument: %s", name);
    if (!name || strcmp(name, shm.name) == 0)
        done &= remove_all(&shm);
    if (!name || strcmp(name, sem.name) == 0)
        done &= remove_all(&sem);
    return done;
}

/* The old form: a kind, and ids. */
static int remove_ids(const struct kind *k, char **ids)
{
    bool done = true;
    char *end;

    if (!*ids)
        errx(1, "not enough arguments");
    for (; *ids; ids++) {
        strtol(*ids, &end, 10);
        if (*end)
            warnx("invalid id: %s", *ids);
        done &= !*end && remove_id(k, *ids);
    }
    if (done)
        printf("resource(s) deleted\n");
    return !done;
}

int main(int argc, char **argv)
{
    bool done = true;
    int option;

    if (argc == 1)
        return 0;
    if (strcmp(argv[1], shm.name) == 0)
        return remove_ids(&shm, argv + 2);
    if (strcmp(argv[1], sem.name) == 0)
        return remove_ids(&sem, argv + 2);
    while ((option = getopt(argc, argv, "m:M:s:S:a::")) != -1) {
        switch (option) {
        case 'm': done &= remove_id(&shm, optarg); break;
        case 'M': done &= remove_key(&shm, optarg); break;
        case 's': done &= remove_id(&sem, optarg); break;
        case 'S': done &= remove_key(&sem, optarg); break;
        case 'a': done &= remove_all_of(optarg); break;
        default: return usage();
        }
    }
    if (optind < argc)
        errx(1, "unknown argument: %s", argv[optind]);
    return !done;
}

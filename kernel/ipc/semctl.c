/* semctl.c - looking at semaphores, setting and removing them (semctl(2)). */
#include "ipc/semarray.h"
#include "lib/errno.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "task/process.h"

/* Linux's structures for x86-64. */
struct semid64_ds {
    struct ipc64_perm perm;
    int64_t otime;
    uint64_t unused1;
    int64_t ctime;
    uint64_t unused2, nsems, unused3, unused4;
};
static_assert(sizeof(struct semid64_ds) == SEMID64_DS_SIZE, "Linux's semid64_ds");

struct seminfo {
    int32_t map, mni, mns, mnu, msl, opm, ume, usz, vmx, aem;
};
static_assert(sizeof(struct seminfo) == 40, "Linux's seminfo");

void sem_array_export(const struct ipc_perm *p, void *ds)
{
    *(struct semid64_ds *)ds = (struct semid64_ds){
        .perm = ipc_perm_export(p), .otime = sem_array_of(p)->otime,
        .ctime = p->ctime, .nsems = p->size,
    };
}

/* Two fields are limits that nobody needs, or tell of use. */
size_t sem_arrays_info(bool of_use, void *info)
{
    *(struct seminfo *)info = (struct seminfo){
        .map = 1024000000, .mni = sem_limits.arrays, .mns = sem_limits.all,
        .mnu = 1024000000, .msl = sem_limits.per_array,
        .opm = sem_limits.per_call, .ume = 500,
        .usz = of_use ? sem_ids.in_use : 20, .vmx = SEMVMX,
        .aem = of_use ? sem_total : SEMVMX,
    };
    return sizeof(struct seminfo);
}

/* --- values; lock held ---------------------------------------------------- */

static bool has_number(const struct sem_array *a, int number)
{
    return number >= 0 && (uint64_t)number < a->perm.size;
}

static int value_get(struct sem_array *a, int number, int command)
{
    int err = ipc_check(&a->perm, IPC_READ);

    if (err)
        return err;
    if (!has_number(a, number))
        return -EINVAL;
    switch (command) {
    case GETVAL: return a->sems[number].value;
    case GETPID: return a->sems[number].pid;
    default: return sem_count_waiters(a, number, command == GETZCNT);
    }
}

/* Give `count` semaphores new values. */
static void values_set(struct sem_array *a, int first, size_t count,
                       const uint16_t *values)
{
    for (size_t i = 0; i < count; i++)
        a->sems[first + i] = (struct semaphore){ values[i], current()->pid };
    sem_undo_forget(a, first, count);
    a->perm.ctime = ipc_now();
    sem_serve(a, NULL);
}

static int value_set(struct sem_array *a, int number, uint16_t value)
{
    if (!has_number(a, number))
        return -EINVAL;
    int err = ipc_check(&a->perm, IPC_WRITE);
    if (!err)
        values_set(a, number, 1, &value);
    return err;
}

static int values_read(struct sem_array *a, uint16_t *values, vaddr_t to)
{
    for (uint64_t i = 0; i < a->perm.size; i++)
        values[i] = a->sems[i].value;
    return copy_to_user(to, values, a->perm.size * sizeof(values[0]));
}

static int values_write(struct sem_array *a, uint16_t *values, vaddr_t from)
{
    if (copy_from_user(values, from, a->perm.size * sizeof(values[0])) < 0)
        return -EFAULT;
    for (uint64_t i = 0; i < a->perm.size; i++)
        if (values[i] > SEMVMX)
            return -ERANGE;
    values_set(a, 0, a->perm.size, values);
    return 0;
}

static int all(struct sem_array *a, int command, vaddr_t buf)
{
    mode_t wanted = command == GETALL ? IPC_READ : IPC_WRITE;
    int err = ipc_check(&a->perm, wanted);

    if (err)
        return err;
    uint16_t *values = kzalloc(a->perm.size * sizeof(values[0]));
    if (!values)
        return -ENOMEM;
    err = command == GETALL ? values_read(a, values, buf)
                            : values_write(a, values, buf);
    kfree(values);
    return err;
}

static int on_values(struct sem_array *a, int number, int command,
                     uint64_t arg)
{
    switch (command) {
    case SETVAL: return value_set(a, number, arg);
    case GETALL:
    case SETALL: return all(a, command, arg);
    default: return value_get(a, number, command);
    }
}

int sem_control(int id, int number, int command, uint64_t arg)
{
    if (command < GETPID || command > SETALL)
        return ipc_control(&sem_ids, id, command, arg);
    if (id >= 0 && command == SETVAL && ((int)arg < 0 || (int)arg > SEMVMX))
        return -ERANGE;
    spin_lock(&sem_ids.lock);
    struct ipc_perm *p = ipc_by_id(&sem_ids, id);
    int result = p ? on_values(sem_array_of(p), number, command, arg) : -EINVAL;
    spin_unlock(&sem_ids.lock);
    return result;
}

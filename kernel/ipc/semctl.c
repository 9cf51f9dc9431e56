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
static int info(int command, vaddr_t buf)
{
    struct seminfo info = {
        .map = 1024000000, .mni = sem_limits.arrays, .mns = sem_limits.all,
        .mnu = 1024000000, .msl = sem_limits.per_array,
        .opm = sem_limits.per_call, .ume = 500, .usz = 20, .vmx = SEMVMX,
        .aem = SEMVMX,
    };

    spin_lock(&sem_ids.lock);
    int highest = ipc_highest_slot(&sem_ids);
    if (command == SEM_INFO) {
        info.usz = sem_ids.in_use;
        info.aem = sem_total;
    }
    spin_unlock(&sem_ids.lock);
    return copy_to_user(buf, &info, sizeof(info)) < 0 ? -EFAULT : highest;
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

/* `count` semaphores have new values. */
static void changed(struct sem_array *a, int first, size_t count)
{
    sem_undo_forget(a, first, count);
    a->perm.ctime = ipc_now();
    sem_serve(a, NULL);
}

static int value_set(struct sem_array *a, int number, int value)
{
    if (!has_number(a, number))
        return -EINVAL;
    int err = ipc_check(&a->perm, IPC_WRITE);
    if (err)
        return err;
    a->sems[number] = (struct semaphore){ value, current()->pid };
    changed(a, number, 1);
    return 0;
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
    for (uint64_t i = 0; i < a->perm.size; i++)
        a->sems[i] = (struct semaphore){ values[i], current()->pid };
    changed(a, 0, a->perm.size);
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

static int on_values(int id, int number, int command, uint64_t arg)
{
    int result = -EINVAL;

    spin_lock(&sem_ids.lock);
    struct ipc_perm *p = ipc_by_id(&sem_ids, id);
    if (p && command == SETVAL)
        result = value_set(sem_array_of(p), number, arg);
    else if (p && (command == GETALL || command == SETALL))
        result = all(sem_array_of(p), command, arg);
    else if (p)
        result = value_get(sem_array_of(p), number, command);
    spin_unlock(&sem_ids.lock);
    return result;
}

int sem_control(int id, int number, int command, uint64_t arg)
{
    if (id < 0)
        return -EINVAL;
    switch (command) {
    case IPC_STAT: return ipc_stat(&sem_ids, id, IPC_STAT_ID, arg);
    case SEM_STAT: return ipc_stat(&sem_ids, id, IPC_STAT_SLOT, arg);
    case SEM_STAT_ANY:
        return ipc_stat(&sem_ids, id, IPC_STAT_SLOT_ANY, arg);
    case IPC_SET: return ipc_set(&sem_ids, id, arg);
    case IPC_RMID: return ipc_remove(&sem_ids, id);
    case IPC_INFO:
    case SEM_INFO:
        return info(command, arg);
    case SETVAL:
        if ((int)arg < 0 || (int)arg > SEMVMX)
            return -ERANGE;
        /* fall through */
    case GETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT:
    case GETALL:
    case SETALL:
        return on_values(id, number, command, arg);
    default:
        return -EINVAL;
    }
}

/*
 * sem.c - arrays of semaphores and the operations on them; see sem.h.
 * semctl.c has semctl(), ipcproc.c what /proc shows.
 *
 * One lock guards all of it. It stands so early in the lock order that user
 * memory may be copied while it is held.
 */
#include "cpu/clock.h"
#include "ipc/semarray.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "task/process.h"

#define WOULD_BLOCK 1               /* neither done nor an error: wait */

/* Linux's struct sembuf. */
struct sembuf {
    uint16_t number;
    int16_t change;
    int16_t flags;
};
static_assert(sizeof(struct sembuf) == 6, "Linux's sembuf");

/* A call of semop(), on the stack of the thread that made it. */
struct semop {
    struct list link;               /* among the array's sleepers */
    struct sembuf *ops;
    int count;
    bool changes;                   /* not only waits for zeros */
    struct sem_undo *undo;          /* of some, or NULL */
    pid_t pid;
    const struct sembuf *blocked_at;
    int result;                     /* WOULD_BLOCK until it is over */
    struct waitq queue;             /* of this one thread */
};

/* What the end of a process adds to the semaphores of an array. */
struct sem_undo {
    struct list in_array, in_process;
    struct sem_array *array;
    int16_t add[];                  /* -SEMVMX - 1 to SEMVMX */
};

struct sem_limits sem_limits = {    /* Linux's */
    .per_array = 32000, .all = 1024000000, .per_call = 500, .arrays = 32000,
};
int64_t sem_total;

/* --- arrays; lock held ---------------------------------------------------- */

static int array_create(int32_t key, uint64_t count, int flags)
{
    if (count < 1)
        return -EINVAL;
    if ((int64_t)(sem_total + count) > sem_limits.all)
        return -ENOSPC;
    struct sem_array *a = kzalloc(sizeof(*a) + count * sizeof(a->sems[0]));
    if (!a)
        return -ENOMEM;
    list_init(&a->zero_waiters);
    list_init(&a->changers);
    list_init(&a->undos);
    int id = ipc_add(&sem_ids, &a->perm, key, count, flags);
    if (id < 0)
        kfree(a);
    else
        sem_total += count;
    return id;
}

static void finish(struct semop *call, int result)
{
    call->result = result;
    list_remove(&call->link);
    wake_all(&call->queue);
}

static void undo_free(struct sem_undo *u)
{
    list_remove(&u->in_array);
    list_remove(&u->in_process);
    kfree(u);
}

/* Whoever sleeps on it is told, and nothing will be undone. */
static struct ipc_perm *array_remove(struct ipc_perm *p)
{
    struct sem_array *a = sem_array_of(p);
    struct semop *call, *next_call;
    struct sem_undo *u, *next_undo;

    list_for_each_safe(call, next_call, &a->zero_waiters, link)
        finish(call, -EIDRM);
    list_for_each_safe(call, next_call, &a->changers, link)
        finish(call, -EIDRM);
    list_for_each_safe(u, next_undo, &a->undos, in_array)
        undo_free(u);
    ipc_take(&sem_ids, p);
    sem_total -= p->size;
    return p;
}

static void array_free(struct ipc_perm *p)
{
    if (p)
        kfree(sem_array_of(p));
}

static const struct ipc_kind arrays = {
    .create = array_create, .remove = array_remove, .free = array_free,
    .ds_size = SEMID64_DS_SIZE, .export = sem_array_export,
    .info = sem_arrays_info, .stat = SEM_STAT,
};

struct ipc_ids sem_ids = IPC_IDS(sem_ids, RANK_SEM, &arrays, sem_limits.arrays);

int sem_get(int32_t key, int count, int flags)
{
    if (count < 0 || count > sem_limits.per_array)
        return -EINVAL;
    return ipc_get(&sem_ids, key, count, flags);
}

/* --- operations; lock held ------------------------------------------------ */

/* 0, WOULD_BLOCK, -EAGAIN or -ERANGE. */
static int step(struct sem_array *a, const struct sembuf *op,
                struct sem_undo *u)
{
    struct semaphore *s = &a->sems[op->number];
    bool with_undo = op->flags & SEM_UNDO;
    int value = s->value + op->change;
    int add = with_undo ? u->add[op->number] - op->change : 0;

    if (value < 0 || (op->change == 0 && value != 0))
        return op->flags & IPC_NOWAIT ? -EAGAIN : WOULD_BLOCK;
    if (value > SEMVMX || add > SEMVMX || add < -SEMVMX - 1)
        return -ERANGE;
    s->value = value;
    if (with_undo)
        u->add[op->number] = add;
    return 0;
}

static void step_back(struct sem_array *a, const struct sembuf *op,
                      struct sem_undo *u)
{
    a->sems[op->number].value -= op->change;
    if (op->flags & SEM_UNDO)
        u->add[op->number] += op->change;
}

/* Do all in their order, or none. */
static int perform(struct sem_array *a, struct semop *call)
{
    const struct sembuf *op = call->ops, *end = op + call->count;
    int result = 0;

    while (op < end && (result = step(a, op, call->undo)) == 0)
        op++;
    if (result) {
        call->blocked_at = op;
        while (op-- > call->ops)
            step_back(a, op, call->undo);
        return result;
    }
    while (op-- > call->ops)
        a->sems[op->number].pid = call->pid;
    a->otime = ipc_now();
    return 0;
}

/* The first that can be done is; NULL: none can. Those that fail by now are
 * over, too. */
static const struct semop *serve_first(struct sem_array *a,
                                       struct list *sleepers)
{
    struct semop *call, *after;

    list_for_each_safe(call, after, sleepers, link) {
        int result = perform(a, call);
        if (result != WOULD_BLOCK)
            finish(call, result);
        if (result == 0)
            return call;
    }
    return NULL;
}

static bool left_a_zero(const struct sem_array *a, const struct semop *call)
{
    for (int i = 0; i < call->count; i++)
        if (a->sems[call->ops[i].number].value == 0)
            return true;
    return false;
}

/* First come, first served. But those who only wait for zeros go before, since
 * they take nothing from anybody; they are asked only if there may be one. */
void sem_serve(struct sem_array *a, const struct semop *by)
{
    do
        while ((!by || left_a_zero(a, by)) && serve_first(a, &a->zero_waiters))
            continue;
    while ((by = serve_first(a, &a->changers)));
}

static int count_blocked(const struct list *sleepers, int number, bool zero)
{
    const struct semop *call;
    int n = 0;

    list_for_each(call, sleepers, link)
        n += call->blocked_at->number == number &&
             (call->blocked_at->change == 0) == zero;
    return n;
}

int sem_count_waiters(const struct sem_array *a, int number, bool zero)
{
    return count_blocked(&a->zero_waiters, number, zero) +
           count_blocked(&a->changers, number, zero);
}

/* --- undoing; lock held but for sem_undo_all() ---------------------------- */

/* The running process's for this array, made if need be, or NULL. */
static struct sem_undo *undo_get(struct sem_array *a)
{
    struct list *own = &current()->sem_undos;
    struct sem_undo *u;

    list_for_each(u, own, in_process)
        if (u->array == a)
            return u;
    u = kzalloc(sizeof(*u) + a->perm.size * sizeof(u->add[0]));
    if (!u)
        return NULL;
    u->array = a;
    list_push_back(&a->undos, &u->in_array);
    list_push_front(own, &u->in_process);
    return u;
}

void sem_undo_forget(struct sem_array *a, int first, size_t count)
{
    struct sem_undo *u;

    list_for_each(u, &a->undos, in_array)
        memset(&u->add[first], 0, count * sizeof(u->add[0]));
}

static void undo(struct sem_undo *u)
{
    struct sem_array *a = u->array;

    for (uint64_t i = 0; i < a->perm.size; i++) {
        struct semaphore *s = &a->sems[i];
        if (u->add[i] == 0)
            continue;
        s->value = MIN(MAX(s->value + u->add[i], 0), SEMVMX);
        s->pid = current()->pid;
    }
    a->otime = ipc_now();
    undo_free(u);
    sem_serve(a, NULL);
}

/* Others have a go between one array and the next. */
void sem_undo_all(struct process *p)
{
    bool more = true;

    while (more) {
        spin_lock(&sem_ids.lock);
        more = !list_empty(&p->sem_undos);
        if (more)
            undo(list_item(p->sem_undos.next, struct sem_undo, in_process));
        spin_unlock(&sem_ids.lock);
    }
}

/* --- semop ---------------------------------------------------------------- */

/* Is there an array `id`, and may the call be made on it? As on Linux, who asks
 * for SEM_UNDO has something to undo even if the call is refused. Lock held. */
static int array_open(int id, struct semop *call, struct sem_array **out)
{
    struct ipc_perm *p = ipc_by_id(&sem_ids, id);
    unsigned highest = 0;
    bool with_undo = false;

    if (!p)
        return -EINVAL;
    for (int i = 0; i < call->count; i++) {
        highest = MAX(highest, call->ops[i].number);
        call->changes |= call->ops[i].change != 0;
        with_undo |= call->ops[i].flags & SEM_UNDO;
    }
    *out = sem_array_of(p);
    if (with_undo && !(call->undo = undo_get(*out)))
        return -ENOMEM;
    if (highest >= p->size)
        return -EFBIG;
    return ipc_check(p, call->changes ? IPC_WRITE : IPC_READ);
}

/* Wait until somebody has done it. The array may be gone then. Lock held. */
static int wait_for_others(struct sem_array *a, struct semop *call,
                           uint64_t deadline)
{
    int err = 0;

    waitq_init(&call->queue);
    call->result = WOULD_BLOCK;
    list_push_back(call->changes ? &a->changers : &a->zero_waiters,
                   &call->link);
    while (call->result == WOULD_BLOCK && !err)
        err = wait_on(&call->queue, &sem_ids.lock, deadline);
    if (call->result != WOULD_BLOCK)
        return call->result;
    list_remove(&call->link);
    return err == -ETIMEDOUT ? -EAGAIN : err;
}

static int operate(int id, struct semop *call, uint64_t deadline)
{
    struct sem_array *a;

    spin_lock(&sem_ids.lock);
    int result = array_open(id, call, &a);
    if (result == 0)
        result = perform(a, call);
    if (result == 0)
        sem_serve(a, call);
    else if (result == WOULD_BLOCK)
        result = wait_for_others(a, call, deadline);
    spin_unlock(&sem_ids.lock);
    return result;
}

/* The checks are in Linux's order. */
int sem_operate(int id, vaddr_t ops, unsigned count, vaddr_t timeout)
{
    struct semop call = { .count = count, .pid = current()->pid };
    uint64_t deadline = NO_DEADLINE;
    int bad_time = 0;

    if (timeout) {
        bad_time = timespec_from_user(&deadline, timeout);
        deadline += clock_monotonic();
    }
    if (bad_time == -EFAULT)
        return -EFAULT;
    if (count > sem_limits.per_call)
        return -E2BIG;
    if (count < 1)
        return -EINVAL;
    call.ops = kzalloc(count * sizeof(*call.ops));
    if (!call.ops)
        return -ENOMEM;
    int result = copy_from_user(call.ops, ops, count * sizeof(*call.ops));
    if (result == 0)
        result = id < 0 ? -EINVAL : bad_time;
    if (result == 0)
        result = operate(id, &call, deadline);
    kfree(call.ops);
    return result;
}

/* --- the end -------------------------------------------------------------- */

void sem_shutdown(void)
{
    struct ipc_perm *p;

    spin_lock(&sem_ids.lock);
    if (sem_ids.in_use > 0)
        kprintf("%d arrays of semaphores were left, %ld in all\n",
                sem_ids.in_use, sem_total);
    ipc_for_each(p, &sem_ids)
        array_free(array_remove(p));
    spin_unlock(&sem_ids.lock);
}

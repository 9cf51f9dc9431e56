/* prctl.c - prctl(2): the name of a process, what its parent's end sends it,
 * and whether its memory may be dumped, of which nothing follows here. */
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

enum {
    PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE,
    PR_SET_NAME = 15, PR_GET_NAME
};

/* A longer name is cut. */
static int set_name(vaddr_t from)
{
    struct process *p = current();
    char name[sizeof(p->name)] = "";

    for (unsigned i = 0; i < sizeof(name) - 1; i++) {
        if (copy_from_user(&name[i], from + i, 1) < 0)
            return -EFAULT;
        if (!name[i])
            break;
    }
    spin_lock(&process_lock);
    memcpy(p->name, name, sizeof(name));
    spin_unlock(&process_lock);
    return 0;
}

static int get_name(vaddr_t to)
{
    char name[sizeof(current()->name)] = "";

    strlcpy(name, current()->name, sizeof(name));
    return copy_to_user(to, name, sizeof(name));
}

static int set_death_signal(uint64_t signo)
{
    if (signo > SIGNALS)
        return -EINVAL;
    spin_lock(&process_lock);
    current()->death_signal = signo;
    spin_unlock(&process_lock);
    return 0;
}

static int set_dumpable(uint64_t value)
{
    if (value > 1)
        return -EINVAL;
    current()->dumpable = value;
    return 0;
}

int64_t sys_prctl(int option, uint64_t arg)
{
    const struct process *p = current();

    switch (option) {
    case PR_SET_PDEATHSIG: return set_death_signal(arg);
    case PR_GET_PDEATHSIG:
        return copy_to_user(arg, &p->death_signal, sizeof(p->death_signal));
    case PR_GET_DUMPABLE: return p->dumpable;
    case PR_SET_DUMPABLE: return set_dumpable(arg);
    case PR_SET_NAME: return set_name(arg);
    case PR_GET_NAME: return get_name(arg);
    default: return -EINVAL;
    }
}

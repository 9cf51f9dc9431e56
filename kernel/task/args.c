/* args.c - collecting argument strings; see exec.h. */
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "task/exec.h"

struct args *args_alloc(void)
{
    return kzalloc(sizeof(struct args));
}

void args_free(struct args *a)
{
    kfree(a);
}

/* Room for one more string? */
static bool has_room(const struct args *a)
{
    return a->argc + a->envc < ARGS_COUNT && a->used < ARGS_SIZE;
}

static void count(struct args *a, size_t length, bool is_env)
{
    a->offsets[a->argc + a->envc] = a->used;
    a->used += length + 1;
    if (is_env)
        a->envc++;
    else
        a->argc++;
}

int args_add(struct args *a, const char *text, bool is_env)
{
    size_t length = strlen(text);

    if (!has_room(a) || length >= ARGS_SIZE - a->used)
        return -E2BIG;
    memcpy(a->text + a->used, text, length + 1);
    count(a, length, is_env);
    return 0;
}

static int add_one(struct args *a, vaddr_t string, bool is_env)
{
    if (!has_room(a))
        return -E2BIG;
    ssize_t n = strncpy_from_user(a->text + a->used, string,
                                  ARGS_SIZE - a->used);
    if (n < 0)
        return n == -ENAMETOOLONG ? -E2BIG : n;
    count(a, n, is_env);
    return 0;
}

int args_add_user(struct args *a, vaddr_t array, bool is_env)
{
    for (; array; array += sizeof(vaddr_t)) {
        vaddr_t string;
        if (copy_from_user(&string, array, sizeof(string)) < 0)
            return -EFAULT;
        if (!string)
            break;
        int err = add_one(a, string, is_env);
        if (err)
            return err;
    }
    return a->argc > 0 ? 0 : args_add(a, "", false);
}

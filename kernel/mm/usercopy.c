/* usercopy.c - see usercopy.h. */
#include "mm/usercopy.h"
#include "cpu/clock.h"
#include "lib/errno.h"
#include "lib/string.h"

/* user_copy.S */
int user_copy(void *to, const void *from, size_t n);
int user_clear(void *to, size_t n);

bool user_range(vaddr_t at, size_t n)
{
    return at <= USER_TOP && n <= USER_TOP - at;
}

int copy_from_user(void *to, vaddr_t from, size_t n)
{
    return user_range(from, n) ? user_copy(to, (void *)from, n) : -EFAULT;
}

int copy_to_user(vaddr_t to, const void *from, size_t n)
{
    return user_range(to, n) ? user_copy((void *)to, from, n) : -EFAULT;
}

int timespec_from_user(uint64_t *ns, vaddr_t from)
{
    struct timespec t;

    if (copy_from_user(&t, from, sizeof(t)) < 0)
        return -EFAULT;
    *ns = timespec_ns(t);
    return timespec_is_valid(t) ? 0 : -EINVAL;
}

int clear_user(vaddr_t to, size_t n)
{
    return user_range(to, n) ? user_clear((void *)to, n) : -EFAULT;
}

/* Piece by piece up to the next page, since the string may end just before
 * one that isn't mapped. */
ssize_t strncpy_from_user(char *to, vaddr_t from, size_t size)
{
    size_t done = 0;

    while (done < size) {
        size_t room = PAGE_SIZE - ((from + done) & PAGE_MASK);
        size_t n = MIN(room, size - done);
        if (copy_from_user(to + done, from + done, n) < 0)
            return -EFAULT;
        size_t length = strnlen(to + done, n);
        if (length < n)
            return done + length;
        done += n;
    }
    return -ENAMETOOLONG;
}

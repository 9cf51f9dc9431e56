/* memory.c - mmap(2), munmap(2), mprotect(2), mremap(2). */
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "lib/errno.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_TYPE 0x0f
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_FIXED_NOREPLACE 0x100000

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

/* Settle the place; as on Linux, a hint that is free is followed, one that is
 * too low raised, and one that can't be followed forgotten. */
static int place(struct mapping *m, vaddr_t at, int flags)
{
    bool fixed = flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);

    if (fixed && at > USER_TOP - m->size)
        return -ENOMEM;
    if (fixed && (at & PAGE_MASK))
        return -EINVAL;
    if (fixed && at < user_bottom())
        return -EPERM;
    m->start = ROUND_DOWN(at, PAGE_SIZE);
    m->place = flags & MAP_FIXED_NOREPLACE || !fixed ? MAP_AT : MAP_OVER;
    if (!fixed && (m->start == 0 || m->start > USER_TOP - m->size))
        m->place = MAP_ANYWHERE;
    else if (!fixed)
        m->start = MAX(m->start, USER_BOTTOM);
    return 0;
}

/* The object of the file to map, with a reference; a pipe has no inode. */
static int file_object(struct mapping *m, const struct file *file,
                       uint64_t offset)
{
    struct object *o = file->inode ? inode_object(file->inode) : NULL;

    if (offset + m->size < offset)
        return -EOVERFLOW;
    if (!file_readable(file) ||
        (m->shared && (m->prot & PROT_WRITE) && !file_writable(file)))
        return -EACCES;
    if (!o)
        return -ENODEV;
    object_get(o);
    m->object = o;
    m->first_page = offset >> PAGE_SHIFT;
    m->may_write = file_writable(file);
    return 0;
}

/* `file` is NULL for an anonymous mapping. */
static int choose_object(struct mapping *m, const struct file *file,
                         uint64_t offset)
{
    m->may_write = true;
    if (file)
        return file_object(m, file, offset);
    if (!m->shared)
        return 0;
    m->object = object_create(FRAME_USER, m->size >> PAGE_SHIFT);
    return m->object ? 0 : -ENOMEM;
}

static int64_t map(vaddr_t at, uint64_t size, int prot, int flags,
                   const struct file *file, uint64_t offset)
{
    int type = flags & MAP_TYPE;
    struct mapping m = {
        .size = ROUND_UP(size, PAGE_SIZE), .prot = prot & PROT_ALL,
        .shared = type == MAP_SHARED || type == (MAP_SHARED | MAP_PRIVATE),
    };

    if (size == 0)
        return -EINVAL;
    if (m.size < size || m.size > USER_TOP)
        return -ENOMEM;
    int64_t err = place(&m, at, flags);
    if (!err && type != MAP_PRIVATE && !m.shared)
        err = -EINVAL;
    if (!err && !file && PAGES(size) > frames_total())
        err = -ENOMEM;      /* Linux's overcommit heuristic refuses that too */
    if (!err)
        err = choose_object(&m, file, offset);
    if (err)
        return err;
    int64_t result = space_map(current()->space, &m);
    if (result == -EEXIST && !(flags & MAP_FIXED_NOREPLACE)) {
        m.place = MAP_ANYWHERE;
        result = space_map(current()->space, &m);
    }
    if (m.object)
        object_put(m.object);   /* the region has its own reference */
    return result;
}

int64_t sys_mmap(vaddr_t at, uint64_t size, int prot, int flags, int fd,
                 uint64_t offset)
{
    struct file *file = NULL;

    if (offset & PAGE_MASK)
        return -EINVAL;
    if (!(flags & MAP_ANONYMOUS) && !(file = fd_get(current()->files, fd)))
        return -EBADF;
    int64_t result = map(at, size, prot, flags, file, offset);
    if (file)
        file_put(file);
    return result;
}

static bool range_is_sound(vaddr_t at, uint64_t size)
{
    return at <= USER_TOP && size <= USER_TOP - at;
}

int64_t sys_munmap(vaddr_t at, uint64_t size)
{
    uint64_t length = ROUND_UP(size, PAGE_SIZE);

    if ((at & PAGE_MASK) || length == 0 || !range_is_sound(at, length))
        return -EINVAL;
    return space_unmap(current()->space, at, at + length);
}

int64_t sys_mprotect(vaddr_t at, uint64_t size, int prot)
{
    uint64_t length = ROUND_UP(size, PAGE_SIZE);

    if (at & PAGE_MASK)
        return -EINVAL;
    if (size == 0)
        return 0;
    if (at + length <= at)
        return -ENOMEM;
    if (prot & ~PROT_ALL)
        return -EINVAL;
    return space_protect(current()->space, at, at + length, prot);
}

#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MREMAP_DONTUNMAP 4

/* What can be told without a look at what is mapped. */
static bool remapping_is_sound(const struct remapping *w)
{
    if (((w->old | w->new) & PAGE_MASK) || w->new_size == 0 ||
        ((w->fixed || w->keep_old) && !w->may_move) ||
        (w->keep_old && w->old_size != w->new_size))
        return false;
    return !w->fixed ||
           (range_is_sound(w->new, w->new_size) &&
            (w->new + w->new_size <= w->old ||
             w->old + w->old_size <= w->new));
}

int64_t sys_mremap(vaddr_t old, uint64_t old_size, uint64_t new_size,
                   int flags, vaddr_t new)
{
    struct remapping w = {
        .old = old, .old_size = ROUND_UP(old_size, PAGE_SIZE),
        .new_size = ROUND_UP(new_size, PAGE_SIZE),
        .new = flags & MREMAP_FIXED ? new : 0, .bottom = user_bottom(),
        .may_move = flags & MREMAP_MAYMOVE, .fixed = flags & MREMAP_FIXED,
        .keep_old = flags & MREMAP_DONTUNMAP,
    };

    if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) ||
        !remapping_is_sound(&w))
        return -EINVAL;
    if (w.new_size > USER_TOP)
        return -ENOMEM;
    if (!range_is_sound(old, w.old_size))
        return -EFAULT;
    return space_remap(current()->space, &w);
}

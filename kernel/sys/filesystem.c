/* filesystem.c - statfs(2), fsync(2), syncfs(2). All files are in memory, as in
 * Linux's tmpfs: there is nothing to write back. */
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "mm/frames.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define TMPFS_MAGIC 0x01021994
#define PROC_MAGIC 0x9fa0
#define PIPEFS_MAGIC 0x50495045
#define ST_VALID 0x20           /* `flags` means something */

struct statfs {                 /* Linux's for x86-64 */
    int64_t type, block_size;
    uint64_t blocks, free, available;
    uint64_t files, files_free;
    int32_t id[2];
    int64_t name_max, fragment_size, flags, spare[4];
};
static_assert(sizeof(struct statfs) == 120, "Linux's struct statfs");

/* Files may take all memory; NULL is a pipe's. */
static int64_t tell(const struct inode *i, vaddr_t buf)
{
    struct statfs s = {
        .type = !i ? PIPEFS_MAGIC : i->proc ? PROC_MAGIC : TMPFS_MAGIC,
        .block_size = PAGE_SIZE, .fragment_size = PAGE_SIZE,
        .name_max = NAME_MAX, .flags = ST_VALID,
    };

    if (s.type == TMPFS_MAGIC) {
        s.blocks = frames_total();
        s.free = s.available = frames_count(FRAME_FREE);
    }
    return copy_to_user(buf, &s, sizeof(s));
}

int64_t sys_statfs(vaddr_t path, vaddr_t buf)
{
    struct process *p = current();
    struct inode *i;
    char *name;
    int64_t err = path_from_user(path, &name);

    if (err)
        return err;
    err = path_lookup(p->cwd, name, &p->cred, &i);
    kfree(name);
    if (err)
        return err;
    err = tell(i, buf);
    inode_put(i);
    return err;
}

int64_t sys_fstatfs(int fd, vaddr_t buf)
{
    struct file *f = fd_get(current()->files, fd);

    if (!f)
        return -EBADF;
    int64_t err = tell(f->inode, buf);
    file_put(f);
    return err;
}

/* Regular files and directories are as good as written; others can't be. */
int64_t sys_fsync(int fd)
{
    struct file *f = fd_get(current()->files, fd);

    if (!f)
        return -EBADF;
    bool has_content = f->ops == &regular_ops || f->ops == &directory_ops;
    file_put(f);
    return has_content ? 0 : -EINVAL;
}

int64_t sys_syncfs(int fd)
{
    struct file *f = fd_get(current()->files, fd);

    if (!f)
        return -EBADF;
    file_put(f);
    return 0;
}

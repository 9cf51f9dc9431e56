/* fs.c - see fs.h. */
#include "fs/fs.h"
#include "fs/devnodes.h"
#include "fs/inode.h"
#include "fs/procfs.h"
#include "fs/tty.h"
#include "lib/panic.h"

static struct inode *make_directory(struct inode *dir, const char *name,
                                    mode_t mode)
{
    struct inode *i = inode_create(S_IFDIR | mode, NULL);

    if (!i || dir_add(dir, name, i) < 0)
        panic("No memory for /%s: give the machine 16 MiB or more.", name);
    inode_put(i);               /* its name holds it */
    return i;
}

void fs_init(void)
{
    inode_root_create();
    spin_lock(&fs_lock);
    struct inode *dev = make_directory(fs_root(), "dev", 0755);
    make_directory(dev, "shm", 01777);
    make_directory(fs_root(), "tmp", 01777);
    procfs_create(make_directory(fs_root(), "proc", 0555));
    devnodes_create(dev);
    spin_unlock(&fs_lock);
    tty_init();
}

void fs_shutdown(void)
{
    inode_root_destroy();
}

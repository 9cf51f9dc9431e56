/* path.c - see path.h. */
#include "fs/path.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"

/* Copy the component at *path to `name` and step past it and the slashes
 * that follow; its length or -ENAMETOOLONG. */
static int next_component(const char **path, char name[NAME_MAX + 1])
{
    size_t n = 0;

    while (**path && **path != '/') {
        if (n == NAME_MAX)
            return -ENAMETOOLONG;
        name[n++] = *(*path)++;
    }
    name[n] = '\0';
    while (**path == '/')
        (*path)++;
    return n;
}

/* The child of `dir`, with a reference. */
static int step(struct inode *dir, const char *name, struct inode **out)
{
    struct entry *e;

    if (strcmp(name, ".") == 0) {
        *out = inode_get(dir);
        return 0;
    }
    spin_lock(&fs_lock);
    if (strcmp(name, "..") == 0) {
        *out = inode_get(dir->parent);
    } else {
        e = dir_find(dir, name);
        *out = e ? inode_get(e->inode) : NULL;
    }
    spin_unlock(&fs_lock);
    if (!*out)
        *out = procfs_find(dir, name);
    return *out ? 0 : -ENOENT;
}

/* Replace *at by its child; the reference moves along. */
static int descend(struct inode **at, const char *name, const struct cred *c)
{
    struct inode *dir = *at, *child;
    int err = -ENOTDIR;

    if (inode_is_dir(dir))
        err = inode_access(dir, c, INODE_EXECUTE);
    if (!err)
        err = step(dir, name, &child);
    if (err)
        return err;
    *at = child;
    inode_put(dir);
    return 0;
}

static struct inode *start_of(struct inode *cwd, const char **path)
{
    if (**path != '/')
        return inode_get(cwd);
    while (**path == '/')
        (*path)++;
    return inode_get(fs_root());
}

int path_parent(struct inode *cwd, const char *path, const struct cred *c,
                struct inode **dir, char *name, bool *slash)
{
    int err = *path ? 0 : -ENOENT;

    *dir = start_of(cwd, &path);
    strlcpy(name, ".", NAME_MAX + 1);
    *slash = false;
    while (!err && *path) {
        int n = next_component(&path, name);
        if (n < 0)
            err = n;
        else if (*path)
            err = descend(dir, name, c);
        else
            *slash = path[-1] == '/';
    }
    if (!err && !inode_is_dir(*dir))
        err = -ENOTDIR;
    if (!err)
        err = inode_access(*dir, c, INODE_EXECUTE);
    if (err)
        inode_put(*dir);
    return err;
}

int path_lookup(struct inode *cwd, const char *path, const struct cred *c,
                struct inode **out)
{
    char name[NAME_MAX + 1];
    bool slash;
    int err = path_parent(cwd, path, c, out, name, &slash);

    if (err)
        return err;
    err = descend(out, name, c);
    if (!err && slash && !inode_is_dir(*out))
        err = -ENOTDIR;
    if (err)
        inode_put(*out);
    return err;
}

/* The name of `child` in its parent; fs_lock held. */
static int name_of(const struct inode *child, char *buf, size_t size)
{
    struct entry *e;

    list_for_each(e, &child->parent->entries, link)
        if (e->inode == child)
            return strlcpy(buf, e->name, size);
    if (child->pid)
        return snprintf(buf, size, "%d", child->pid);
    return -ENOENT;
}

/* Built from the end of the buffer towards its start. */
int path_of(struct inode *dir, char *buf, size_t size)
{
    char name[NAME_MAX + 1];
    size_t at = size - 1;
    int n = 0;

    if (size < 2)
        return -ERANGE;
    buf[at] = '\0';
    spin_lock(&fs_lock);
    if (dir->links == 0)
        n = -ENOENT;
    for (; n >= 0 && dir != dir->parent; dir = dir->parent) {
        n = name_of(dir, name, sizeof(name));
        if (n >= 0 && at < (size_t)n + 1)
            n = -ERANGE;
        if (n < 0)
            break;
        at -= n;
        memcpy(buf + at, name, n);
        buf[--at] = '/';
    }
    spin_unlock(&fs_lock);
    if (n < 0)
        return n;
    if (at == size - 1)
        buf[--at] = '/';
    memmove(buf, buf + at, size - at);
    return size - at;
}

/* --- changing the tree ---------------------------------------------------- */

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int path_mkdir(struct inode *cwd, const char *path, mode_t mode,
               const struct cred *c)
{
    char name[NAME_MAX + 1];
    struct inode *dir;
    bool slash;
    int err = path_parent(cwd, path, c, &dir, name, &slash);

    if (err)
        return err;
    struct inode *new = inode_create(S_IFDIR | (mode & 01777), c);
    spin_lock(&fs_lock);
    if (is_dots(name) || dir_find(dir, name))
        err = -EEXIST;
    else if (dir->proc || dir->links == 0)
        err = dir->proc ? -EACCES : -ENOENT;
    else
        err = inode_access(dir, c, INODE_WRITE);
    if (!err)
        err = new ? dir_add(dir, name, new) : -ENOMEM;
    spin_unlock(&fs_lock);
    if (new)
        inode_put(new);
    inode_put(dir);
    return err;
}

/* In a directory with the sticky bit, only owners remove (path, file). */
static int may_remove(const struct inode *dir, const struct inode *child,
                      const struct cred *c)
{
    int err = dir->proc ? -EPERM : inode_access(dir, c, INODE_WRITE);

    if (!err && (dir->mode & S_ISVTX) && c->euid != 0 &&
        c->euid != child->uid && c->euid != dir->uid)
        err = -EPERM;
    return err;
}

static int check_kind(const struct inode *i, bool directory)
{
    if (directory && !inode_is_dir(i))
        return -ENOTDIR;
    if (!directory && inode_is_dir(i))
        return -EISDIR;
    return directory && !list_empty(&i->entries) ? -ENOTEMPTY : 0;
}

int path_unlink(struct inode *cwd, const char *path, bool directory,
                const struct cred *c)
{
    char name[NAME_MAX + 1];
    struct inode *dir;
    bool slash;
    int err = path_parent(cwd, path, c, &dir, name, &slash);

    if (err)
        return err;
    spin_lock(&fs_lock);
    struct entry *e = dir_find(dir, name);
    if (is_dots(name))
        err = directory ? name[1] ? -ENOTEMPTY : -EINVAL : -EISDIR;
    else if (!e)
        err = -ENOENT;
    else
        err = may_remove(dir, e->inode, c);
    if (!err)
        err = check_kind(e->inode, directory);
    if (!err && slash && !directory)
        err = -ENOTDIR;
    if (!err)
        dir_remove(dir, e);
    spin_unlock(&fs_lock);
    inode_put(dir);
    return err;
}

static bool is_above(const struct inode *dir, const struct inode *child)
{
    for (; child != child->parent; child = child->parent)
        if (child == dir)
            return true;
    return child == dir;
}

/* fs_lock held */
static int move(struct inode *from, const char *old, struct inode *to,
                const char *new, const struct cred *c)
{
    struct entry *source = dir_find(from, old), *target = dir_find(to, new);
    int err = source ? may_remove(from, source->inode, c) : -ENOENT;

    if (!err)
        err = to->proc ? -EPERM : inode_access(to, c, INODE_WRITE);
    if (!err && to->links == 0)
        err = -ENOENT;
    if (err)
        return err;
    if (target && target->inode == source->inode)
        return 0;
    if (inode_is_dir(source->inode) && is_above(source->inode, to))
        return -EINVAL;
    if (target && (err = check_kind(target->inode,
                                    inode_is_dir(source->inode))))
        return err;
    if (target)
        dir_remove(to, target);
    struct inode *moved = inode_get(source->inode);
    dir_remove(from, source);
    if (inode_is_dir(moved))
        moved->links = 2;
    err = dir_add(to, new, moved);
    inode_put(moved);
    return err;
}

int path_rename(struct inode *cwd, const char *from, const char *to,
                const struct cred *c)
{
    char old[NAME_MAX + 1], new[NAME_MAX + 1];
    struct inode *source, *target;
    bool slash;
    int err = path_parent(cwd, from, c, &source, old, &slash);

    if (err)
        return err;
    err = path_parent(cwd, to, c, &target, new, &slash);
    if (!err) {
        spin_lock(&fs_lock);
        err = is_dots(old) || is_dots(new) ? -EBUSY
                                           : move(source, old, target, new, c);
        spin_unlock(&fs_lock);
        inode_put(target);
    }
    inode_put(source);
    return err;
}

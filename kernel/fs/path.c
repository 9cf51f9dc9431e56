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

int path_step(struct inode *dir, const char *name, struct inode **out)
{
    struct entry *e;

    if (strcmp(name, ".") == 0 || strcmp(name, "/") == 0) {
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
    return *out ? 0 : procfs_find(dir, name, out);
}

/* Replace *at by its child; the reference moves along. */
static int descend(struct inode **at, const char *name, const struct cred *c)
{
    struct inode *dir = *at, *child;
    int err = -ENOTDIR;

    if (inode_is_dir(dir))
        err = inode_access(dir, c, INODE_EXECUTE);
    if (!err)
        err = path_step(dir, name, &child);
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
    strlcpy(name, "/", NAME_MAX + 1);
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
    if (child->process.pid)
        return snprintf(buf, size, "%d", child->process.pid);
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

bool path_is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
           strcmp(name, "/") == 0;
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
    if (path_is_dots(name) || dir_find(dir, name))
        err = -EEXIST;
    else
        err = dir_may_add(dir, c);
    if (!err)
        err = new ? dir_add(dir, name, new) : -ENOMEM;
    spin_unlock(&fs_lock);
    if (new)
        inode_put(new);
    inode_put(dir);
    return err;
}

/* In a directory with the sticky bit, only owners remove (path, file); and
 * nobody removes /proc. */
static int may_remove(const struct inode *dir, const struct inode *child,
                      const struct cred *c)
{
    int err = dir->proc ? -EPERM : inode_access(dir, c, INODE_WRITE);

    if (!err && (dir->mode & S_ISVTX) && !cred_can(c, CAP_FOWNER) &&
        c->euid != child->uid && c->euid != dir->uid)
        err = -EPERM;
    if (!err && child->proc)
        err = -EBUSY;
    return err;
}

static int refuse_dots(const char *name, bool directory)
{
    if (!directory)
        return -EISDIR;
    if (strcmp(name, "..") == 0)
        return -ENOTEMPTY;
    return strcmp(name, ".") == 0 ? -EINVAL : -EBUSY;
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
    if (path_is_dots(name))
        err = refuse_dots(name, directory);
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

/* One end of a rename. */
struct end {
    struct inode *dir;          /* one reference */
    char name[NAME_MAX + 1];
    bool slash;                 /* one followed the name */
    struct entry *entry;        /* or NULL */
};

static int may_replace(struct inode *dir, const struct inode *target,
                       bool directory, const struct cred *c)
{
    int err = may_remove(dir, target, c);

    return err ? err : check_kind(target, directory);
}

/* fs_lock held */
static int may_move(const struct end *from, const struct end *to,
                    const struct cred *c)
{
    const struct inode *moved = from->entry->inode;
    bool directory = inode_is_dir(moved);

    if (!directory && (from->slash || to->slash))
        return -ENOTDIR;
    if (directory && is_above(moved, to->dir))
        return -EINVAL;
    int err = may_remove(from->dir, moved, c);
    if (!err && to->entry)
        err = may_replace(to->dir, to->entry->inode, directory, c);
    else if (!err)
        err = dir_may_add(to->dir, c);
    if (!err && directory && from->dir != to->dir)
        err = inode_access(moved, c, INODE_WRITE);  /* its ".." changes */
    return err;
}

static int move(struct end *from, struct end *to, const struct cred *c)
{
    if (path_is_dots(from->name) || path_is_dots(to->name))
        return -EBUSY;
    spin_lock(&fs_lock);
    from->entry = dir_find(from->dir, from->name);
    to->entry = dir_find(to->dir, to->name);
    int err = from->entry ? may_move(from, to, c) : -ENOENT;
    bool same = !err && to->entry && to->entry->inode == from->entry->inode;
    if (!err && !same)
        err = dir_move(from->dir, from->entry, to->dir, to->name);
    spin_unlock(&fs_lock);
    return err;
}

int path_rename(struct inode *cwd, const char *from, const char *to,
                const struct cred *c)
{
    struct end source, target;
    int err = path_parent(cwd, from, c, &source.dir, source.name,
                          &source.slash);

    if (err)
        return err;
    err = path_parent(cwd, to, c, &target.dir, target.name, &target.slash);
    if (!err) {
        err = move(&source, &target, c);
        inode_put(target.dir);
    }
    inode_put(source.dir);
    return err;
}

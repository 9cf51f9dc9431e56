/* path.h - from names to inodes (path_resolution(7)). Simplified: there are
 * no symbolic links. */
#pragma once

#include "fs/inode.h"

/* The inode at `path`, seen from `cwd`, with a reference; 0, -ENOENT,
 * -ENOTDIR, -EACCES (a directory on the way), -ENAMETOOLONG, -ENOMEM. */
int path_lookup(struct inode *cwd, const char *path, const struct cred *c,
                struct inode **out);

/* The directory in which the last component of `path` would be, with a
 * reference, and that component in `name` (NAME_MAX + 1 bytes). *slash tells
 * whether one followed it. Errors as above. The root has no name: it is "/"
 * then. */
int path_parent(struct inode *cwd, const char *path, const struct cred *c,
                struct inode **dir, char *name, bool *slash);

/* The child `name` of a directory, with a reference; 0 or -ENOENT. */
int path_step(struct inode *dir, const char *name, struct inode **out);

/* Is this no name of an entry, but ".", ".." or "/"? */
bool path_is_dots(const char *name);

/* The absolute path of a directory; its length with the terminator, or
 * -ERANGE, -ENOENT (it was removed). */
int path_of(struct inode *dir, char *buf, size_t size);

/* Make, remove, move names. Errors as in mkdir(2), unlink(2), rename(2). */
int path_mkdir(struct inode *cwd, const char *path, mode_t mode,
               const struct cred *c);
int path_unlink(struct inode *cwd, const char *path, bool directory,
                const struct cred *c);
int path_rename(struct inode *cwd, const char *from, const char *to,
                const struct cred *c);

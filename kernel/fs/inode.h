/*
 * inode.h - what a file is, and the tree of names. Everything lives in
 * memory: directories are lists of entries, a regular file's bytes are the
 * pages of a memory object (so that they can be mapped), devices and /proc
 * are files whose operations compute.
 *
 * An inode lives as long as somebody holds a reference: each name that leads
 * to it, each open file, each current directory. One lock, [fs], guards the
 * tree, and each inode's own, [i], its content and the positions in it.
 */
#pragma once

#include "cpu/spinlock.h"
#include "lib/cred.h"
#include "lib/list.h"
#include "sched/wait.h"
#include "vm/object.h"

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFREG 0100000
#define S_ISVTX 01000

/* For inode_access(). */
#define INODE_READ 4
#define INODE_WRITE 2
#define INODE_EXECUTE 1

#define NAME_MAX 255
#define FILE_SIZE_MAX (1ul << 40)

struct file_ops;
struct proc_file;

/* A process as /proc knows it: pids come again, so its birth counts too. */
struct proc_id {
    pid_t pid;                  /* 0: nobody */
    uint64_t born;
};

struct inode {
    uint32_t refs;              /* atomic */
    mode_t mode;                /* [fs] */
    uid_t uid;                  /* [fs] */
    gid_t gid;                  /* [fs] */
    uint32_t links;             /* [fs] names; a directory's . and .. too */
    int users;                  /* [fs] who write it; negative: who run it */
    uint64_t number;
    struct spinlock lock;
    const struct thread *turn;  /* [i] who makes a long transfer, or NULL */
    struct waitq turns;         /* [i] others wait here until it is made */
    uint64_t size;              /* [i] bytes */
    uint64_t device;            /* a device's major << 8 | minor */
    int64_t time;               /* [fs] last change, seconds of the date */
    const struct file_ops *ops; /* how it is read and written */
    struct object *object;      /* a regular file's pages; length: [i] */
    struct inode *parent;       /* [fs] of a directory; / is its own */
    struct list entries;        /* [fs] of a directory, oldest first */
    uint64_t next_cookie;       /* [fs] for the next entry */
    const struct proc_file *proc;   /* what /proc's files show (procfs.c) */
    struct proc_id process;     /* whose directory in /proc, or file there */
};

struct entry {
    struct list link;
    struct inode *inode;
    uint64_t cookie;            /* its place for readdir, never used again */
    char name[];
};

extern struct spinlock fs_lock;

struct inode *fs_root(void);

/* A new inode with one reference, or NULL; and one of an empty regular file. */
struct inode *inode_create(mode_t mode, const struct cred *owner);
struct inode *inode_create_file(mode_t mode, const struct cred *owner);

struct inode *inode_get(struct inode *i);
void inode_put(struct inode *i);

static inline bool inode_is_dir(const struct inode *i)
{
    return (i->mode & S_IFMT) == S_IFDIR;
}

static inline bool inode_is_regular(const struct inode *i)
{
    return (i->mode & S_IFMT) == S_IFREG;
}

/* May `c` do all of `want` (INODE_*)? 0 or -EACCES. */
int inode_access(const struct inode *i, const struct cred *c, int want);

/* The pages of a regular file, or NULL for anything else. */
static inline struct object *inode_object(const struct inode *i)
{
    return i->object;
}

/* A program that runs isn't written, and the other way round: 0 or -ETXTBSY.
 * inode_end_use() with the same use ends it. */
enum inode_use { INODE_WRITES = 1, INODE_RUNS = -1 };
int inode_begin_use(struct inode *i, enum inode_use use);
void inode_end_use(struct inode *i, enum inode_use use);

/* A long transfer gives the lock up between its pieces, but is of one piece for
 * all others: the lock is theirs only when its turn is over. */
void inode_lock(struct inode *i);
void inode_unlock(struct inode *i);
void inode_turn_begin(struct inode *i);
void inode_turn_end(struct inode *i);

/* Set a regular file's size; 0, -ENOMEM, -EFBIG. */
int inode_resize(struct inode *i, uint64_t size);

/* Forget what a write that failed has left behind the end. Lock held. */
void inode_trim(struct inode *i);

/* May `c` make new names here? 0, -EACCES, -ENOENT (it was removed, or is of
 * /proc). fs_lock held. */
int dir_may_add(const struct inode *dir, const struct cred *c);

/* Enter `child` as `name`; takes a reference of its own. 0, -EEXIST,
 * -ENOMEM. fs_lock held. */
int dir_add(struct inode *dir, const char *name, struct inode *child);

/* The entry called `name`, or NULL. fs_lock held. */
struct entry *dir_find(const struct inode *dir, const char *name);

/* Take an entry out and drop its reference. fs_lock held; the inode may be
 * freed, so nothing of it is used afterwards. */
void dir_remove(struct inode *dir, struct entry *e);

/* Move an entry to where it is called `name`, in place of what has that name
 * there. 0, or -ENOMEM with nothing changed. fs_lock held. */
int dir_move(struct inode *from, struct entry *e, struct inode *to,
             const char *name);

/* Make the tree's root; free everything in it. */
void inode_root_create(void);
void inode_root_destroy(void);

/*
 * procfs.h - /proc: files whose text is made when they are read (proc(5)).
 * The layers above add theirs; this one knows no process, only the ops that
 * find them.
 */
#pragma once

#include "fs/file.h"
#include "lib/print.h"

/* The text that a show function writes; it grows as needed. */
struct seq {
    char *text;
    size_t used, size;
    bool failed;                /* no memory: the read answers -ENOMEM */
};

void seq_printf(struct seq *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void seq_write(struct seq *s, const char *text, size_t n);

struct proc_file {
    const char *name;
    mode_t mode;
    int (*show)(struct seq *out, void *arg);        /* fixed files */
    int (*show_pid)(struct seq *out, struct proc_id who);   /* a process's */
    ssize_t (*read)(vaddr_t buf, size_t n, off_t at);
    ssize_t (*read_pid)(struct proc_id who, vaddr_t buf, size_t n, off_t at);
    ssize_t (*write)(const char *text, void *arg);
    ssize_t (*write_pid)(struct proc_id who, const char *text);
    void *arg;
};

/* Add /proc/PATH, with the directories that it lies in, at boot. */
void proc_add(const char *path, mode_t mode,
              int (*show)(struct seq *out, void *arg), void *arg);

/* The same for a file that takes short texts, too: `write` returns how much of
 * it was used, or an error. */
void proc_add_settable(const char *path, mode_t mode,
                       int (*show)(struct seq *out, void *arg),
                       ssize_t (*write)(const char *text, void *arg),
                       void *arg);

/* The same for one that isn't text, with a read of its own. */
void proc_add_raw(const char *path, mode_t mode,
                  ssize_t (*read)(vaddr_t buf, size_t n, off_t at));

/* How to find processes. */
struct proc_pid_ops {
    bool (*find)(pid_t pid, struct proc_id *who, uid_t *uid, gid_t *gid);
    pid_t (*after)(pid_t pid);      /* the next higher one, 0: none */
    pid_t (*self)(void);
};
void proc_pid_init(const struct proc_pid_ops *ops);

/* Add a file to every /proc/PID: text, text that can be written, too, or one
 * with a read of its own. */
void proc_pid_add(const char *name, mode_t mode,
                  int (*show)(struct seq *out, struct proc_id who));
void proc_pid_add_settable(const char *name, mode_t mode,
                           int (*show)(struct seq *out, struct proc_id who),
                           ssize_t (*write)(struct proc_id who,
                                            const char *text));
void proc_pid_add_raw(const char *name, mode_t mode,
                      ssize_t (*read)(struct proc_id who, vaddr_t buf,
                                      size_t n, off_t at));

/* For path.c and file.c: names in /proc and /proc/PID that are in no list.
 * 0 with the inode, which has a reference; -ENOENT: there is none; -ENOMEM. */
int procfs_find(struct inode *dir, const char *name, struct inode **out);
bool procfs_next(struct inode *dir, uint64_t pos, struct dirent *d);

/* Make /proc. fs_lock held. */
void procfs_create(struct inode *proc);

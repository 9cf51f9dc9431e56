/* procfs.c - see procfs.h. */
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"

#define FILES_MAX 48            /* of each kind */
#define TEXT_MAX 128            /* what can be written at once */
#define PID_POSITIONS 1000      /* readdir: processes follow the fixed names */

static struct proc_file fixed_files[FILES_MAX], pid_files[FILES_MAX];
static int fixed_count, pid_count;
static const struct proc_pid_ops *pid_ops;
static struct inode *proc_root;

/* Marks the directories; they show nothing. */
static const struct proc_file directory = { .name = "" };

/* --- text ----------------------------------------------------------------- */

static bool seq_reserve(struct seq *s, size_t n)
{
    size_t size = s->size ? s->size : PAGE_SIZE;

    while (size - s->used < n)
        size *= 2;
    if (size == s->size)
        return true;
    char *text = s->failed ? NULL : kzalloc(size);
    if (!text) {
        s->failed = true;
        return false;
    }
    memcpy(text, s->text, s->used);
    kfree(s->text);
    s->text = text;
    s->size = size;
    return true;
}

void seq_write(struct seq *s, const char *text, size_t n)
{
    if (!seq_reserve(s, n))
        return;
    memcpy(s->text + s->used, text, n);
    s->used += n;
}

void seq_printf(struct seq *s, const char *fmt, ...)
{
    char line[512];
    va_list args;

    va_start(args, fmt);
    int n = vsnprintf(line, sizeof(line), fmt, args);
    va_end(args);
    seq_write(s, line, MIN((size_t)n, sizeof(line) - 1));
}

/* --- reading -------------------------------------------------------------- */

/* Made anew when read from the start. */
static int text_make(struct file *f)
{
    const struct proc_file *p = f->inode->proc;
    struct seq *s = f->data;

    if (!s)
        s = f->data = kzalloc(sizeof(*s));
    if (!s)
        return -ENOMEM;
    s->used = 0;
    int err = p->show ? p->show(s, p->arg) : p->show_pid(s, f->inode->process);
    return s->failed ? -ENOMEM : err;
}

/* Lock held. */
static ssize_t text_read(struct file *f, vaddr_t buf, size_t n, off_t at)
{
    int err = at == 0 || !f->data ? text_make(f) : 0;

    if (err)
        return err;
    struct seq *s = f->data;
    if (at >= (off_t)s->used)
        return 0;
    n = MIN(n, s->used - at);
    return copy_to_user(buf, s->text + at, n) < 0 ? -EFAULT : (ssize_t)n;
}

static ssize_t proc_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    const struct proc_file *p = f->inode->proc;

    spin_lock(&f->inode->lock);
    ssize_t done = p->read ? p->read(buf, n, *at)
                 : p->read_pid ? p->read_pid(f->inode->process, buf, n, *at)
                 : text_read(f, buf, n, *at);
    *at += MAX(done, 0);
    spin_unlock(&f->inode->lock);
    return done;
}

/* Only from the start; the rest of a text that came in pieces is passed over,
 * as Linux does. */
static ssize_t proc_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    const struct proc_file *p = f->inode->proc;
    char text[TEXT_MAX + 1] = "";
    ssize_t used = n;

    if (!p->write && !p->write_pid)
        return -EIO;
    if (*at == 0) {
        if (copy_from_user(text, buf, MIN(n, TEXT_MAX)) < 0)
            return -EFAULT;
        used = p->write ? p->write(text, p->arg)
                        : p->write_pid(f->inode->process, text);
    }
    *at += MAX(used, 0);
    return used;
}

static void proc_release(struct file *f)
{
    struct seq *s = f->data;

    if (s)
        kfree(s->text);
    kfree(s);
}

static const struct file_ops proc_ops = {
    .seekable = true,
    .in_bursts = true,
    .read = proc_read,
    .write = proc_write,
    .release = proc_release,
};

/* --- fixed files ---------------------------------------------------------- */

static struct inode *add_inode(struct inode *dir, const char *name, mode_t mode,
                               const struct proc_file *p)
{
    struct inode *i = inode_create(mode, NULL);

    if (!i || dir_add(dir, name, i) < 0)
        panic("No memory for /proc.");
    i->ops = &proc_ops;
    i->proc = p;
    inode_put(i);
    return i;
}

/* The directory of the last name in `path`, made if need be. */
static struct inode *directory_of(const char *path, const char **last)
{
    struct inode *dir = proc_root;
    char name[32];
    const char *slash;

    for (; (slash = strchr(path, '/')); path = slash + 1) {
        strlcpy(name, path, MIN(sizeof(name), (size_t)(slash + 1 - path)));
        struct entry *e = dir_find(dir, name);
        dir = e ? e->inode : add_inode(dir, name, S_IFDIR | 0555, &directory);
    }
    *last = path;
    return dir;
}

static void add_fixed(const char *path, struct proc_file file)
{
    assert(fixed_count < FILES_MAX);
    struct proc_file *p = &fixed_files[fixed_count++];
    spin_lock(&fs_lock);
    struct inode *dir = directory_of(path, &file.name);
    *p = file;
    add_inode(dir, p->name, S_IFREG | p->mode, p);
    spin_unlock(&fs_lock);
}

void proc_add_settable(const char *path, mode_t mode,
                       int (*show)(struct seq *out, void *arg),
                       ssize_t (*write)(const char *text, void *arg),
                       void *arg)
{
    add_fixed(path, (struct proc_file){
        .mode = mode, .show = show, .write = write, .arg = arg,
    });
}

void proc_add_raw(const char *path, mode_t mode,
                  ssize_t (*read)(vaddr_t buf, size_t n, off_t at))
{
    add_fixed(path, (struct proc_file){ .mode = mode, .read = read });
}

void proc_add(const char *path, mode_t mode,
              int (*show)(struct seq *out, void *arg), void *arg)
{
    proc_add_settable(path, mode, show, NULL, arg);
}

void procfs_create(struct inode *proc)
{
    proc_root = proc;
    proc->proc = &directory;
    proc->mode = S_IFDIR | 0555;
}

/* --- processes ------------------------------------------------------------ */

void proc_pid_init(const struct proc_pid_ops *ops)
{
    pid_ops = ops;
}

static struct proc_file *pid_file_new(const char *name, mode_t mode)
{
    assert(pid_count < FILES_MAX);
    pid_files[pid_count] = (struct proc_file){ .name = name, .mode = mode };
    return &pid_files[pid_count++];
}

void proc_pid_add(const char *name, mode_t mode,
                  int (*show)(struct seq *out, struct proc_id who))
{
    pid_file_new(name, mode)->show_pid = show;
}

void proc_pid_add_settable(const char *name, mode_t mode,
                           int (*show)(struct seq *out, struct proc_id who),
                           ssize_t (*write)(struct proc_id who,
                                            const char *text))
{
    struct proc_file *p = pid_file_new(name, mode);

    p->show_pid = show;
    p->write_pid = write;
}

void proc_pid_add_raw(const char *name, mode_t mode,
                      ssize_t (*read)(struct proc_id who, vaddr_t buf,
                                      size_t n, off_t at))
{
    pid_file_new(name, mode)->read_pid = read;
}

/* An inode that lives as long as somebody uses it, for what is in no list:
 * something of the process `pid`, if that is still the parent directory's. */
static int transient(struct inode *parent, pid_t pid, mode_t mode,
                     const struct proc_file *p, struct inode **out)
{
    struct cred owner = { 0 };
    struct proc_id who;
    struct inode *i;

    if (!pid_ops->find(pid, &who, &owner.euid, &owner.egid) ||
        (parent->process.pid && parent->process.born != who.born))
        return -ENOENT;
    i = inode_create((p == &directory ? S_IFDIR : S_IFREG) | mode, &owner);
    if (!i)
        return -ENOMEM;
    i->links = 1;
    i->parent = parent;
    i->ops = &proc_ops;
    i->proc = p;
    i->process = who;
    *out = i;
    return 0;
}

static pid_t pid_of(const char *name)
{
    const char *end;
    uint64_t n = parse_number(name, &end, 10);

    if (strcmp(name, "self") == 0)
        return pid_ops->self();
    return *end || end == name || n > INT32_MAX ? 0 : n;
}

int procfs_find(struct inode *dir, const char *name, struct inode **out)
{
    if (dir == proc_root)
        return transient(dir, pid_of(name), 0555, &directory, out);
    if (dir->process.pid == 0)
        return -ENOENT;
    for (int i = 0; i < pid_count; i++)
        if (strcmp(pid_files[i].name, name) == 0)
            return transient(dir, dir->process.pid, pid_files[i].mode,
                             &pid_files[i], out);
    return -ENOENT;
}

bool procfs_next(struct inode *dir, uint64_t pos, struct dirent *d)
{
    if (dir == proc_root) {
        pid_t pid = pid_ops->after(pos > PID_POSITIONS ? pos - PID_POSITIONS
                                                       : 0);
        if (pid == 0)
            return false;
        snprintf(d->name, sizeof(d->name), "%d", pid);
        d->ino = d->offset = PID_POSITIONS + pid;
        d->type = S_IFDIR >> 12;
        return true;
    }
    if (dir->process.pid == 0 || pos < 2 || pos - 2 >= (uint64_t)pid_count)
        return false;
    strlcpy(d->name, pid_files[pos - 2].name, sizeof(d->name));
    d->ino = d->offset = pos + 1;
    d->type = S_IFREG >> 12;
    return true;
}

/*
 * initrd.c - see initrd.h. A header of 110 characters in ASCII, then the
 * name, then the data, each padded to four bytes; the last entry's name is
 * TRAILER!!!. Nothing in the archive is trusted.
 */
#include "fs/initrd.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/string.h"

#define HEADER_SIZE 110
#define FIELD_SIZE 8

#define BROKEN(how) \
    "The RAM disk is broken: " how ". Rebuild it with `make`."
#define NO_MEMORY \
    "There is not enough memory to unpack the RAM disk: give the machine more."

/* Fields behind the magic, eight hexadecimal digits each. */
enum { F_INO, F_MODE, F_UID, F_GID, F_NLINK, F_MTIME, F_FILESIZE, F_NAMESIZE = 11 };

struct member {
    mode_t mode;
    uid_t uid;
    gid_t gid;
    const char *name, *data;
    size_t size, next;          /* bytes of data; where the next begins */
};

static bool field(const char *header, int index, uint32_t *value)
{
    char text[FIELD_SIZE + 1] = "";
    const char *end;

    memcpy(text, header + 6 + index * FIELD_SIZE, FIELD_SIZE);
    *value = parse_number(text, &end, 16);
    return end == text + FIELD_SIZE;
}

/* The member at `at`; NULL or what is wrong with it. */
static const char *member_read(const char *archive, size_t size, size_t at,
                               struct member *m)
{
    uint32_t mode, uid, gid, data_size, name_size;
    const char *header = archive + at;

    if (size - at < HEADER_SIZE)
        return BROKEN("it ends in the middle of a header");
    if (memcmp(header, "070701", 6) != 0)
        return BROKEN("it is no cpio archive of the newc format");
    if (!field(header, F_MODE, &mode) || !field(header, F_UID, &uid) ||
        !field(header, F_GID, &gid) || !field(header, F_FILESIZE, &data_size) ||
        !field(header, F_NAMESIZE, &name_size))
        return BROKEN("a header has something else than hexadecimal "
                      "digits");
    uint64_t data = ROUND_UP(at + HEADER_SIZE + (uint64_t)name_size, 4);
    if (name_size == 0 || data > size || data_size > size - data)
        return BROKEN("it is cut short");
    if (header[HEADER_SIZE + name_size - 1] != '\0')
        return BROKEN("a file name has no end");
    *m = (struct member){ mode, uid, gid, header + HEADER_SIZE,
                          archive + data, data_size,
                          ROUND_UP(data + data_size, 4) };
    return NULL;
}

/* A new file or directory in `dir`, or NULL. fs_lock held. */
static struct inode *make(struct inode *dir, const char *name, mode_t mode,
                          const struct cred *c)
{
    struct inode *i = (mode & S_IFMT) == S_IFDIR ? inode_create(mode, c)
                                                 : inode_create_file(mode, c);

    if (i && dir_add(dir, name, i) < 0) {
        inode_put(i);
        return NULL;
    }
    return i;
}

/* Make the file or directory, or change the one that is there. */
static const char *member_unpack(const struct member *m)
{
    static const struct cred root = CRED_ROOT;
    char name[NAME_MAX + 1];
    struct inode *dir, *i = NULL;
    bool slash;

    if (path_parent(fs_root(), m->name, &root, &dir, name, &slash) < 0)
        return BROKEN("a file's directory is missing");
    spin_lock(&fs_lock);
    struct entry *e = dir_find(dir, name);
    if (path_is_dots(name))
        i = inode_get(dir);
    else if (e && (e->inode->mode & S_IFMT) == (m->mode & S_IFMT))
        i = inode_get(e->inode);
    else if (!e)
        i = make(dir, name, m->mode & (S_IFMT | 01777), &root);
    if (i) {
        i->mode = m->mode & (S_IFMT | 01777);
        i->uid = m->uid;
        i->gid = m->gid;
    }
    spin_unlock(&fs_lock);
    inode_put(dir);
    if (!i)
        return e ? BROKEN("a file stands where a directory was, or the reverse")
                 : NO_MEMORY;
    bool fits = !i->object ||
                (inode_resize(i, m->size) == 0 &&
                 object_write(i->object, 0, m->data, m->size) == 0);
    inode_put(i);
    return fits ? NULL : NO_MEMORY;
}

static bool is_kept(const struct member *m)
{
    mode_t type = m->mode & S_IFMT;

    return type == S_IFREG || type == S_IFDIR;
}

const char *initrd_unpack(const char *archive, size_t size)
{
    const char *problem = NULL;
    bool ended = false;
    struct member m;

    for (size_t at = 0; at < size && !problem; at = m.next) {
        if (ended && archive[at] == '\0') {     /* between two archives */
            m.next = at + 1;
            continue;
        }
        problem = member_read(archive, size, at, &m);
        ended = !problem && strcmp(m.name, "TRAILER!!!") == 0;
        if (!problem && !ended && is_kept(&m))
            problem = member_unpack(&m);
    }
    if (!problem && !ended)
        problem = BROKEN("its end is missing");
    return problem;
}

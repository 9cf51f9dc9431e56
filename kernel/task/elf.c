/* elf.c - see elf.h. Every field of the file is suspect. */
#include "task/elf.h"
#include "fs/inode.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "vm/space.h"

#define ET_EXEC 2
#define ET_DYN 3
#define EM_X86_64 62
#define PT_LOAD 1
#define PT_INTERP 3
#define PF_X 1
#define PF_W 2
#define PF_R 4

#define SEGMENTS_MAX 32
#define DYN_BASE 0x555555554000ul       /* where Linux puts them too */

struct elf_header {
    uint8_t magic[4], class, data, version, abi, pad[8];
    uint16_t type, machine;
    uint32_t version2;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");

struct program_header {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
static_assert(sizeof(struct program_header) == 56, "Elf64_Phdr");

struct elf_file {
    struct inode *inode;
    uint64_t size;
    struct elf_header header;
    struct program_header segments[SEGMENTS_MAX];
    vaddr_t base;
};

static bool header_is_sound(const struct elf_file *f)
{
    const struct elf_header *h = &f->header;

    return memcmp(h->magic, "\177ELF", 4) == 0 && h->class == 2 &&
           h->data == 1 && h->machine == EM_X86_64 &&
           (h->type == ET_EXEC || h->type == ET_DYN) &&
           h->phentsize == sizeof(struct program_header) && h->phnum > 0 &&
           h->phnum <= SEGMENTS_MAX && h->phoff < f->size &&
           h->phnum * sizeof(struct program_header) <= f->size - h->phoff;
}

static bool segment_is_sound(const struct elf_file *f,
                             const struct program_header *p)
{
    vaddr_t start = f->base + p->vaddr;

    return p->filesz <= p->memsz && p->offset <= f->size &&
           p->filesz <= f->size - p->offset && p->memsz > 0 &&
           p->vaddr < USER_TOP && start >= USER_BOTTOM &&
           start < STACK_BOTTOM && p->memsz <= STACK_BOTTOM - start &&
           (p->vaddr - p->offset) % PAGE_SIZE == 0;
}

/* Segments come in ascending order (ABI, chapter 5) and never overlap; the
 * entry lies in an executable one. */
static int segments_check(const struct elf_file *f)
{
    bool entry_inside = false;
    uint64_t reached = 0;

    for (int i = 0; i < f->header.phnum; i++) {
        const struct program_header *p = &f->segments[i];
        if (p->type == PT_INTERP)
            return -ENOEXEC;        /* Simplified: no dynamic linking */
        if (p->type != PT_LOAD || p->memsz == 0)
            continue;
        if (!segment_is_sound(f, p) || p->vaddr < reached)
            return -ENOEXEC;
        reached = p->vaddr + p->memsz;
        if ((p->flags & PF_X) && f->header.entry >= p->vaddr &&
            f->header.entry < reached)
            entry_inside = true;
    }
    return entry_inside ? 0 : -ENOEXEC;
}

static int file_read_headers(struct elf_file *f)
{
    struct object *o = inode_object(f->inode);

    f->size = f->inode->size;
    if (!o || f->size < sizeof(f->header))
        return -ENOEXEC;
    object_read(o, 0, &f->header, sizeof(f->header));
    if (!header_is_sound(f))
        return -ENOEXEC;
    object_read(o, f->header.phoff, f->segments,
                f->header.phnum * sizeof(f->segments[0]));
    f->base = f->header.type == ET_DYN ? DYN_BASE : 0;
    return segments_check(f);
}

static int prot_of(const struct program_header *p)
{
    return (p->flags & PF_R ? PROT_READ : 0) |
           (p->flags & PF_W ? PROT_WRITE : 0) |
           (p->flags & PF_X ? PROT_EXEC : 0);
}

static int map(struct space *s, vaddr_t start, vaddr_t end, int prot,
               struct object *o, uint64_t offset)
{
    struct mapping m = {
        .start = start, .size = end - start, .place = MAP_OVER, .prot = prot,
        .object = o, .first_page = offset >> PAGE_SHIFT,
    };
    int64_t at = start < end ? space_map(s, &m) : 0;

    return at < 0 ? (int)at : 0;
}

/* File pages, then zero pages; the file's last page ends in zeros too. */
static int segment_map(struct elf_file *f, struct space *s,
                       const struct program_header *p)
{
    static const char zeros[PAGE_SIZE];
    vaddr_t start = f->base + p->vaddr, file_end = start + p->filesz;
    vaddr_t middle = p->filesz ? ROUND_UP(file_end, PAGE_SIZE)
                               : ROUND_DOWN(start, PAGE_SIZE);
    vaddr_t end = ROUND_UP(start + p->memsz, PAGE_SIZE);
    int err = map(s, ROUND_DOWN(start, PAGE_SIZE), middle, prot_of(p),
                  inode_object(f->inode), p->offset);

    if (err == 0)
        err = map(s, middle, end, prot_of(p), NULL, 0);
    if (err == 0 && (p->flags & PF_W) && middle > file_end && p->filesz)
        err = space_poke(s, file_end, zeros, middle - file_end);
    return err;
}

/* Where the program headers can be read in memory, for AT_PHDR. */
static vaddr_t headers_address(const struct elf_file *f)
{
    for (int i = 0; i < f->header.phnum; i++) {
        const struct program_header *p = &f->segments[i];
        if (p->type == PT_LOAD && f->header.phoff >= p->offset &&
            f->header.phoff - p->offset < p->filesz)
            return f->base + p->vaddr + (f->header.phoff - p->offset);
    }
    return 0;
}

int elf_load(struct inode *file, struct space *s, struct elf_image *image)
{
    struct elf_file f = { .inode = file };
    vaddr_t end = 0;
    int err = file_read_headers(&f);

    if (err)
        return err;
    for (int i = 0; i < f.header.phnum; i++) {
        const struct program_header *p = &f.segments[i];
        if (p->type != PT_LOAD || p->memsz == 0)
            continue;
        err = segment_map(&f, s, p);
        if (err)
            return err == -EINVAL ? -ENOMEM : err;
        end = f.base + p->vaddr + p->memsz;
    }
    s->brk_start = s->brk = ROUND_UP(end, PAGE_SIZE);
    *image = (struct elf_image){ f.base + f.header.entry, headers_address(&f),
                                 f.header.phnum };
    return 0;
}

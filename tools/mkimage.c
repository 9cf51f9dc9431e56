/*
 * mkimage.c - writes the disk image for our BIOS road; runs on the host.
 *
 *     mkimage -o IMAGE -b BOOT -l LOADER -k KERNEL -i INITRD -c COMMANDS
 *
 * boot/bios/disk.h shows the layout. Of the kernel's ELF file only what is
 * loaded goes to the disk, not the symbols behind it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/bios/disk.h"
#include "boot/bios/elf.h"

#define PAGE_SIZE 4096u
#define CYLINDER (16 * 63 * SECTOR_SIZE)        /* emulators count in these */

struct file {
    const char *name;
    uint8_t *data;
    uint32_t size;
};

__attribute__((noreturn, format(printf, 1, 2)))
static void fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "mkimage: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    exit(1);
}

static void usage(void)
{
    fprintf(stderr, "usage: mkimage -o IMAGE -b BOOT -l LOADER -k KERNEL "
                    "-i INITRD [-c COMMAND_LINE]\n");
    exit(2);
}

/* Zeros fill the last page, since checksums go by words. */
static struct file file_read(const char *name)
{
    struct file f = { .name = name };
    FILE *in = fopen(name, "rb");
    long size;

    if (!in || fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0)
        fail("can't read %s: %s", name, strerror(errno));
    if (size == 0 || size >= 0xf0000000)
        fail("%s is %s", name, size ? "too big: 4 GiB" : "empty");
    rewind(in);
    f.size = size;
    f.data = calloc(1, (uint64_t)f.size + PAGE_SIZE);
    if (!f.data || fread(f.data, 1, f.size, in) != f.size)
        fail("can't read %s: %s", name, strerror(errno));
    fclose(in);
    return f;
}

/* Cut an ELF file off behind the last segment that is loaded. */
static void elf_cut(struct file *f)
{
    struct elf_header *elf = (void *)f->data;
    uint64_t end;

    if (f->size < sizeof(*elf) || elf->magic != ELF_MAGIC ||
        elf->class != ELF_CLASS_64 || elf->machine != ELF_X86_64)
        fail("the kernel %s is no ELF file for x86-64", f->name);
    end = elf->segments_at + elf->segments * sizeof(struct elf_segment);
    if (end > f->size)
        fail("the kernel %s is cut short: build it anew", f->name);
    struct elf_segment *s = (void *)(f->data + elf->segments_at);
    for (int i = 0; i < elf->segments; i++, s++) {
        if (s->type != ELF_LOAD)
            continue;
        if (s->offset + s->file_size > f->size)
            fail("the kernel %s is cut short: build it anew", f->name);
        if (s->offset + s->file_size > end)
            end = s->offset + s->file_size;
    }
    elf->sections_at = 0;
    elf->sections = elf->section_names = 0;
    memset(f->data + end, 0, f->size - end);
    f->size = end;
}

static uint32_t pages(uint32_t size)
{
    return ((uint64_t)size + PAGE_SIZE - 1) / PAGE_SIZE;
}

static struct disk_file disk_file(const struct file *f, uint32_t sector)
{
    return (struct disk_file){
        .sector = sector,
        .size = f->size,
        .checksum = disk_checksum(f->data, f->size),
    };
}

static void put32(uint8_t *p, uint32_t n)
{
    for (int i = 0; i < 4; i++)
        p[i] = n >> 8 * i;
}

/* One active partition behind the boot sector; BIOSes that boot from a USB
 * stick look for one. */
static void partition_table(uint8_t *boot, uint32_t sectors)
{
    uint8_t *p = boot + PARTITION_TABLE;

    p[0] = 0x80;                /* active */
    p[4] = 0xda;                /* no file system */
    memset(p + 1, 0xff, 3);     /* cylinder, head, sector: not used */
    memset(p + 5, 0xff, 3);
    put32(p + 8, 1);
    put32(p + 12, sectors - 1);
}

/* The first FILES_SECTOR sectors: boot sector, header, loader. */
static void fill_start(uint8_t *start, const struct file *boot,
                       const struct file *loader, struct disk_header *h)
{
    uint8_t *at = start - BOOT_ADDRESS;

    if (boot->size != SECTOR_SIZE)
        fail("%s has not %d bytes", boot->name, SECTOR_SIZE);
    if (loader->size > FILES_ADDRESS - LOADER_ADDRESS)
        fail("%s is too long", loader->name);
    memcpy(at + BOOT_ADDRESS, boot->data, boot->size);
    memcpy(at + LOADER_ADDRESS, loader->data, loader->size);
    memcpy(at + HEADER_ADDRESS, h, sizeof(*h));
    h->checksum = disk_checksum(at + HEADER_SUMMED,
                                FILES_ADDRESS - HEADER_SUMMED);
    memcpy(at + HEADER_ADDRESS, h, sizeof(*h));
}

static void write_pages(FILE *out, const void *data, uint32_t count)
{
    if (count && fwrite(data, PAGE_SIZE, count, out) != count)
        fail("can't write: %s", strerror(errno));
}

static void write_image(const char *name, struct file *boot,
                        struct file *loader, struct file *kernel,
                        struct file *initrd, const char *command_line)
{
    static uint8_t start[FILES_SECTOR * SECTOR_SIZE];
    struct disk_header h = { .magic = { DISK_MAGIC_0, DISK_MAGIC_1 } };
    uint32_t per_page = PAGE_SIZE / SECTOR_SIZE;
    uint32_t initrd_sector = FILES_SECTOR + pages(kernel->size) * per_page;
    uint64_t size = (uint64_t)SECTOR_SIZE *
                    (initrd_sector + pages(initrd->size) * per_page);

    size = (size + CYLINDER - 1) / CYLINDER * CYLINDER;
    h.kernel = disk_file(kernel, FILES_SECTOR);
    h.initrd = disk_file(initrd, initrd_sector);
    if (strlen(command_line) >= sizeof(h.command_line))
        fail("the command line is longer than %zu bytes",
             sizeof(h.command_line) - 1);
    strcpy(h.command_line, command_line);
    partition_table(boot->data, size / SECTOR_SIZE);
    fill_start(start, boot, loader, &h);

    FILE *out = fopen(name, "wb");
    if (!out)
        fail("can't write %s: %s", name, strerror(errno));
    write_pages(out, start, sizeof(start) / PAGE_SIZE);
    write_pages(out, kernel->data, pages(kernel->size));
    write_pages(out, initrd->data, pages(initrd->size));
    if (fflush(out) || ftruncate(fileno(out), size) || fclose(out))
        fail("can't write %s: %s", name, strerror(errno));
}

int main(int argc, char **argv)
{
    const char *names[128] = { ['c'] = "" };
    int option;

    while ((option = getopt(argc, argv, "o:b:l:k:i:c:")) != -1) {
        if (option == '?')
            usage();
        names[option] = optarg;
    }
    for (const char *p = "oblki"; *p; p++)
        if (!names[(int)*p])
            usage();
    if (optind != argc)
        usage();

    struct file boot = file_read(names['b']);
    struct file loader = file_read(names['l']);
    struct file kernel = file_read(names['k']);
    struct file initrd = file_read(names['i']);
    elf_cut(&kernel);
    write_image(names['o'], &boot, &loader, &kernel, &initrd, names['c']);
    return 0;
}

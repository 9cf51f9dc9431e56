/*
 * load_kernel.c - puts the kernel into its place and describes the machine to
 * it; 32-bit protected mode, called once by protected.S.
 *
 * The real mode half has left the kernel's ELF file at `stage`, the initrd at
 * `initrd_address`, and the memory map. Nothing here is believed unchecked: a
 * damaged disk ends in one sentence, never in a jump to nowhere.
 */
#include "disk.h"
#include "elf.h"
#include "multiboot2.h"

#define MIB 0x100000u
#define PAGE_SIZE 4096u
#define ROUND_UP(n, to) (((n) + (to) - 1) & ~((to) - 1))

#define MEMORY_AVAILABLE 1
#define MEMORY_NOT_IGNORED 1

struct memory_range {           /* as INT 15h, E820h writes it */
    uint64_t base, length;
    uint32_t type, attributes;
};
_Static_assert(sizeof(struct memory_range) == MEMORY_MAP_ENTRY_SIZE, "E820");

/* From real_mode.S and protected.S. */
extern uint32_t stage, initrd_address, memory_map_count;
extern uint32_t cr0_before, cr0_after;
extern struct memory_range memory_map[];

static struct disk_header *const header = (void *)HEADER_ADDRESS;
static struct multiboot2_info *const info = (void *)BUFFER_ADDRESS;

static inline void port_write(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t port_read(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* The compiler may call these two by itself. */
void *memcpy(void *to, const void *from, size_t n)
{
    void *d = to;
    size_t words = n / 4;

    n %= 4;
    __asm__ volatile("rep movsl; movl %3, %%ecx; rep movsb"
        : "+D"(d), "+S"(from), "+c"(words) : "r"(n) : "memory");
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    void *d = to;
    size_t words = n / 4;

    n %= 4;
    __asm__ volatile("rep stosl; movl %2, %%ecx; rep stosb"
        : "+D"(d), "+c"(words)
        : "r"(n), "a"((byte & 0xff) * 0x01010101) : "memory");
    return to;
}

static uint32_t text_size(const char *text)
{
    uint32_t n = 0;

    while (text[n++])
        ;
    return n;
}

static void serial_start(void)
{
    port_write(0x3fb, 0x80);            /* COM1: 115200 baud, 8N1 */
    port_write(0x3f8, 1);
    port_write(0x3f9, 0);
    port_write(0x3fb, 3);
}

static void serial_write(char c)
{
    for (int i = 0; i < 100000 && !(port_read(0x3fd) & 0x20); i++)
        ;
    port_write(0x3f8, c);
}

/* Say why this can't go on, at the top of the screen and on COM1; stop. */
static void complain(const char *text) __attribute__((noreturn));
static void complain(const char *text)
{
    volatile uint16_t *screen = (void *)0xb8000;

    serial_start();
    for (; *text; text++) {
        if (*text >= ' ')
            *screen++ = 0x4f00 | (uint8_t)*text;        /* white on red */
        serial_write(*text);
    }
    port_write(EXIT_PORT, EXIT_LOADER_FAILED);
    for (;;)
        __asm__ volatile("hlt");
}

/* Is all of it one usable range? */
static int is_usable(uint64_t start, uint64_t size)
{
    for (uint32_t i = 0; i < memory_map_count; i++) {
        struct memory_range *r = &memory_map[i];
        if (r->type == MEMORY_AVAILABLE &&
            (r->attributes & MEMORY_NOT_IGNORED) &&
            start >= r->base && start - r->base <= r->length &&
            size <= r->length - (start - r->base))
            return 1;
    }
    return 0;
}

static void check_files(void)
{
    struct disk_file *kernel = &header->kernel, *initrd = &header->initrd;

    if (disk_checksum((void *)stage, kernel->size) != kernel->checksum)
        complain("Commons: the kernel on this disk is damaged (its checksum "
                 "is wrong): write the image anew.\r\n");
    if (disk_checksum((void *)initrd_address, initrd->size) !=
        initrd->checksum)
        complain("Commons: the initrd on this disk is damaged (its checksum "
                 "is wrong): write the image anew.\r\n");
}

static int is_elf(const struct elf_header *elf, uint32_t size)
{
    return size >= sizeof(*elf) &&
           elf->magic == ELF_MAGIC && elf->class == ELF_CLASS_64 &&
           elf->data == ELF_LITTLE_ENDIAN && elf->type == ELF_EXECUTABLE &&
           elf->machine == ELF_X86_64 &&
           elf->segment_size == sizeof(struct elf_segment) &&
           elf->segments_at <= size && elf->segments > 0 &&
           elf->segments * sizeof(struct elf_segment) <=
               size - elf->segments_at;
}

/* Copy a segment to its physical address, with zeros behind it. */
static void load_segment(const struct elf_segment *s)
{
    uint32_t size = header->kernel.size;
    uint64_t end = s->physical + s->memory_size;

    if (s->offset > size || s->file_size > size - s->offset ||
        s->file_size > s->memory_size)
        complain("Commons: the kernel's ELF file is broken (a segment leaves "
                 "the file): build it anew.\r\n");
    if (s->physical < MIB || end < s->physical || end >> 32 ||
        !is_usable(s->physical, s->memory_size))
        complain("Commons: there is no usable memory where the kernel wants "
                 "to be: give the machine more (in QEMU: -m 128M).\r\n");
    if (end > stage && s->physical < initrd_address + header->initrd.size)
        complain("Commons: there is too little memory for the kernel and its "
                 "initrd: give the machine more (in QEMU: -m 128M).\r\n");
    char *to = (char *)(uint32_t)s->physical;
    memcpy(to, (char *)stage + (uint32_t)s->offset, s->file_size);
    memset(to + (uint32_t)s->file_size, 0, s->memory_size - s->file_size);
}

/* Returns the physical address of the kernel's entry. */
static uint32_t load_elf(void)
{
    const struct elf_header *elf = (void *)stage;
    uint32_t entry = 0;

    if (!is_elf(elf, header->kernel.size))
        complain("Commons: the kernel is no ELF file for x86-64: build it "
                 "anew.\r\n");

    const struct elf_segment *s = (void *)(stage + (uint32_t)elf->segments_at);
    for (int i = 0; i < elf->segments; i++, s++) {
        if (s->type != ELF_LOAD || s->memory_size == 0)
            continue;
        load_segment(s);
        if (elf->entry - s->virtual < s->file_size)
            entry = s->physical + (elf->entry - s->virtual);
    }
    if (entry == 0)
        complain("Commons: the kernel's entry lies in none of its segments: "
                 "build it anew.\r\n");
    return entry;
}

/* Append an empty tag; each begins at a multiple of 8. */
static void *add_tag(uint32_t type, uint32_t size)
{
    struct tag *tag = (void *)((char *)info + info->size);

    tag->type = type;
    tag->size = sizeof(*tag) + size;
    info->size += ROUND_UP(tag->size, 8u);
    return tag + 1;
}

static void add_text(uint32_t type, const char *text)
{
    uint32_t size = text_size(text);

    memcpy(add_tag(type, size), text, size);
}

/* In KiB: below 1 MiB, and above it up to the first hole. */
static void add_memory_size(void)
{
    struct tag_memory_size *t = add_tag(TAG_MEMORY_SIZE, sizeof(*t));

    t->lower = t->upper = 0;
    for (uint32_t i = 0; i < memory_map_count; i++) {
        struct memory_range *r = &memory_map[i];
        uint64_t kib = r->length >> 10;
        if (r->type == MEMORY_AVAILABLE && r->base == 0)
            t->lower = kib < 640 ? kib : 640;
        if (r->type == MEMORY_AVAILABLE && r->base == MIB)
            t->upper = kib < UINT32_MAX ? kib : UINT32_MAX;
    }
}

static void add_memory_map(void)
{
    struct tag_memory_map *t = add_tag(TAG_MEMORY_MAP, sizeof(*t) +
        memory_map_count * sizeof(struct memory_range));
    struct memory_range *to = (void *)(t + 1);

    t->entry_size = sizeof(struct memory_range);
    t->entry_version = 0;
    for (uint32_t i = 0; i < memory_map_count; i++) {
        to[i] = memory_map[i];
        if (!(to[i].attributes & MEMORY_NOT_IGNORED))
            to[i].type = MEMORY_RESERVED;
        to[i].attributes = 0;
    }
}

static void build_info(void)
{
    info->size = sizeof(*info);
    info->reserved = 0;
    header->command_line[sizeof(header->command_line) - 1] = 0;
    add_text(TAG_COMMAND_LINE, header->command_line);
    add_text(TAG_LOADER_NAME, "Commons BIOS loader");
    if (header->initrd.size > 0) {
        struct tag_module *t = add_tag(TAG_MODULE, sizeof(*t));
        t->start = initrd_address;
        t->end = initrd_address + header->initrd.size;
        t->text[0] = 0;
    }
    add_memory_size();
    add_memory_map();
    struct tag_cr0 *t = add_tag(TAG_CR0, sizeof(*t));
    t->before = cr0_before;
    t->after = cr0_after;
    add_tag(TAG_END, 0);
}

/* Returns the kernel's entry, with all that it needs in place. */
uint32_t load_kernel(void)
{
    check_files();
    uint32_t entry = load_elf();
    build_info();
    return entry;
}

/* boot_info.c - see boot_info.h. */
#include "mm/boot_info.h"
#include "lib/panic.h"
#include "lib/string.h"

/* Types of tags (Multiboot2, 3.6). */
#define TAG_END 0
#define TAG_COMMAND_LINE 1
#define TAG_LOADER 2
#define TAG_MODULE 3
#define TAG_MEMORY_MAP 6
#define TAG_FRAMEBUFFER 8
#define TAG_EFI64_SYSTEM_TABLE 12
#define TAG_ACPI_1 14
#define TAG_ACPI_2 15
#define TAG_COMMONS 0x434f4d4d  /* our loader's own: CR0 around CR0.PE */

#define MEMORY_AVAILABLE 1
#define FRAMEBUFFER_EGA_TEXT 2

struct tag {
    uint32_t type, size;
    union {
        char text[1];
        struct { uint32_t start, end; } module;
        struct { uint32_t entry_size, version; uint8_t entries[]; } map;
        struct { uint64_t address; uint32_t pitch, width, height;
                 uint8_t depth, type; } framebuffer;
        struct { uint32_t cr0_before, cr0_after; } commons;
        uint8_t rsdp[1];
    };
};

struct map_entry {
    uint64_t base, length;
    uint32_t type, reserved;
};

struct boot_info boot_info;

extern uint64_t boot_stations[STATIONS][2];     /* boot/protected_mode.S */

/* Keep the list sorted; what doesn't fit is memory that we don't use. */
static void ram_add(paddr_t start, paddr_t end)
{
    struct boot_info *b = &boot_info;
    int i = b->ram_ranges;

    start = ROUND_UP(start, PAGE_SIZE);
    end = MIN(ROUND_DOWN(end, PAGE_SIZE), PHYSMAP_MAX);
    if (start >= end || i == BOOT_RANGES_MAX)
        return;
    for (; i > 0 && b->ram[i - 1].start > start; i--)
        b->ram[i] = b->ram[i - 1];
    b->ram[i] = (struct boot_range){ start, end };
    b->ram_ranges++;
}

static void read_memory_map(const struct tag *tag)
{
    const uint8_t *end = (const uint8_t *)tag + tag->size;

    for (const uint8_t *p = tag->map.entries;
         p + sizeof(struct map_entry) <= end; p += tag->map.entry_size) {
        const struct map_entry *e = (const struct map_entry *)p;
        if (e->type == MEMORY_AVAILABLE)
            ram_add(e->base, e->base + e->length);
    }
}

/* Of two the newer one counts, which comes later. */
static void read_rsdp(const struct tag *tag)
{
    memcpy(boot_info.rsdp, tag->rsdp,
           MIN(tag->size - offsetof(struct tag, rsdp),
               sizeof(boot_info.rsdp)));
    boot_info.has_rsdp = true;
}

static void read_tag(const struct tag *tag)
{
    struct boot_info *b = &boot_info;

    switch (tag->type) {
    case TAG_COMMAND_LINE:
        strlcpy(b->command_line, tag->text, sizeof(b->command_line));
        break;
    case TAG_LOADER:
        strlcpy(b->loader, tag->text, sizeof(b->loader));
        break;
    case TAG_MODULE:
        b->initrd_start = tag->module.start;
        b->initrd_end = tag->module.end;
        break;
    case TAG_MEMORY_MAP:
        read_memory_map(tag);
        break;
    case TAG_FRAMEBUFFER:
        b->vga_text = tag->framebuffer.type == FRAMEBUFFER_EGA_TEXT;
        break;
    case TAG_EFI64_SYSTEM_TABLE:
        b->vga_text = false;
        break;
    case TAG_ACPI_1:
    case TAG_ACPI_2:
        read_rsdp(tag);
        break;
    case TAG_COMMONS:
        b->loader_set_pe = true;
        b->stations[STATION_PE][0] = tag->commons.cr0_before;
        b->stations[STATION_PE][1] = tag->commons.cr0_after;
        break;
    }
}

/* Firmware may list ranges that touch or overlap: cut what was there before. */
static void ram_make_disjoint(void)
{
    struct boot_info *b = &boot_info;
    int kept = 0;
    paddr_t reached = 0;

    for (int i = 0; i < b->ram_ranges; i++) {
        paddr_t start = MAX(b->ram[i].start, reached);
        if (start >= b->ram[i].end)
            continue;
        reached = b->ram[i].end;
        b->ram[kept++] = (struct boot_range){ start, reached };
    }
    b->ram_ranges = kept;
}

void boot_info_read(paddr_t info)
{
    const uint8_t *start = phys_to_virt(info);
    uint32_t size = *(const uint32_t *)start;

    boot_info.vga_text = true;
    memcpy(boot_info.stations, boot_stations, sizeof(boot_info.stations));
    for (uint32_t at = 8; at + 8 <= size;) {
        const struct tag *tag = (const struct tag *)(start + at);
        if (tag->type == TAG_END || tag->size < 8)
            break;
        read_tag(tag);
        at += ROUND_UP(tag->size, 8);
    }
    ram_make_disjoint();
    if (boot_info.ram_ranges == 0)
        panic("The boot loader passed no memory map: use GRUB 2 or "
              "build/commons.img.");
}

/*
 * acpi.c - see acpi.h. From the root pointer (RSDP) to a table of tables
 * (RSDT or XSDT) to the one that lists interrupt controllers (MADT).
 */
#include "cpu/acpi.h"
#include "lib/string.h"
#include "mm/layout.h"

#define BIOS_AREA 0xe0000ul         /* ACPI 5.2.5.1 */
#define BIOS_AREA_END 0x100000ul
#define EBDA_POINTER 0x40eul        /* segment of the extended BIOS data */

#define MADT_LOCAL_APIC 0           /* 5.2.12 */
#define MADT_LOCAL_X2APIC 9
#define APIC_ENABLED 1

struct rsdp {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length;                /* from here on: revision 2 */
    uint64_t xsdt;
} PACKED;

struct table {
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum;
    char oem[26];
    uint8_t body[];
} PACKED;
static_assert(sizeof(struct table) == 36, "ACPI 5.2.6");

struct madt_entry {
    uint8_t type, length;
    union {
        struct { uint8_t acpi_id, id; uint32_t flags; } PACKED apic;
        struct { uint16_t reserved; uint32_t id, flags; } PACKED x2apic;
    };
} PACKED;

static bool sums_to_zero(const void *p, size_t n)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += ((const uint8_t *)p)[i];
    return sum == 0;
}

static const struct rsdp *rsdp_between(paddr_t start, paddr_t end)
{
    for (paddr_t at = start; at < end; at += 16) {
        const struct rsdp *r = phys_to_virt(at);
        if (memcmp(r->signature, "RSD PTR ", 8) == 0 && sums_to_zero(r, 20))
            return r;
    }
    return NULL;
}

static const struct rsdp *rsdp_find(void)
{
    paddr_t ebda = *(uint16_t *)phys_to_virt(EBDA_POINTER) << 4;
    const struct rsdp *r = ebda ? rsdp_between(ebda, ebda + KIB) : NULL;

    return r ? r : rsdp_between(BIOS_AREA, BIOS_AREA_END);
}

/* A sound table within reach of the boot page tables, or NULL. */
static const struct table *table_at(uint64_t at)
{
    const struct table *t = phys_to_virt(at);

    if (at == 0 || at >= 4 * GIB - PAGE_SIZE || t->length < sizeof(*t) ||
        t->length > MIB || at + t->length > 4 * GIB)
        return NULL;
    return sums_to_zero(t, t->length) ? t : NULL;
}

/* The RSDT has pointers of 32 bits, the XSDT of 64. */
static const struct table *table_find(const struct rsdp *r, const char *name)
{
    size_t width = r->revision >= 2 && r->xsdt ? 8 : 4;
    const struct table *root = table_at(width == 8 ? r->xsdt : r->rsdt);

    for (size_t at = 0; root && at + width <= root->length - sizeof(*root);
         at += width) {
        uint64_t pointer = 0;
        memcpy(&pointer, root->body + at, width);
        const struct table *t = table_at(pointer);
        if (t && memcmp(t->signature, name, 4) == 0)
            return t;
    }
    return NULL;
}

/* Is this an enabled processor, and which? */
static bool processor_of(const struct madt_entry *e, uint32_t *id)
{
    if (e->type == MADT_LOCAL_APIC && e->length >= 8) {
        *id = e->apic.id;
        return e->apic.flags & APIC_ENABLED;
    }
    if (e->type == MADT_LOCAL_X2APIC && e->length >= 16) {
        *id = e->x2apic.id;
        return e->x2apic.flags & APIC_ENABLED;
    }
    return false;
}

int acpi_processors(const void *rsdp, uint32_t *apic_ids, int max)
{
    const struct rsdp *r = rsdp ? rsdp : rsdp_find();
    const struct table *madt = r ? table_find(r, "APIC") : NULL;
    int count = 0;

    if (!madt)
        return 0;
    const uint8_t *end = (const uint8_t *)madt + madt->length;
    for (const uint8_t *p = madt->body + 8; p + 2 <= end && p[1] >= 2;
         p += p[1]) {
        uint32_t id;
        if (p + p[1] <= end && count < max &&
            processor_of((const struct madt_entry *)p, &id))
            apic_ids[count++] = id;
    }
    return count;
}

/* pte.js - page-table entries, as two words, and the pages that they cover. */

/* Bits of an entry's low word (Intel SDM vol. 3A, table 4-20; kernel/mm/pt.h),
 * and of its high word. */
const P = 1,
    W = 2,
    U = 4,
    PS = 128,
    COW = 512,
    KEPT = 1024,
    LINK = 2048,
    NX_HIGH = 0x80000000;

const PAGE = 4096,
    KERNEL_HALF_PAGE = 2 ** 51;

/* The frame that an entry leads to. */
function frameOf(e) {
    return (e.high & 0xfffff) * 2 ** 20 + (e.low >>> 12);
}

function isNothing(e) {
    return e.low === 0 && e.high === 0;
}

/* Does it map a page: 4 KiB at level 1, 2 MiB at 2, 1 GiB at 3? */
function isLeaf(e, level) {
    return level === 1 || (e.low & PS) !== 0;
}

/* Does it lead to a table of the level below? */
function isTable(e, level) {
    return (e.low & P) !== 0 && !isLeaf(e, level);
}

/* The table of a slot (512 * table + index). */
function tableOf(slot) {
    return Math.floor(slot / 512);
}

/* Pages of 4 KiB that one entry of a table of `level` covers. */
function spanOf(level) {
    return 512 ** (level - 1);
}

/* Index of a page in its table of `level`. */
function indexOf(page, level) {
    return Math.floor(page / spanOf(level)) % 512;
}

/* The first page of what entry `index` covers in a table whose range begins at
 * `base`; at level 4 the upper half is sign-extended. */
function pageOf(base, index, level) {
    const page = base + index * spanOf(level);
    return level === 4 && index >= 256 ? page + 2 ** 52 - 2 ** 36 : page;
}

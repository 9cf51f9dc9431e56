/* typed.js - addresses that somebody types, and the pieces of an address. */

/* A typed number, hexadecimal with or without 0x, `_` and ` ` allowed; null:
 * it is none, or has more than 64 bits. */
function typedAddress(text) {
    const clean = text.trim().replace(/^0x/i, '').replace(/[_ ]/g, '');
    return /^[0-9a-f]{1,16}$/i.test(clean) ? BigInt('0x' + clean) : null;
}

function isCanonical(va) {
    const top = va >> 47n;
    return top === 0n || top === 0x1ffffn;
}

/* What is wrong with a virtual address that was typed: a sentence, or ''. */
function problemOfAddress(text, va) {
    if (va === null)
        return (
            `“${text}” is no address: type up to 16 hexadecimal digits, ` +
            'as 0x7fffff400000.'
        );
    return isCanonical(va)
        ? ''
        : `${hex(va)} is not canonical: bits 48 to 63 must equal bit 47, ` +
              'or the processor refuses the address before any walk.';
}

const pageNumber = (va) => Number(va >> 12n);

/* The five pieces: [name, bits, value]. */
function splitAddress(va) {
    const binary = (value, bits) => value.toString(2).padStart(bits, '0');
    const pieces = [4, 3, 2, 1].map((level) => {
        const index = indexOf(pageNumber(va), level);
        return [`level ${level}`, binary(index, 9), index];
    });
    const offset = Number(va & 0xfffn);
    return [...pieces, ['in the page', binary(offset, 12), offset]];
}

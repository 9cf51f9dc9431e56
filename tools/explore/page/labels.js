/* labels.js - what a cell and a frame of the picture say, to eyes and ears. */

/* The kind of a cell, by which it is drawn. */
function kindOfCell(cell, { entry, count }) {
    if (cell.fold) return count ? 'fold' : 'fold none';
    if (isNothing(entry)) return 'none';
    if (!(entry.low & P)) return 'kept';
    if (entry.low & LINK) return 'link';
    return isTable(entry, cell.box.level) ? 'table' : 'page';
}

/* The bits that matter most, short enough for a cell. */
function shortBits(e, level) {
    if (isNothing(e)) return '';
    if (!(e.low & P)) return 'KEPT';
    return (
        (e.low & W ? 'W' : '–') +
        (e.low & U ? 'U' : '–') +
        (e.high >= NX_HIGH ? '–' : 'X') +
        (e.low & LINK ? ' LINK' : '') +
        (e.low & COW ? ' COW' : '') +
        (level > 1 && isLeaf(e, level) ? ' ' + SIZES[level] : '')
    );
}

function textOfCell(cell, { entry, count }, walked) {
    if (cell.fold)
        return count === cell.indices.length
            ? 'all'
            : `${count}/${cell.indices.length}`;
    if (isNothing(entry) && walked) return 'nothing';
    return shortBits(entry, cell.box.level);
}

function numberOfCell({ fold, index, indices }) {
    return fold ? `${index}–${indices[indices.length - 1]}` : String(index);
}

/* `whose`: the name of the process, or that of a shared table. */
function labelOfCell(cell, { entry, count }, whose) {
    const { level } = cell.box,
        number = numberOfCell(cell);
    return cell.fold
        ? `Level ${level}, entries ${number} of ${whose}, folded, ${count} in use: unfold`
        : `Level ${level}, entry ${number} of ${whose}: ${entryInWords(entry, level)}`;
}

/* The letter and the short name of a frame's owner. */
const OWNER_SIGNS = {
    segment: ['S', 'segment'],
    user: ['P', 'private'],
    file: ['F', 'file'],
    table: ['T', 'table'],
    kernel: ['K', 'kernel'],
    stack: ['K', 'kernel'],
    heap: ['H', 'heap'],
    ramdisk: ['D', 'RAM disk'],
};
const signOf = (kind) => OWNER_SIGNS[kind] || ['?', 'not known'];

const kindsOf = (lives) =>
    [...new Set(lives.map((l) => l.kind || 'unknown'))].sort();

/* Of the frames in a place: { kind, letters, text, title }. */
function framesInWords(lives) {
    const kinds = kindsOf(lives),
        letters = [...new Set(kinds.map((kind) => signOf(kind)[0]))];
    return {
        kind: kinds.length === 1 ? kinds[0] : 'mixed',
        letters: letters.length > 2 ? '…' : letters.join('/'),
        text:
            lives.length > 1
                ? count(lives.length, 'frame')
                : address(lives[0].frame),
        title: kinds.map(ownerInWords).join(' and '),
    };
}

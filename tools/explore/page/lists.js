/* lists.js - lists of records, oldest first, and arrays that grow. */

/* The list of `key` in a Map of lists. */
function listIn(map, key) {
    let list = map.get(key);
    if (!list) map.set(key, (list = []));
    return list;
}

/* The index of the first of `length` things that `is`; from there on all are. */
function firstIndex(list, is, length = list.length) {
    let low = 0,
        high = length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (is(list[middle])) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* How many of a list's records are older than the moment. */
function countBefore(list, moment, length) {
    return firstIndex(list, (i) => i >= moment, length);
}

/* The newest of them, or -1. */
function lastBefore(list, moment) {
    const n = list ? countBefore(list, moment) : 0;
    return n ? list[n - 1] : -1;
}

/* The first record at or after `from` that `is`, before `to`; or -1. */
function firstOf(list, from, to, is) {
    for (let n = countBefore(list, from); n < list.length && list[n] < to; n++)
        if (is(list[n])) return list[n];
    return -1;
}

/* The array itself, or a larger one that begins like it, with room for `size`
 * elements; it doubles, so that growing bit by bit costs little. */
function withRoom(array, size) {
    if (array.length >= size) return array;
    const larger = new array.constructor(Math.max(size, 2 * array.length));
    larger.set(array);
    return larger;
}

/* A record for each record, or none; it grows as the trace does. */
class Partners {
    constructor() {
        this.list = new Int32Array(0); /* its number + 1, 0: none */
    }

    grow(size) {
        this.list = withRoom(this.list, size);
    }

    pair(a, b) {
        this.list[a] = b + 1;
        this.list[b] = a + 1;
    }

    get(i) {
        return this.list[i] ? this.list[i] - 1 : undefined;
    }
}

/*
 * timeline.js - the events as a list of which only the visible rows exist, the
 * filter that chooses them, and the slider with what happens along it.
 */

const ROW_HEIGHT = 26;
const LIST_MAX = 8e6; /* pixels: browsers end somewhat above */

class Timeline {
    /* `go(moment)` is called to go somewhere. */
    constructor(machine, go) {
        this.machine = machine;
        this.go = go;
        this.list = byId('list');
        this.rows = byId('rows');
        this.pool = [];
        this.kinds = new Set(GROUPS.flatMap((g) => g.kinds));
        this.pid = this.cpu = -1; /* all */
        this.shown = new Int32Array(0);
        this.shownCount = this.looked = 0;
        this.top = 0; /* reading it from the list costs */
        this.measure();
        this.list.addEventListener('scroll', () => {
            if (this.top === this.list.scrollTop) return;
            this.top = this.list.scrollTop;
            this.drawRows();
        });
        this.list.addEventListener('click', (event) => {
            const row = event.target.closest('.row');
            if (row) this.go(row.record + 1);
        });
    }

    /* --- which events --- */

    passes(i) {
        const t = this.machine.trace;
        return (
            this.kinds.has(t.kind(i)) &&
            (this.pid < 0 || t.pid(i) === this.pid) &&
            (this.cpu < 0 || t.cpu(i) === this.cpu)
        );
    }

    refilter() {
        this.shownCount = this.looked = 0;
        this.extend();
    }

    /* Look at the records that are new. */
    extend() {
        const end = this.machine.history.done;
        if (this.shown.length < end) {
            const old = this.shown;
            this.shown = new Int32Array(Math.max(end, 2 * old.length));
            this.shown.set(old.subarray(0, this.shownCount));
        }
        for (; this.looked < end; this.looked++)
            if (this.passes(this.looked))
                this.shown[this.shownCount++] = this.looked;
        this.height = Math.min(LIST_MAX, this.shownCount * ROW_HEIGHT);
        this.rows.style.height = `${this.height}px`;
        this.top = this.list.scrollTop;
        this.drawRows();
    }

    /* Place in the list of the last shown event before a moment; -1: none. */
    placeOf(moment) {
        let low = 0,
            high = this.shownCount;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (this.shown[middle] < moment) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /* The moment after the next chosen event; -1: there is none. */
    next(moment) {
        return this.ahead(moment, 1);
    }

    /* ... after that many chosen events, or before, as far as there are any;
     * before the first one is the start. */
    ahead(moment, by) {
        const place = this.placeOf(moment);
        const here = place >= 0 && this.shown[place] === moment - 1;
        const to = place + by + (by < 0 && !here);
        const none = this.shownCount === 0;
        if (none || (by > 0 && place === this.shownCount - 1)) return -1;
        if (to < 0) return 0;
        return this.shown[Math.min(to, this.shownCount - 1)] + 1;
    }

    /* --- the list --- */

    /* The page has another size. */
    measure() {
        this.room = this.list.clientHeight;
        this.visible = Math.ceil(this.room / ROW_HEIGHT) + 1;
    }

    /* Long lists are scaled: a pixel of scrolling is more than one of rows. */
    get scaled() {
        return this.shownCount * ROW_HEIGHT > LIST_MAX;
    }

    firstRow() {
        if (!this.scaled) return Math.floor(this.top / ROW_HEIGHT);
        const part = this.top / Math.max(1, this.height - this.room);
        return Math.round(
            part * Math.max(0, this.shownCount - this.visible + 2),
        );
    }

    show(moment) {
        this.moment = moment;
        const n = this.placeOf(moment),
            first = this.firstRow();
        const rows = Math.floor(this.room / ROW_HEIGHT);
        if (n >= 0 && (n < first || n >= first + rows))
            this.scrollTo(Math.max(0, n - Math.floor(rows / 2)));
        this.drawRows();
    }

    scrollTo(first) {
        const most = Math.max(0, this.height - this.room);
        this.top = Math.min(
            most,
            !this.scaled
                ? first * ROW_HEIGHT
                : (first / Math.max(1, this.shownCount - this.visible + 2)) *
                      most,
        );
        this.list.scrollTop = this.top;
    }

    drawRows() {
        const first = this.firstRow(),
            now = this.placeOf(this.moment || 0);
        const top = this.scaled ? this.top : first * ROW_HEIGHT;
        while (this.pool.length < this.visible) this.pool.push(this.newRow());
        this.pool.forEach((row, k) => {
            const n = first + k;
            row.hidden = n >= this.shownCount || k >= this.visible;
            if (row.hidden) return;
            row.style.transform = `translateY(${top + k * ROW_HEIGHT}px)`;
            this.fillRow(row, n, n === now);
        });
        if (now >= first && now < first + this.visible)
            this.list.setAttribute(
                'aria-activedescendant',
                this.pool[now - first].id,
            );
        else this.list.removeAttribute('aria-activedescendant');
    }

    newRow() {
        const row = make('div', 'row');
        row.setAttribute('role', 'option');
        row.id = `row${this.pool.length}`;
        row.parts = ['time', 'who', 'chip', 'words'].map((name) => {
            const part = make('span', name);
            row.append(part);
            return part;
        });
        this.rows.append(row);
        return row;
    }

    fillRow(row, n, now) {
        const m = this.machine,
            t = m.trace,
            i = this.shown[n];
        const state = (now ? ' now' : '') + (i >= this.moment ? ' later' : '');
        setClass(row, `row ${groupOf(t.kind(i)).id}${state}`);
        row.setAttribute('aria-selected', now);
        if (row.record === i && !t.facts.live) return;
        row.record = i;
        row.setAttribute('aria-setsize', this.shownCount);
        row.setAttribute('aria-posinset', n + 1);
        const texts = [
            timeInWords(t, i),
            `${t.pid(i) || '–'}${t.facts.processors > 1 ? ` @${t.cpu(i)}` : ''}`,
            KIND_NAMES[t.kind(i)],
            brief(m, i),
        ];
        row.parts.forEach((part, k) => setText(part, texts[k]));
        row.parts[3].style.paddingLeft = `${12 * m.history.depth[i]}px`;
    }
}

function timeInWords(trace, i) {
    const time = trace.time(i);
    if (!trace.facts.ticks_per_second) return String(time);
    if (time < 1e4) return `${time.toFixed(1)} µs`;
    return time < 1e7
        ? `${(time / 1e3).toFixed(1)} ms`
        : `${(time / 1e6).toFixed(2)} s`;
}

/* --- along the slider ----------------------------------------------------- */

/* How much happens where: a column for each pixel, by groups of kinds. */
function drawDensity(canvas, timeline) {
    const width = canvas.clientWidth,
        height = canvas.clientHeight;
    const end = timeline.machine.history.done,
        t = timeline.machine.trace;
    const scale = window.devicePixelRatio || 1;
    if (!width || !end) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const columns = Array.from({ length: width }, () => new Map());
    const stride = Math.max(1, Math.floor(timeline.shownCount / 200000));
    for (let n = 0; n < timeline.shownCount; n += stride) {
        const i = timeline.shown[n];
        const column =
            columns[Math.min(width - 1, Math.floor((i / end) * width))];
        const id = groupOf(t.kind(i)).id;
        column.set(id, (column.get(id) || 0) + 1);
    }
    const sum = (column) => [...column.values()].reduce((s, v) => s + v, 0);
    const most = Math.max(1, ...columns.map(sum));
    const context = canvas.getContext('2d');
    context.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    columns.forEach((column, x) => {
        let y = height;
        for (const group of GROUPS) {
            const h = ((column.get(group.id) || 0) / most) * height;
            context.fillStyle = style.getPropertyValue(`--${group.id}`);
            context.fillRect(x, y - h, 1, h);
            y -= h;
        }
    });
}

/* timeline.js - the chosen events as a list, of which only the visible rows
 * exist. */

const ROW_HEIGHT = 26;
const LIST_MAX = 8e6; /* pixels: browsers end somewhat above */

class Timeline {
    /* `go(moment)` is called to go somewhere. */
    constructor(filter, go) {
        this.filter = filter;
        this.list = byId('list');
        this.rows = byId('rows');
        this.pool = [];
        this.moment = 0;
        this.top = 0; /* reading it from the list costs */
        this.list.addEventListener('scroll', () => {
            if (this.top === this.list.scrollTop) return;
            this.top = this.list.scrollTop;
            this.drawRows();
        });
        this.list.addEventListener('click', (event) => {
            const row = event.target.closest('.row');
            if (row) go(row.record + 1);
        });
    }

    /* The list is there now, as high as what stands beside it. */
    begin() {
        this.measure();
        new ResizeObserver(() => {
            this.measure();
            this.show(this.moment);
        }).observe(this.list);
    }

    measure() {
        this.room = this.list.clientHeight;
        this.visible = Math.ceil(this.room / ROW_HEIGHT) + 1;
    }

    /* Other events are chosen, or more. */
    resize() {
        this.height = Math.min(LIST_MAX, this.filter.count * ROW_HEIGHT);
        this.rows.style.height = `${this.height}px`;
        this.top = this.list.scrollTop;
        this.drawRows();
    }

    /* Long lists are scaled: a pixel of scrolling is more than one of rows. */
    get scaled() {
        return this.filter.count * ROW_HEIGHT > LIST_MAX;
    }

    /* How far one can scroll, in pixels and in rows. */
    get range() {
        return {
            pixels: Math.max(1, this.height - this.room),
            rows: Math.max(1, this.filter.count - this.visible + 2),
        };
    }

    firstRow() {
        if (!this.scaled) return Math.floor(this.top / ROW_HEIGHT);
        const { pixels, rows } = this.range;
        return Math.round((this.top / pixels) * rows);
    }

    scrollTo(first) {
        const { pixels, rows } = this.range;
        const top = this.scaled ? (first / rows) * pixels : first * ROW_HEIGHT;
        this.top = this.list.scrollTop = Math.min(pixels, top);
    }

    show(moment) {
        this.moment = moment;
        const n = Math.max(0, this.filter.placeOf(moment)),
            first = this.firstRow(),
            rows = Math.floor(this.room / ROW_HEIGHT);
        if (n < first || n >= first + rows)
            this.scrollTo(Math.max(0, n - Math.floor(rows / 2)));
        this.drawRows();
    }

    drawRows() {
        const first = this.firstRow(),
            now = this.filter.placeOf(this.moment);
        const top = this.scaled ? this.top : first * ROW_HEIGHT;
        while (this.pool.length < this.visible) this.pool.push(this.newRow());
        this.pool.forEach((row, k) => {
            const n = first + k;
            row.hidden = n >= this.filter.count || k >= this.visible;
            if (row.hidden) return;
            row.style.transform = `translateY(${top + k * ROW_HEIGHT}px)`;
            this.fillRow(row, n, n === now);
        });
        const row = this.pool[now - first];
        if (row && !row.hidden)
            this.list.setAttribute('aria-activedescendant', row.id);
        else this.list.removeAttribute('aria-activedescendant');
    }

    newRow() {
        const row = make('div', 'row');
        row.setAttribute('role', 'option');
        row.id = `row${this.pool.length}`;
        row.parts = ['time', 'who', 'chip', 'words'].map((name) =>
            make('span', name),
        );
        row.append(...row.parts);
        this.rows.append(row);
        return row;
    }

    fillRow(row, n, now) {
        const m = this.filter.machine,
            t = m.trace,
            i = this.filter.shown[n];
        const state = (now ? ' now' : '') + (i >= this.moment ? ' later' : '');
        setClass(row, `row ${groupOf(t.kind(i)).id}${state}`);
        setAttribute(row, 'aria-selected', now);
        setAttribute(row, 'aria-setsize', this.filter.count);
        setAttribute(row, 'aria-posinset', n + 1);
        if (row.record === i && !t.facts.live) return;
        row.record = i;
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

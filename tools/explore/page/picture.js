/*
 * picture.js - the layout and the scene as elements: boxes and buttons, which
 * a keyboard and a screen reader can reach, above lines in SVG. A new layout
 * builds them; a new moment only changes what has changed.
 */

const SVG = 'http://www.w3.org/2000/svg';

class Picture {
    /* `picked(thing)` is called when somebody chooses a cell or a place. */
    constructor(root, picked) {
        this.root = root;
        this.picked = picked;
        this.paths = new Map();
        this.top = 0; /* of what is seen; asking for it costs */
        root.parentElement.addEventListener('scroll', () => {
            this.top = root.parentElement.scrollTop;
        });
        root.addEventListener('click', (event) => this.click(event));
        root.addEventListener('keydown', (event) => this.key(event));
    }

    /* --- a new layout --- */

    build(layout) {
        this.layout = layout;
        this.paths.clear();
        this.root.textContent = '';
        this.root.classList.toggle('narrow', layout.narrow);
        this.root.classList.toggle('tight', !!layout.tight);
        this.svg = document.createElementNS(SVG, 'svg');
        this.svg.setAttribute('aria-hidden', 'true');
        this.svg.setAttribute('width', layout.width);
        this.svg.setAttribute('height', layout.height + 8);
        this.root.append(this.svg);
        for (const box of layout.boxes) this.buildBox(box);
        for (const place of layout.places) this.buildPlace(place);
        this.tabStop = null;
        this.room = this.root.parentElement.clientHeight;
    }

    put(element, thing, height = thing.h) {
        element.style.transform = `translate(${thing.x}px, ${thing.y}px)`;
        element.style.width = `${thing.w}px`;
        element.style.height = `${height}px`;
        element.thing = thing;
        thing.element = element;
        this.root.append(element);
    }

    buildBox(box) {
        const head = make('div', 'box');
        box.name = make('b');
        box.where = make('span');
        head.append(box.name, box.where);
        this.put(head, box);
        for (const cell of box.cells) {
            const button = make('button', 'cell');
            button.tabIndex = -1;
            cell.number = make(
                'span',
                'index',
                cell.fold
                    ? `${cell.index}–${cell.indices[cell.indices.length - 1]}`
                    : cell.index,
            );
            cell.bits = make('span', 'bits');
            button.append(cell.number, cell.bits);
            this.put(button, cell);
        }
        if (!hasKernelRow(box)) return;
        const last = box.cells[box.cells.length - 1];
        const y = this.layout.wide ? box.y + box.h - ROW : box.end - ROW;
        box.kernel = make('button', 'cell kernel');
        box.kernel.tabIndex = -1;
        this.put(box.kernel, {
            kernel: true,
            x: box.x,
            w: box.w,
            h: ROW,
            y,
            after: last,
        });
    }

    buildPlace(place) {
        const button = make('button', 'frame');
        button.tabIndex = -1;
        place.chip = make('i');
        place.text = make('span');
        button.append(place.chip, place.text);
        this.put(button, place);
    }

    /* --- a new moment --- */

    /* `marks`: { now: Set of things, walk: Set of things }. */
    draw(scene, marks) {
        this.scene = scene;
        for (const box of this.layout.boxes)
            this.drawBox(box, scene.tables.get(box), marks);
        this.reached = new Set(scene.lines.map((line) => line.to));
        for (const place of this.layout.places)
            this.drawPlace(place, scene.frames.get(place), marks);
        this.drawLines(scene, marks);
        const height = scene.tables.size ? this.layout.height : 40;
        this.root.style.height = `${height + 8}px`;
        this.comeTo(marks);
        if (!this.tabStop || this.tabStop.hidden)
            this.setTabStop(this.root.querySelector('button:not([hidden])'));
    }

    /* Scroll to what has changed, or to where a walk ends, if that can't be
     * seen. */
    comeTo({ now, walk }) {
        const view = this.root.parentElement;
        const marked = now.size ? [...now] : [...walk];
        const goal = marked.filter((t) => t.element && !t.element.hidden).pop();
        if (this.layout.height < this.room || !goal) return;
        if (goal.y < this.top || goal.y + goal.h > this.top + this.room) {
            this.top = Math.max(0, goal.y - this.room / 2);
            view.scrollTop = this.top;
        }
    }

    drawBox(box, table, marks) {
        const there = table !== undefined;
        box.element.hidden = !there;
        if (box.kernel) box.kernel.hidden = !there;
        for (const cell of box.cells) cell.element.hidden = !there;
        if (!there) return;
        setClass(box.element, `box side${box.side}` + markOf(box, marks));
        setText(
            box.name,
            box.side === 2
                ? `shared ${LEVEL_NAMES[box.level]}`
                : `${box.level} ${LEVEL_NAMES[box.level]}`,
        );
        setText(box.where, address(table));
        for (const cell of box.cells) this.drawCell(cell, marks);
        if (box.kernel) this.drawKernel(box);
    }

    drawKernel(box) {
        const open = this.layout.pair.kernelToo;
        setText(box.kernel, open ? 'fold kernel' : 'kernel half');
        setLabel(
            box.kernel,
            open
                ? 'Fold the kernel half'
                : "The kernel's half, the same in each process: unfold",
        );
    }

    drawCell(cell, marks) {
        const { entry, count } = this.scene.cells.get(cell);
        const level = cell.box.level,
            e = cell.element;
        const kind = cell.fold
            ? count
                ? 'fold'
                : 'fold none'
            : isNothing(entry)
              ? 'none'
              : !(entry.low & P)
                ? 'kept'
                : entry.low & LINK
                  ? 'link'
                  : isTable(entry, level)
                    ? 'table'
                    : 'page';
        setClass(e, `cell ${kind}` + markOf(cell, marks));
        setText(
            cell.bits,
            cell.fold
                ? foldBits(count, cell.indices.length)
                : isNothing(entry) && marks.walk.has(cell)
                  ? 'nothing'
                  : shortBits(entry, level),
        );
        setLabel(
            e,
            cell.fold
                ? `Entries ${cell.number.textContent}, folded, ${count} in use: unfold`
                : `Level ${level}, entry ${cell.index}: ${entryLabel(entry, level)}`,
        );
    }

    drawPlace(place, lives, marks) {
        /* What nobody here reaches any more is not of interest. */
        place.element.hidden =
            !lives ||
            !(
                this.reached.has(place) ||
                marks.now.has(place) ||
                lives.some((l) => l.kind === 'segment')
            );
        if (!lives) return;
        const kinds = [
            ...new Set(lives.map((l) => l.kind || 'unknown')),
        ].sort();
        const kind = kinds.length === 1 ? kinds[0] : 'mixed';
        const text =
            lives.length > 1
                ? count(lives.length, 'frame')
                : address(lives[0].frame);
        setClass(
            place.element,
            `frame of-${kind}${place.lane === 2 ? ' shared' : ''}` +
                (place.pile ? ' pile' : '') +
                markOf(place, marks),
        );
        setText(place.chip, kinds.map(letterOf).join(''));
        setText(place.text, text);
        setLabel(place.element, `${text}, ${kinds.join(' and ')}: who maps it`);
        place.element.title = kinds.join(' and ');
    }

    drawLines(scene, marks) {
        const gone = new Set(this.paths.keys());
        for (const line of scene.lines) {
            const key = `${line.from.id}>${line.to.id}`;
            gone.delete(key);
            let path = this.paths.get(key);
            if (!path) {
                path = document.createElementNS(SVG, 'path');
                path.setAttribute('d', curve(this.layout, line));
                path.setAttribute('pathLength', 1);
                path.dataset.line = key;
                this.svg.append(path);
                this.paths.set(key, path);
            }
            const walked = marks.walk.has(line.from) && marks.walk.has(line.to);
            setClass(
                path,
                `line ${line.kind} side${line.side}` +
                    (line.shared ? ' shared' : '') +
                    (walked ? ' walk' : '') +
                    (marks.now.has(line.from) ? ' now' : ''),
            );
        }
        for (const key of gone) {
            this.paths.get(key).remove();
            this.paths.delete(key);
        }
    }

    /* --- what people do --- */

    click(event) {
        const button = event.target.closest('button');
        if (!button) return;
        this.focus(button);
        this.picked(button.thing);
    }

    /* The Tab key comes to one button of the picture only. */
    setTabStop(button) {
        if (this.tabStop) this.tabStop.tabIndex = -1;
        this.tabStop = button;
        if (button) button.tabIndex = 0;
    }

    focus(button) {
        this.setTabStop(button);
        button.focus({ preventScroll: true });
        button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }

    enter() {
        if (this.tabStop) this.focus(this.tabStop);
    }

    /* The button that now stands where a thing was. */
    focusNear(thing) {
        const button = [
            ...this.root.querySelectorAll('button:not([hidden])'),
        ].find(
            (b) => b.thing.id === thing.id || (thing.kernel && b.thing.kernel),
        );
        if (button) this.focus(button);
    }

    /* Arrows go to the nearest button in their direction. */
    key(event) {
        const way = {
            ArrowLeft: [-1, 0],
            ArrowRight: [1, 0],
            ArrowUp: [0, -1],
            ArrowDown: [0, 1],
        }[event.key];
        const from = event.target.thing;
        if (!way || !from || event.shiftKey || event.ctrlKey || event.altKey)
            return;
        event.preventDefault();
        event.stopPropagation();
        const next = nearest(
            this.root.querySelectorAll('button:not([hidden])'),
            from,
            way,
        );
        if (next) this.focus(next);
    }
}

function markOf(thing, marks) {
    return (
        (marks.now.has(thing) ? ' now' : '') +
        (marks.walk.has(thing) ? ' walk' : '')
    );
}

const foldBits = (count, of) => (count === of ? 'all' : `${count}/${of}`);

/* Owners that begin alike have other signs. */
const letterOf = (kind) =>
    ({ stack: 'K', kernel: 'K', unknown: '?' })[kind] || kind[0].toUpperCase();

/* The bits that matter most, short enough for a cell. */
function shortBits(e, level) {
    if (isNothing(e)) return '';
    if (!(e.low & P)) return 'KEPT';
    const size = isTable(e, level) ? '' : level > 1 ? ' ' + SIZES[level] : '';
    return (
        (e.low & W ? 'W' : '–') +
        (e.low & U ? 'U' : '–') +
        (e.high >= NX_HIGH ? '–' : 'X') +
        (e.low & LINK ? ' LINK' : '') +
        (e.low & COW ? ' COW' : '') +
        size
    );
}

function entryLabel(e, level) {
    if (isNothing(e)) return 'nothing';
    const to = address(frameOf(e));
    return `${
        isTable(e, level)
            ? e.low & LINK
                ? 'link to shared table'
                : 'table'
            : 'frame'
    } ${to}, ${bitsInWords(e)}`;
}

function nearest(buttons, from, [dx, dy]) {
    let best,
        least = Infinity;
    for (const button of buttons) {
        const x = button.thing.x - from.x,
            y = button.thing.y - from.y;
        const along = x * dx + y * dy,
            across = Math.abs(x * dy) + Math.abs(y * dx);
        const far = along + 3 * across;
        if (along > 4 && far < least) {
            least = far;
            best = button;
        }
    }
    return best;
}

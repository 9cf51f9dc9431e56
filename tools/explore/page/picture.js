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
        this.view = root.parentElement;
        this.arrows = new Arrows(root, picked);
        this.paths = new Map();
        this.top = 0; /* of what is seen; asking for it costs */
        this.view.addEventListener('scroll', () => {
            this.top = this.view.scrollTop;
        });
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
        for (const place of layout.places) {
            place.chip = make('i');
            place.text = make('span');
            this.buildButton('frame', place, place.chip, place.text);
        }
        this.room = this.view.clientHeight;
    }

    buildBox(box) {
        box.name = make('b');
        box.where = make('span');
        this.put(make('div', 'box'), box, box.name, box.where);
        for (const cell of box.cells) {
            cell.bits = make('span', 'bits');
            const number = make('span', 'index', numberOfCell(cell));
            this.buildButton('cell', cell, number, cell.bits);
        }
        if (!hasKernelRow(box)) return;
        const y = (this.layout.wide ? box.y + box.h : box.end) - ROW,
            thing = { kernel: true, x: box.x, y, w: box.w, h: ROW };
        this.buildButton('cell kernel', thing);
        box.kernel = thing.element;
    }

    buildButton(className, thing, ...parts) {
        const button = make('button', className);
        button.type = 'button';
        button.tabIndex = -1;
        this.put(button, thing, ...parts);
    }

    put(element, thing, ...parts) {
        element.append(...parts);
        element.style.transform = `translate(${thing.x}px, ${thing.y}px)`;
        element.style.width = `${thing.w}px`;
        element.style.height = `${thing.h}px`;
        element.thing = thing;
        thing.element = element;
        this.root.append(element);
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
        this.arrows.keepStop();
    }

    /* Scroll to what has changed, or to where a walk ends, if that can't be
     * seen. */
    comeTo({ now, walk }) {
        const marked = now.size ? [...now] : [...walk];
        const goal = marked.filter((t) => t.element && !t.element.hidden).pop();
        if (this.layout.height < this.room || !goal) return;
        if (goal.y < this.top || goal.y + goal.h > this.top + this.room) {
            this.top = Math.max(0, goal.y - this.room / 2);
            this.view.scrollTop = this.top;
        }
    }

    drawBox(box, table, marks) {
        const there = table !== undefined;
        box.element.hidden = !there;
        if (box.kernel) box.kernel.hidden = !there;
        for (const cell of box.cells) cell.element.hidden = !there;
        if (!there) return;
        setClass(box.element, `box side${box.side}` + markOf(box, marks));
        const level = `${box.side === 2 ? 'shared' : box.level} ${LEVEL_NAMES[box.level]}`;
        const named = this.layout.narrow && box.level === 4;
        setText(box.name, named ? this.scene.whose[box.side] : level);
        setText(box.where, (named ? `${level} ` : '') + address(table));
        for (const cell of box.cells) this.drawCell(cell, marks);
        if (box.kernel) this.drawKernel(box);
    }

    drawKernel(box) {
        const open = this.layout.pair.kernelToo,
            half = `the kernel's half of ${this.scene.whose[box.side]}`;
        setText(box.kernel, open ? 'fold kernel' : 'kernel half');
        setLabel(
            box.kernel,
            open
                ? `Fold ${half}`
                : `Unfold ${half}: it is the same in each process`,
        );
    }

    drawCell(cell, marks) {
        const held = this.scene.cells.get(cell),
            kind = kindOfCell(cell, held);
        setClass(cell.element, `cell ${kind}` + markOf(cell, marks));
        setText(cell.bits, textOfCell(cell, held, marks.walk.has(cell)));
        setLabel(
            cell.element,
            labelOfCell(cell, held, this.scene.whose[cell.box.side]),
        );
    }

    drawPlace(place, lives, marks) {
        const { element } = place;
        element.hidden = !lives || !this.isWanted(place, lives, marks);
        if (element.hidden) return;
        const { kind, letters, text, title } = framesInWords(lives);
        setClass(
            element,
            `frame of-${kind}${place.lane === 2 ? ' shared' : ''}` +
                (place.pile ? ' pile' : '') +
                markOf(place, marks),
        );
        setText(place.chip, letters);
        setText(place.text, text);
        setLabel(element, `${text}, ${title}: who maps it`);
        element.title = title;
    }

    /* What nobody here reaches any more is not of interest. */
    isWanted(place, lives, marks) {
        return (
            this.reached.has(place) ||
            marks.now.has(place) ||
            lives.some((l) => l.kind === 'segment')
        );
    }

    drawLines(scene, marks) {
        const gone = new Set(this.paths.keys());
        for (const line of scene.lines) {
            const key = `${line.from.id}>${line.to.id}`;
            gone.delete(key);
            const walked = marks.walk.has(line.from) && marks.walk.has(line.to);
            setClass(
                this.paths.get(key) || this.buildLine(key, line),
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

    buildLine(key, line) {
        const path = document.createElementNS(SVG, 'path');
        path.setAttribute('d', curve(this.layout, line));
        path.setAttribute('pathLength', 1);
        path.dataset.line = key;
        this.svg.append(path);
        this.paths.set(key, path);
        return path;
    }
}

function markOf(thing, marks) {
    return (
        (marks.now.has(thing) ? ' now' : '') +
        (marks.walk.has(thing) ? ' walk' : '')
    );
}

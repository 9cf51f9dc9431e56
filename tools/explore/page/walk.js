/* walk.js - where does this virtual address lead? Level by level. */

class WalkPanel {
    constructor(app) {
        this.app = app;
        this.input = byId('walk-address');
        this.pid = byId('walk-pid');
        this.result = byId('walk-result');
        this.walk = null; /* { va, pid, seen }: the steps shown so far */
        byId('walk-form').onsubmit = (event) => {
            event.preventDefault();
            this.start();
        };
        this.pid.onchange = () => this.walk && this.start();
    }

    start() {
        const va = typedAddress(this.input.value),
            problem = problemOfAddress(this.input.value, va),
            pid = Number(this.pid.value),
            still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        this.clear();
        this.input.setAttribute('aria-invalid', problem !== '');
        if (problem) {
            this.result.append(hint(problem));
            return;
        }
        this.walk = { va, pid, seen: still ? ALL_STEPS : 0 };
        this.app.view.reveal(pid, pageNumber(va));
        this.goOn();
    }

    /* One level after the other. */
    goOn() {
        this.walk.seen++;
        this.app.render();
        if (this.walk.seen < ALL_STEPS)
            this.timer = setTimeout(() => this.goOn(), 600);
    }

    clear() {
        this.walk = null;
        clearTimeout(this.timer);
        this.result.textContent = '';
        this.app.render();
    }

    /* The walk at this moment, as far as it is shown: null without. */
    now() {
        const w = this.walk,
            { machine, moment } = this.app;
        const space = w && machine.spaceAt(w.pid, moment);
        if (!space) return null;
        const walk = machine.walk(space.root, pageNumber(w.va), moment);
        return {
            ...walk,
            space,
            shown: walk.steps.slice(0, w.seen),
            complete: w.seen > walk.steps.length,
        };
    }

    draw() {
        if (!this.walk) return;
        const now = this.now();
        this.result.replaceChildren(this.split(now));
        if (!now) {
            const name = this.app.machine.name(this.walk.pid, this.app.moment);
            this.result.append(
                hint(`${name} has no page tables at this moment.`),
            );
            return;
        }
        this.result.append(tableOfSteps(now.shown));
        if (now.complete)
            this.result.append(make('p', 'end', this.ending(now)));
        this.result.append(
            asWritten(),
            action('Clear', () => this.clear()),
        );
    }

    /* The address in five pieces, those walked so far marked. */
    split(now) {
        const list = make('ol', 'split');
        splitAddress(this.walk.va).forEach(([name, bits, value], n) => {
            const piece = make('li', now && n < now.shown.length ? 'seen' : '');
            piece.append(
                make('span', '', name),
                make('b', '', value),
                make('code', '', bits),
            );
            list.append(piece);
        });
        return list;
    }

    ending({ end, frame, space, steps }) {
        const { va } = this.walk,
            { index, level } = steps.at(-1);
        if (end !== 'absent') return this.endInFrame(end, frame);
        return (
            `It ends at level ${level}: the entry ${index} is not present. ` +
            'The processor raises a page fault, and the kernel ' +
            (this.hasRegion(space, pageNumber(va))
                ? 'will bring a page, since a region is there.'
                : 'will refuse, since no region is there.')
        );
    }

    endInFrame(end, frame) {
        const owner = this.app.machine.ownerAt(frame, this.app.moment),
            at = (BigInt(frame) << 12n) + (this.walk.va & 0xfffn);
        return (
            `It ends in the frame ${address(frame)}` +
            (owner ? ` of ${ownerInWords(owner)}` : '') +
            `: the physical address is ${hex(at)}.` +
            (end === 'kept'
                ? " But the entry isn't present: nobody may use it."
                : '')
        );
    }

    hasRegion(space, page) {
        return regionsAt(this.app.machine, space, this.app.moment).some(
            (r) => r.start <= page && page < r.end,
        );
    }
}

function tableOfSteps(steps) {
    return table(
        'The walk',
        ['level', 'table', 'index', 'leads to', 'bits'],
        steps.map(({ level, table: at, index, entry }) => [
            level,
            address(at),
            index,
            isNothing(entry) ? '0' : address(frameOf(entry)),
            bitsInWords(entry),
        ]),
    );
}

const ALL_STEPS = 5; /* of four levels, and the end */

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
        const rows = now.shown.map((s) => [
            s.level,
            address(s.table),
            s.index,
            isNothing(s.entry) ? '0' : address(frameOf(s.entry)),
            bitsInWords(s.entry),
        ]);
        this.result.append(
            table(
                'The walk',
                ['level', 'table', 'index', 'leads to', 'bits'],
                rows,
            ),
        );
        if (now.complete)
            this.result.append(make('p', 'end', this.ending(now)));
        this.result.append(action('Clear', () => this.clear()));
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
        const { machine, moment } = this.app,
            { va } = this.walk,
            last = steps[steps.length - 1];
        if (end !== 'absent') {
            const at = (BigInt(frame) << 12n) + (va & 0xfffn),
                owner = machine.ownerAt(frame, moment);
            return (
                `It ends in the frame ${address(frame)}` +
                (owner ? ` of ${ownerInWords(owner)}` : '') +
                `: the physical address is ${hex(at)}.` +
                (end === 'kept'
                    ? " But the entry isn't present: nobody may use it."
                    : '')
            );
        }
        const page = pageNumber(va),
            region = regionsAt(machine, space, moment).some(
                (r) => r.start <= page && page < r.end,
            );
        return (
            `It ends at level ${last.level}: the entry ${last.index} is not present. ` +
            'The processor raises a page fault, and the kernel ' +
            (region
                ? 'will bring a page, since a region is there.'
                : 'will refuse, since no region is there.')
        );
    }
}

const ALL_STEPS = 5; /* of four levels, and the end */

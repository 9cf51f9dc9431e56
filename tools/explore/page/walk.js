/*
 * walk.js - two questions: where does this virtual address lead, and who maps
 * this frame?
 */

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

const pageNumber = (va) => Number(va >> 12n);

/* The five pieces: [name, bits, value]. */
function splitAddress(va) {
    const pieces = [4, 3, 2, 1].map((level) => {
        const index = indexOf(pageNumber(va), level);
        return [`level ${level}`, index.toString(2).padStart(9, '0'), index];
    });
    const offset = Number(va & 0xfffn);
    return [
        ...pieces,
        ['in the page', offset.toString(2).padStart(12, '0'), offset],
    ];
}

/* --- an address ----------------------------------------------------------- */

class WalkPanel {
    constructor(app) {
        this.app = app;
        this.form = byId('walk-form');
        this.input = byId('walk-address');
        this.pid = byId('walk-pid');
        this.result = byId('walk-result');
        this.form.onsubmit = (event) => {
            event.preventDefault();
            this.start();
        };
    }

    /* The walk that is shown: { va, pid, steps shown }, or null. */
    start() {
        const va = typedAddress(this.input.value);
        this.walk = null;
        clearTimeout(this.timer);
        if (va === null)
            this.complain(
                `“${this.input.value}” is no address: type up to 16 ` +
                    'hexadecimal digits, as 0x7fffff400000.',
            );
        else if (!isCanonical(va))
            this.complain(
                `${hex(va)} is not canonical: bits 48 to 63 must equal bit 47, ` +
                    'or the processor refuses the address before any walk.',
            );
        else {
            this.walk = {
                va,
                pid: Number(this.pid.value),
                seen: this.app.still() ? 9 : 0,
            };
            this.app.reveal(this.walk.pid, pageNumber(va));
            this.run();
        }
        this.app.render();
    }

    complain(text) {
        this.result.textContent = '';
        this.result.append(make('p', 'hint', text));
    }

    /* One level after the other. */
    run() {
        if (!this.walk || this.walk.seen >= 5) return;
        this.walk.seen++;
        this.app.render();
        this.timer = setTimeout(() => this.run(), 600);
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
            m = this.app.machine;
        const space = w && m.spaceAt(w.pid, this.app.moment);
        if (!space) return null;
        const walk = m.walk(space.root, pageNumber(w.va), this.app.moment);
        return {
            ...walk,
            space,
            shown: walk.steps.slice(0, w.seen),
            complete: w.seen > walk.steps.length || w.seen >= 5,
        };
    }

    draw() {
        const w = this.walk,
            now = this.now();
        if (!w) return;
        this.result.textContent = '';
        this.result.append(this.split(w.va, now));
        if (!now) {
            this.result.append(
                make(
                    'p',
                    'hint',
                    `${this.app.machine.name(
                        w.pid,
                        this.app.moment,
                    )} has no page tables at this moment.`,
                ),
            );
            return;
        }
        const rows = now.shown.map((s) => [
            String(s.level),
            address(s.table),
            String(s.index),
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
            this.result.append(make('p', 'end', this.ending(w, now)));
        this.result.append(action('Clear', () => this.clear()));
    }

    /* The address in five pieces, those walked so far marked. */
    split(va, now) {
        const list = make('ol', 'split');
        splitAddress(va).forEach(([name, bits, value], n) => {
            const piece = make('li', now && n < now.shown.length ? 'seen' : '');
            piece.append(
                make('span', '', name),
                make('b', '', String(value)),
                make('code', '', bits),
            );
            list.append(piece);
        });
        return list;
    }

    ending(w, now) {
        const m = this.app.machine,
            last = now.steps[now.steps.length - 1];
        if (now.end !== 'absent') {
            const at = (BigInt(now.frame) << 12n) + (w.va & 0xfffn);
            const owner = m.ownerAt(now.frame, this.app.moment);
            return (
                `It ends in the frame ${address(now.frame)}` +
                (owner ? ` of ${OWNER_NAMES[owner] || owner}` : '') +
                `: the physical address is ${hex(at)}.` +
                (now.end === 'kept'
                    ? " But the entry isn't present: nobody may use it."
                    : '')
            );
        }
        const region = m.regionAt(now.space, pageNumber(w.va), this.app.moment);
        return (
            `It ends at level ${last.level}: the entry ${last.index} is not present. ` +
            'The processor raises a page fault, and the kernel ' +
            (region
                ? 'will bring a page, since a region is there.'
                : 'will refuse, since no region is there.')
        );
    }
}

/* --- a frame -------------------------------------------------------------- */

class FramePanel {
    constructor(app) {
        this.app = app;
        this.input = byId('frame-address');
        this.result = byId('frame-result');
        this.frame = -1;
        byId('frame-form').onsubmit = (event) => {
            event.preventDefault();
            const pa = typedAddress(this.input.value);
            this.ask(pa === null || pa >> 52n ? -1 : pageNumber(pa));
        };
    }

    ask(frame) {
        this.frame = frame;
        if (frame >= 0) this.input.value = address(frame);
        else this.input.setAttribute('aria-invalid', 'true');
        this.app.render();
    }

    draw() {
        this.result.textContent = '';
        if (this.frame < 0) {
            this.result.append(
                make(
                    'p',
                    'hint',
                    this.input.value
                        ? `“${this.input.value}” is no physical address: type up to 13 hexadecimal digits.`
                        : 'Click a frame in the picture, or type a physical address.',
                ),
            );
            return;
        }
        this.input.removeAttribute('aria-invalid');
        const m = this.app.machine,
            moment = this.app.moment;
        const owner = m.ownerAt(this.frame, moment);
        const mappers = m
            .mappersOf(this.frame, moment)
            .filter((x) => x.page < KERNEL_HALF_PAGE);
        this.result.append(
            make(
                'p',
                '',
                `The frame ${address(this.frame)} ` +
                    (owner === null
                        ? 'was taken before this trace begins, or never.'
                        : owner
                          ? `belongs to ${OWNER_NAMES[owner] || owner}.`
                          : 'is free.'),
            ),
        );
        if (mappers.length)
            this.result.append(
                table(
                    `Who maps it: ${count(mappers.length, 'way')}`,
                    ['process', 'address', 'rights', 'by'],
                    mappers.map((x) => [
                        m.name(x.space.pid, moment),
                        this.walkButton(x),
                        rightsInWords(x.rights),
                        x.link
                            ? 'a shared table'
                            : `its own table, level ${x.level}`,
                    ]),
                ),
            );
        else
            this.result.append(
                make('p', 'hint', 'No process maps it at this moment.'),
            );
    }

    walkButton(x) {
        return action(address(x.page), () =>
            this.app.walkTo(address(x.page), x.space.pid),
        );
    }
}

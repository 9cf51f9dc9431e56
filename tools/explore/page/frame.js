/* frame.js - who maps this frame? */

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
        this.input.setAttribute('aria-invalid', frame < 0);
        if (frame >= 0) this.input.value = address(frame);
        this.app.render();
    }

    draw() {
        const { frame, input } = this;
        if (frame >= 0)
            this.result.replaceChildren(this.owner(frame), this.mappers(frame));
        else
            this.result.replaceChildren(
                hint(
                    input.value
                        ? `“${input.value}” is no physical address: type up to 13 hexadecimal digits.`
                        : 'Click a frame in the picture, or type a physical address.',
                ),
            );
    }

    owner(frame) {
        const owner = this.app.machine.ownerAt(frame, this.app.moment);
        return make(
            'p',
            '',
            `The frame ${address(frame)} ` +
                (owner === null
                    ? 'was taken before this trace begins, or never.'
                    : owner
                      ? `belongs to ${ownerInWords(owner)}.`
                      : 'is free.'),
        );
    }

    mappers(frame) {
        const { machine, moment } = this.app;
        const found = mappersOf(machine, frame, moment);
        if (found.length === 0)
            return hint('No process maps it at this moment.');
        return table(
            `Who maps it: ${count(found.length, 'way')}`,
            ['process', 'address', 'rights', 'by'],
            found.map(({ space, page, rights, link, level }) => [
                machine.name(space.pid, moment),
                action(address(page), () =>
                    this.app.walkTo(address(page), space.pid),
                ),
                rightsInWords(rights),
                link ? 'a shared table' : `its own table, level ${level}`,
            ]),
        );
    }
}

/* filter.js - the events that are chosen: of what kinds, of which process, on
 * which processor. */

class Filter {
    constructor(machine) {
        this.kinds = new Set(GROUPS.flatMap((g) => g.kinds));
        this.pid = this.cpu = -1; /* all */
        this.begin(machine);
    }

    /* Look at all records anew. */
    begin(machine) {
        this.machine = machine;
        this.shown = new Int32Array(0);
        this.count = this.looked = 0;
        this.extend();
    }

    passes(i) {
        const t = this.machine.trace;
        return (
            this.kinds.has(t.kind(i)) &&
            (this.pid < 0 || t.pid(i) === this.pid) &&
            (this.cpu < 0 || t.cpu(i) === this.cpu)
        );
    }

    /* Look at the records that are new. */
    extend() {
        const end = this.machine.history.done;
        this.shown = withRoom(this.shown, end);
        for (; this.looked < end; this.looked++)
            if (this.passes(this.looked))
                this.shown[this.count++] = this.looked;
    }

    /* Which of the chosen is the last before a moment; -1: none. */
    placeOf(moment) {
        return countBefore(this.shown, moment, this.count) - 1;
    }

    /* The moment after that many chosen events, or before, as far as there are
     * any; before the first one is the start. -1: there is none. */
    ahead(moment, by) {
        const place = this.placeOf(moment);
        const here = place >= 0 && this.shown[place] === moment - 1;
        const to = place + by + (by < 0 && !here);
        const none = this.count === 0;
        if (none || (by > 0 && place === this.count - 1)) return -1;
        if (to < 0) return 0;
        return this.shown[Math.min(to, this.count - 1)] + 1;
    }
}

/*
 * live.js - a machine that runs while one looks: its records are fetched as
 * they come, and the source lines when an event is looked at. The newest
 * moment is shown for as long as one stays at the end.
 */

class Live {
    constructor(app) {
        this.app = app;
        this.asked = new Set(); /* addresses of code */
        this.said = byId('wait');
    }

    say(text) {
        this.said.hidden = !text;
        setText(this.said, text);
    }

    async run() {
        this.say('Waiting for the machine.');
        for (let bytes; (bytes = await this.ask());)
            if (!(await this.take(bytes))) return;
    }

    /* The records that come next; null: no more come, for a reason that is
     * said. */
    async ask() {
        const { first, count } = this.app.machine.trace;
        try {
            const answer = await fetch(`/events?from=${first + count}`);
            if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
            this.say(
                answer.status === 410
                    ? 'The machine has ended; this is all that it did.'
                    : `The machine's records can't be had: ${await answer.text()}`,
            );
        } catch (error) {
            this.say(
                'The program that runs the machine no longer answers; ' +
                    'what it has sent is shown.',
            );
        }
        return null;
    }

    /* u64 number of the first record, u64 records lost before it, records.
     * False if there are some that can't be read. */
    async take(bytes) {
        const head = new DataView(bytes.buffer),
            records = bytes.subarray(16);
        const first = Number(head.getBigUint64(0, true));
        const lost = Number(head.getBigUint64(8, true));
        const known = knownRecords(records);
        if (known) await this.add(records, known, first, lost);
        else await pause();
        const problem = problemOf(records, true, known);
        if (problem) complain(problem);
        return !problem;
    }

    /* Where some are lost, what is here can't be joined to what comes. */
    async add(records, known, first, lost) {
        if (lost && this.app.machine.trace.count) this.app.restart();
        const { trace } = this.app.machine;
        if (trace.count === 0) trace.first = trace.facts.lost = first;
        trace.append(records.subarray(0, known * RECORD_SIZE));
        this.say('');
        await this.app.grown();
    }

    /* Ask for the source lines of an event's code, once. */
    async symbols(i) {
        const { trace } = this.app.machine,
            { facts } = trace;
        if (i < 0 || trace.kind(i) === CALL || trace.kind(i) === RESULT) return;
        const wanted = [4, 5]
            .map((n) => trace.big(i, n).toString(16))
            .filter((key) => key !== '0' && !this.asked.has(key));
        if (wanted.length === 0) return;
        wanted.forEach((key) => this.asked.add(key));
        try {
            const answer = await fetch(`/symbols?at=${wanted.join(',')}`);
            const { symbols, sources } = await answer.json();
            facts.symbols = { ...facts.symbols, ...symbols };
            facts.sources = { ...facts.sources, ...sources };
            this.app.render();
        } catch (error) {
            /* no line, then: the panel says so */
        }
    }
}

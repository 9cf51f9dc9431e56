/*
 * decode.js - from the two data scripts in the page to a trace. A trace that
 * is damaged is shown as far as it is whole, with a sentence; one that can't
 * be read at all is a Problem.
 */

class Problem extends Error {}

const ANEW = 'Make the page anew with make explore.';

/* { facts, problem }: problem is a sentence, or ''. */
function readFacts(text) {
    const without = (why) => ({
        facts: {},
        problem:
            `The facts about this trace ${why}, so names, arguments and source ` +
            `lines are missing. ${ANEW}`,
    });
    if (text === null) return without('are not in the page');
    try {
        const facts = JSON.parse(text);
        if (facts && typeof facts === 'object' && !Array.isArray(facts))
            return { facts, problem: '' };
    } catch (error) {
        /* said below */
    }
    return without("can't be read");
}

/* Base64 in pieces, so that the page stays alive. */
async function bytesOfBase64(text) {
    const clean = text.replace(/\s+/g, ''),
        PIECE = 1 << 20;
    const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
    let n = 0;
    for (let at = 0; at < clean.length; at += PIECE) {
        let piece;
        try {
            piece = atob(clean.slice(at, at + PIECE));
        } catch (error) {
            throw new Problem(
                `The trace in this page is damaged: it isn't base64. ${ANEW}`,
            );
        }
        for (let i = 0; i < piece.length; i++) bytes[n++] = piece.charCodeAt(i);
        await pause();
    }
    return bytes.subarray(0, n);
}

const pause = () => new Promise((resolve) => setTimeout(resolve));

/* What is in the gzip: { bytes, whole }; as much as can be unpacked. */
async function unzip(packed) {
    if (typeof DecompressionStream === 'undefined')
        throw new Problem(
            "This browser can't unpack the trace: it has no " +
                'DecompressionStream. Use Firefox 120, Chrome 123, Safari 17.5 or newer.',
        );
    if (packed[0] !== 0x1f || packed[1] !== 0x8b)
        throw new Problem(
            `The trace in this page is damaged: it isn't gzip. ${ANEW}`,
        );
    const chunks = [];
    let whole = true;
    const stream = new DecompressionStream('gzip');
    const writer = stream.writable.getWriter();
    writer.write(packed).catch(() => {});
    writer.close().catch(() => {});
    try {
        const reader = stream.readable.getReader();
        for (let r; !(r = await reader.read()).done;) chunks.push(r.value);
    } catch (error) {
        whole = false;
    }
    return { bytes: joined(chunks), whole };
}

function joined(chunks) {
    const bytes = new Uint8Array(chunks.reduce((sum, c) => sum + c.length, 0));
    let at = 0;
    for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
    }
    return bytes;
}

/* The number of records before the first of a kind that we don't know. */
function knownRecords(bytes) {
    const total = Math.floor(bytes.length / RECORD_SIZE);
    for (let n = 0; n < total; n++) {
        const kind = bytes[n * RECORD_SIZE + 8];
        if (kind < 1 || kind > KINDS) return n;
    }
    return total;
}

/* What is wrong with the records: a sentence, or ''. */
function problemOf(bytes, whole, known) {
    const total = Math.floor(bytes.length / RECORD_SIZE);
    const rest = `What is shown are the ${inThousands(known)} records before. ${ANEW}`;
    if (known < total)
        return (
            `Record ${inThousands(known)} is of the kind ` +
            `${bytes[known * RECORD_SIZE + 8]}, which this page doesn't know: the ` +
            `trace is damaged, or newer than the page. ${rest}`
        );
    if (!whole)
        return `The trace in this page is cut off or damaged at its end. ${rest}`;
    if (bytes.length % RECORD_SIZE)
        return `The trace ends within a record: it is cut off. ${rest}`;
    return '';
}

/* The trace in the page, and sentences about what is wrong with it. */
async function traceInPage() {
    const textOf = (id) => {
        const element = document.getElementById(id);
        return element ? element.textContent : null;
    };
    const { facts, problem } = readFacts(textOf('facts'));
    const trace = new Trace(facts),
        text = textOf('trace');
    if (facts.live) return { trace, problems: problem ? [problem] : [] };
    if (!text || !text.trim())
        throw new Problem(`There is no trace in this page. ${ANEW}`);
    const { bytes, whole } = await unzip(await bytesOfBase64(text));
    const known = knownRecords(bytes);
    const damage = problemOf(bytes, whole, known);
    if (known === 0)
        throw new Problem(damage || `The trace in this page is empty. ${ANEW}`);
    trace.append(bytes.subarray(0, known * RECORD_SIZE));
    return { trace, problems: [problem, damage].filter(Boolean) };
}

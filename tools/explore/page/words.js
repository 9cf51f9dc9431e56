/*
 * words.js - each event in a sentence, for the line above the picture and for
 * those who hear it.
 */

/* Whose table it is: "of demo (pid 4)", "of the segment". */
function tableOwner(m, t, i) {
    if (t.page(i, 3) >= KERNEL_HALF_PAGE) return 'for the kernel';
    const ways = waysTo(m, t.page(i, 0), t.what(i), i + 1);
    const pids = [...new Set(ways.map((w) => w.space.pid))];
    if (ways.length && !ways[0].link) return `of ${m.name(pids[0], i)}`;
    return pids.length > 1
        ? `that ${pids.map((p) => m.name(p, i)).join(' and ')} share`
        : 'of a shared object';
}

/* --- one function for each kind: a sentence, without who did it ----------- */

function sayEntry(m, t, i) {
    const level = t.what(i),
        before = t.entry(i, 1),
        now = t.entry(i, 2);
    const where =
        `entry ${t.slot(i) % 512} of the level-${level} ` +
        `table ${tableOwner(m, t, i)}`;
    if (isNothing(now)) return `clears ${where}: ${sayGone(before, level)}`;
    const what = sayNew(m, now, level, i);
    if (isNothing(before)) return `writes ${where}: ${what}`;
    if (frameOf(before) !== frameOf(now))
        return `changes ${where}, which led to ${address(frameOf(before))}: now ${what}`;
    return (
        `changes the bits of ${where}: ` +
        `${bitsInWords(before)} before, ${bitsInWords(now)} now`
    );
}

function sayGone(before, level) {
    const table = address(frameOf(before));
    if (!isTable(before, level))
        return 'nothing is mapped at this address any more';
    return before.low & LINK
        ? `the link to the shared table ${table} is gone`
        : `the table ${table} below it is gone`;
}

function sayNew(m, e, level, i) {
    const to = address(frameOf(e));
    if (isTable(e, level))
        return e.low & LINK
            ? `a link to the shared table ${to}, with the rights ${bitsInWords(e)}`
            : `the table ${to} stands below it`;
    if (!(e.low & P)) return `the frame ${to} is kept, but nobody may use it`;
    const owner = m.ownerAt(frameOf(e), i + 1);
    return (
        `${SIZES[level]} at ${address(m.trace.page(i, 3))} lead to the ` +
        `frame ${to}${owner ? ` of ${ownerInWords(owner)}` : ''} (${bitsInWords(e)})`
    );
}

function sayCr3(m, t, i) {
    const root = t.page(i, 0);
    const [space] = spacesWith(m, root, i + 1);
    return (
        `loads CR3 with ${address(root)}: from now on processor ${t.cpu(i)} ` +
        `walks the tables of ${space ? m.name(space.pid, i) : 'the kernel'}`
    );
}

function sayFlush(m, t, i) {
    const others = cpusIn(t.low(i, 2)).join(', '),
        whats = [
            'of ' + address(t.page(i, 1)),
            'of a whole address space',
            "of the kernel's half",
        ];
    const asked = others
        ? ` and asks processor ${others} to do the same (shootdown)`
        : '';
    return `drops the translations ${whats[t.what(i)] || ''} from the TLB${asked}`;
}

function sayAnswer(m, t, i) {
    return (
        `answers on processor ${t.cpu(i)}: the translations that ` +
        `another asked about are dropped here`
    );
}

function saySwitch(m, t, i) {
    return t.pid(i)
        ? `runs on processor ${t.cpu(i)} from here on`
        : `runs on processor ${t.cpu(i)}: no process does`;
}

function sayCall(m, t, i) {
    return `calls ${callInWords(m, i)}`;
}

function sayResult(m, t, i) {
    return `gets ${resultInWords(t, i)} from ${callName(t, t.what(i))}()`;
}

function sayFault(m, t, i) {
    const error = t.low(i, 1);
    return (
        `wants to ${accessInWords(error)} at ${hex(t.big(i, 0))}, and the processor ` +
        `finds ${error & 1 ? 'an entry that forbids it' : 'no entry'}: a page fault`
    );
}

const REFUSALS = {
    EFAULT: 'no region is there',
    EACCES: 'the region forbids it',
    ENOMEM: 'no memory is left',
};

function refusalInWords(t, error) {
    const name = errorName(t, error);
    return REFUSALS[name] ? `${name}, ${REFUSALS[name]}` : name;
}

function sayFaultEnd(m, t, i) {
    const error = -Number(t.signed(i, 1)),
        begin = m.history.partner.get(i),
        byCall = begin !== undefined && !(t.low(begin, 1) & 4),
        fault = `the fault at ${hex(t.big(i, 0))}`;
    if (!error) return `goes on: ${fault} is done`;
    return (
        `may not: ${fault} is refused (${refusalInWords(t, error)}), and ` +
        (byCall ? 'the system call gets the error' : 'a signal comes')
    );
}

function sayFrame(m, t, i) {
    const size = 2 ** t.low(i, 1),
        at = address(t.page(i, 0)),
        what = size === 1 ? `the frame ${at}` : `${size} frames from ${at} on`;
    return t.number(i, 2)
        ? `takes ${what} for ${ownerInWords(t.ownerName(t.what(i))) || 'unknown'}`
        : `gives ${what} back: free again`;
}

function sayProcess(m, t, i) {
    const status = t.low(i, 0);
    if (t.what(i) === FORK)
        return (
            `forks: process ${t.number(i, 0)} begins, with tables of its own ` +
            `below ${address(t.page(i, 1))}`
        );
    if (t.what(i) === EXEC)
        return (
            `becomes the program ${t.name(i)}, with new tables ` +
            `below ${address(t.page(i, 0))}`
        );
    return status & 0x7f
        ? `ends by signal ${status & 0x7f}`
        : `ends with status ${(status >> 8) & 0xff}`;
}

function sayRegion(m, t, i) {
    const what = t.what(i),
        range = `${hex(t.big(i, 0))} to ${hex(t.big(i, 1))}`,
        owner = ownerInWords(t.ownerName(what >> 8)) || 'a shared object',
        of = t.number(i, 2) ? owner : 'private memory';
    return what & 1
        ? `has a region of ${of} from ${range}, ${protInWords((what >> 1) & 7)}`
        : `has no region any more from ${range}`;
}

function saySignal(m, t, i) {
    const whom = m.name(t.low(i, 0), i + 1),
        way = SIGNAL_WAYS[t.low(i, 3)] || '';
    return `causes signal ${t.what(i)} for ${whom}: ${way}`;
}

const SAY = {
    [ENTRY]: sayEntry,
    [CR3]: sayCr3,
    [FLUSH]: sayFlush,
    [ANSWER]: sayAnswer,
    [SWITCH]: saySwitch,
    [CALL]: sayCall,
    [RESULT]: sayResult,
    [FAULT]: sayFault,
    [FAULT_END]: sayFaultEnd,
    [FRAME]: sayFrame,
    [PROCESS]: sayProcess,
    [REGION]: sayRegion,
    [SIGNAL]: saySignal,
};

/* Event `i` as a sentence. */
function sentence(m, i) {
    const t = m.trace,
        say = SAY[t.kind(i)];
    if (!say) return 'Nothing has happened yet.';
    const who = m.name(t.pid(i), i + 1),
        program = who.includes('(pid'); /* has a name, not to be changed */
    return `${program ? who : capital(who)} ${say(m, t, i)}.`;
}

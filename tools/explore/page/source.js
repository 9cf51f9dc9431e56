/* source.js - the line of the kernel that caused an event: the page has the
 * files. Inlined functions make a chain; each of its places can be shown. */

/* The places of event `i`, innermost first: [{ function, file, line, how }]. */
function placesOf(trace, i) {
    const facts = trace.facts, kind = trace.kind(i), found = [];
    if (kind === CALL || kind === RESULT) {
        const place = (facts.functions || {})[callName(trace, trace.what(i))];
        return place ? [{ ...place, how: 'the call is done by' }] : [];
    }
    for (const n of [4, 5]) {
        const key = trace.big(i, n).toString(16);
        const chain = (facts.symbols || {})[key] || [];
        chain.forEach((place, k) => found.push({ ...place,
            how: k > 0 ? 'inlined in' : n === 4 ? 'by' : 'called by' }));
    }
    return found;
}

/* Show the places of an event in `root`: buttons, and the file. */
function showSource(root, trace, i) {
    const places = placesOf(trace, i);
    if (places.length === 0) {
        root.append(make('p', 'hint', trace.facts.symbols
            ? 'No source line is known for this event.'
            : 'This page holds no source lines.'));
        return;
    }
    const chain = make('p', 'chain'), file = make('div', 'file');
    places.forEach((place, n) => {
        const button = make('button', 'place');
        button.type = 'button';
        button.append(make('b', '', `${place.function}()`),
                      ` ${place.file}:${place.line}`);
        button.onclick = () => showFile(file, trace, place, chain, button);
        chain.append(make('span', 'how', place.how), button);
        if (n === 0)
            setTimeout(() => button.isConnected && showFile(file, trace, place,
                                                            chain, button));
    });
    root.append(chain, file);
}

function showFile(root, trace, place, chain, button) {
    for (const other of chain.querySelectorAll('button'))
        other.setAttribute('aria-pressed', other === button);
    const text = (trace.facts.sources || {})[place.file];
    root.textContent = '';
    root.append(make('p', 'file-name', `${place.file}:${place.line}`));
    if (text === undefined) {
        root.append(make('p', 'hint', 'This file is not in the page.'));
        return;
    }
    const code = make('pre');
    code.tabIndex = 0;
    code.setAttribute('aria-label', `${place.file} around line ${place.line}`);
    text.split('\n').forEach((line, n) => {
        const row = make('span', n + 1 === place.line ? 'line here' : 'line');
        row.append(make('i', '', String(n + 1).padStart(4)), ` ${line}\n`);
        code.append(row);
    });
    root.append(code);
    const here = code.querySelector('.here');
    if (here)
        code.scrollTop = here.offsetTop - code.offsetTop - code.clientHeight / 2;
}

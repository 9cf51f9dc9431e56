/* source.js - the line of the kernel that caused an event: the page has the
 * files. Inlined functions make a chain; each of its places can be shown. */

/* The places of event `i`, innermost first: [{ function, file, line, how }]. */
function placesOf(trace, i) {
    const { symbols = {}, functions = {} } = trace.facts,
        kind = trace.kind(i);
    if (kind === CALL || kind === RESULT) {
        const place = functions[callName(trace, trace.what(i))];
        return place ? [{ ...place, how: 'the call is done by' }] : [];
    }
    return [4, 5].flatMap((n) => {
        const chain = symbols[trace.big(i, n).toString(16)] || [],
            how = n === 4 ? 'by' : 'called by';
        return chain.map((place, k) => ({
            ...place,
            how: k > 0 ? 'inlined in' : how,
        }));
    });
}

/* The panel's lower part: the chain of places as buttons, and a file. */
class SourcePanel {
    constructor(root, trace) {
        this.trace = trace;
        this.chain = make('div', 'chain');
        this.name = make('p', 'file-name');
        this.code = make('pre');
        this.code.tabIndex = 0;
        root.append(this.chain, this.name, this.code);
        this.file = null; /* whose lines are there */
    }

    /* Show the places of an event; none before the first. */
    show(i) {
        const places = i < 0 ? [] : placesOf(this.trace, i);
        this.chain.textContent = '';
        this.name.hidden = this.code.hidden = places.length === 0;
        const buttons = places.map((place) => this.button(place));
        if (places.length) this.showPlace(places[0], buttons[0]);
        else if (i >= 0)
            this.chain.append(
                hint(
                    this.trace.facts.symbols
                        ? 'No source line is known for this event.'
                        : 'This page holds no source lines.',
                ),
            );
    }

    button(place) {
        const button = action('', () => this.showPlace(place, button), 'place');
        button.append(
            make('b', '', `${place.function}()`),
            ` ${place.file}:${place.line}`,
        );
        this.chain.append(make('span', 'how', place.how), button);
        return button;
    }

    showPlace(place, button) {
        for (const other of this.chain.querySelectorAll('button'))
            other.setAttribute('aria-pressed', other === button);
        const text = (this.trace.facts.sources || {})[place.file],
            where = `${place.file}:${place.line}`;
        setText(
            this.name,
            where + (text === undefined ? ' (not in the page)' : ''),
        );
        setLabel(this.code, `${place.file} around line ${place.line}`);
        if (this.file !== place.file || this.text !== text)
            this.load(place.file, text);
        this.mark(place.line);
    }

    load(file, text) {
        this.file = file;
        this.text = text;
        this.here = null;
        this.lines = (text || '').split('\n').map((line, n) => {
            const row = make('span', 'line');
            row.append(make('i', '', String(n + 1).padStart(4)), ` ${line}\n`);
            return row;
        });
        this.code.replaceChildren(...this.lines);
    }

    mark(line) {
        if (this.here) this.here.className = 'line';
        this.here = this.lines[line - 1];
        if (!this.here) return;
        this.here.className = 'line here';
        cancelAnimationFrame(this.frame); /* it costs: once is enough */
        this.frame = requestAnimationFrame(() => {
            const { offsetTop } = this.here; /* in the code, by style.css */
            this.code.scrollTop = offsetTop - this.code.clientHeight / 2;
        });
    }
}

/* dom.js - elements in few words. */

const byId = (id) => document.getElementById(id);

function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
}

/* Changing a text or a class costs; reading one's own note of it doesn't. */
function setText(element, text) {
    if (element.lastText !== text)
        element.textContent = element.lastText = text;
}

function setClass(element, text) {
    if (element.lastClass !== text)
        element.setAttribute('class', (element.lastClass = text));
}

function setLabel(element, text) {
    if (element.lastLabel !== text)
        element.setAttribute('aria-label', (element.lastLabel = text));
}

/* Rows of a list of terms and what they mean. */
function terms(pairs) {
    const list = make('dl');
    for (const [term, value] of pairs)
        list.append(make('dt', '', term), make('dd', '', value));
    return list;
}

function action(text, act) {
    const button = make('button', '', text);
    button.type = 'button';
    button.onclick = act;
    return button;
}

function table(caption, heads, rows) {
    const element = make('table');
    element.append(make('caption', '', caption));
    const head = element.createTHead().insertRow();
    for (const text of heads) {
        const cell = make('th', '', text);
        cell.scope = 'col';
        head.append(cell);
    }
    const body = element.createTBody();
    for (const row of rows) {
        const line = body.insertRow();
        for (const value of row) line.insertCell().append(value);
    }
    return element;
}

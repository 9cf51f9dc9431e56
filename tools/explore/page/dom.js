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

function setAttribute(element, name, value) {
    const noted = (element.noted ||= {});
    if (noted[name] !== value)
        element.setAttribute(name, (noted[name] = value));
}

const setClass = (element, text) => setAttribute(element, 'class', text);
const setLabel = (element, text) => setAttribute(element, 'aria-label', text);

function hint(text) {
    return make('p', 'hint', text);
}

function action(text, act, className) {
    const button = make('button', className, text);
    button.type = 'button';
    button.onclick = act;
    return button;
}

/* Rows of a list of terms and what they mean. */
function terms(pairs) {
    const list = make('dl');
    for (const [term, value] of pairs) {
        const meaning = make('dd');
        meaning.append(value);
        list.append(make('dt', '', term), meaning);
    }
    return list;
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

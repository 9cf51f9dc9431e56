/* tab.js - a page in the browser (chrome.js): what one types, clicks, sees and
 * hears there. */
'use strict';

const fs = require('fs');

class Tab {
    constructor(chrome, contextId, sessionId) {
        Object.assign(this, {
            chrome,
            contextId,
            sessionId,
            errors: [],
            requests: [],
        });
    }

    send(method, params) {
        return this.chrome.send(method, params, this.sessionId);
    }

    event(method, params) {
        if (method === 'Runtime.exceptionThrown')
            this.errors.push(
                params.exceptionDetails.exception
                    ? params.exceptionDetails.exception.description
                    : params.exceptionDetails.text,
            );
        else if (method === 'Log.entryAdded' && params.entry.level === 'error')
            this.errors.push(params.entry.text);
        else if (
            method === 'Runtime.consoleAPICalled' &&
            params.type === 'error'
        )
            this.errors.push(JSON.stringify(params.args));
        else if (method === 'Network.requestWillBeSent')
            this.requests.push(params.request.url);
    }

    /* What the system wishes, as { 'prefers-color-scheme': 'dark' }. */
    media(wishes) {
        const all = { 'prefers-reduced-motion': 'reduce', ...wishes };
        return this.send('Emulation.setEmulatedMedia', {
            features: Object.entries(all).map(([name, value]) => ({
                name,
                value,
            })),
        });
    }

    /* What an expression, or a function of plain values, gives in the page. */
    async run(what, ...args) {
        const expression =
            typeof what === 'string'
                ? what
                : `(${what})(...${JSON.stringify(args)})`;
        const { result, exceptionDetails: wrong } = await this.send(
            'Runtime.evaluate',
            { expression, returnByValue: true, awaitPromise: true },
        );
        if (wrong)
            throw new Error(
                wrong.exception ? wrong.exception.description : wrong.text,
            );
        return result.value;
    }

    /* Wait until an expression is true: a minute, since the machine may be busy. */
    async until(what, ...args) {
        for (let n = 0; n < 600; n++) {
            if (await this.run(what, ...args).catch(() => false)) return true;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return false;
    }

    async key(key, { shift = false } = {}) {
        const codes = {
            Enter: 13,
            Tab: 9,
            Escape: 27,
            Home: 36,
            End: 35,
            ArrowLeft: 37,
            ArrowUp: 38,
            ArrowRight: 39,
            ArrowDown: 40,
            ' ': 32,
        };
        const text =
            key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
        const event = {
            key,
            text,
            modifiers: shift ? 8 : 0,
            windowsVirtualKeyCode:
                codes[key] || key.toUpperCase().charCodeAt(0),
        };
        await this.send('Input.dispatchKeyEvent', {
            type: text ? 'keyDown' : 'rawKeyDown',
            ...event,
        });
        await this.send('Input.dispatchKeyEvent', {
            type: 'keyUp',
            ...event,
            text: undefined,
        });
    }

    async type(text) {
        for (const key of text) await this.key(key);
    }

    /* Click the middle of an element, which must be what lies there. */
    async click(selector) {
        const { x, y, hit } = await this.run((s) => {
            const e = document.querySelector(s);
            e.scrollIntoView({ block: 'center' });
            const r = e.getBoundingClientRect();
            const at = [r.x + r.width / 2, r.y + r.height / 2];
            return {
                x: at[0],
                y: at[1],
                hit: e.contains(document.elementFromPoint(...at)),
            };
        }, selector);
        if (!hit)
            throw new Error(
                `${selector} can't be clicked: something covers it`,
            );
        for (const type of ['mousePressed', 'mouseReleased'])
            await this.send('Input.dispatchMouseEvent', {
                type,
                x,
                y,
                button: 'left',
                clickCount: 1,
            });
    }

    /* What a screen reader finds: [{ role, name }]. */
    async heard() {
        const { nodes } = await this.send('Accessibility.getFullAXTree');
        return nodes
            .filter((node) => !node.ignored)
            .map(({ role, name }) => ({
                role: role.value,
                name: name ? name.value : '',
            }));
    }

    async picture(file) {
        const { data } = await this.send('Page.captureScreenshot', {
            captureBeyondViewport: false,
        });
        fs.writeFileSync(file, Buffer.from(data, 'base64'));
    }

    async close() {
        this.chrome.pages.delete(this.sessionId);
        await this.chrome.send('Target.disposeBrowserContext', {
            browserContextId: this.contextId,
        });
    }
}

module.exports = { Tab };

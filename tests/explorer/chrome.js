/*
 * chrome.js - a browser without a window, driven through a pair of pipes in
 * the DevTools protocol (chromedevtools.github.io/devtools-protocol): messages
 * are JSON, each ends in a zero byte.
 */
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Tab } = require('./tab');

class Chrome {
    constructor(program) {
        this.profile = fs.mkdtempSync(
            path.join(os.tmpdir(), 'commons-chrome-'),
        );
        this.process = spawn(
            program,
            [
                '--headless=new',
                '--no-sandbox',
                '--disable-gpu',
                '--no-first-run',
                '--disable-dev-shm-usage',
                '--remote-debugging-pipe',
                `--user-data-dir=${this.profile}`,
                'about:blank',
            ],
            { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
        );
        this.waiting = new Map();
        this.pages = new Map();
        this.last = 0;
        this.rest = '';
        this.process.stdio[4].setEncoding('utf8');
        this.process.stdio[4].on('data', (text) => this.read(text));
        this.process.on('exit', () => {
            for (const { reject } of this.waiting.values())
                reject(new Error('the browser has ended'));
        });
    }

    read(text) {
        const parts = (this.rest + text).split('\0');
        this.rest = parts.pop();
        for (const part of parts) this.take(JSON.parse(part));
    }

    take(message) {
        const wait = this.waiting.get(message.id);
        if (!wait) {
            const page = this.pages.get(message.sessionId);
            if (page) page.event(message.method, message.params);
            return;
        }
        this.waiting.delete(message.id);
        if (message.error) wait.reject(new Error(message.error.message));
        else wait.resolve(message.result);
    }

    send(method, params = {}, sessionId) {
        const id = ++this.last;
        this.process.stdio[3].write(
            JSON.stringify({ id, method, params, sessionId }) + '\0',
        );
        return new Promise((resolve, reject) =>
            this.waiting.set(id, { resolve, reject }),
        );
    }

    /* A new page of a size, with `media` as { 'prefers-color-scheme': 'dark' }.
     * It knows nothing of what other pages keep. */
    async open(
        url,
        { width = 1400, height = 900, media = {}, before = '' } = {},
    ) {
        const { browserContextId } = await this.send(
            'Target.createBrowserContext',
        );
        const { targetId } = await this.send('Target.createTarget', {
            url: 'about:blank',
            browserContextId,
        });
        const { sessionId } = await this.send('Target.attachToTarget', {
            targetId,
            flatten: true,
        });
        const page = new Tab(this, browserContextId, sessionId);
        this.pages.set(sessionId, page);
        for (const domain of ['Page', 'Runtime', 'Network', 'Log'])
            await page.send(`${domain}.enable`);
        await page.send('Emulation.setDeviceMetricsOverride', {
            width,
            height,
            deviceScaleFactor: 1,
            mobile: false,
        });
        await page.media(media);
        if (before)
            await page.send('Page.addScriptToEvaluateOnNewDocument', {
                source: before,
            });
        await page.send('Page.navigate', { url });
        return page;
    }

    async end() {
        const gone = new Promise((resolve) => this.process.on('exit', resolve));
        await this.send('Browser.close').catch(() => {});
        await gone;
        fs.rmSync(this.profile, {
            recursive: true,
            force: true,
            maxRetries: 5,
        });
    }
}

module.exports = { Chrome };

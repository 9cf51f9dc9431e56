/* process.js - a process, and the address spaces that it has had. */

/* A process and its address spaces: exec begins a new one. */
class Process {
    constructor(pid) {
        this.pid = pid;
        this.parent = 0;
        this.born = 0;
        this.died = Infinity;
        this.names = []; /* { at, name } */
        this.spaces = []; /* Space, oldest first */
    }

    /* From record `at` on it has the tables below `root`. */
    enter(history, root, at) {
        const last = this.spaces[this.spaces.length - 1];
        if (last && last.root === root && last.to === Infinity) return;
        if (last) last.to = Math.min(last.to, at);
        const built = Math.max(0, lastBefore(history.owners.get(root), at));
        const space = new Space(this.pid, root, last ? at : built, built);
        this.spaces.push(space);
        listIn(history.spaces, root).push(space);
    }

    /* The space at a moment, or undefined. */
    spaceAt(moment) {
        return this.spaces.find((s) => s.holds(moment));
    }

    nameAt(moment) {
        const before = this.names.filter((n) => n.at < moment);
        return (before.pop() || this.names[0] || { name: '' }).name;
    }
}

/* The tables below `root` while a process has them: after record `from`, up
 * to and with record `to`. They are built from record `built` on, before the
 * process is born or becomes another program. */
class Space {
    constructor(pid, root, from, built) {
        this.pid = pid;
        this.root = root;
        this.from = from;
        this.to = Infinity;
        this.built = built;
        this.parent = null; /* the space of which fork copied it */
    }

    holds(moment) {
        return this.from < moment && moment <= this.to;
    }
}

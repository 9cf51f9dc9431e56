/* scope.js - the scripts share one scope: what bears the name of another would
 * take its place without a word. */
'use strict';

const { same } = require('../tap');
const { source } = require('../page');

function testNames() {
    const names = [
        ...source().matchAll(/^(?:async )?(?:function|class) (\w+)/gm),
    ].map(([, name]) => name);
    const twice = names.filter((name, n) => names.indexOf(name) !== n);
    same(twice, [], 'no two functions have one name');
}

module.exports = [testNames];

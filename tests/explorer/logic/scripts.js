/* scripts.js - whatever the page's scripts define, by its name. */
'use strict';

module.exports = require('../page').definitions();

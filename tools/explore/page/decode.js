/* decode.js - from the text in the page to records. */
'use strict';

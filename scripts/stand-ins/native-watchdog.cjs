// Takes the place of VS Code's native watchdog, which ends an extension host whose server is gone. Tests and the demo
// end the whole process group instead.
'use strict';
const process = require('node:process');
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);

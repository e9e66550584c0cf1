// Takes the place of the native module @vscode/spdlog in a VS Code server that only tests and the demo use. Without it
// VS Code runs, but its log files and output channels stay empty.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(_kind, _name, file) {
    this.file = file;
    this.level = 2;
    this.isRaw = false;
  }

  write(level, message) {
    if (level < this.level || this.file === undefined) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      fs.appendFileSync(this.file, this.isRaw ? message : `${stamp} [${names[level]}] ${message}\n`);
    } catch (error) {
      // The data folder goes away at the end of a run while VS Code still writes its last words.
      if (error.code !== 'ENOENT') throw error;
    }
  }

  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {
    this.isRaw = false;
  }
  clearFormatters() {
    this.isRaw = true;
  }
  flush() {}
  drop() {
    this.file = undefined;
  }
}

async function create(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.appendFileSync(file, '');
  return new Logger('', name, file);
}

exports.version = 11100;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;

/** Paints text for a terminal, or leaves it as it is. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain = (text: string): string => text;
const noPaint: Paint = { red: plain, yellow: plain, blue: plain, green: plain, bold: plain, dim: plain };

/** ANSI colours of the terminal's own palette. */
const ansi = (open: number, close: number) => (text: string) => `\u001b[${String(open)}m${text}\u001b[${String(close)}m`;
const ansiPaint: Paint = {
  red: ansi(31, 39),
  yellow: ansi(33, 39),
  blue: ansi(34, 39),
  green: ansi(32, 39),
  bold: ansi(1, 22),
  dim: ansi(2, 22),
};

/** With or without colours; whether a terminal wants them (NO_COLOR, a pipe) is the caller's to know. */
export function paint(colours: boolean): Paint {
  return colours ? ansiPaint : noPaint;
}

/**
 * Text from a file, a server or a user without what would steer a terminal or show another text than it is: control
 * characters, those without width and those that turn the direction of writing around are shown as `\u001b`. What joins
 * letters and emoji stays.
 */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- they are what must not pass
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    codeOf,
  );
}

/** The same for what has one line, such as a file's name: a line feed or a tab in it is as wrong. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\t\n]/g, codeOf);
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

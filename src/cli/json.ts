/**
 * A document of the JSON interface, with its version, as it is printed. What would show another text than it is to whoever
 * looks at it stands as an escape, which is the same to a program.
 */
export function printed(document: object): string {
  const text = JSON.stringify(document, undefined, 2).replace(
    /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

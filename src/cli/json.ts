/**
 * A document of the JSON interface, with its version, as it is printed. What would show another text than it is to whoever
 * looks at it stands as an escape, which is the same to a program.
 */
export function printed(document: object): string {
  return `${visible(JSON.stringify(document, undefined, 2))}\n`;
}

/** JSON in which nothing shows another text than it is. */
export function visible(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A document of the JSON interface, with its version, as it is printed. */
export function printed(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

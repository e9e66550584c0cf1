/** A document of the JSON interface, with its version, as it is printed. */
export function printed<T extends { readonly version: 1 }>(document: T): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

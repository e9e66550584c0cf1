/** What is said one after the other. A server's own messages end without a full stop, ours with one. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.!?…]$/.test(part ?? '') ? part : `${part ?? ''}.`))
    .join(' ');
}

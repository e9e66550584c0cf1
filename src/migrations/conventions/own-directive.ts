/** What makes a script run outside a transaction where the history is Lockkeeper's own. */
export const ownDirective = '-- lockkeeper: no-transaction';

/** Whether a script has it; only comments and blank lines may come before. */
export function hasOwnDirective(text: string): boolean {
  for (const line of text.replace(/^\uFEFF/, '').split('\n', 50)) {
    const trimmed = line.trim();
    if (trimmed === ownDirective) return true;
    if (trimmed !== '' && !trimmed.startsWith('--')) return false;
  }
  return false;
}

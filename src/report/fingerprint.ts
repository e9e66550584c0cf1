import { createHash } from 'node:crypto';
import type { Finding } from '../lint/finding';
import type { Texts } from './texts';

/**
 * What tells a finding from all others, and stays while its statement does: neither lines above it nor blanks within it
 * count. SHA-256 in hexadecimal, one a finding, in their order.
 */
export function fingerprints(findings: readonly Finding[], texts: Texts): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, statement }) => {
    const text = (texts.text(path) ?? '').slice(statement.start, statement.end).replace(/\s+/g, ' ');
    const what = JSON.stringify([rule, texts.label(path), text]);
    const nth = seen.get(what) ?? 0;
    seen.set(what, nth + 1);
    return createHash('sha256')
      .update(`${what} ${String(nth)}`)
      .digest('hex');
  });
}

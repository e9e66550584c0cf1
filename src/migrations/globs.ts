/**
 * A test for relative paths written with `/`. In a pattern, `**` stands for any number of directories, `*` for part of
 * a name and `?` for one character; a pattern also covers all that lies below what it names, and one without `/`
 * holds at any depth.
 */
export function globTest(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map(toRegExp);
  return (path) => tests.some((test) => test.test(path));
}

function toRegExp(pattern: string): RegExp {
  const trimmed = pattern.replace(/^\.?\/+|\/+$/g, '');
  const anchored = trimmed.includes('/') ? trimmed : `**/${trimmed}`;
  const source = anchored.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return `\\${part}`;
  });
  return new RegExp(`^${source}(?:/|$)`, 'u');
}

import { withText } from '../../../migrations/edited';
import type { Script, Source } from '../../../migrations/project';
import { lex } from '../../../sql/lexer';
import type { Span } from '../../../sql/span';
import { tokenText } from '../../../sql/token';
import type { Fix } from '../../finding';
import type { Rule } from '../../rule';
import { lineEndOf, withLine } from '../../user-text';

/** The runner's own directive, in a place or a form in which the runner takes it for a comment. */
export const directiveWithoutEffect: Rule = {
  id: 'directive-without-effect',
  title: 'Directive that the runner takes for a comment',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'script',
  check({ script, source }) {
    const { convention } = source;
    const directive = convention.noTransactionDirective?.trimEnd();
    if (directive === undefined || convention.transaction(script) === 'none') return undefined;
    const at = written(script, directive);
    if (at === undefined) return undefined;
    const isExact = script.text.slice(at.start, at.end).trimEnd() === directive;
    return {
      at,
      message: `Has no effect${isExact ? ' here' : ''}: ${convention.title} runs the file in a transaction all the same`,
      help: isExact
        ? `${convention.title} looks for it at the start of the file alone: nothing may come before it.`
        : `${convention.title} knows it as «${directive}» alone.`,
      fixes: fixOf(script, source, at, `${directive}${lineEndOf(script.text)}`),
    };
  },
};

/** The first comment that says the directive, whatever its case and its blanks. */
function written(script: Script, directive: string): Span | undefined {
  const plain = (text: string): string => text.replace(/\s+/g, '').toLowerCase();
  const wanted = plain(directive);
  // Cheap, for the many files that have none: its longest word.
  const [word = ''] = [...directive.matchAll(/[a-z]+/gi)].map(([found]) => found).sort((a, b) => b.length - a.length);
  if (!new RegExp(word, 'i').test(script.text)) return undefined;
  return lex(script.text).find((token) => token.kind === 'comment' && plain(tokenText(script.text, token)) === wanted)?.at;
}

/** Moves it to the start, where that makes it count: a byte order mark goes, since nothing may come before. */
function fixOf(script: Script, source: Source, at: Span, line: string): readonly Fix[] {
  const { text, path } = script;
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const old = withLine(text, at);
  const moved = `${line}${text.slice(mark, old.start)}${text.slice(old.end)}`;
  if (source.convention.transaction(withText(source, script, moved)) !== 'none') return [];
  const insert = { kind: 'replace', path, at: { start: 0, end: mark }, text: line } as const;
  const remove = { kind: 'replace', path, at: old, text: '' } as const;
  const edits = old.start === mark ? [{ ...insert, at: { start: 0, end: old.end } }] : [insert, remove];
  return [{ title: 'Move it to the start of the file', edits, preferred: true, safe: false }];
}

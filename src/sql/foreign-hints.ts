import type { Hint, Stumble } from './hints';
import { beginsLine } from './resync';
import { isWord, tokenText } from './token';

/** Words and marks of other databases over which PostgreSQL's parser stumbles. */
export const foreignHint: Hint = (stumble) =>
  phrases.find(({ words, within }) => isPhrase(stumble, words) && (within === undefined || begins(stumble, within)))?.hint ??
  lengthOfInteger(stumble) ??
  brackets(stumble) ??
  ofScripts(stumble);

interface Phrase {
  /** `*` stands before the token over which the parser stumbles; `N` is any number, `S` any string, `?` any token. */
  readonly words: readonly string[];
  /** The statement's first word. */
  readonly within?: string;
  readonly hint: string;
}

const phrases: readonly Phrase[] = [
  phrase('*auto_increment', 'AUTO_INCREMENT is MySQL’s: use GENERATED ALWAYS AS IDENTITY.'),
  phrase('*autoincrement', 'AUTOINCREMENT is SQLite’s: use GENERATED ALWAYS AS IDENTITY.'),
  phrase('*identity', 'IDENTITY(…) is SQL Server’s: use GENERATED ALWAYS AS IDENTITY.'),
  phrase('*engine', 'ENGINE is MySQL’s: leave it out.'),
  phrase('*unsigned', 'UNSIGNED is MySQL’s: take a wider type, or add a CHECK.'),
  phrase('*modify', 'MODIFY is MySQL’s: use ALTER COLUMN … TYPE.', 'alter'),
  phrase('*change', 'CHANGE is MySQL’s: use RENAME COLUMN … TO and ALTER COLUMN … TYPE.', 'alter'),
  phrase('*after', 'AFTER is MySQL’s: a new column always comes last.', 'alter'),
  phrase('*charset', 'CHARSET is MySQL’s: the database has one encoding.'),
  phrase('*character set', 'CHARACTER SET is MySQL’s: the database has one encoding.'),
  phrase('*comment S', 'COMMENT is a statement of its own: COMMENT ON COLUMN … IS.'),
  phrase('*comment =', 'COMMENT is a statement of its own: COMMENT ON TABLE … IS.'),
  phrase('*on update', 'ON UPDATE is MySQL’s here: set the column in a trigger BEFORE UPDATE.', 'create'),
  phrase('unique *key', 'UNIQUE KEY is MySQL’s: write UNIQUE (…), or CONSTRAINT … UNIQUE (…) for a name.'),
  phrase('unique *index', 'UNIQUE INDEX is MySQL’s here: write UNIQUE (…), or CONSTRAINT … UNIQUE (…) for a name.', 'create'),
  phrase('drop *foreign key', 'DROP FOREIGN KEY is MySQL’s: use DROP CONSTRAINT.'),
  phrase('drop index *', 'A statement of its own drops an index: DROP INDEX.', 'alter'),
  phrase('insert *ignore', 'INSERT IGNORE is MySQL’s: use INSERT … ON CONFLICT DO NOTHING.'),
  phrase('*replace into', 'REPLACE is MySQL’s: use INSERT … ON CONFLICT … DO UPDATE.'),
  phrase('top *N', 'TOP is SQL Server’s: use LIMIT.'),
  phrase('*clustered', 'CLUSTERED is SQL Server’s: leave it out.'),
  phrase('*nonclustered', 'NONCLUSTERED is SQL Server’s: leave it out.'),
  phrase('alter column ? *', 'ALTER COLUMN goes on with TYPE, SET or DROP.', 'alter'),
  phrase('*limit N ,', 'LIMIT with a comma is MySQL’s: write LIMIT … OFFSET ….'),
  phrase('*value (', 'The word is VALUES.', 'insert'),
  phrase('*set ? =', 'INSERT … SET is MySQL’s: write INSERT INTO … (…) VALUES (…).', 'insert'),
  phrase('add *(', 'ADD (…) is Oracle’s: write ADD COLUMN before each column.', 'alter'),
];

function phrase(words: string, hint: string, within?: string): Phrase {
  return within === undefined ? { words: words.split(' '), hint } : { words: words.split(' '), hint, within };
}

function isPhrase({ text, tokens, index }: Stumble, words: readonly string[]): boolean {
  const start = index - words.findIndex((word) => word.startsWith('*'));
  return words.every((each, by) => {
    const token = tokens[start + by];
    const word = each.replace('*', '');
    if (token === undefined || token.kind === 'quoted') return false;
    if (word === 'N' || word === 'S') return token.kind === (word === 'N' ? 'number' : 'string');
    return word === '' || word === '?' || tokenText(text, token).toLowerCase() === word;
  });
}

function begins({ text, tokens }: Stumble, word: string): boolean {
  return isWord(text, tokens[0], word);
}

const sized: ReadonlySet<string> = new Set(['int', 'integer', 'smallint', 'bigint', 'boolean', 'real']);

/** `int(11)`: how wide MySQL shows a number. */
const lengthOfInteger: Hint = ({ text, tokens, index }) => {
  const [type, paren, length] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (type === undefined || paren === undefined || length?.kind !== 'number' || tokenText(text, paren) !== '(') return undefined;
  const name = tokenText(text, type);
  return sized.has(name.toLowerCase()) ? `${name} takes no length: leave (${tokenText(text, length)}) out.` : undefined;
};

const brackets: Hint = ({ text, tokens, index }) => {
  const [open, name, close] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  if (open === undefined || name?.kind !== 'word' || close === undefined) return undefined;
  return tokenText(text, open) === '[' && tokenText(text, close) === ']'
    ? 'Square brackets are SQL Server’s: PostgreSQL quotes identifiers with ".'
    : undefined;
};

/** What ends a statement, or begins a block, in scripts for other servers. */
const ofScripts: Hint = ({ text, tokens, index, isBody }) => {
  const token = tokens[index];
  if (token === undefined || isBody === true) return undefined;
  const word = tokenText(text, token).toLowerCase();
  const isLine = beginsLine(text, token.at.start) && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(token.at.end));
  if (isLine && word === 'go') return 'GO is SQL Server’s: end statements with a semicolon.';
  if (isLine && word === '/') return 'A / in a line of its own is Oracle’s: end statements with a semicolon.';
  if (index === 0 && (word === 'if' || word === 'declare')) return `${word.toUpperCase()} stands in a block: DO $$ … $$.`;
  const isBlock = index === 1 && token.kind === 'word' && isWord(text, tokens[0], 'begin');
  return isBlock ? 'BEGIN begins a transaction here: a block stands in DO $$ … $$.' : undefined;
};

import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Target } from '../database/target';
import { sizeWords } from '../lint/wording';
import type { TargetReport } from '../workspace/engine';
import { policies } from './policy';
import { ask } from './quick-input';
import type { SourceModel } from './model';
import { askingWords, type EngineRunKind } from './run-kinds';
import { wordForReset } from '../run/guards';
import { hostWords, migrationsWords, placeWords } from './words';

/** Remembers the databases that the user allowed Lockkeeper to write to. */
export type Consents = vscode.Memento;

export interface Intent {
  readonly model: SourceModel;
  /** `amend`: the history alone. */
  readonly kind: EngineRunKind | 'amend';
  readonly count: number;
}

/** The user's answer: no, or yes, with the word that they typed. `refused` says why they could not be asked. */
export type Consent = { readonly confirmed?: string } | { readonly refused: string } | undefined;

/**
 * Asks for what the target's role calls for: nothing on embedded; once for each local database, because a tunnel to
 * production looks local too; the target's name each time on the others. Undefined where the user said no.
 */
export async function askConsent(consents: Consents, intent: Intent): Promise<Consent> {
  const { engine, target } = intent.model;
  const policy = policies[target.role];
  if (intent.kind === 'reset') return askForReset(intent);
  if (policy.wantsName) return askForName(intent);
  if (!policy.asksFirstWrite) return {};
  // Looked at each time: since the last one, a tunnel may have been opened to another server on the same port.
  const described = await engine.describe(target);
  if (!described.ok) return { refused: `${target.name} cannot be read: ${described.error.message}` };
  const key = consentKey(target, described.identity);
  if (consents.get<boolean>(key) === true) return {};
  const button = askingWords(intent.kind, intent.count, target.name);
  const what = intent.kind === 'dry-run' ? 'A dry run carries everything out there, with its locks, and rolls it back.\n\n' : '';
  const detail = `Lockkeeper has not written to this database yet. ${what}${factsOf(intent.model, described)}`;
  const chosen = await vscode.window.showWarningMessage(`${button}?`, { modal: true, detail }, button);
  if (chosen !== button) return undefined;
  await consents.update(key, true);
  return {};
}

/** One line for each thing by which a database is recognised. */
function factsOf({ target }: SourceModel, { database, version, tables, bytes }: Extract<TargetReport, { ok: true }>): string {
  return [
    `Host: ${hostWords(target)}`,
    `Database: ${database}`,
    `Server: ${version}`,
    `Tables: ${tables}`,
    `Size: ${sizeWords(bytes)}`,
  ].join('\n');
}

function askForName({ model: { target }, kind, count }: Intent): Promise<{ readonly confirmed: string } | undefined> {
  return askForWord({
    title: `${askingWords(kind, migrationsWords(count), target.name)} (${target.role})`,
    what: `This is ${placeWords(target)}.`,
    word: target.name,
  });
}

/** Whatever the role: much is lost. The word is the one that the command line wants, and there is none in production. */
async function askForReset({ model: { target }, kind, count }: Intent): Promise<Consent> {
  const word = wordForReset(target, target.role);
  if (word === undefined) {
    return {
      refused: `${target.name} is a ${target.role} database: not everything in it is rolled back at once. Roll back the last migrations instead.`,
    };
  }
  return askForWord({
    title: `${askingWords(kind, migrationsWords(count), target.name)} (${target.role})`,
    what: `This rolls back everything on ${placeWords(target)}, and what the tables hold is lost.`,
    word,
  });
}

/** Has a word typed; undefined where the user gave up. */
export async function askForWord({
  title,
  what,
  word,
}: {
  readonly title: string;
  readonly what: string;
  readonly word: string;
}): Promise<{ readonly confirmed: string } | undefined> {
  // Said in both places, because a verdict hides the prompt.
  const prompt = `${what} Type ${word} to go on.`;
  const typed = await ask({
    ...{ title, prompt, placeholder: word },
    check: (value) => (value === word ? undefined : { severity: 'error', text: prompt }),
  });
  return typeof typed === 'string' ? { confirmed: typed } : undefined;
}

/** Not the URL itself: a new password is no new database, and nothing secret is kept in clear. */
function consentKey(target: Target, identity: string): string {
  return `consent:${createHash('sha256')
    .update(JSON.stringify([placeWords(target), identity]))
    .digest('hex')}`;
}

import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { TargetReport } from '../workspace/engine';
import { policies } from './policy';
import { ask } from './quick-input';
import type { CurrentRun, SourceModel } from './model';
import { hostWords, migrationsWords, placeWords, sizeWords } from './words';

/** Remembers the databases that the user allowed Lockkeeper to write to. */
export type Consents = vscode.Memento;

export interface Intent {
  readonly model: SourceModel;
  /** `amend`: the history alone. */
  readonly kind: CurrentRun['kind'] | 'amend';
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
  if (policy.wantsName) return askForName(intent);
  if (!policy.asksFirstWrite || consents.get<boolean>(consentKey(intent.model)) === true) return {};
  const described = await engine.describe(target);
  if (!described.ok) return { refused: described.error.message };
  const button = `${verb(intent)} ${intent.count} ${preposition(intent)} ${target.name}`;
  const what = intent.kind === 'dry-run' ? 'A dry run carries everything out there, with its locks, and rolls it back.\n\n' : '';
  const detail = `Lockkeeper has not written to this database yet. ${what}${factsOf(intent.model, described)}`;
  const chosen = await vscode.window.showWarningMessage(`${button}?`, { modal: true, detail }, button);
  if (chosen !== button) return undefined;
  await consents.update(consentKey(intent.model), true);
  return {};
}

/** One line for each thing by which a database is recognised. */
function factsOf({ target }: SourceModel, { database, version, tables, bytes }: Extract<TargetReport, { ok: true }>): string {
  return [
    `Host: ${hostWords(target)}`,
    `Database: ${database}`,
    `Server: PostgreSQL ${version}`,
    `Tables: ${tables}`,
    `Size: ${sizeWords(bytes)}`,
  ].join('\n');
}

async function askForName(intent: Intent): Promise<{ readonly confirmed: string } | undefined> {
  const { target } = intent.model;
  // Said in both places, because a verdict hides the prompt.
  const request = `This is ${placeWords(target)}. Type ${target.name} to go on.`;
  const typed = await ask({
    title: `${verb(intent)} ${migrationsWords(intent.count)} ${preposition(intent)} ${target.name} (${target.role})`,
    prompt: request,
    placeholder: target.name,
    check: (value) => (value === target.name ? undefined : { severity: 'error', text: request }),
  });
  return typeof typed === 'string' ? { confirmed: typed } : undefined;
}

/** Not the URL itself: a new password is no new database, and nothing secret is kept in clear. */
function consentKey({ target, report }: SourceModel): string {
  const identity = JSON.stringify([placeWords(target), report?.ok === true && report.server]);
  return `consent:${createHash('sha256').update(identity).digest('hex')}`;
}

const verbs: Record<Intent['kind'], string> = {
  apply: 'Apply',
  'roll-back': 'Roll back',
  'dry-run': 'Dry run',
  amend: 'Amend the history of',
};
const verb = ({ kind }: Intent): string => verbs[kind];
const preposition = ({ kind }: Intent): string => (kind === 'apply' ? 'to' : 'on');

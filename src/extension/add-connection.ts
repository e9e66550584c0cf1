import type * as vscode from 'vscode';
import type { Role } from '../database/target';
import { roleOf, shownUrl } from '../workspace/targets';
import type { Connections } from './connections';
import { ask, back, pick, type Verdict } from './quick-input';
import type { SourceModel } from './model';

const title = 'Add Connection';
const of = 3;

interface RoleItem extends vscode.QuickPickItem {
  readonly role: Exclude<Role, 'embedded'>;
}

const roles: readonly RoleItem[] = [
  { role: 'local', label: 'Local', description: 'Yours alone: one click applies' },
  { role: 'shared', label: 'Shared', description: 'Others use it: its name must be typed to apply' },
  { role: 'production', label: 'Production', description: 'Its name must be typed to apply, and the status bar warns' },
];

/** Asks for a connection and keeps it; its name, or undefined where the user gave up. Nothing connects yet. */
export async function addConnection(model: SourceModel, connections: Connections): Promise<string | undefined> {
  let url: string | undefined;
  let name: string | undefined;
  for (let step = 1; ;) {
    switch (step) {
      case 1: {
        const answer = await askForUrl(url);
        if (typeof answer !== 'string') return undefined;
        url = answer;
        step = 2;
        break;
      }
      case 2: {
        const answer = await askForName(model, name ?? suggestedName(url ?? ''));
        if (answer === undefined) return undefined;
        if (answer !== back) name = answer;
        step = answer === back ? 1 : 3;
        break;
      }
      default: {
        const role = await askForRole(url ?? '');
        if (role === undefined || url === undefined || name === undefined) return undefined;
        if (role !== back) {
          await connections.add(model.folder, { name, url, role });
          return name;
        }
        step = 2;
      }
    }
  }
}

function askForUrl(value: string | undefined): ReturnType<typeof ask> {
  return ask({
    title,
    prompt: 'The URL of the database. It is kept in the system’s secret storage, never in settings.',
    placeholder: 'postgres://user:password@localhost:5432/database',
    isSecret: true,
    place: { step: 1, of },
    ...(value !== undefined && { value }),
    check: verdictOnUrl,
  });
}

/** What is typed is hidden, so it is said back without the password. */
function verdictOnUrl(url: string): Verdict {
  if (!/^postgres(ql)?:\/\//.test(url)) return { severity: 'error', text: 'A PostgreSQL URL begins with postgres://' };
  if (!URL.canParse(url))
    return { severity: 'error', text: 'This is no URL. Characters such as @ or # in a password are written %40 and %23.' };
  return { severity: 'information', text: `Connects to ${shownUrl(url)}` };
}

function askForName(model: SourceModel, value: string): ReturnType<typeof ask> {
  return ask({
    title,
    prompt: 'A name for it, as it will stand in the status bar',
    placeholder: 'local',
    value,
    place: { step: 2, of },
    check: (name) => {
      if (!/^[\w.-]+$/.test(name)) return { severity: 'error', text: 'Letters, digits, dots, dashes and underscores only' };
      if (model.targets.some((target) => target.name === name))
        return { severity: 'error', text: `There is a target named ${name} already` };
      return undefined;
    },
  });
}

async function askForRole(url: string): Promise<Role | typeof back | undefined> {
  const suggested = roles.find(({ role }) => role === roleOf(url));
  const picked = await pick({
    title,
    placeholder: 'How careful should Lockkeeper be with it?',
    items: roles,
    place: { step: 3, of },
    ...(suggested && { active: suggested }),
  });
  return typeof picked === 'object' ? picked.role : picked;
}

const suggestedName = (url: string): string =>
  URL.canParse(url) ? new URL(url).pathname.slice(1).replace(/[^\w.-]+/g, '-') : '';

import { lockModes, type Effect } from '../../../effects/effect';
import { blocks } from '../../../effects/locks';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertBefore } from '../../statement-edits';
import { keywords } from '../../user-text';
import { lockName, plainName } from '../../wording';

type Lock = Extract<Effect, { readonly kind: 'lock' }>;

/** https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT: 0, the default, waits for ever. */
export const missingLockTimeout = changeRule({
  id: 'missing-lock-timeout',
  title: 'Lock taken without a lock_timeout',
  category: 'timeout',
  severity: 'warning',
  also: [
    'squawk:require-lock-timeout',
    'squawk:require-timeout-settings',
    'postgres-language-server:lockTimeoutWarning',
    'pgfence:missing-lock-timeout',
    'migrationpilot:MP004',
    'pgsafe:require-timeout',
    'eugene:E9',
  ],
  on: [
    'add-column',
    'add-constraint',
    'alter-constraint',
    'alter-domain',
    'alter-policy',
    'alter-sequence',
    'alter-table-other',
    'attach-index',
    'attach-partition',
    'change-column-type',
    'cluster',
    'create-index',
    'create-object',
    'create-policy',
    'create-rule',
    'create-table',
    'create-trigger',
    'create-view',
    'detach-partition',
    'drop-column',
    'drop-constraint',
    'drop-default',
    'drop-expression',
    'drop-identity',
    'drop-index',
    'drop-not-null',
    'drop-policy',
    'drop-rule',
    'drop-sequence',
    'drop-table',
    'drop-trigger',
    'drop-view',
    'force-row-security',
    'lock-table',
    'refresh-view',
    'reindex',
    'rename-column',
    'rename-constraint',
    'rename-policy',
    'rename-rule',
    'rename-table',
    'rename-trigger',
    'rename-view',
    'set-default',
    'set-expression',
    'set-identity',
    'set-inherit',
    'set-not-null',
    'set-object-schema',
    'set-persistence',
    'set-row-security',
    'set-rule-state',
    'set-table-owner',
    'set-table-schema',
    'set-trigger-state',
    'truncate',
    'vacuum',
  ],
  once: true,
  check(change, context) {
    const { lockTimeout } = context.session;
    if (lockTimeout !== undefined && lockTimeout > 0) return undefined;
    const lock = gravest(context);
    if (lock === undefined || cannotSet(context)) return undefined;
    const name = plainName(lock.on);
    const queue = blocks(lock.mode).reads ? 'every query on it' : 'every write to it';
    return {
      message: `While this waits for its ${lockName(lock.mode)} lock on ${name}, ${queue} waits too, without limit: lock_timeout is ${lockTimeout === 0 ? 'off' : 'not set'}`,
      help: 'Set lock_timeout to a few seconds, and run the migration again when it fails.',
      at: { start: 0, end: /^\w+(?:[ \t]+\w+)?/.exec(context.statement.text)?.[0].length ?? 0 },
      // A second statement stands in the way of CONCURRENTLY, which is the better remedy for an index.
      fixes: [setTimeout(context, change.kind !== 'create-index')],
    };
  },
});

function gravest(context: RuleContext): Lock | undefined {
  return context
    .harmful('lock')
    .filter((effect): effect is Lock => effect.kind === 'lock' && blocks(effect.mode).writes)
    .sort((a, b) => lockModes.indexOf(b.mode) - lockModes.indexOf(a.mode))[0];
}

/** Where a second statement would make a transaction of what cannot run in one, the file cannot set it. */
function cannotSet({ effects, source: { convention }, inTransaction }: RuleContext): boolean {
  return !inTransaction && convention.sendsWholeFile && effects.some(({ kind }) => kind === 'no-transaction');
}

function setTimeout(context: RuleContext, isSafe: boolean): Fix {
  const isLocal = context.inTransaction || context.source.convention.sendsWholeFile;
  const set = keywords(context.statement.text, isLocal ? 'SET LOCAL' : 'SET');
  return {
    title: 'Set lock_timeout to 2 seconds before it',
    edits: [insertBefore(context, `${set} lock_timeout = '2s'`)],
    preferred: isSafe,
    safe: isSafe,
  };
}

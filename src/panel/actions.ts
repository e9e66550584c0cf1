import { button, setDisabled } from './buttons';
import { element, setHidden, setText } from './dom';
import { iconButton } from './icon-button';
import { makeMenu, menuItem, type MenuItem } from './menu';
import type { Part, Post } from './part';
import type { CopiedAction, PanelState } from './protocol';

/** What to do next, and what is done every day; everything else is in a menu. All are the same commands as elsewhere. */
export function makeActions(post: Post, onGone: () => void): Part {
  const dryRun = button('Dry run', 'beaker', () => post({ kind: 'dry-run' }));
  const apply = button('Apply', 'play', () => post({ kind: 'apply' }));
  const cancel = button('Cancel', 'debug-stop', () => post({ kind: 'cancel' }));
  const refresh = iconButton('Refresh', 'refresh', () => post({ kind: 'refresh' }));
  const rollBack = menuItem('Roll back last', 'discard', () => post({ kind: 'roll-back' }));
  const redo = menuItem('Redo last', 'redo', () => post({ kind: 'redo' }));
  const verify = menuItem('Verify', 'verified', () => post({ kind: 'verify' }));
  const script = menuItem('Export script…', 'export', () => post({ kind: 'export' }));
  const copies = copied.map(([of, label]) => ({ label, item: copyItem(post, of, label) }));
  const more = makeMenu({
    label: 'More',
    groups: [
      { label: 'More actions', items: [rollBack, redo, verify, script] },
      { label: 'Copy CLI command', isHeaded: true, items: copies.map(({ item }) => item) },
    ],
  });
  const made = element('div', { class: 'actions buttons', role: 'group', 'aria-label': 'Actions' }, [
    cancel,
    dryRun,
    element('div', { class: 'buttons rest' }, [apply, refresh.element, more]),
  ]);
  return {
    element: made,
    draw(state) {
      const { can, target, pending, commandLine } = state;
      // Also one of another source, since one goes on at a time.
      const isRunning = can.cancel;
      const name = target?.name ?? 'target';
      // Where a word must be typed first, more input follows, and the label says so.
      const dots = target?.role === 'shared' || target?.role === 'production' ? '…' : '';
      setText(apply, pending > 0 ? `Apply ${pending} to ${name}${dots}` : `Apply${dots}`);
      apply.title = apply.textContent;
      rollBack.set(`Roll back last${dots}`, !can.rollBack);
      redo.set(`Redo last${dots}`, !can.rollBack);
      verify.set('Verify', !can.verify);
      script.set('Export script…', !can.apply);
      for (const { label, item } of copies) item.set(label, commandLine === undefined);
      setDisabled(dryRun, !can.dryRun);
      setDisabled(apply, !can.apply);
      setDisabled(cancel, !can.cancel);
      refresh.setDisabled(isRunning);
      // A button that goes away must not take the keyboard with it.
      if (!isRunning && document.activeElement === cancel) onGone();
      setHidden(cancel, !isRunning);
      const next = nextStep(state);
      for (const [step, each] of Object.entries({ dryRun, apply, cancel })) each.secondary = step !== next;
    },
  };
}

const copied: readonly (readonly [of: CopiedAction, label: string])[] = [
  ['dry-run', 'Dry run'],
  ['apply', 'Apply'],
  ['roll-back', 'Roll back last'],
  ['redo', 'Redo last'],
  ['verify', 'Verify'],
  ['export', 'Export script'],
  ['status', 'Status'],
];

const copyItem = (post: Post, of: CopiedAction, label: string): MenuItem =>
  menuItem(label, 'copy', () => post({ kind: 'copy-command', of }), `Copy CLI command: ${label}`);

/** Applying is the next step once a dry run of just that went well; before, trying is. */
function nextStep({ run, can }: PanelState): 'dryRun' | 'apply' | 'cancel' | undefined {
  if (can.cancel) return 'cancel';
  if (run?.triedPending === true && can.apply) return 'apply';
  return can.dryRun ? 'dryRun' : undefined;
}

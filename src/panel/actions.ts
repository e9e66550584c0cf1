import { button, setDisabled } from './buttons';
import { element, setHidden, setText, visible } from './dom';
import type { Part, Post } from './part';
import type { PanelState } from './protocol';

/** The buttons: the same commands as everywhere else. One of them is the next step, and looks like it. */
export function makeActions(post: Post, onGone: () => void): Part {
  const dryRun = button('Dry run', 'beaker', () => post({ kind: 'dry-run' }));
  const apply = button('Apply', 'play', () => post({ kind: 'apply' }));
  const rollBack = button('Roll back', 'discard', () => post({ kind: 'roll-back' }));
  const redo = button('Redo last', 'redo', () => post({ kind: 'redo' }));
  const verify = button('Verify', 'verified', () => post({ kind: 'verify' }));
  const script = button('Export script…', 'export', () => post({ kind: 'export' }));
  const cancel = button('Cancel', 'debug-stop', () => post({ kind: 'cancel' }));
  const refresh = button('Refresh', 'refresh', () => post({ kind: 'refresh' }));
  const copy = button('Copy CLI command', 'copy', () => post({ kind: 'copy-command' }));
  const copyReport = button('Copy report', 'markdown', () => post({ kind: 'copy-report' }));
  const saveReport = button('Save report…', 'save', () => post({ kind: 'save-report' }));
  const made = element('div', { class: 'actions buttons', role: 'group', 'aria-label': 'Actions' }, [
    cancel,
    dryRun,
    apply,
    rollBack,
    redo,
    verify,
    refresh,
    script,
    copy,
    copyReport,
    saveReport,
  ]);
  return {
    element: made,
    draw(state) {
      // Also one of another source, since one goes on at a time.
      const isRunning = state.can.cancel;
      const name = state.target?.name ?? 'target';
      // Where a word must be typed first, more input follows, and the label says so.
      const dots = state.target?.role === 'shared' || state.target?.role === 'production' ? '…' : '';
      setText(apply, state.pending > 0 ? `Apply ${state.pending} to ${name}${dots}` : `Apply${dots}`);
      setText(rollBack, `Roll back last${dots}`);
      setText(redo, `Redo last${dots}`);
      setDisabled(dryRun, !state.can.dryRun);
      setDisabled(apply, !state.can.apply);
      setDisabled(rollBack, !state.can.rollBack);
      setDisabled(redo, !state.can.rollBack);
      setDisabled(verify, !state.can.verify);
      setDisabled(script, !state.can.apply);
      setDisabled(cancel, !state.can.cancel);
      setDisabled(refresh, isRunning);
      // A button that goes away must not take the keyboard with it.
      if (!isRunning && document.activeElement === cancel) onGone();
      setHidden(cancel, !isRunning);
      setHidden(copy, state.commandLine === undefined);
      const isReported = state.run !== undefined && state.run.outcome !== 'running' && state.run.steps.length > 0;
      setHidden(copyReport, !isReported);
      setHidden(saveReport, !isReported);
      copy.title = visible(state.commandLine ?? '');
      const next = nextStep(state);
      for (const [step, each] of Object.entries({ dryRun, apply, cancel })) each.secondary = step !== next;
    },
  };
}

/** Applying is the next step once a dry run of just that went well; before, trying is. */
function nextStep({ run, can }: PanelState): 'dryRun' | 'apply' | 'cancel' | undefined {
  if (can.cancel) return 'cancel';
  if (run?.triedPending === true && can.apply) return 'apply';
  return can.dryRun ? 'dryRun' : undefined;
}

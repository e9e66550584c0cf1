import { element, icon, iconClass, setHidden, setText } from './dom';
import type { Post } from './part';
import type { PanelRun, PanelStep } from './protocol';
import { makeProof, makeProofDetails } from './rollback';
import { makeError } from './statement-details';
import { drawBar } from './statement-row';
import type { Row } from './virtual-list';
import { count, duration } from './words';

/** A migration as the heading of its statements. */
export interface StepItem {
  readonly kind: 'step';
  readonly key: string;
  readonly step: PanelStep;
  readonly run: PanelRun['kind'];
  /** Its share of the time axis. */
  readonly from: number;
  readonly to: number;
  /** Of its statements, those that are to be looked at. */
  readonly hurting: number;
  /** Statements that the filter leaves out. */
  readonly left: number;
  /** What stands behind the proof of its rollback is shown. */
  readonly isOpen: boolean;
}

const outcomes: Record<PanelStep['outcome'], { readonly tone: string; readonly icon: string }> = {
  done: { tone: 'good', icon: 'pass-filled' },
  failed: { tone: 'bad', icon: 'error' },
  cancelled: { tone: 'careful', icon: 'debug-stop' },
  undone: { tone: 'careful', icon: 'discard' },
  'not-run': { tone: 'none', icon: 'circle-outline' },
};

function outcomeWords({ step, run }: StepItem): string {
  // Its proof says the rest.
  if (run === 'test-rollback') return step.outcome === 'not-run' ? 'not tried' : 'tried';
  const words = { failed: 'failed', cancelled: 'cancelled', undone: 'undone with the rest', 'not-run': 'not run' };
  if (step.outcome === 'not-run' && run === 'dry-run') return 'not tried';
  if (step.outcome !== 'done') return words[step.outcome];
  if (run === 'dry-run') return 'would apply';
  return step.direction === 'up' ? 'applied' : 'rolled back';
}

/** Pressed, it opens the migration. */
export function makeStepRow(post: Post, toggle: (key: string) => void): Row<StepItem> {
  let id = '';
  const sign = icon('pass');
  const version = element('span', { class: 'version', text: '' });
  const title = element('span', { class: 'title' });
  const outcome = element('span', { class: 'outcome' });
  const facts = element('span', { class: 'quiet' });
  const proof = element('span', { class: 'proof' });
  const time = element('span', { class: 'time' });
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, [element('span')]);
  const press = () => post({ kind: 'open-migration', id });
  const head = element('button', { class: 'head', type: 'button', title: 'Open the migration', on: { click: press } }, [
    sign,
    element('span', { class: 'name' }, [version, ' ', title]),
    element('span', { class: 'meta' }, [outcome, proof, facts, time]),
    bar,
  ]);
  const proofDetails = makeProofDetails(post, toggle);
  const notes = element('div', { class: 'notes' });
  const made = element('div', { class: 'row step' }, [head, proofDetails.element, notes]);
  return {
    element: made,
    head,
    draw(item) {
      const { step, left, hurting } = item;
      id = step.id;
      const { tone, icon: name } = outcomes[step.outcome];
      made.dataset['tone'] = tone;
      sign.className = `sign ${iconClass(name)}`;
      setText(version, step.version);
      setText(title, step.title);
      setText(outcome, outcomeWords(item));
      const { rollback } = step;
      proof.replaceChildren(...(rollback === undefined ? [] : makeProof(rollback)));
      const parts = [
        count(step.statements.length + (step.unlisted ?? 0), 'statement'),
        hurting === 0 ? '' : `${hurting} to look at`,
      ];
      setText(facts, parts.filter((part) => part !== '').join(', '));
      setText(time, step.outcome === 'not-run' ? '' : duration(step.ms));
      setHidden(bar, step.outcome === 'not-run');
      drawBar(bar, item);
      proofDetails.draw(item);
      notes.replaceChildren(
        ...(step.error === undefined ? [] : [makeError(step.error, post)]),
        ...step.notes.map((text) => element('p', {}, [icon('note'), element('span', { text })])),
        ...(step.unlisted === undefined
          ? []
          : [element('p', { class: 'quiet', text: `${count(step.unlisted, 'more statement')} not listed one by one` })]),
        ...(left === 0 ? [] : [element('p', { class: 'quiet', text: `${count(left, 'statement')} not shown` })]),
      );
    },
  };
}

import { button } from './buttons';
import { element, icon, setHidden } from './dom';
import { makeFold } from './fold';
import type { Post } from './part';
import type { PanelRollback } from './protocol';
import { makeError } from './statement-details';
import type { StepItem } from './step-row';
import type { Row } from './virtual-list';

const proofs: Readonly<Record<PanelRollback['kind'], { readonly tone: string; readonly icon: string; readonly words: string }>> =
  {
    proven: { tone: 'good', icon: 'verified', words: 'rollback proven' },
    differs: { tone: 'careful', icon: 'diff', words: 'rollback differs' },
    fails: { tone: 'bad', icon: 'error', words: 'rollback fails' },
    none: { tone: 'none', icon: 'dash', words: 'no rollback' },
    unknown: { tone: 'none', icon: 'question', words: 'rollback not known' },
  };

/** Whether a migration can be rolled back, as a sign and words. */
export function makeProof({ kind }: PanelRollback): Node[] {
  const { tone, icon: name, words } = proofs[kind];
  const sign = icon(name);
  sign.classList.add('sign');
  return [element('span', { class: 'chip', 'data-tone': tone }, [sign, element('span', { text: words })])];
}

/** What differs or fails, behind a button; nothing of what is proven, or was never to be. */
export function makeProofDetails(post: Post, toggle: (key: string) => void): Row<StepItem> {
  let key = '';
  const fold = makeFold('', () => toggle(key));
  const details = element('div', { class: 'proof-details' });
  const made = element('div', {}, [fold.element, details]);
  return {
    element: made,
    head: fold.element,
    draw({ key: own, step: { rollback }, isOpen }) {
      key = own;
      const isTold = rollback !== undefined && rollback.kind !== 'proven' && rollback.kind !== 'none';
      setHidden(made, !isTold);
      setHidden(details, !isOpen);
      if (!isTold) return;
      fold.set(isOpen, labels[rollback.kind]);
      const { lines, error } = rollback;
      details.replaceChildren(
        ...lines.map((text) => element('p', { text })),
        ...(error === undefined ? [] : [makeError(error, post), ...makePlace(error, post)]),
      );
    },
  };
}

const labels = {
  differs: 'How the rollback differs',
  fails: 'Why the rollback fails',
  unknown: 'Why nothing is known of the rollback',
};

function makePlace({ path, line, column }: NonNullable<PanelRollback['error']>, post: Post): Node[] {
  if (path === undefined || line === undefined) return [];
  const at = { path, line, ...(column !== undefined && { column }) };
  return [element('p', { class: 'place' }, [button(`Open at line ${line}`, 'go-to-file', () => post({ kind: 'open', ...at }))])];
}

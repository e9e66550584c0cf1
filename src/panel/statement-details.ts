import { button, makeExplain } from './buttons';
import { element, icon } from './dom';
import type { Post } from './part';
import type { PanelError, PanelStatement } from './protocol';
import { errorName, fileName } from './words';

interface ShownStatement {
  readonly statement: PanelStatement;
  readonly isEarlier: boolean;
}

/** Everything that is known of a statement: its SQL, what rules say of it, what was predicted and what was measured. */
export function makeDetails({ statement, isEarlier }: ShownStatement, post: Post): Node[] {
  const { path, line } = statement;
  const { error } = statement;
  const column = error?.line === undefined ? undefined : error.column;
  const at = { path: error?.path ?? path, line: error?.line ?? line, ...(column !== undefined && { column }) };
  return [
    ...(error === undefined ? [] : [makeError(error, post)]),
    element('pre', { class: 'sql', tabindex: '0', role: 'group', 'aria-label': 'SQL' }, [
      element('code', { text: statement.sql }),
    ]),
    ...fact('Not tried', statement.skipped === undefined ? [] : [statement.skipped]),
    ...makeFindings(statement, post),
    ...makePrediction(statement),
    ...fact('Estimate', statement.estimate ?? []),
    ...makeDifference(statement, isEarlier ? [] : [makeBugReport(post)]),
    ...fact(
      'Locks',
      statement.locks.map((lock) =>
        element('span', {}, [
          element('strong', { text: lock.isSevere ? 'Severe: ' : '' }),
          `${lock.mode} on ${lock.on}, which blocks ${lock.blocks}`,
        ]),
      ),
    ),
    ...fact('Held', statement.locksHeld === undefined ? [] : [statement.locksHeld]),
    ...fact('Work', statement.work),
    ...fact('Besides', statement.hiddenWrites ?? []),
    ...fact('Schema', statement.schemaChanges ?? []),
    ...fact('Notices', statement.notices),
    element('p', { class: 'place' }, [
      button(`Open at line ${at.line}`, 'go-to-file', () => post({ kind: 'open', ...at })),
      element('span', { class: 'quiet', text: fileName(at.path) }),
    ]),
  ];
}

const findingIcons = { error: 'error', warning: 'warning', information: 'info', hint: 'lightbulb' };
const findingWords = { error: 'Error: ', warning: 'Warning: ', information: '', hint: 'Hint: ' };

function makeFindings({ findings = [] }: PanelStatement, post: Post): Node[] {
  return fact(
    'Findings',
    findings.map(({ rule, severity, message }) =>
      element('span', { class: 'finding', 'data-severity': severity === 'hint' ? 'information' : severity }, [
        icon(findingIcons[severity]),
        element('span', {}, [
          element('strong', { text: findingWords[severity] }),
          `${message} `,
          element('button', {
            class: 'link',
            type: 'button',
            text: rule,
            title: `Explain ${rule}`,
            on: { click: () => post({ kind: 'explain', page: rule }) },
          }),
        ]),
      ]),
    ),
  );
}

/** What was said of it before it ran, and whether that was so. */
function makePrediction({ predicted, isBorneOut }: PanelStatement): Node[] {
  if (predicted === undefined) return [];
  const agrees = element('span', {}, [icon('check'), ' Measured so.']);
  return fact('Predicted', [...predicted, ...(isBorneOut === true ? [agrees] : [])]);
}

/** Where the prediction was wrong: what is a fault of ours, or a thing that the migrations do not tell of. */
function makeDifference({ difference }: PanelStatement, actions: readonly Node[]): Node[] {
  if (difference === undefined) return [];
  const { unforeseen, unmet } = difference;
  return [
    element('div', { class: 'fact' }, [
      element('span', { class: 'name', text: 'Differs' }),
      element('ul', {}, [
        ...unforeseen.map((words) => element('li', {}, [element('strong', { text: 'Measured, not predicted: ' }), words])),
        ...unmet.map((words) => element('li', {}, [element('strong', { text: 'Predicted, not measured: ' }), words])),
      ]),
      ...actions,
    ]),
  ];
}

const makeBugReport = (post: Post): Node => button('Copy as bug report', 'bug', () => post({ kind: 'copy-difference' }));

function fact(name: string, values: readonly (string | Node)[]): Node[] {
  if (values.length === 0) return [];
  return [
    element('div', { class: 'fact' }, [
      element('span', { class: 'name', text: name }),
      element(
        'ul',
        {},
        values.map((value) => element('li', {}, [value])),
      ),
    ]),
  ];
}

/** The server's words, with what they call themselves. */
export function makeError(error: PanelError, post: Post): HTMLElement {
  const { message, detail, hint, advice, page } = error;
  const explain = makeExplain(post);
  explain.show(page);
  const more = [detail === undefined ? undefined : `Detail: ${detail}`, hint === undefined ? undefined : `Hint: ${hint}`, advice];
  return element('div', { class: 'error-box' }, [
    icon('error'),
    element('div', {}, [
      element('p', {}, [element('strong', { text: `${errorName(error)}: ` }), element('span', { text: message })]),
      ...more.filter((text) => text !== undefined).map((text) => element('p', { text })),
      ...(page === undefined ? [] : [element('p', {}, [explain.element])]),
    ]),
  ]);
}

import { button } from './buttons';
import { element, setHidden, setText } from './dom';
import { makeFold } from './fold';
import type { Part, Post } from './part';
import type { PanelObjectChange, PanelSchema, PanelState } from './protocol';
import { makeChangeRow, makeGroupRow, type ChangeItem, type GroupItem } from './schema-row';
import type { ViewState } from './state';
import { VirtualList } from './virtual-list';

type Item = GroupItem | ChangeItem;

/** With more changes than this the section is folded until somebody wants it. */
const fewChanges = 12;

/** What a dry run changes in the schema: by table and schema, then by object, then by part. */
export function makeSchema(post: Post, view: () => ViewState, change: (next: Partial<ViewState>) => void): Part {
  let isOpen = true;
  const facts = element('span', { class: 'quiet' });
  const fold = makeFold('Schema changes', () => change({ showSchema: !isOpen }));
  const compare = button('Compare as text', 'diff', () => post({ kind: 'compare-schema' }));
  const flip = (key: string) => {
    const { open } = view();
    change({ open: open.includes(key) ? open.filter((each) => each !== key) : [...open, key] });
  };
  const list = new VirtualList<Item>({
    label: 'Schema changes; arrow keys move, Enter opens and closes',
    key: (item) => item.key,
    mark: (item) => JSON.stringify(item),
    make: (item) => (item.kind === 'group' ? makeGroupRow(flip) : makeChangeRow(flip)),
  });
  const nothing = element('p', { class: 'quiet', text: 'The schema stays as it is.' });
  const made = element('section', { class: 'schema', 'aria-label': 'Schema changes' }, [
    element('div', { class: 'section-head' }, [
      element('div', { class: 'titles' }, [element('h2', {}, [fold.element]), facts]),
      compare,
    ]),
    nothing,
    list.element,
  ]);
  return {
    element: made,
    draw({ run }: PanelState) {
      const schema = run?.schema;
      setHidden(made, schema === undefined);
      if (schema === undefined) return;
      const changes = schema.groups.flatMap((group) => group.changes);
      isOpen = view().showSchema ?? changes.length <= fewChanges;
      fold.set(isOpen);
      setText(facts, summary(changes));
      setHidden(compare, !schema.canCompare || changes.length === 0);
      setHidden(nothing, !isOpen || changes.length > 0);
      setHidden(list.element, !isOpen || changes.length === 0);
      list.update(itemsOf(schema, new Set(view().open)));
    },
  };
}

/** «2 created, 1 dropped, 4 changed». */
function summary(changes: readonly PanelObjectChange[]): string {
  return (['created', 'dropped', 'changed'] as const)
    .map((kind) => ({ kind, number: changes.filter((each) => each.change === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => `${number.toLocaleString('en')} ${kind}`)
    .join(', ');
}

/** Groups are open unless the reader has closed them, objects closed unless opened. */
function itemsOf({ groups }: PanelSchema, flipped: ReadonlySet<string>): Item[] {
  return groups.flatMap(({ name, changes }, groupIndex) => {
    const key = `schema/${groupIndex}`;
    const isOpen = !flipped.has(key);
    const head: GroupItem = { kind: 'group', key, name, summary: summary(changes), isOpen };
    const rows = changes.map((each, index): ChangeItem => {
      const own = `${key}/${index}`;
      return { kind: 'change', key: own, change: each, isOpen: flipped.has(own) };
    });
    return [head, ...(isOpen ? rows : [])];
  });
}

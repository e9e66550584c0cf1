import type { SqlReader } from '../../../src/sql/reader';
import { conventionNamed, fileName, sourceOf } from '../chains';
import type { Chain, Step } from '../folders';
import { readPages, type Sample } from '../rule-pages';

/** Every example of every rule's page with its earlier migrations, and with what comes after it: the fix, and what fails then. */
export function chainsOfPages(reader: SqlReader): readonly Chain[] {
  return readPages().flatMap(({ id, samples }) =>
    samples.flatMap((sample) => {
      const title = `${id}:${sample.line}`;
      const after = sample.after === undefined ? [] : [sample.after.sql];
      const fixed = sample.fixed === undefined ? [] : [[sample.fixed, ...(sample.next === undefined ? [] : [sample.next])]];
      return [[sample.sql, ...after], ...fixed].map((texts): Chain => ({ title, steps: stepsOf(sample, texts, reader) }));
    }),
  );
}

function stepsOf(sample: Sample, texts: readonly string[], reader: SqlReader): readonly Step[] {
  const convention = conventionNamed(sample.convention);
  return [...sample.setup, ...texts].flatMap((text, index): Step[] => {
    const path = fileName(sample.convention, index + 1);
    const up = sourceOf({ [path]: text }, convention).migrations[0]?.up;
    if (up === undefined) return [];
    const isWrapped = ['file', 'run'].includes(convention.transaction(up));
    return [{ path, text: up.text, statements: reader.read(up.text, up.body), isWrapped }];
  });
}

import assert from 'node:assert/strict';
import { ruleText, withoutMarks } from '../../../src/report/page-text';
import { readPages } from '../../support/rule-pages';

const facts = { severity: 'error', preset: 'recommended', also: ['squawk:renaming-column'] } as const;
const page =
  '# rename-column\n\nColumn renamed.\n\n## Safe form\n\n1. Add the new column, and a trigger that keeps both in step, as [drop-column](drop-column.md) says.\n2. Drop it.\n\n```sql bad fails=42703\nALTER TABLE t\n\n  RENAME a TO b;\n         ^ ^^\n```\n\n```sql fixed\nSELECT 1;\n```\n';

describe('the page of a rule at a terminal', () => {
  it('is wrapped, with its examples under what they are', () => {
    assert.equal(
      ruleText(page, facts, { colours: false, columns: 50 }),
      `rename-column
error in the preset recommended
elsewhere: squawk:renaming-column

Column renamed.

Safe form

1. Add the new column, and a trigger that keeps
   both in step, as drop-column says.
2. Drop it.

  Reported, and fails with 42703:
    ALTER TABLE t

      RENAME a TO b;
             ^ ^^

  With the fix:
    SELECT 1;
`,
    );
  });

  it('is coloured only where colours are wanted', () => {
    assert.ok(ruleText(page, facts, { colours: true, columns: 80 }).startsWith('\u001b[1mrename-column\u001b[22m'));
    assert.ok(!ruleText(page, facts, { colours: false, columns: 80 }).includes('\u001b'));
  });

  it('fits, and shows no Markdown, whatever the rule', () => {
    for (const { id, text } of readPages()) {
      const lines = ruleText(text, facts, { colours: false, columns: 200 }).split('\n');
      assert.deepEqual(
        lines.filter((line) => /^#|```|\]\(/.test(line) || (line.length > 100 && !line.startsWith('    '))),
        [],
        id,
      );
    }
  });

  it('has no lines of carets as Markdown', () => {
    assert.equal(withoutMarks('a\n  ^ ^^\nb ^ c\n'), 'a\nb ^ c\n');
  });
});

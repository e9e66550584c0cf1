import assert from 'node:assert/strict';
import { plainViewText } from '../../../src/database/snapshot/view-text';

describe('plainViewText', () => {
  const cases: readonly (readonly [text: string, plain: string])[] = [
    ['SELECT t.id, t.name FROM public.t WHERE t.id > 5;', 'SELECT id, name FROM public.t WHERE id > 5;'],
    ['SELECT x."Id" FROM public.t x;', 'SELECT "Id" FROM public.t x;'],
    ['SELECT g.a FROM public.f(1, 2) g(a, b);', 'SELECT a FROM public.f(1, 2) g(a, b);'],
    ['SELECT t.a::t.kind, t.f(t.a) FROM s.t;', 'SELECT a::t.kind, t.f(a) FROM s.t;'],
    ['SELECT q.n FROM ( SELECT t.n FROM s.t) q;', 'SELECT n FROM ( SELECT t.n FROM s.t) q;'],
    [
      'SELECT t.id FROM s.t WHERE EXISTS ( SELECT 1 FROM s.u WHERE u.id = t.id);',
      'SELECT id FROM s.t WHERE EXISTS ( SELECT 1 FROM s.u WHERE u.id = t.id);',
    ],
    // Several things are read from: their names tell the columns apart on every version.
    ['SELECT t.id FROM s.t, s.u;', 'SELECT t.id FROM s.t, s.u;'],
    ['SELECT t.id FROM (s.t JOIN s.u ON (t.id = u.id));', 'SELECT t.id FROM (s.t JOIN s.u ON (t.id = u.id));'],
    ['SELECT t.id FROM s.t UNION SELECT u.id FROM s.u;', 'SELECT t.id FROM s.t UNION SELECT u.id FROM s.u;'],
    ['SELECT 1 AS one;', 'SELECT 1 AS one;'],
  ];
  for (const [text, plain] of cases) {
    it(text, () => assert.equal(plainViewText(text), plain));
  }
});

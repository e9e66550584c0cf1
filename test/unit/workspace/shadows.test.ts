import assert from 'node:assert/strict';
import type { Databases } from '../../../src/database/databases';
import { defaultConfig } from '../../../src/workspace/config';
import { onShadows } from '../../../src/workspace/shadows';
import { sourceOf } from '../../support/chains';
import { sqlx } from '../../../src/migrations/conventions/sqlx';

describe('where chains are replayed', () => {
  it('is no server on which a target of the project is shared or production, however its URL is written', async () => {
    const refusals: (string | undefined)[] = [];
    const databases = {
      freshOnServer: (_url: string, refused?: string) => {
        refusals.push(refused);
        return {} as ReturnType<Databases['fresh']>;
      },
    } as unknown as Databases;
    const environment = { PROD: 'postgres://app@localhost:15432/app' };
    const targets = [
      { name: 'prod', url: '${env:PROD}', role: 'production' },
      { name: 'dev', url: 'postgres://app@localhost/app' },
    ] as const;
    const from = { config: { ...defaultConfig, targets }, root: '/w', files: {} as never, databases, environment, dotenv: {} };
    for (const shadow of ['postgres://u:p@127.0.0.1:15432/other', 'postgres://u@[::1]:15432/x', 'postgres://u@localhost/app'])
      await onShadows({ source: sourceOf({ '1_a.sql': '' }, sqlx), shadow }, from, ({ fresh }) => Promise.resolve(fresh()));
    const refused = 'The target prod, which is production, is on that server: no shadow is made there.';
    assert.deepEqual(refusals, [refused, refused, undefined]);
  });
});

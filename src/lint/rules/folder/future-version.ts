import { nameIn } from '../../../migrations/paths';
import { isRealStamp } from '../../../migrations/scaffold';
import type { Rule } from '../../rule';

const day = 24 * 60 * 60 * 1000;

/** Clocks go by other zones and go wrong; a day ahead is meant. */
export const futureVersion: Rule = {
  id: 'future-version',
  title: 'Version that lies in the future',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'source',
  staysOnceApplied: true,
  check(source, { now }) {
    const stamped = source.migrations.flatMap(({ id, up, version }) => {
      const digits = version.replace(/[_-]/g, '');
      return up !== undefined && digits.length === 14 && isRealStamp(digits) ? { id, version, digits } : [];
    });
    if (stamped.length === 0) return [];
    const latest = new Date(now() + day).toISOString().replace(/\D/g, '').slice(0, 14);
    return stamped.flatMap(({ id, version, digits }) =>
      digits <= latest
        ? []
        : {
            path: id,
            message: `${version} is still to come: every migration that is named after the clock until then sorts before ${nameIn(source.path, id)}`,
            help: 'Give it the time of now, before it is applied anywhere.',
          },
    );
  },
};

import type { AmendWish } from '../run/amendments';
import { quoted, whereWords } from './command-line';
import type { SourceModel } from './model';
import { policies } from './policy';

/** The command that amends a history as the editor would. The reason is left for the user to write. */
export function amendCommandLine(model: Pick<SourceModel, 'source' | 'target'>, wish: AmendWish): string {
  const { place, name } = whereWords(model);
  const confirm = policies[model.target.role].wantsName ? ['--confirm', name] : [];
  return ['npx lockkeeper', ...wishWords(wish), ...place, ...confirm].join(' ');
}

/** The command that prints what the editor shows of a history. */
export function historyCommandLine(model: Pick<SourceModel, 'source' | 'target'>): string {
  return ['npx lockkeeper history', ...whereWords(model).place].join(' ');
}

function wishWords(wish: AmendWish): readonly string[] {
  switch (wish.kind) {
    case 'repair':
      return [
        'repair',
        ...(wish.versions ?? []).map(quoted),
        ...(wish.acceptUnknown === true ? ['--accept-unknown'] : []),
        '--reason',
        quoted('say why'),
      ];
    case 'baseline':
      return ['baseline', quoted(wish.version)];
    case 'mark':
      return ['mark', wish.as, quoted(wish.version)];
  }
}

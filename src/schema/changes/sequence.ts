import type { AlterSeqStmt, CreateSeqStmt, Node } from '@pgsql/types';
import type { Change } from '../change';
import type { Name } from '../schema';
import { nameOf, named, only, strings, type Reading } from './reading';

export function createSequence(reading: Reading, node: CreateSeqStmt): readonly Change[] {
  const owner = ownerOf(node.options);
  return [
    {
      kind: 'create-sequence',
      at: reading.whole,
      sequence: nameOf(node.sequence),
      ifNotExists: node.if_not_exists === true,
      ...(owner !== undefined && owner !== 'none' && { ownedBy: owner }),
    },
  ];
}

export function alterSequence(reading: Reading, node: AlterSeqStmt): readonly Change[] {
  const owner = ownerOf(node.options);
  return [{ kind: 'alter-sequence', at: reading.whole, sequence: nameOf(node.sequence), ...(owner && { ownedBy: owner }) }];
}

/** OWNED BY table.column, or NONE. */
function ownerOf(options: readonly Node[] | undefined): { readonly table: Name; readonly column: string } | 'none' | undefined {
  const owned = only('DefElem', options).find((option) => option.defname === 'owned_by')?.arg;
  if (owned === undefined || !('List' in owned)) return undefined;
  const parts = strings(owned.List.items);
  if (parts.length === 1) return 'none';
  return { table: named(parts.at(-3), parts.at(-2) ?? ''), column: parts.at(-1) ?? '' };
}

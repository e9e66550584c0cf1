import type { AlterSeqStmt, CreateSeqStmt, Node } from '@pgsql/types';
import type { Change } from '../change';
import type { Name, TypeName } from '../schema';
import { typeOf } from '../types';
import { nameOf, named, only, strings, type Reading } from './reading';

export function createSequence(reading: Reading, node: CreateSeqStmt): readonly Change[] {
  const owner = ownerOf(node.options);
  return [
    {
      kind: 'create-sequence',
      at: reading.whole,
      sequence: nameOf(node.sequence),
      ifNotExists: node.if_not_exists === true,
      ...typeIn(node.options),
      ...(owner !== undefined && owner !== 'none' && { ownedBy: owner }),
    },
  ];
}

export function alterSequence(reading: Reading, node: AlterSeqStmt): readonly Change[] {
  const owner = ownerOf(node.options);
  return [
    {
      kind: 'alter-sequence',
      at: reading.whole,
      sequence: nameOf(node.sequence),
      ...typeIn(node.options),
      ...(owner && { ownedBy: owner }),
    },
  ];
}

/** AS integer. */
function typeIn(options: readonly Node[] | undefined): { readonly type?: TypeName } {
  const type = only('DefElem', options).find((option) => option.defname === 'as')?.arg;
  return type !== undefined && 'TypeName' in type ? { type: typeOf(type.TypeName) } : {};
}

/** OWNED BY table.column, or NONE. */
function ownerOf(options: readonly Node[] | undefined): { readonly table: Name; readonly column: string } | 'none' | undefined {
  const owned = only('DefElem', options).find((option) => option.defname === 'owned_by')?.arg;
  if (owned === undefined || !('List' in owned)) return undefined;
  const parts = strings(owned.List.items);
  if (parts.length === 1) return 'none';
  return { table: named(parts.at(-3), parts.at(-2) ?? ''), column: parts.at(-1) ?? '' };
}

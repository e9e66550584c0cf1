import type { AlterExtensionStmt, CreateExtensionStmt, Node } from '@pgsql/types';
import type { Change } from '../change';
import type { Extension } from '../schema';
import { only, stringOf, type Reading } from './reading';

export function createExtension({ whole }: Reading, node: CreateExtensionStmt): readonly Change[] {
  const ifNotExists = node.if_not_exists === true;
  return [{ kind: 'create-extension', at: whole, extension: node.extname ?? '', ifNotExists, ...optionsOf(node.options) }];
}

/** ALTER EXTENSION … UPDATE. */
export function alterExtension({ whole }: Reading, node: AlterExtensionStmt): readonly Change[] {
  return [{ kind: 'alter-extension', at: whole, extension: node.extname ?? '', ...optionsOf(node.options) }];
}

function optionsOf(options: readonly Node[] | undefined): Partial<Pick<Extension, 'schema' | 'version'>> {
  const text = (name: string): string | undefined => {
    const arg = only('DefElem', options).find(({ defname }) => defname === name)?.arg;
    return arg === undefined ? undefined : stringOf(arg);
  };
  const [schema, version] = [text('schema'), text('new_version')];
  return { ...(schema !== undefined && { schema }), ...(version !== undefined && { version }) };
}

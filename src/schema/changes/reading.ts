import type { Node, RangeVar, RoleSpec } from '@pgsql/types';
import type { Expression, Name } from '../schema';
import type { Span } from '../../sql/span';
import { tokenize, trimmed, wholeSpan, type TokenText } from '../../sql/ranges';

/** A statement being read into Changes: its text, and its tokens once someone asks for a range. */
export class Reading {
  readonly text: string;
  #it: TokenText | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get it(): TokenText {
    this.#it ??= tokenize(this.text);
    return this.#it;
  }

  /** The whole statement. */
  get whole(): Span {
    return wholeSpan(this.it);
  }

  /** An expression's own text between two offsets. */
  expression(tree: Node, start: number, limit: number): Expression {
    const span = trimmed(this.it, start, limit);
    return { text: this.text.slice(span.start, span.end), tree };
  }
}

/** A relation's name as written. */
export function nameOf(relation: RangeVar | undefined): Name {
  return named(relation?.schemaname, relation?.relname ?? '');
}

export function named(schema: string | undefined, name: string): Name {
  return schema === undefined || schema === '' ? { name } : { schema, name };
}

/** A name that the tree holds as a list of strings, `db.schema.name` at most. */
export function nameOfList(nodes: readonly Node[] | undefined): Name {
  const parts = strings(nodes);
  return named(parts.at(-2), parts.at(-1) ?? '');
}

/** A name that the tree holds as a List node. */
export function nameOfNode(node: Node | undefined): Name {
  if (node === undefined) return { name: '' };
  if ('List' in node) return nameOfList(node.List.items);
  if ('TypeName' in node) return nameOfList(node.TypeName.names);
  if ('RangeVar' in node) return nameOf(node.RangeVar);
  if ('ObjectWithArgs' in node) return nameOfList(node.ObjectWithArgs.objname);
  return { name: stringOf(node) };
}

export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).map(stringOf);
}

export function stringOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

/** Names of roles: `public` for everyone, and words such as `current_user` as they are. */
export function roleNames(nodes: readonly Node[] | undefined): readonly string[] {
  return only('RoleSpec', nodes).map(roleName);
}

export function roleName({ roletype, rolename }: RoleSpec): string {
  return rolename ?? roleWords[roletype ?? 'ROLESPEC_PUBLIC'] ?? 'public';
}

const roleWords: Readonly<Partial<Record<NonNullable<RoleSpec['roletype']>, string>>> = {
  ROLESPEC_CURRENT_ROLE: 'current_user',
  ROLESPEC_CURRENT_USER: 'current_user',
  ROLESPEC_SESSION_USER: 'session_user',
};

/** The nodes of one kind in a list. */
export function only<K extends NodeKey>(kind: K, nodes: readonly Node[] | undefined): readonly NodeOf<K>[] {
  const found: NodeOf<K>[] = [];
  for (const node of nodes ?? []) {
    const value = (node as unknown as Partial<Record<K, NodeOf<K>>>)[kind];
    if (value !== undefined) found.push(value);
  }
  return found;
}

export type NodeKey = Node extends infer N ? (N extends unknown ? keyof N : never) : never;
export type NodeOf<K extends NodeKey> = Extract<Node, Record<K, unknown>>[K];

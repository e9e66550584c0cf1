import type { ChangeOf } from '../change';
import type { Schema } from '../schema';
import { creationKey } from '../session';
import { partsOf } from '../names';
import { partlyKnown, type Context } from './edit';

export function createExtension(schema: Schema, change: ChangeOf<'create-extension'>, { session, origin }: Context): Schema {
  const { extension: name, version } = change;
  if (schema.extensions.has(name)) return schema;
  const space = change.schema ?? partsOf(creationKey({ name }, schema, session)).schema;
  const made = { name, schema: space, ...(version !== undefined && { version }), origin };
  return { ...schema, extensions: new Map(schema.extensions).set(name, made) };
}

export function alterExtension(schema: Schema, change: ChangeOf<'alter-extension'>): Schema {
  const extension = schema.extensions.get(change.extension);
  if (extension === undefined) return schema;
  const { schema: space = extension.schema, version } = change;
  const altered = { ...extension, schema: space, ...(version !== undefined && { version }) };
  return { ...schema, extensions: new Map(schema.extensions).set(extension.name, altered) };
}

/** DROP EXTENSION; what used it goes with CASCADE, and nobody knows here what that was. */
export function dropExtension(schema: Schema, change: ChangeOf<'drop-extension'>): Schema {
  if (!schema.extensions.has(change.extension)) return schema;
  const extensions = new Map(schema.extensions);
  extensions.delete(change.extension);
  return change.cascade ? partlyKnown({ ...schema, extensions }) : { ...schema, extensions };
}

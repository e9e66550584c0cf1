import type { Convention } from '../convention';
import { quoteLiteral } from '../../sql/quote';
import { perObject } from '../../sql/per-object';

/** What a setting says, without quotes and what follows on its line; undefined where it is not there. */
function valueOf(text: string, setting: RegExp): string | undefined {
  const [, value] = setting.exec(text) ?? [];
  return value?.replace(/["'[\]]/g, '').trim();
}

/** The first of these that is none of the usual values, nor empty. */
function unusual(values: readonly (string | undefined)[], usual: readonly string[]): string | undefined {
  return values.find((value) => value !== undefined && value !== '' && !usual.includes(value));
}

/** A variable of a `.env` file. */
export function inEnvironment(variable: string, table: string): NonNullable<Convention['tableSettings']> {
  const setting = new RegExp(String.raw`^[ \t]*(?:export[ \t]+)?${variable}[ \t]*=[ \t]*([^\s#]+)`, 'm');
  return { files: ['.env'], otherTable: (text) => unusual([valueOf(text, setting)], [table, `public.${table}`]) };
}

/** Every line `name = value` or `name: value` of a file, whatever section it is in: the first that names another place. */
export function inLines(
  files: readonly string[],
  table: { readonly names: string; readonly usual: readonly string[] },
  schema?: { readonly names: string },
): NonNullable<Convention['tableSettings']> {
  const valuesOf = (text: string, names: string): readonly string[] =>
    [...text.matchAll(new RegExp(String.raw`^[ \t]*(?:${names})[ \t]*[:=][ \t]*([^\n\r#]+)`, 'gm'))].map(([, value = '']) =>
      value
        .replace(/["'[\]]/g, '')
        .replace(/,.*/s, '')
        .trim(),
    );
  return {
    files,
    otherTable: (text) =>
      unusual(valuesOf(text, table.names), table.usual) ??
      (schema === undefined ? undefined : within(unusual(valuesOf(text, schema.names), ['public']), table.usual)),
  };
}

/** The options of a command, or the members of an object. */
export function inOptions(
  files: readonly string[],
  table: { readonly name: string; readonly usual: string },
  schema: string,
): NonNullable<Convention['tableSettings']> {
  const option = (name: string): RegExp => new RegExp(String.raw`\b${name}(?:"[ \t]*:[ \t]*"|[= \t]+)([\w.]+)`, 'i');
  return {
    files,
    otherTable: (text) =>
      unusual([valueOf(text, option(table.name))], [table.usual, `public.${table.usual}`]) ??
      within(unusual([valueOf(text, option(schema))], ['public']), [table.usual]),
  };
}

function within(schema: string | undefined, [table = '']: readonly string[]): string | undefined {
  return schema === undefined ? undefined : `${schema}.${table}`;
}

const refusing = perObject<Convention, Map<string, Convention>>(() => new Map());

/**
 * The convention where the runner's own settings put its table elsewhere: on a server nothing is read from the usual
 * one, nor written into it, which would be a second history. On the embedded database no runner looks.
 */
export function withOtherTable(convention: Convention, table: string, file: string): Convention {
  const known = refusing(convention);
  const key = `${table} ${file}`;
  const made = known.get(key) ?? refused(convention, table, file);
  known.set(key, made);
  return made;
}

function refused(convention: Convention, table: string, file: string): Convention {
  const reason = `${file} has ${convention.title} keep its history in ${table}, and Lockkeeper knows ${convention.history.table} alone: let ${convention.title} run the migrations.`;
  const raise = `BEGIN RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(reason)}; END`;
  return { ...convention, history: { ...convention.history, refusal: { text: `DO ${quoteLiteral(raise)}` } } };
}

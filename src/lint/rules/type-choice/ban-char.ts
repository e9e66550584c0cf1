import { columnChoice, columnName } from './column-type';

/** https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_char.28n.29 */
export const banChar = columnChoice(
  {
    id: 'ban-char',
    title: 'String column padded with blanks',
    severity: 'information',
    preset: 'strict',
    also: [
      'squawk:ban-char-field',
      'postgres-language-server:banCharField',
      'pgfence:ban-char-field',
      'migrationpilot:MP041',
      'diesel-guard:CharType',
    ],
  },
  (column, owner, context) => {
    const { name, modifiers, array } = column.type;
    const [length = 1] = modifiers;
    if (name !== 'char' || array > 0) return undefined;
    return {
      message: `Stores every value of ${columnName(column, owner, context)} padded to ${length} characters, and compares it without the blanks at its end`,
      help: 'varchar with the same limit, or text, keeps what is put in. To widen a char later rewrites the table; a varchar it does not.',
      instead: `varchar(${length})`,
    };
  },
);

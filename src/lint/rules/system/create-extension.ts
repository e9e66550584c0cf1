import { changeRule } from '../../rule';
import { findWords, keywords } from '../../user-text';

export const createExtension = changeRule({
  id: 'create-extension',
  title: 'CREATE EXTENSION without IF NOT EXISTS',
  category: 'system',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP078', 'diesel-guard:CreateExtension'],
  on: ['create-extension'],
  check({ extension, ifNotExists, at }, context) {
    if (ifNotExists || context.schema.extensions.has(extension)) return undefined;
    const words = findWords(context.statement.text, ['create', 'extension'], at);
    return {
      message: `Fails where ${extension} is there already, as on servers whose administrator installs it for roles that may not`,
      help: 'With IF NOT EXISTS the migration also runs as such a role.',
      ...(words !== undefined && { at: words }),
      fixes:
        words === undefined
          ? []
          : [
              {
                title: 'Add IF NOT EXISTS',
                edits: [
                  context.replace({ start: words.end, end: words.end }, keywords(context.statement.text, ' IF NOT EXISTS')),
                ],
                preferred: true,
                safe: true,
              },
            ],
    };
  },
});

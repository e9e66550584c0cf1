import type { Rule } from '../../rule';

/** An empty down script is the matter of the rule about the way back. */
export const scriptWithoutStatements: Rule = {
  id: 'script-without-statements',
  title: 'Migration that has no statement',
  category: 'folder',
  severity: 'information',
  preset: 'strict',
  also: [],
  scope: 'script',
  check({ script, statements }) {
    if (script.direction === 'down' || statements().length > 0) return undefined;
    const hasComment = script.text.slice(script.body.start, script.body.end).trim() !== '';
    return {
      message: `Does nothing, and counts as applied once it has run: it ${hasComment ? 'holds comments alone' : 'is empty'}`,
      help: 'What is written into it later reaches no database that has passed it.',
    };
  },
};

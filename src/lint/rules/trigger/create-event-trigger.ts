import { changeRule } from '../../rule';

export const createEventTrigger = changeRule({
  id: 'create-event-trigger',
  title: 'Event trigger',
  category: 'trigger',
  severity: 'information',
  upOnly: true,
  also: [],
  on: ['create-object'],
  concerns: ({ what }) => what === 'event trigger',
  check: () => ({
    message: 'Its function runs in every schema change from here on: where that fails, so does every later migration',
    help: 'Only superusers may make one, on most hosted servers nobody. Keep its function simple, and make it by hand rather than in a migration.',
  }),
});

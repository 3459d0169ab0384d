import { expect, test } from 'vitest';
import type { StackFunction } from '../../../stack/model.ts';
import { rowsOf, table, withWords } from './table.ts';

const dead = { name: 'dead', retentionSeconds: 1 };
const queue = (eventTypes: string[]) => ({
  name: 'q',
  visibilitySeconds: 1,
  retentionSeconds: 1,
  maxReceives: 1,
  dead,
  groups: false,
  eventTypes,
});
const fn = (module: string, file: string, trigger: StackFunction['trigger']): StackFunction => ({
  id: `${module}/${file}`,
  module,
  role: module,
  file,
  path: '',
  name: '',
  kind: trigger.kind,
  description: null,
  memoryMb: 512,
  ephemeralStorageMb: 512,
  timeoutSeconds: 10,
  reservedConcurrency: null,
  recursiveLoop: 'Terminate',
  environment: {},
  trigger,
});
const consumer = { batch: 10, windowSeconds: 0, maxConcurrency: 2 };
const functions = [
  fn('ovens', 'on-door-opened', { kind: 'queue', queue: queue(['door.opened', 'door.closed']), ...consumer }),
  fn('ovens', 'bake-loaf', { kind: 'queue', queue: queue([]), ...consumer }),
  fn('ovens', 'get-oven', { kind: 'http', methods: ['GET'], path: '/api/v1/ovens/{id}', throttle: null }),
  fn('ovens', 'cool-down', { kind: 'schedule', every: '1 minute', retries: 0, maxAgeSeconds: 60, dead }),
  fn('bread', 'publish-events', {
    kind: 'stream',
    table: 'floodgate-dev-bread',
    ...consumer,
    maxAgeSeconds: 60,
    dead,
  }),
  fn('bread', 'on-recipe', { kind: 'upload', bucket: 'recipes', prefix: 'new/', queue: queue([]), ...consumer }),
];
const rows = rowsOf({ functions: functions as never, api: { basePath: '/api/v1' } as never });

test('each kind of trigger is said in words, by module', () => {
  expect(rows.map(([module, file, trigger]) => [module, file, trigger])).toEqual([
    ['bread', 'publish-events', 'stream of floodgate-dev-bread'],
    ['bread', 'on-recipe', 'upload of new/… into recipes'],
    ['ovens', 'get-oven', 'route GET /ovens/{id}'],
    ['ovens', 'bake-loaf', 'queue of messages from ovens'],
    ['ovens', 'on-door-opened', 'queue of door.opened, door.closed'],
    ['ovens', 'cool-down', 'schedule, every 1 minute'],
  ]);
});

test('lines that have all words are kept', () => {
  expect(withWords(rows, ['OVENS', 'queue']).map(([, file]) => file)).toEqual(['bake-loaf', 'on-door-opened']);
  expect(withWords(rows, ['toaster'])).toEqual([]);
});

test('columns are as wide as they need', () => {
  expect(table(withWords(rows, ['/ovens']))).toBe(
    'module  function  trigger                memory  time-out  reserved\n' +
      'ovens   get-oven  route GET /ovens/{id}  512 MB  10 s',
  );
});

import { expect, test } from 'vitest';
import { describeFunction } from './triggers.ts';

const place = (kind: 'http' | 'queue' | 'schedule' | 'stream' | 'upload') => ({
  stage: 'prod',
  module: 'shop',
  kind,
  file: 'work',
  path: `functions/shop/${kind}/work.ts`,
});
const triggerOf = (kind: Parameters<typeof place>[0], declared: object) =>
  describeFunction(place(kind), declared, '/api/v1').trigger;

test('a setting that its trigger does not have is refused by name', () => {
  const on = { kind: 'message' };
  expect(() => triggerOf('stream', { settings: { concurrency: 4 } })).toThrow(
    "functions/shop/stream/work.ts: a stream function has no setting 'concurrency'.",
  );
  expect(() => triggerOf('queue', { on, settings: { concurrency: 2, windows: 1 } })).toThrow("no setting 'windows'");
});

test('a queue names how many of its batches run at once, at least two', () => {
  const on = { kind: 'message' };
  for (const settings of [undefined, {}, { concurrency: 1 }])
    expect(() => triggerOf('queue', { on, settings })).toThrow('settings name a concurrency of 2 or more');
});

test('a queue hides a message for six of its function’s time-outs, at most twelve hours', () => {
  const visible = (timeout: number) =>
    triggerOf('queue', { on: { kind: 'message' }, settings: { concurrency: 2, timeout } });
  expect(visible(60)).toMatchObject({ queue: { visibilitySeconds: 360, maxReceives: 5 } });
  expect(visible(9000)).toMatchObject({ queue: { visibilitySeconds: 43_200 } });
});

test('a batch of more than ten messages has a window, as Lambda demands', () => {
  const batch = (size: number) =>
    triggerOf('queue', { on: { kind: 'message' }, settings: { concurrency: 2, batch: size } });
  expect(batch(10)).toMatchObject({ windowSeconds: 0 });
  expect(batch(11)).toMatchObject({ windowSeconds: 1 });
});

test('a stream has its file’s window, and none without one', () => {
  expect(triggerOf('stream', { settings: { batch: 1000, window: 1 } })).toMatchObject({
    batch: 1000,
    windowSeconds: 1,
  });
  expect(triggerOf('stream', {})).toMatchObject({ batch: 100, windowSeconds: 0, table: 'floodgate-prod-shop' });
});

test('a file without the value that its folder asks for is refused', () => {
  expect(() => triggerOf('http', {})).toThrow('a file in http/ exports a contract');
  expect(() => triggerOf('schedule', {})).toThrow('a file in schedule/ exports every');
  expect(() => triggerOf('upload', { settings: { concurrency: 2 } })).toThrow('exports on = uploadsTo(…)');
});

test('a queue of groups has a name that SQS takes, and so have its dead letters; no window, no facts, no large batch', () => {
  const on = { kind: 'message' };
  const grouped = (settings: object, asked: object = on) =>
    triggerOf('queue', { on: asked as never, settings: { concurrency: 2, groups: true, ...settings } });
  expect(grouped({})).toMatchObject({
    queue: {
      name: 'floodgate-prod-shop-work.fifo',
      groups: true,
      dead: { name: 'floodgate-prod-shop-work-dead.fifo' },
    },
  });
  for (const settings of [{ batch: 11 }, { window: 1 }])
    expect(() => grouped(settings)).toThrow('ten a batch at most, and no window');
  expect(() => grouped({}, { kind: 'event', type: 'order.paid' })).toThrow('a queue of groups has its module');
  expect(() => triggerOf('upload', { on: on as never, settings: { concurrency: 2, groups: true } })).toThrow(
    "'groups'",
  );
});

test('a function with compiled code keeps its memory in one arena', () => {
  const environment = (settings: object) =>
    describeFunction(place('queue'), { on: { kind: 'message' }, settings: { concurrency: 2, ...settings } }, '')
      .environment;
  expect([environment({}), environment({ native: true })]).toEqual([{}, { MALLOC_ARENA_MAX: '1' }]);
});

test('a function has the ephemeral storage that its file asks for, and 512 MB without', () => {
  const storage = (settings: object) =>
    describeFunction(place('schedule'), { every: '1 minute', settings }, '').ephemeralStorageMb;
  expect([storage({}), storage({ ephemeralStorage: 2048 })]).toEqual([512, 2048]);
});

import { expect, test } from 'vitest';
import { readModule } from './module-file.ts';

test('an empty file is a module that calls nobody and owns nothing', () => {
  expect(readModule('shop', null)).toEqual({
    name: 'shop',
    calls: [],
    without: [],
    groups: [],
    area: 'other',
    table: null,
    buckets: [],
    grants: { table: [], queues: {}, objects: {} },
    alarms: {},
    sends: false,
    operates: false,
  });
});

test('what no module can say is refused with its place', () => {
  expect(() => readModule('shop', { tables: {} })).toThrow('functions/shop/stack.yml');
  expect(() => readModule('shop', { area: 'selling' })).toThrow('area');
  expect(() => readModule('shop', { grants: { table: [{ to: 'everybody', keys: [], actions: [] }] } })).toThrow('to');
});

test('objects are granted of a bucket that the module has', () => {
  expect(() => readModule('shop', { grants: { objects: { picture: ['site'] } } })).toThrow(
    'there is no bucket picture',
  );
});

test('a bucket’s name has room in the 63 letters that S3 takes', () => {
  expect(readModule('shop', { buckets: { picture: {} } }).buckets).toEqual([
    { id: 'picture', expireDays: null, abortUploadDays: 1 },
  ]);
  expect(() => readModule('shop', { buckets: { pictures: {} } })).toThrow('shop-pictures has more than 12 letters');
});

import { expect, test } from 'vitest';
import * as billing from '../billing/events.ts';
import * as bulk from '../bulk/events.ts';
import * as catalog from '../catalog/events.ts';
import * as inventory from '../inventory/events.ts';
import * as orders from '../orders/events.ts';
import { eventTypes } from './event-types.ts';

test('a receiver may ask for every fact that any module publishes', () => {
  const all = [billing, bulk, catalog, inventory, orders].flatMap((events) => Object.values(events));
  expect([...eventTypes].sort()).toEqual(all.map((definition) => definition.type).sort());
});

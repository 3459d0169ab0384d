import { expect, test } from 'vitest';
import { allRoutes } from './routes.ts';

const routes = await allRoutes();
/** Who calls these is not known, or only as the holder of something. */
const anonymous: readonly string[] = ['public', 'holder', 'owner'];

test('whatever an anonymous caller stores, reserves or has us ask others for has a limit', () => {
  const unlimited = routes.filter(
    ({ contract: { access, method, limit } }) => method !== 'GET' && anonymous.includes(access) && limit === undefined,
  );
  expect(unlimited.map(({ name }) => name)).toEqual([]);
});

test('so has what staff makes us send again', () => {
  const sending = routes.filter(({ contract: { path } }) => /\/(test|redeliver|resend)$/.test(path));
  expect(sending.filter(({ contract }) => contract.limit === undefined).map(({ name }) => name)).toEqual([]);
  expect(sending.length).toBeGreaterThanOrEqual(3);
});

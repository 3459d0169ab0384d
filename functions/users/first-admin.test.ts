import { expect, test } from 'vitest';
import { invokeHttp } from '../../test/support/invoke.ts';
import * as listRoute from './http/admin/list-api-keys.ts';
import { createFirstAdmin } from './public.ts';

test('however many ask at once, one key is made, and it is an administrator’s', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => createFirstAdmin(1_767_225_600_000)));
  const secrets = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  expect(secrets).toHaveLength(1);
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ status: 409, code: 'first-admin-made' });
  const listed = await invokeHttp(listRoute, { token: secrets[0]!, query: { limit: 100 } });
  expect(listed.status).toBe(200);
  const first = listed.body.items.filter(({ name }: { name: string }) => name === 'first administrator');
  expect(first).toMatchObject([{ scopes: ['admin'], createdAt: '2026-01-01T00:00:00.000Z', revokedAt: null }]);
  await expect(createFirstAdmin(1_767_225_600_000)).rejects.toMatchObject({ code: 'first-admin-made' });
});

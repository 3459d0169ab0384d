import { isoTime } from '#lib/clock.ts';
import { defineRefusal } from '#lib/problem.ts';
import { transact } from '#lib/table.ts';
import { apiKeyWrite } from './create-api-key.ts';
import { firstAdmin } from './users-table.ts';

const FirstAdminMade = defineRefusal(
  'first-admin-made',
  409,
  'The first administrator’s key of this stage was made before.',
);
const made = () => new FirstAdminMade();

/**
 * Makes the first administrator's key of a stage and answers its secret: in one transaction with an item that is put if
 * absent, so that of any number of calls one makes a key.
 * @param now milliseconds since 1970
 * @throws Refusal 409 `first-admin-made`
 */
export const createFirstAdmin = async (now: number): Promise<string> => {
  const { writes, apiKey, secret } = apiKeyWrite({ name: 'first administrator', scopes: ['admin'], now });
  await transact([firstAdmin(apiKey.id, isoTime(now), made), ...writes]);
  return secret;
};

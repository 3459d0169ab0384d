import type { Contract } from '#lib/contract.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { tableOf } from '#lib/table.ts';
import { put, write } from '#lib/write.ts';
import type { Sample } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';
import type { Exports } from '../../stack/model.ts';
import { invokeHttp, type TestRequest, type TestResponse } from '../support/invoke.ts';
import { sampleOf } from '../support/sample.ts';

export interface RouteUnderTest {
  readonly name: string;
  readonly contract: Contract;
  readonly handler: Exports['handler'];
  readonly sample: Sample;
  /** Path parameters of the right form. */
  readonly params: Record<string, string>;
  call(request: TestRequest): Promise<TestResponse>;
}

/** Every route but `$default`, with what a right request to it looks like. */
export const allRoutes = async (): Promise<RouteUnderTest[]> =>
  (await loadStack()).functions.flatMap(({ id, exports: { contract, handler } }) => {
    if (!contract || contract.path === '$default') return [];
    const sample = sampleOf(id);
    const names = [...contract.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => String(name));
    const params = Object.fromEntries(names.map((name) => [name, sample.params?.[name] ?? 'missing-in-sample']));
    const call = (request: TestRequest) => invokeHttp({ handler, contract } as never, { params, ...request });
    return [{ name: `${contract.method} ${contract.path}`, contract, handler, sample, params, call }];
  });

/** Puts an API key with these scopes and answers its secret. */
export const keyWith = async (...scopes: string[]): Promise<string> => {
  const secret = `fgk_contract_${scopes.join('_')}`;
  await write(put(tableOf('users'), { ...apiKeyItemKey(secret), id: `key_contract_${scopes.join('_')}`, scopes }));
  return secret;
};

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { openApiJson } from '../system/openapi.ts';

/** Serves the OpenAPI 3.1 document, generated from every contract. */
export const contract = {
  method: 'GET',
  path: '/openapi.json',
  call: 'shop.openapi',
  access: 'public',
  summary: 'The whole API as an OpenAPI 3.1 document',
  returns: { 200: 'application/json' },
} as const satisfies Contract;

const answer = async (): Promise<Reply> => {
  const json = await openApiJson();
  return document(json, etagOf(json), 'public, max-age=0, s-maxage=60');
};

let made: Promise<Reply> | undefined;

export const handler = http(contract, () => {
  made ??= answer();
  return made;
});

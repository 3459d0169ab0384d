import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Schema } from '#lib/contract.ts';
import { allRoutes } from './routes.ts';
import { texts } from './texts.ts';

/** Every text that a request may bring, found in the contracts: what it takes is tried at its own schema. */
const routes = await allRoutes();
const found = routes.flatMap(({ name, contract: { body, query } }) => [
  ...(typeof body === 'object' ? texts(body, `${name} body`) : []),
  ...(query ? texts(query, `${name} query`) : []),
]);
/** What is searched for is words, whatever is typed: a control character parts two, and is not kept. */
const isSearched = (path: string): boolean => /^GET \/search(\/suggest)? query\.q$/.test(path);
const takes = (schema: Schema, text: string): boolean => z.safeParse(schema, text).success;

test('no text of a request takes a control character', () => {
  expect(found.length).toBeGreaterThan(100);
  for (const control of ['\0', '\u0007', '\u001b', '\u007f', '\u0085']) {
    const taken = found.filter(([, schema]) => takes(schema, `a${control}b`)).map(([path]) => path);
    expect(taken.filter((path) => !isSearched(path))).toEqual([]);
  }
});

test('only texts of several lines take a line break or a tab', () => {
  const several = found.filter(([, schema]) => ['\n', '\r\n', '\t', '\u2028'].some((one) => takes(schema, `a${one}b`)));
  const names = several
    .map(([path]) => path)
    .filter((path) => !isSearched(path) && !/(metadata\.\*|(products|collections)\S* body\.description)$/.test(path));
  expect(names.sort()).toEqual([
    'PATCH /admin/content/entries/{id} body.blocks[].html',
    'PATCH /admin/content/entries/{id} body.blocks[].markdown',
    'PATCH /admin/content/entries/{id} body.blocks[].text',
    'PATCH /carts/{id} body.note',
    'POST /admin/content/entries body.blocks[].html',
    'POST /admin/content/entries body.blocks[].markdown',
    'POST /admin/content/entries body.blocks[].text',
    'POST /admin/content/entries/{id}/corrections body.text',
    'POST /admin/orders/{id}/notes body.text',
    'POST /admin/orders/{id}/returns body.reason',
    'POST /carts body.note',
    'POST /orders/{id}/returns body.reason',
    'PUT /admin/content/authors/{slug} body.bio',
    'PUT /admin/content/sections/{slug} body.description',
  ]);
});

test('an answer that shows a secret says so, and no other does: it is not compressed', () => {
  const secret = /(\.(orderToken|token|secret|clientSecret)|\.upload\.fields\.\*)$/;
  const shows = routes.filter(({ contract }) =>
    Object.values(contract.returns).some(
      (answer) =>
        typeof answer === 'object' && answer !== null && [...texts(answer, '')].some(([path]) => secret.test(path)),
    ),
  );
  const holders = routes.filter(({ contract }) => contract.access === 'holder').map(({ name }) => name);
  // A cart's id is the secret of who holds it.
  const expected = ['POST /carts', ...shows.map(({ name }) => name)].filter((name) => !holders.includes(name));
  expect(
    routes
      .filter(({ contract }) => contract.secret)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(expected.sort());
});

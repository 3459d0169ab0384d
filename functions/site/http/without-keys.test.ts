import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article } from '../../content/fixtures/newsroom.ts';
import { visit } from '../fixtures/visit.ts';
import * as getPreview from './get-preview.ts';

/** What stack.yml leaves out of the environment of pages and search. */
const keys = process.env['TOKEN_KEYS'] as string;
beforeEach(() => {
  delete process.env['TOKEN_KEYS'];
  forgetEnv();
});
afterEach(() => {
  process.env['TOKEN_KEYS'] = keys;
  forgetEnv();
});

it('what everyone reads needs no key of previews', async () => {
  const story = await article();
  for (const path of [story.path, '/', '/search?q=mug', '/feed.xml', '/sitemap.xml', '/robots.txt', '/products'])
    expect([path, (await visit(path)).status]).toEqual([path, 200]);
  expect((await visit('/nowhere')).status).toBe(404);
});

it('a preview needs one', async () => {
  const { status } = await invokeHttp(getPreview, { params: { token: 'k1.e30.x' } });
  expect(status).toBe(500);
});

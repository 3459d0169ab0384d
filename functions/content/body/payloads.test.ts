import { parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { faultsOf } from '../fixtures/markup.ts';
import { blocksWith, boundWith, keptPayloads } from '../fixtures/markup-blocks.ts';
import { Blocks } from './blocks.ts';
import { blockHtml } from './body-html.ts';
import { jsonForScript } from './json-for-script.ts';
import { plainText } from './plain-text.ts';
import { renderBody } from './render-body.ts';

const payloads = keptPayloads();

test('of payloads that the filter was not written for, none acts, wherever an author puts it', () => {
  expect(payloads.length).toBeGreaterThanOrEqual(300);
  const acting: unknown[] = [];
  for (const payload of payloads)
    for (const [place, block] of Object.entries(blocksWith(payload))) {
      const blocks = z.parse(Blocks, [block]);
      const html = renderBody(blocks).blocks.map((one) => blockHtml(one, boundWith(payload)));
      const faults = html.flatMap(faultsOf);
      if (faults.length > 0) acting.push({ place, payload, faults });
    }
  expect(acting).toEqual([]);
});

test('the judge finds them where nothing is filtered', () => {
  const found = payloads.filter((payload) => faultsOf(payload).length > 0);
  expect(found.length).toBe(299);
});

test('as the title in data for search engines, none ends its script', () => {
  for (const payload of payloads) {
    const html = `<script type="application/ld+json">${jsonForScript({ headline: payload })}</script><p>a</p>`;
    const [script, after] = parseFragment(html).childNodes;
    const text = script && 'childNodes' in script ? script.childNodes[0] : undefined;
    expect(JSON.parse(text && 'value' in text ? text.value : '')).toEqual({ headline: payload });
    expect(after?.nodeName).toBe('p');
  }
});

test('their plain text is one line', () => {
  for (const payload of payloads) {
    const text = plainText(renderBody(Object.values(blocksWith(payload))).blocks, 300);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).not.toMatch(/[\n\r\t]| {2}/);
  }
});

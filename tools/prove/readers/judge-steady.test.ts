import { expect, test } from 'vitest';
import type { AccessLine } from '../../../local/gateway/access-lines.ts';
import { judgeSteady } from './judge-steady.ts';
import { page, route } from './object.ts';

const FROM = 1_900_000_000_000;
const [story, list] = [page('story', '/story'), route('list', '/content/entries')];
const line = (atOrigin: string, start: number, end = start + 20, more: Partial<AccessLine> = {}): AccessLine => ({
  ...{ start: FROM + start, end: FROM + end, method: 'GET', path: atOrigin, status: 200, edge: true },
  ...more,
});
/** Ten seconds of two objects, each fetched every two seconds. */
const good = [story, list].flatMap(({ atOrigin }) => [0, 2000, 4000, 6000, 8000].map((start) => line(atOrigin, start)));
const broken = (lines: readonly AccessLine[], statuses: readonly [number, number][] = [[200, 1000]]): string[] =>
  judgeSteady({ objects: [story, list], lines, statuses: new Map(statuses), from: FROM, to: FROM + 10_000 })
    .filter(({ holds }) => !holds)
    .map(({ sentence, found }) => `${sentence}: ${found}`);

test('one fetch for all readers every two seconds is right; what came before the load, or for others, does not count', () => {
  const others = [line('/api/v1/admin/products', 100), line(story.atOrigin, -900, -800, { edge: false })];
  expect(broken([...good, ...others, line(list.atOrigin, -500, -400)])).toEqual([]);
});

test('a page of the site is another path at the origin', () => {
  expect([page('', '/').atOrigin, story.atOrigin]).toEqual(['/api/v1/site/home', '/api/v1/site/story']);
});

test('planted: two fetches of one object at once are found, and named', () => {
  expect(broken([...good.slice(1), line(story.atOrigin, 0, 2001)])).toEqual([
    'fetches of one object in flight at once (story (page)): 2'.replace(' (page)', ''),
  ]);
});

test('planted: a fetch each second is found', () => {
  const often = [1000, 3000].map((start) => line(list.atOrigin, start));
  expect(broken([...good, ...often])).toEqual(['fetches of one object in 10 s, one per 2 s plus one (list): 7']);
});

test('planted: an answer that is no 200, an object that nobody fetched, a request past the edge', () => {
  expect(broken(good, [[200, 999], [503, 1]])).toEqual(['answers that are not a 200: 1']); // biome-ignore format: pairs
  expect(broken(good.slice(5))).toEqual(['objects that were fetched at all: 1']);
  expect(broken([...good, line(story.atOrigin, 1000, 1010, { edge: false })])).toEqual([
    'requests for these objects past the edge: 1',
  ]);
});

test('nothing read is no proof', () => {
  expect(broken([], [])).toEqual(['answers: 0', 'objects that were fetched at all: 0']);
});

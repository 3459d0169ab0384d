import { expect, test } from 'vitest';
import type { AccessLine } from '../../../local/gateway/access-lines.ts';
import { type FlipSeen, type Judged, judgeFlip, showsOf } from './judge-flip.ts';
import { type ChangingObject, changingObjects, GOING, PRICES, wordOf } from './parts.ts';

const AT = 1_900_000_000_000;
const objects = changingObjects(10);
const named = (name: string): ChangingObject => objects.find((one) => one.name === name) as ChangingObject;
const [story, gone, loose] = [named('story 1 (page)'), named('the article that goes (API)'), named('product 9 (API)')];

const old = `<h1>Story ${wordOf('before', 1)}</h1> ${wordOf('before', 0)} <b>€11.11</b>`;
const now = `<h1>Story ${wordOf('after', 1)}</h1> ${wordOf('after', 0)} <b>€22.22</b>`;

test('an answer shows all that was, all that is, or is neither: one part of the other is enough', () => {
  const shows = (text: string, object = story, status = 200) => showsOf({ object, status, text });
  expect([shows(old), shows(now)]).toEqual(['before', 'after']);
  expect(shows(old.replace('11.11', '22.22'))).toBe('mixed');
  expect(shows(now.replace(wordOf('after', 0), wordOf('before', 0)))).toBe('mixed');
  expect(shows(`${now} ${wordOf('before', 1)}`)).toBe('mixed');
  expect(shows(now.replace('22.22', ''))).toBe('mixed');
  expect([shows('', story, 503), shows('', story, 0)]).toEqual(['failed', 'failed']);
});

test('an article that goes is there before and a 404 after', () => {
  const shows = (status: number, text: string) => showsOf({ object: gone, status, text });
  expect([shows(200, `{"title":"${GOING}"}`), shows(404, '{}'), shows(200, '{}'), shows(404, GOING)]).toEqual([
    'before', 'after', 'mixed', 'mixed',
  ]); // biome-ignore format: a list
});

test('prices are told apart in answers of the API too', () => {
  const shows = (amount: number) =>
    showsOf({ object: loose, status: 200, text: `{"amount":${amount},"currency":"EUR"}` });
  expect([shows(PRICES.before), shows(PRICES.after), shows(1)]).toEqual(['before', 'after', 'mixed']);
});

const answer = (start: number, end: number, shows: Judged['shows'], status = 200): Judged => ({
  ...{ name: story.name, start: AT + start, end: AT + end, shows, status },
});
const fetched = (object: ChangingObject, start: number, end: number): AccessLine => ({
  ...{ start: AT + start, end: AT + end, method: 'GET', path: object.atOrigin, status: 200, edge: true },
});
const good = [answer(-500, -490, 'before'), answer(-900, 2, 'after'), answer(-5, 1, 'before'), answer(0, 3, 'after')];
const lines = [fetched(story, -4000, -3980), fetched(story, -1500, 2), fetched(story, 2100, 2120)];
const broken = (seen: Partial<FlipSeen>): string[] =>
  judgeFlip({ at: AT, objects, answers: good, lines, from: AT - 8000, killed: false, ...seen })
    .filter(({ holds }) => !holds)
    .map(({ sentence, found }) => `${sentence}: ${found}`);

test('all new from the second on, all old until it, and what is under way may be either', () => {
  expect(broken({})).toEqual([]);
});

test('planted: an old answer after the second, and a new one before it', () => {
  expect(broken({ answers: [...good, answer(0, 4, 'before'), answer(1900, 1901, 'before')] })).toEqual([
    'answers requested at or after the second that are old; story 1 (page) by 1900 ms: 2',
  ]);
  expect(broken({ answers: [...good, answer(-30, -1, 'after')] })).toEqual([
    'answers finished before the second that are new; story 1 (page) by 1 ms: 1',
  ]);
});

test('planted: an answer that holds both, also while the change is under way', () => {
  expect(broken({ answers: [...good, answer(-3, 3, 'mixed')] })).toEqual([
    'answers that hold both, or neither; story 1 (page), 200, -3 ms from it: 1',
  ]);
});

test('an answer that failed is wrong unless the stack was killed', () => {
  const answers = [...good, answer(-40, -39, 'failed', 502)];
  expect(broken({ answers })).toEqual(['answers that failed; story 1 (page), 502: 1']);
  expect(broken({ answers, killed: true })).toEqual([]);
});

test('planted: each reader asks for himself in the last second, or in the first', () => {
  expect(broken({ lines: [...lines, fetched(story, -900, -890), fetched(story, -700, -690)] })).toEqual([
    'fetches of one object in flight at once (story 1 (page)): 2',
    'fetches of one object begun in the last second (story 1 (page)): 2',
  ]);
  expect(broken({ lines: [...lines, fetched(story, 3, 5), fetched(story, 999, 1003)] })).toEqual([
    'fetches of one object begun in the first second (story 1 (page)): 2',
  ]);
});

test('the page of a product that is neither on a front nor in a release does not wait, by design', () => {
  const often = [-1900, -1800, -900, -800, -20].map((start) => fetched(loose, start, start + 15));
  expect(broken({ lines: [...lines, ...often] })).toEqual([]);
});

test('nobody there before it, or after it, is no proof', () => {
  expect(broken({ answers: [] })).toEqual(['answers finished before the second: 0', 'answers requested after it: 0']);
});

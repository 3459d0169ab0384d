import { expect, it } from 'vitest';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';

const cors = {
  origins: ['https://shop.example', 'https://news.example'],
  methods: ['GET', 'POST'],
  headers: ['authorization', 'if-match'],
  exposed: ['etag', 'location'],
  maxAgeSeconds: 7200,
};
const open = { ...cors, origins: ['*'] };
const answer = { statusCode: 200, headers: { etag: '"1"', 'Access-Control-Allow-Origin': 'https://own.example' } };

it('answers a preflight of an allowed origin by itself, with methods, headers and how long that holds', () => {
  expect(preflightAnswer(cors, 'https://news.example')).toEqual({
    statusCode: 204,
    headers: {
      'access-control-allow-origin': 'https://news.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,if-match',
      'access-control-max-age': 7200,
      vary: 'Origin',
    },
  });
  expect(preflightAnswer(open, 'https://any.example').headers).toMatchObject({ 'access-control-allow-origin': '*' });
});

it('tells another origin nothing, in a preflight or beside an answer', () => {
  expect(preflightAnswer(cors, 'https://evil.example')).toEqual({ statusCode: 204 });
  expect(withCors(cors, 'https://evil.example', answer).headers).toEqual({ etag: '"1"' });
});

it('ignores what a function says of CORS and adds the API’s own word', () => {
  expect(withCors(open, 'https://any.example', answer).headers).toEqual({
    etag: '"1"',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag,location',
  });
  expect(withCors(open, undefined, { statusCode: 204 })).toEqual({ statusCode: 204 });
  const varying = { statusCode: 200, headers: { vary: 'accept-encoding' } };
  expect(withCors(cors, 'https://shop.example', varying).headers).toMatchObject({ vary: 'accept-encoding, Origin' });
});

it('takes for a preflight only what asks as one: another OPTIONS reaches $default', () => {
  const asked = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect(isPreflight('OPTIONS', asked)).toBe(true);
  expect(isPreflight('OPTIONS', { origin: 'https://shop.example' })).toBe(false);
  expect(isPreflight('OPTIONS', { 'access-control-request-method': 'POST' })).toBe(false);
  expect(isPreflight('GET', asked)).toBe(false);
});

import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newSigningSecret, signedHeaders, signingSecrets } from './signature.ts';

const body = '{"type":"order.paid"}';

test('a signature is the one of the standard’s own example', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  expect(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], 1_614_265_330_000)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a receiver with either of two secrets verifies, one with another does not', () => {
  const [first, second, third] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
  const headers = signedHeaders({ id: 'evt_1', body }, [first, second], nowMs());
  expect(new Webhook(first).verify(body, headers)).toEqual({ type: 'order.paid' });
  expect(new Webhook(second).verify(body, headers)).toEqual({ type: 'order.paid' });
  expect(() => new Webhook(third).verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(first).verify(`${body} `, headers)).toThrow('No matching signature');
});

test('a secret is 256 random bits in the standard’s form', () => {
  expect(newSigningSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSigningSecret()).not.toBe(newSigningSecret());
});

test('a rotated secret signs until its time, and not at it', () => {
  const secrets = [
    { secret: 'new', until: null },
    { secret: 'old', until: '2026-01-02T00:00:00.000Z' },
  ];
  const until = Date.parse('2026-01-02T00:00:00.000Z');
  expect(signingSecrets(secrets, until - 1)).toEqual(['new', 'old']);
  expect(signingSecrets(secrets, until)).toEqual(['new']);
});

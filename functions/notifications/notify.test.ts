import { afterAll, expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { sqsEvent, testContext } from '../../test/support/invoke.ts';
import { contactWrite } from '../users/public.ts';
import { type Answer, startMailService } from './fixtures/mail-service.ts';
import { contact, orderPaidEvent } from './fixtures/paid-order.ts';
import { notificationId, readNotification } from './notifications-table.ts';
import { notifyOnce } from './notify.ts';
import { handler } from './queue/on-order-paid.ts';
import { mailbox } from './send-mail.ts';

const service = await startMailService([]);
process.env['AWS_ENDPOINT_URL_SESV2'] = service.endpoint;
// As on AWS; the engines of a test may take ten times as long.
process.env['REQUEST_MS'] = '1500';
afterAll(() => service.stop());

const { write: put, contactRef } = contactWrite(contact, nowMs());
await write(put);

const newEvent = () => orderPaidEvent(contactRef);
type Fact = ReturnType<typeof newEvent>;
const consume = async (event: Fact, ...answers: Answer[]) => {
  service.answers.push(...answers);
  return (await handler(sqsEvent([event]), testContext())).batchItemFailures.length;
};
const stateOf = async (event: Fact) => {
  const at = Date.parse(event.timestamp);
  return (await readNotification(notificationId(event.id, 'order-confirmation', at))).notification;
};
const sendsOf = (event: Fact) => service.asked.filter((one) => one.event === event.id).length;

test.each<[string, Answer]>([
  ['MessageRejected', { status: 400, type: 'MessageRejected', message: 'Illegal address' }],
  ['BadRequestException', { status: 400, type: 'BadRequestException' }],
])(
  'a mail that the service rejects (%s) is failed and done: its message does not come again, and a repeat does not send',
  async (reason, answer) => {
    const event = newEvent();
    expect(await consume(event, answer)).toBe(0);
    expect(await stateOf(event)).toMatchObject({ status: 'failed', reason, attempts: 1, messageId: null });
    expect(await consume(event)).toBe(0);
    expect(await stateOf(event)).toMatchObject({ status: 'failed', reason, attempts: 1 });
    expect(sendsOf(event)).toBe(1);
  },
);

test.each<[string, Answer]>([
  ['AccountSuspendedException', { status: 400, type: 'AccountSuspendedException' }],
  ['SendingPausedException', { status: 400, type: 'SendingPausedException' }],
  ['MailFromDomainNotVerifiedException', { status: 400, type: 'MailFromDomainNotVerifiedException' }],
  ['AccessDeniedException', { status: 403, type: 'AccessDeniedException' }],
  ['MessageRejected', { status: 400, type: 'MessageRejected', message: 'Email address is not verified. …' }],
])(
  'an account that may not send (%s) keeps the mail waiting: its message comes again, and a person is called',
  async (reason, answer) => {
    const event = newEvent();
    expect(await consume(event, answer)).toBe(1);
    expect(await stateOf(event)).toMatchObject({ status: 'waiting', reason, attempts: 1 });
    expect(await consume(event)).toBe(0);
    expect(await stateOf(event)).toMatchObject({ status: 'sent', reason: null, attempts: 2 });
    expect(await consume(event)).toBe(0);
    expect(sendsOf(event)).toBe(2);
  },
);

test('no send is begun that could outlast its invocation: the mail waits', async () => {
  const event = newEvent();
  const short = { ...testContext(), getRemainingTimeInMillis: () => 10_000 };
  expect((await handler(sqsEvent([event]), short)).batchItemFailures).toHaveLength(1);
  expect(await stateOf(event)).toMatchObject({ status: 'waiting', reason: 'out-of-time' });
  expect(await consume(event)).toBe(0);
  expect([(await stateOf(event)).status, sendsOf(event)]).toEqual(['sent', 1]);
});

test('a throttled send is tried again at once', async () => {
  const event = newEvent();
  const throttled = { status: 429, type: 'TooManyRequestsException' };
  expect(await consume(event, throttled, throttled)).toBe(0);
  expect(await stateOf(event)).toMatchObject({ status: 'sent', attempts: 1 });
  expect(sendsOf(event)).toBe(3);
});

test.each<[string, Answer, string]>([
  ['a 500', { status: 500, type: 'InternalFailure' }, 'InternalFailure'],
  ['a connection that breaks', 'hang-up', 'ECONNRESET'],
])('%s may hide a mail that has left: it is recorded as unknown and not repeated', async (_, answer, reason) => {
  const event = newEvent();
  expect(await consume(event, answer)).toBe(0);
  expect(await stateOf(event)).toMatchObject({ status: 'unknown', reason });
  expect(await consume(event)).toBe(0);
  expect(sendsOf(event)).toBe(1);
});

test('each mail has a connection of its own: a kept one may be closed under it, and nobody would know what became of it', async () => {
  const before = service.connections();
  await consume(newEvent());
  await consume(newEvent());
  expect(service.connections() - before).toBe(2);
});

test('a service that keeps silent is waited for some seconds, and the outcome is unknown', async () => {
  const event = newEvent();
  expect(await consume(event, 'silence')).toBe(0);
  expect(await stateOf(event)).toMatchObject({ status: 'unknown', reason: 'ETIMEDOUT' });
  expect(sendsOf(event)).toBe(1);
});

test('a function that died while sending: the repeat records unknown and does not send', async () => {
  const event = newEvent();
  const fact = {
    eventId: event.id,
    at: Date.parse(event.timestamp),
    kind: 'order-confirmation' as const,
    told: event.data,
  };
  const died = () => Promise.reject(new Error('the environment was taken away'));
  await expect(notifyOnce(fact, died)).rejects.toThrow('taken away');
  expect(await stateOf(event)).toMatchObject({ status: 'sending' });
  expect(await consume(event)).toBe(0);
  expect(await stateOf(event)).toMatchObject({ status: 'unknown', reason: 'interrupted' });
  expect(await consume(event)).toBe(0);
  expect(sendsOf(event)).toBe(0);
});

test('the outcome of a slow send replaces the guess of a repeat that took it for lost', async () => {
  const event = newEvent();
  const fact = {
    eventId: event.id,
    at: Date.parse(event.timestamp),
    kind: 'order-confirmation' as const,
    told: event.data,
  };
  await notifyOnce(fact, async () => {
    expect(await consume(event)).toBe(0);
    expect(await stateOf(event)).toMatchObject({ status: 'unknown' });
    return { outcome: 'sent', messageId: 'slow' };
  });
  expect(await stateOf(event)).toMatchObject({ status: 'sent', messageId: 'slow', reason: null });
});

test('a mail service that cannot be reached has not got the mail', async () => {
  const { sendMail } = await import('./send-mail.ts');
  service.stop();
  const mail = { to: 'ada@example.com', subject: 's', html: '<p>h</p>', text: 't' };
  expect(await sendMail(mail, { event: 'evt_1', kind: 'test' })).toEqual({
    outcome: 'deferred',
    reason: 'ECONNREFUSED',
  });
});

test.each([
  ['Tea & Co', '"Tea & Co" <shop@tea.example>'],
  ['The "Best" \\ Shop', '"The \\"Best\\" \\\\ Shop" <shop@tea.example>'],
  ['Café Größe', '=?UTF-8?B?Q2Fmw6kgR3LDtsOfZQ==?= <shop@tea.example>'],
  ['Evil\r\nBcc: x@y.example', '"Evil  Bcc: x@y.example" <shop@tea.example>'],
  ['', 'shop@tea.example'],
])('a shop named %j sends from %s', (name, from) => {
  expect(mailbox(name, 'shop@tea.example')).toBe(from);
});

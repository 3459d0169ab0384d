import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { streamEvent, testContext } from '../test/support/invoke.ts';
import { messagesIn, queueOf } from '../test/support/look.ts';
import { defineEvent, envelope } from './event.ts';
import { defineMessage } from './queue.ts';
import { asciiJson, sendEach, sendMessages, sqs, UnsendableError } from './send.ts';
import { type Change, stream } from './stream.ts';

const Note = defineMessage('letters', 'note', z.object({ text: z.string() }));
const sent = async (): Promise<string[]> => (await messagesIn(queueOf('letters', 'note'))).map(({ text }) => text);
/** More than a queue takes once it is escaped, and fewer bytes than an item may have. */
const tooLong = 'é'.repeat(180_000);

beforeAll(async () => {
  await sqs().send(new CreateQueueCommand({ QueueName: queueOf('letters', 'note') }));
});

describe('any text', () => {
  test('is written in ASCII and read back the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (a, b) => {
        const written = asciiJson({ [a]: b });
        expect(written).toMatch(/^[ -~]*$/);
        expect(JSON.parse(written)).toEqual({ [a]: b });
      }),
    ); // biome-ignore format: one property
  });

  test('travels through a queue: emoji, controls, U+FFFE and U+FFFF, half of a surrogate pair', async () => {
    const texts = ['Mug 🙂', '\u0000\u0001\u001f\u007f', '\ufffe\uffff', '\ud83d', '茶碗 Größe'];
    const messages = texts.map((text) => ({ text }));
    await sendMessages(Note, messages);
    expect(await sent()).toEqual(texts);
  });
});

describe('a message that no queue will ever take', () => {
  test('is refused as such', async () => {
    await expect(sendMessages(Note, [{ text: tooLong }])).rejects.toBeInstanceOf(UnsendableError);
  });

  test('is handed back, and the others are sent', async () => {
    const texts = ['before it', tooLong, 'after it'];
    const never = await sendEach(texts, (some) => sendMessages(Note, some.map((text) => ({ text })))); // biome-ignore format: a call
    expect(never).toEqual([tooLong]);
    expect(await sent()).toEqual(expect.arrayContaining(['before it', 'after it']));
  });

  test('does not hold up a stream: its record is put aside with its key, and the others take effect', async () => {
    const Long = defineEvent({ type: 'thing.made', version: 1, data: z.object({ text: z.string() }) });
    const done: string[] = [];
    const name = 'floodgate-test-orders-publish-events';
    const handler = stream({
      derive: ({ after }) => [
        envelope(Long, { aggregate: 'thg_1', sequence: 1, data: { text: String(after?.['text']) }, at: 0 }),
      ],
      work: async (changes: Change[]) => void done.push(...changes.map(({ after }) => String(after?.['pk']))),
    });
    const record = (pk: string, text: string, sequence: string) => {
      const keys = { pk: { S: pk }, sk: { S: 'x' } };
      return { keys, after: { ...keys, text: { S: text } }, sequence };
    };
    const records = [record('first', 'short', '20'), record('long', tooLong, '21'), record('last', '🙂', '22')];
    const { batchItemFailures } = await handler(streamEvent(records), testContext(name));
    expect(batchItemFailures).toEqual([]);
    expect(new Set(done)).toEqual(new Set(['first', 'last']));
    const letters = await messagesIn(`${name}-dead`);
    expect(letters).toContainEqual({
      reason: 'unsendable',
      key: { pk: 'long', sk: 'x' },
      sequenceNumber: '21',
    });
  });
});

import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { apiKeyItemKey } from '#lib/identity.ts';
import { queueUrl, sqs } from '#lib/send.ts';
import { tableOf } from '#lib/table.ts';
import { put, write } from '#lib/write.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { consumers } from '../../system/queues.ts';
import * as listRoute from './list-dead-letters.ts';
import * as redriveRoute from './redrive-dead-letters.ts';

const token = 'fgk_dead_letters';
const queue = 'reports-on-refund-succeeded';
const live = () => queueUrl(`floodgate-test-${queue}`);

beforeAll(async () => {
  await write(put(tableOf('users'), { ...apiKeyItemKey(token), id: 'key_1', scopes: ['platform'] }));
  for (const body of ['not JSON', '{"type":"refund.succeeded","version":1}', '{"n":3}']) {
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: `${live()}-dead`,
        MessageBody: body,
        MessageAttributes: { traceparent: { DataType: 'String', StringValue: 'trace' } },
      }),
    );
  }
});

/** The pages of the list, one after the other, each at most `limit` long. */
const pages = async (limit: number) => {
  const found: { queue: string; messages: number; sample: { body: string }[] }[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: String(limit), ...(cursor && { cursor }) };
    const { status, body } = await invokeHttp(listRoute, { token, query });
    expect(status).toBe(200);
    found.push(body.items);
    cursor = body.nextCursor;
  }
  return found;
};
const letters = async () => (await pages(100)).flat().find((one) => one.queue === queue);
const redrive = (name: string, body: object = {}) => invokeHttp(redriveRoute, { token, params: { queue: name }, body });

describe('dead letters', () => {
  test('are shown with their count and what they say, and looking changes nothing', async () => {
    for (const _ of ['once', 'again']) {
      const found = await letters();
      expect(found?.messages).toBe(3);
      expect(found?.sample.map(({ body }: { body: string }) => body).sort()).toEqual([
        'not JSON',
        '{"n":3}',
        '{"type":"refund.succeeded","version":1}',
      ]);
    }
  });

  test('come page by page, each queue once', async () => {
    const some = await pages(17);
    expect(some.length).toBeGreaterThan(2);
    expect(some.slice(0, -1).map((page) => page.length)).toEqual(some.slice(0, -1).map(() => 17));
    const names = some.flat().map((one) => one.queue);
    expect(names).toContain(queue);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual((await consumers()).map(({ name }) => name).sort());
  });

  test('go back to the queue they came from, with their attributes, and are gone here', async () => {
    expect((await redrive(queue, { limit: 2 })).body).toEqual({ moved: 2 });
    expect((await letters())?.messages).toBe(1);
    expect((await redrive(queue)).body).toEqual({ moved: 1 });
    expect((await redrive(queue)).body).toEqual({ moved: 0 });
    expect(await letters()).toEqual({ queue, messages: 0, sample: [] });
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: live(), MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    expect(Messages.length).toBe(3);
    expect(Messages[0]?.MessageAttributes?.['traceparent']?.StringValue).toBe('trace');
    for (const { ReceiptHandle } of Messages)
      await sqs().send(new DeleteMessageCommand({ QueueUrl: live(), ReceiptHandle }));
  });

  test('of a queue of groups go back into their group', async () => {
    const name = 'media-fetch-media';
    const [dead, back] = [queueUrl(`floodgate-test-${name}-dead.fifo`), queueUrl(`floodgate-test-${name}.fifo`)];
    const MessageBody = '{"mediaId":"med_dead","turn":0,"host":"a.example"}';
    await sqs().send(new SendMessageCommand({ QueueUrl: dead, MessageBody, MessageGroupId: 'a#1' }));
    const found = (await pages(100)).flat().find((one) => one.queue === name);
    expect([found?.messages, found?.sample.map(({ body }) => body)]).toEqual([1, [MessageBody]]);
    expect((await redrive(name)).body).toEqual({ moved: 1 });
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({ QueueUrl: back, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    const moved = Messages.find(({ Body }) => Body === MessageBody);
    expect(moved?.Attributes).toMatchObject({ MessageGroupId: 'a#1' });
    await sqs().send(new DeleteMessageCommand({ QueueUrl: back, ReceiptHandle: moved?.ReceiptHandle }));
  });

  test('that their queue does not take stay, and hold up no other', async () => {
    const size = (MaximumMessageSize: string) =>
      sqs().send(new SetQueueAttributesCommand({ QueueUrl: live(), Attributes: { MaximumMessageSize } }));
    for (const MessageBody of ['x'.repeat(5000), '{"n":4}'])
      await sqs().send(new SendMessageCommand({ QueueUrl: `${live()}-dead`, MessageBody }));
    await size('1024');
    try {
      expect((await redrive(queue)).body).toEqual({ moved: 1 });
      expect((await letters())?.messages).toBe(1);
    } finally {
      await size('1048576');
    }
  });

  test('of a queue that is not there: 404', async () => {
    expect(await redrive('reports-on-nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('of a stream are pointers and cannot be sent again: 422', async () => {
    expect(await redrive('orders-publish-events')).toMatchObject({ status: 422, body: { code: 'not-redrivable' } });
  });

  test('of a schedule are runs that failed and cannot be sent again: 422', async () => {
    expect(await redrive('orders-reconcile-payments')).toMatchObject({ status: 422, body: { code: 'not-redrivable' } });
  });
});

import type { AddressInfo } from 'node:net';
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEdgeControl } from './control.ts';

type Purged = { readonly tags: readonly string[]; readonly paths: readonly string[] };
const purged: Purged[] = [];
const server = createEdgeControl('/floodgate/test/edge/distribution', (what) => void purged.push(what));
let cloudfront: CloudFrontClient;
let ssm: SSMClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  cloudfront = new CloudFrontClient({ endpoint, region: 'us-east-1', credentials });
  ssm = new SSMClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => server.close());
beforeEach(() => void purged.splice(0));

const invalidate = (CallerReference: string, Items: string[], DistributionId = 'LOCAL') =>
  cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId,
      InvalidationBatch: { CallerReference, Paths: { Quantity: Items.length, Items } },
    }),
  );

test('the SDK’s own call purges by tags and paths, whatever letters they have', async () => {
  const answer = await invalidate('ent_1/1', ['#ent_1', '/media/ab.1/*', '/a&b<c>"d\'é']);
  expect(answer.Invalidation).toMatchObject({ Id: 'I1', Status: 'Completed' });
  expect(purged).toEqual([{ tags: ['ent_1'], paths: ['/media/ab.1/*', '/a&b<c>"d\'é'] }]);
});

test('the same reference purges once', async () => {
  const ids = [await invalidate('ent_2/1', ['#ent_2']), await invalidate('ent_2/1', ['#ent_2'])];
  expect(new Set(ids.map(({ Invalidation }) => Invalidation?.Id)).size).toBe(1);
  expect(purged).toEqual([{ tags: ['ent_2'], paths: [] }]);
});

test('another distribution is not there', async () => {
  await expect(invalidate('ent_3/1', ['#ent_3'], 'E123')).rejects.toThrow();
  expect(purged).toEqual([]);
});

test('the parameter names the distribution, and no other one is there', async () => {
  const read = (Name: string) => ssm.send(new GetParameterCommand({ Name }));
  expect((await read('/floodgate/test/edge/distribution')).Parameter?.Value).toBe('LOCAL');
  await expect(read('/floodgate/prod/edge/distribution')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

interface Asked {
  readonly Name?: string;
  readonly SecretId?: string;
  readonly SecretString?: string;
  readonly VersionId?: string;
}
interface Version {
  readonly VersionId: string;
  readonly SecretString: string;
}

/** A double of AWS Secrets Manager over HTTP, as much of it as creates, adds and reads versions; none is ever lost. */
export const startSecretsDouble = async () => {
  const kept = new Map<string, Version[]>();
  const answer = (action: string, asked: Asked): [number, object] => {
    const name = asked.Name ?? asked.SecretId ?? '';
    const versions = kept.get(name);
    const missing: [number, object] = [400, { __type: 'ResourceNotFoundException', message: 'not there' }];
    if (action === 'GetSecretValue') {
      const { VersionId: wanted } = asked;
      const found = wanted ? versions?.find(({ VersionId }) => VersionId === wanted) : versions?.at(-1);
      return found ? [200, { Name: name, ...found }] : missing;
    }
    if (action === 'CreateSecret' && versions)
      return [400, { __type: 'ResourceExistsException', message: 'there already' }];
    if (action === 'PutSecretValue' && !versions) return missing;
    if (!/^(CreateSecret|PutSecretValue)$/.test(action)) throw new Error(`not a part of the double: ${action}`);
    const version = { VersionId: randomUUID(), SecretString: asked.SecretString ?? '' };
    kept.set(name, [...(versions ?? []), version]);
    return [200, { Name: name, VersionId: version.VersionId }];
  };
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    const [status, body] = answer(action, JSON.parse(await textOf(request)) as Asked);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    client: new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials }),
    /** The texts of a secret, oldest first. */
    texts: (name: string): string[] => (kept.get(name) ?? []).map(({ SecretString }) => SecretString),
    stop: () => server.close(),
  };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

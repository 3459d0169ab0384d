import { Agent, request } from 'node:http';

/** Keep-alive, as many connections as there are long polls. */
const agent = new Agent({ keepAlive: true });

/** A refusal by an engine, with AWS's own error name. */
export class EngineError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/**
 * One call in AWS's JSON protocol 1.0 (`AmazonSQS.ReceiveMessage`, `DynamoDBStreams_20120810.GetRecords`, …). The
 * pollers of all triggers run beside the handlers in one process: the SDK's middleware would cost them more than the
 * engine does. Emulators want a signature's form and do not verify it.
 */
export const awsCall = <T>(endpoint: string, target: string, body: object, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const call = request(endpoint, {
      method: 'POST',
      agent,
      ...(signal ? { signal } : {}),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(payload),
        'x-amz-target': target,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/engine/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        try {
          const parsed = text ? (JSON.parse(text) as { __type?: string; message?: string; Message?: string }) : {};
          if (response.statusCode === 200) resolve(parsed as T);
          else {
            const code = parsed.__type?.split('#').pop() ?? `Status${response.statusCode}`;
            reject(new EngineError(code, parsed.message ?? parsed.Message ?? text.slice(0, 200)));
          }
        } catch (error) {
          reject(error);
        }
      });
    });
    call.end(payload);
  });

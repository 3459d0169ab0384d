import type { Schema } from '#lib/contract.ts';
import type { EventDefinition } from '#lib/event.ts';
import type { Json } from './json-schemas.ts';

const header = (name: string, description: string, example: string): Json => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** Headers of a delivery, by Standard Webhooks (github.com/standard-webhooks/standard-webhooks). */
const headers: readonly Json[] = [
  header(
    'webhook-id',
    'The id of the delivery: the same at every attempt, so that it is worked once.',
    'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
  ),
  header(
    'webhook-timestamp',
    'When this attempt was signed, seconds since 1970; refuse what is older than five minutes.',
    '1674087231',
  ),
  header(
    'webhook-signature',
    'One or more signatures, divided by blanks: `v1,<base64 of HMAC-SHA256>` of id, timestamp and body.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

const describe = (type: string): string =>
  type.startsWith('order.')
    ? 'Sent to endpoints that ask for it. `contact` is added to the data at sending time; above 20 kB `lines` are left out and `linesUrl` says where they are.'
    : 'Sent to endpoints that ask for it.';

/** Makes the `webhooks` section: the body of each event's delivery, and what a receiver answers. */
export const webhooksOf = (events: readonly EventDefinition[], schemaOf: (schema: Schema) => Json): Json =>
  Object.fromEntries(
    events.map(({ type, data }) => [
      type,
      {
        post: {
          operationId: `on${type.replace(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
          summary: `Delivery of \`${type}\``,
          description: describe(type),
          security: [],
          parameters: headers,
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['type', 'timestamp', 'data'],
                  properties: {
                    type: { const: type, description: 'What happened.' },
                    timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
                    data: {
                      ...schemaOf(data),
                      description: 'What is known of it. Fields may be added within a version.',
                    },
                  },
                },
              },
            },
          },
          responses: {
            '2XX': {
              description: 'Received. Any other answer, or none in five seconds, is tried again for about three days.',
            },
            '4XX': { description: 'Refused: tried again like any other failure.' },
          },
        },
      },
    ]),
  );

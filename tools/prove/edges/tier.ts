/** A process: a local edge in front of another edge, as CloudFront's edge locations are in front of its regional caches. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ownAnswer } from '../../../local/edge/answer.ts';
import { createEdge } from '../../../local/edge/edge.ts';
import { type Edge, edgeOf } from '../../../stack/edge.ts';
import { loadStack } from '../../../stack/load.js';

const [, , behind = ''] = process.argv;

/** The edge as it is before another one, which knows where each path leads. */
const inFrontOf = ({ origins, ...edge }: Edge): Edge => ({
  ...edge,
  rootObject: '',
  origins: origins.map((origin) => ({ ...origin, kind: 'api', path: '' })),
});

const { server } = createEdge(inFrontOf(edgeOf(await loadStack({ stage: 'local' }))), {
  api: behind,
  file: async () => ownAnswer(404, 'There is no such file.'),
  secret: 'the other edge puts its own in the place of this',
  longer: 20,
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
process.once('disconnect', () => process.exit(0));

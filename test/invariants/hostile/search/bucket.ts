import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { connectionError } from '../faults.ts';
import { here, type World } from '../world.ts';

/** The objects of a world’s buckets, by their path, each with when it was stored: milliseconds since 1970. */
type Objects = Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number }>;

const buckets = new WeakMap<World, Objects>();
const objectsOf = (world: World): Objects => {
  const known = buckets.get(world) ?? new Map();
  buckets.set(world, known);
  return known;
};

/** What is in a world’s buckets. */
export const bucketKeys = (world: World): string[] => [...objectsOf(world).keys()].sort();

/** Puts buckets of the world’s own behind signed addresses, and behind S3’s client; each request waits for its turn. */
export const installBuckets = (): void => {
  const real = globalThis.fetch;
  globalThis.fetch = (async (url: string, init: RequestInit = {}) => {
    const found = here();
    const { pathname } = new URL(url);
    if (!found || !pathname.startsWith('/floodgate-')) return real(url, init);
    const { world, process } = found;
    const method = String(init.method ?? 'GET');
    const label = `${method === 'GET' ? 'Get' : 'Put'} ${pathname}`;
    const send = () => (method === 'GET' ? got(world, pathname, init) : stored(world, pathname, init));
    return world.call(process, 'objects', label, send, connectionError);
  }) as typeof fetch;
  const proto = S3Client.prototype as unknown as { send(command: { readonly input: unknown }): Promise<unknown> };
  proto.send = (command) => {
    const found = here();
    if (!found) throw new Error('S3 is asked outside of a world');
    const { world, process } = found;
    const isList = command instanceof ListObjectsV2Command;
    const send = async () => (isList ? listed(world, command.input) : deleted(world, command));
    return world.call(process, 'objects', isList ? 'GetList' : 'Delete', send, connectionError);
  };
};

const answer = (status: number, bytes = new Uint8Array()) =>
  ({ status, ok: status < 300, arrayBuffer: async () => bytes.slice().buffer }) as unknown as Response;

const got = async (world: World, path: string, init: RequestInit): Promise<Response> => {
  const object = objectsOf(world).get(path);
  if (!object) return answer(404);
  const range = (init.headers as Record<string, string> | undefined)?.['range']?.match(/^bytes=(\d+)-(\d+)$/);
  if (!range) return answer(200, object.bytes);
  const [from, to] = [Number(range[1]), Number(range[2])];
  return from >= object.bytes.length ? answer(416) : answer(206, object.bytes.subarray(from, to + 1));
};

const stored = async (world: World, path: string, { body }: RequestInit): Promise<Response> => {
  const bytes = body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : Uint8Array.from(body as Uint8Array);
  objectsOf(world).set(path, { bytes, at: world.now });
  return answer(200);
};

const listed = (world: World, { Bucket }: ListObjectsV2Command['input']) => ({
  Contents: [...objectsOf(world)]
    .filter(([path]) => path.startsWith(`/${Bucket}/`))
    .map(([path, { at }]) => ({ Key: path.slice(`/${Bucket}/`.length), LastModified: new Date(at) })),
});

const deleted = (world: World, command: unknown) => {
  if (!(command instanceof DeleteObjectsCommand)) throw new Error('an unknown call of S3');
  const { Bucket, Delete } = command.input;
  for (const { Key } of Delete?.Objects ?? []) objectsOf(world).delete(`/${Bucket}/${Key}`);
  return {};
};

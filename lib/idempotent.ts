import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import type { Contract } from './contract.ts';
import type { UseCase } from './http.ts';
import { sha256 } from './id.ts';
import { Refusal } from './problem.ts';
import { IdempotencyInProgress, IdempotencyKeyReused, InvalidRequest } from './refusals.ts';
import type { Reply } from './reply.ts';
import { client, tableName, tableOf } from './table.ts';
import { scope } from './trace.ts';

const KEPT_SECONDS = 24 * 3600;
/** API Gateway waits no longer for a function: what is left of a request that died is not waited for either. */
const LOCKED_MS = 30_000;

/**
 * Honours `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) in the module's own table: the same key with
 * the same body gets the same answer, with `Idempotent-Replayed: true`; another body 422; still running 409. Refusals
 * and bugs are not stored. The key belongs to the caller and the route.
 */
export const idempotent =
  <C extends Contract>(module: string, fn: UseCase<C>): UseCase<C> =>
  async (input) => {
    const key = input.headers['idempotency-key'];
    if (key === undefined) return fn(input);
    if (key.length === 0 || key.length > 200) throw new InvalidRequest('Idempotency-Key has 1 to 200 characters.');
    const { caller } = input;
    const who = caller.kind === 'key' ? caller.keyId : caller.kind === 'object' ? caller.id : input.path;
    const guarded = makeIdempotent(async (_asked: { key: string; body: string }) => await fn(input), {
      persistenceStore: new DynamoDBPersistenceLayer({
        tableName: tableName(tableOf(module)),
        keyAttr: 'pk',
        sortKeyAttr: 'sk',
        staticPkValue: `idempotency#${sha256(`${who}\0${input.method} ${input.path}\0${key}`)}`,
        expiryAttr: 'ttl',
        awsSdkV3Client: client() as never,
      }),
      config: new IdempotencyConfig({
        // The key is locked for that long; with no time left the library would lock it for as long as an answer is kept.
        lambdaContext: {
          getRemainingTimeInMillis: () => Math.min(LOCKED_MS, Math.max(1, scope()?.remainingMs() ?? LOCKED_MS)),
        } as Context,
        eventKeyJmesPath: 'key',
        payloadValidationJmesPath: 'body',
        expiresAfterSeconds: KEPT_SECONDS,
        responseHook: (answer) => {
          const reply = answer as unknown as Reply;
          return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } } as never;
        },
      }),
      keyPrefix: module,
    });
    try {
      return (await guarded({ key, body: sha256(input.rawBody) })) as Reply;
    } catch (error) {
      throw named(error);
    }
  };

/** The library's errors in our words; what the function itself threw may come wrapped in `cause`. */
const named = (error: unknown): unknown => {
  const name = error instanceof Error ? error.name : '';
  if (name === 'IdempotencyValidationError') return new IdempotencyKeyReused();
  if (name === 'IdempotencyAlreadyInProgressError') return new IdempotencyInProgress();
  return error instanceof Error && error.cause instanceof Refusal ? error.cause : error;
};

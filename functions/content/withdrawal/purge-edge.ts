import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { env } from '#lib/env.ts';

/** CloudFront works so many paths that end in `*` at once ("Quotas on invalidations", developer guide). */
const PATHS_AT_ONCE = 15;
/** Neither is asked in a hurry: what fails is tried again by the queue. */
const PATIENCE = { requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 } };

let clients: { readonly cloudfront: CloudFrontClient; readonly ssm: SSMClient } | undefined;
const connected = () => {
  clients ??= { cloudfront: new CloudFrontClient(PATIENCE), ssm: new SSMClient(PATIENCE) };
  return clients;
};

/** Where the slice `edge`, which is deployed last, says which distribution it has made (`stack/edge.ts`). */
export const parameterName = (): string => `/floodgate/${env().STAGE}/edge/distribution`;

/** Reads the id of the stage's distribution; undefined where a stage has no edge. */
const distribution = async (): Promise<string | undefined> => {
  try {
    const { Parameter } = await connected().ssm.send(new GetParameterCommand({ Name: parameterName() }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
};

/**
 * Has the stage's edge forget objects; asked again under the same name, CloudFront does it once.
 * @param name of the purge, with which these items always go
 * @param items `#<tag>`, or a path that may end in `*`
 */
export const purgeEdge = async (name: string, items: readonly string[]): Promise<void> => {
  const DistributionId = items.length === 0 ? undefined : await distribution();
  if (DistributionId === undefined) return;
  for (let from = 0; from < items.length; from += PATHS_AT_ONCE) {
    const Items = items.slice(from, from + PATHS_AT_ONCE);
    const InvalidationBatch = { CallerReference: `${name}/${from}`, Paths: { Quantity: Items.length, Items } };
    await connected().cloudfront.send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
  }
};

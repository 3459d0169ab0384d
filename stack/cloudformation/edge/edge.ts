/** The slice `edge`: CloudFront in front of the API and of media's bucket, from the value of stack/edge.ts. */
import { distributionParameter, type Edge, edgeOf } from '../../edge.ts';
import type { Stack } from '../../model.ts';
import { attribute, type Json, ref } from '../names.ts';
import { distribution, viewerFunctionId } from './distribution.ts';
import { logConditions, logs } from './logs.ts';
import { isTooLong, nameIn } from './names.ts';
import { bucketAccess, secretParameter, shieldRegions } from './origins.ts';
import { policies } from './policies.ts';
import { viewerFunction } from './viewer-function.ts';

/** Its name among the slices; there is no module that is called so. */
export const EDGE = 'edge';

/** Renders what osls takes as `resources`. */
export const edgeTemplate = (stack: Stack, slice: string | undefined, edge: Edge = edgeOf(stack)) => {
  const { stage, edge: said } = stack;
  return {
    Parameters: secretParameter(stage, said),
    Mappings: { ShieldRegions: shieldRegions },
    Conditions: logConditions,
    Resources: {
      Distribution: distribution(edge, stage, said, slice),
      DistributionParameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: distributionParameter(stage), Type: 'String', Value: ref('Distribution') },
      },
      BucketAccess: bucketAccess(stage),
      ...policies(edge, stage),
      ...Object.fromEntries(
        edge.behaviours.map((one) => {
          const id = viewerFunctionId(one);
          return [
            id,
            functionOf(
              nameIn(stage, id),
              viewerFunction(edge.viewerHeader, isTooLong(one) ? (one.cache?.query ?? []) : null),
            ),
          ];
        }),
      ),
      ...logs(stage),
    } as Record<string, Json>,
    Outputs: { Address: { Value: attribute('Distribution', 'DomainName') } },
  };
};

const functionOf = (Name: string, FunctionCode: string): Json => ({
  Type: 'AWS::CloudFront::Function',
  Properties: {
    Name,
    AutoPublish: true,
    FunctionConfig: { Comment: 'Names the viewer to the API.', Runtime: 'cloudfront-js-2.0' },
    FunctionCode,
  },
});

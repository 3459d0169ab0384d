import type { Behaviour, Edge } from '../../edge.ts';
import type { EdgeStage } from '../../model.ts';
import { attribute, type Json } from '../names.ts';
import { idOf, isTooLong } from './names.ts';
import { originsOf } from './origins.ts';
import { isBucket, policiesIn } from './policies.ts';

const READ = ['GET', 'HEAD'];
const ALL = [...READ, 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** Statuses whose keeping CloudFront lets us set ("How CloudFront processes HTTP 4xx and 5xx status codes"). */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** Renders the distribution: each behaviour in its order, the one for the rest of all paths as the default. */
export const distribution = (edge: Edge, stage: string, said: EdgeStage, slice: string | undefined): Json => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: {
      Enabled: true,
      Comment: `floodgate-${stage}`,
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      PriceClass: 'PriceClass_All',
      DefaultRootObject: edge.rootObject,
      ...names(said),
      Origins: originsOf(edge, stage, said, slice),
      CacheBehaviors: edge.behaviours
        .filter(({ pattern }) => pattern !== '*')
        .map((one) => ({ PathPattern: one.pattern, ...behaviourOf(one, edge) })),
      DefaultCacheBehavior: edge.behaviours
        .filter(({ pattern }) => pattern === '*')
        .map((one) => behaviourOf(one, edge))[0],
      CustomErrorResponses: ERRORS.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: edge.errorSeconds })),
      CacheTagConfig: { HeaderName: edge.tagHeader },
    },
  },
});

/** Without a name of its own it has CloudFront's, whose oldest TLS CloudFront decides. */
const names = ({ alias }: EdgeStage): Json =>
  alias
    ? {
        Aliases: [alias.name],
        ViewerCertificate: {
          AcmCertificateArn: alias.certificate,
          SslSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021',
        },
      }
    : { ViewerCertificate: { CloudFrontDefaultCertificate: true } };

const behaviourOf = (behaviour: Behaviour, edge: Edge): Json => ({
  TargetOriginId: behaviour.origin,
  ViewerProtocolPolicy: 'redirect-to-https',
  AllowedMethods: behaviour.cache ? READ : ALL,
  CachedMethods: READ,
  Compress: behaviour.cache !== null,
  ...policiesIn(behaviour, edge),
  ...(isBucket(behaviour, edge)
    ? {}
    : {
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: attribute(viewerFunctionId(behaviour), 'FunctionARN') },
        ],
      }),
});

/** One for all behaviours, but for those that need their query cut by it. */
export const viewerFunctionId = (behaviour: Behaviour): string =>
  isTooLong(behaviour) ? `Viewer${idOf(behaviour)}` : 'Viewer';

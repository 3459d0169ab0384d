import type { Behaviour, Edge } from '../../edge.ts';
import { type Json, logicalId, ref } from '../names.ts';
import { cachePolicyId, idOf, isTooLong, nameIn } from './names.ts';

const YEAR_SECONDS = 31_536_000;
/** AWS's own policies ("Use managed cache policies" and "… origin request policies"): nothing kept; all but `Host`. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
/** An uncached path is a pipe: cookies, `Authorization` and the whole query are the origin's to judge. */
const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** What a behaviour says of its cache and of what goes on to the origin. */
export const policiesIn = (behaviour: Behaviour, edge: Edge): Json => ({
  CachePolicyId: behaviour.cache ? ref(cachePolicyId(behaviour)) : CACHING_DISABLED,
  ...originRequestPolicyIn(behaviour, edge),
  ResponseHeadersPolicyId: ref(headersPolicyId(behaviour, edge)),
});

/** S3 is told the path alone: a header of the viewer's could not be signed for it. */
const originRequestPolicyIn = (behaviour: Behaviour, edge: Edge): Json => {
  if (isBucket(behaviour, edge)) return {};
  return { OriginRequestPolicyId: behaviour.cache ? ref('ReadingRequests') : ALL_BUT_HOST };
};

export const isBucket = ({ origin }: Behaviour, { origins }: Edge): boolean =>
  origins.some(({ id, bucket }) => id === origin && bucket !== null);

/** Behaviours with the same headers share a policy, named after the first of them: an account has 20. */
const headersPolicyId = ({ headers }: Behaviour, { behaviours }: Edge): string => {
  const first = behaviours.find((one) => JSON.stringify(one.headers) === JSON.stringify(headers)) as Behaviour;
  return logicalId('headers', idOf(first));
};

/** Renders what the behaviours of a distribution refer to. */
export const policies = (edge: Edge, stage: string): Json => ({
  ...Object.fromEntries(
    edge.behaviours.filter(({ cache }) => cache).map((one) => [cachePolicyId(one), cachePolicy(one, stage)]),
  ),
  ReadingRequests: readingRequests(edge, stage),
  ...Object.fromEntries(
    edge.behaviours.map((one) => {
      const id = headersPolicyId(one, edge);
      return [id, headersPolicy(one.headers, nameIn(stage, id))];
    }),
  ),
});

/** As long as the answer says, and not at all when it says nothing. */
const cachePolicy = (behaviour: Behaviour, stage: string): Json => ({
  Type: 'AWS::CloudFront::CachePolicy',
  Properties: {
    CachePolicyConfig: {
      Name: nameIn(stage, cachePolicyId(behaviour)),
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: YEAR_SECONDS,
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingBrotli: true,
        EnableAcceptEncodingGzip: true,
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: isTooLong(behaviour) ? { QueryStringBehavior: 'all' } : listed(behaviour),
      },
    },
  },
});

const listed = ({ cache }: Behaviour): Json =>
  cache?.query.length
    ? { QueryStringBehavior: 'whitelist', QueryStrings: cache.query }
    : { QueryStringBehavior: 'none' };

/** A cached path is read for everyone: beside what is in the key, the API is told whom it is read for, to count by. */
const readingRequests = ({ viewerHeader }: Edge, stage: string): Json => ({
  Type: 'AWS::CloudFront::OriginRequestPolicy',
  Properties: {
    OriginRequestPolicyConfig: {
      Name: nameIn(stage, 'ReadingRequests'),
      CookiesConfig: { CookieBehavior: 'none' },
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: [viewerHeader] },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    },
  },
});

const headersPolicy = (headers: Behaviour['headers'], Name: string): Json => {
  const {
    'strict-transport-security': transport,
    'content-security-policy': content,
    'x-content-type-options': sniffing,
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed,
    ...others
  } = headers;
  const custom = Object.entries(others);
  if (sniffing !== undefined && sniffing !== 'nosniff') throw new Error(`x-content-type-options: ${sniffing}`);
  return {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        Name,
        SecurityHeadersConfig: {
          ...(transport ? { StrictTransportSecurity: { ...transportOf(transport), Override: true } } : {}),
          ...(content ? { ContentSecurityPolicy: { ContentSecurityPolicy: content, Override: true } } : {}),
          ...(sniffing ? { ContentTypeOptions: { Override: true } } : {}),
        },
        ...(origin ? { CorsConfig: cors(origin, exposed) } : {}),
        ...(custom.length > 0
          ? { CustomHeadersConfig: { Items: custom.map(([Header, Value]) => ({ Header, Value, Override: true })) } }
          : {}),
      },
    },
  };
};

/** @throws Error for a text that CloudFront has no words for */
const transportOf = (text: string): Json => {
  const [, seconds, within] = /^max-age=(\d+)(; includeSubDomains)?$/.exec(text) ?? [];
  if (seconds === undefined) throw new Error(`strict-transport-security: ${text}`);
  return { AccessControlMaxAgeSec: Number(seconds), IncludeSubdomains: within !== undefined };
};

/** For every reader the same, over what the origin says: one reader's origin would be kept for all. */
const cors = (origin: string, exposed: string | undefined): Json => ({
  AccessControlAllowCredentials: false,
  AccessControlAllowHeaders: { Items: ['*'] },
  AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
  AccessControlAllowOrigins: { Items: [origin] },
  ...(exposed ? { AccessControlExposeHeaders: { Items: exposed.split(',') } } : {}),
  OriginOverride: true,
});

import { runInNewContext } from 'node:vm';
import type { Any, Template } from '../templates.ts';

/** What a template says of a behaviour, in the words of stack/edge.ts. */
export interface Rendered {
  readonly pattern: string;
  readonly origin: { readonly bucket: string | null; readonly path: string; readonly timeoutSeconds: number };
  readonly cache: { readonly query: readonly string[] } | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly methods: readonly string[];
}

/** Of AWS's own policies: those that are used, by what AWS's documents say of them. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** Reads the behaviours out of a template, in the order in which CloudFront looks at them. @param names that a query may have */
export const behavioursIn = ({ resources }: Pick<Template, 'resources'>, names: readonly string[]): Rendered[] => {
  const { CacheBehaviors, DefaultCacheBehavior, Origins } = resources['Distribution'].Properties.DistributionConfig;
  const found = [...CacheBehaviors, { PathPattern: '*', ...DefaultCacheBehavior }];
  return found.map((behaviour: Any) => ({
    pattern: behaviour.PathPattern,
    origin: originIn(Origins.find(({ Id }: Any) => Id === behaviour.TargetOriginId)),
    cache: cacheIn(resources, behaviour, names),
    headers: headersIn(resources[behaviour.ResponseHeadersPolicyId.Ref].Properties.ResponseHeadersPolicyConfig),
    methods: behaviour.AllowedMethods,
  }));
};

const originIn = ({ DomainName, OriginPath, CustomOriginConfig, S3OriginConfig }: Any): Rendered['origin'] => {
  const domain = JSON.stringify(DomainName['Fn::Sub']);
  const [, stage, bucket] = domain.match(/"floodgate-(\w+)-\S+?Region}-([\w-]+)\.s3\./) ?? [];
  return {
    bucket: bucket === undefined ? null : `floodgate-${stage}-${bucket}`,
    path: OriginPath,
    timeoutSeconds: (CustomOriginConfig ?? S3OriginConfig).OriginReadTimeout,
  };
};

const cacheIn = (resources: Any, behaviour: Any, names: readonly string[]): Rendered['cache'] => {
  if (behaviour.CachePolicyId === CACHING_DISABLED) return null;
  const { MinTTL, ParametersInCacheKeyAndForwardedToOrigin: key } =
    resources[behaviour.CachePolicyId.Ref].Properties.CachePolicyConfig;
  const others = [MinTTL, key.CookiesConfig.CookieBehavior, key.HeadersConfig.HeaderBehavior];
  if (others.join() !== '0,none,none') throw new Error(`${behaviour.PathPattern}: ${others}`);
  const { QueryStringBehavior, QueryStrings = [] } = key.QueryStringsConfig;
  return { query: QueryStringBehavior === 'all' ? leftBy(viewerCode(resources, behaviour), names) : QueryStrings };
};

/** The names that the viewer function leaves, of all these and one that nobody knows. */
const leftBy = (code: string, names: readonly string[]): string[] => {
  const querystring = Object.fromEntries([...names, 'utm_source'].map((name) => [name, { value: 'x' }]));
  return Object.keys(ranViewer(code, { querystring }).querystring).sort();
};

const headersIn = ({
  SecurityHeadersConfig: security,
  CorsConfig,
  CustomHeadersConfig,
}: Any): Record<string, string> => {
  const transport = security.StrictTransportSecurity;
  const given: [string, string | undefined, boolean][] = [
    [
      'strict-transport-security',
      `max-age=${transport?.AccessControlMaxAgeSec}${transport?.IncludeSubdomains ? '; includeSubDomains' : ''}`,
      transport?.Override,
    ],
    [
      'content-security-policy',
      security.ContentSecurityPolicy?.ContentSecurityPolicy,
      security.ContentSecurityPolicy?.Override,
    ],
    ['x-content-type-options', 'nosniff', security.ContentTypeOptions?.Override],
    ['access-control-allow-origin', CorsConfig?.AccessControlAllowOrigins.Items.join(), CorsConfig?.OriginOverride],
    ['access-control-expose-headers', CorsConfig?.AccessControlExposeHeaders?.Items.join(), CorsConfig?.OriginOverride],
    ...(CustomHeadersConfig?.Items ?? []).map(({ Header, Value, Override }: Any) => [Header, Value, Override]),
  ];
  return Object.fromEntries(given.flatMap(([name, value, over]) => (value && over ? [[name, value]] : [])));
};

/** The code of the function that a behaviour has its viewers' requests go through. */
export const viewerCode = (resources: Any, { FunctionAssociations }: Any): string =>
  resources[FunctionAssociations[0].FunctionARN['Fn::GetAtt'][0]].Properties.FunctionCode;

/** Runs that code as CloudFront does: an event in, a request out, nothing of Node around it. */
export const ranViewer = (code: string, request: Any): Any => {
  const event = { viewer: { ip: '203.0.113.7' }, request: { headers: {}, querystring: {}, ...request } };
  return JSON.parse(runInNewContext(`'use strict';${code};JSON.stringify(handler(${JSON.stringify(event)}))`));
};

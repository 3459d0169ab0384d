import { describe, expect, test } from 'vitest';
import { edgeTemplate as render } from '../../../stack/cloudformation/edge/edge.ts';
import { type Edge, edgeOf } from '../../../stack/edge.ts';
import { loadStack } from '../../../stack/load.js';
import { type Any, edgeTemplate, STAGE, type Template, withEdge } from '../templates.ts';
import { behavioursIn, type Rendered, ranViewer, viewerCode } from './read-template.ts';

const stack = await loadStack({ file: withEdge });
const edge = edgeOf(stack);
const template = edgeTemplate(stack);
const config = template.resources['Distribution'].Properties.DistributionConfig;
const names = [...new Set(edge.behaviours.flatMap(({ cache }) => cache?.query ?? []))];

/** A copy with one thing wrong. */
const spoilt = (change: (resources: Any) => unknown): Template => {
  const copy = structuredClone(template);
  change(copy.resources);
  return copy;
};

const READ = ['GET', 'HEAD'];
const EVERY = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** What stack/edge.ts says of each behaviour. */
const wanted: Rendered[] = edge.behaviours.map(({ pattern, origin: id, cache, headers }) => {
  const { bucket, path, timeoutSeconds } = edge.origins.find((one) => one.id === id) as Edge['origins'][number];
  return { pattern, origin: { bucket, path, timeoutSeconds }, cache, headers, methods: cache ? READ : EVERY };
});

describe('the template of the edge', () => {
  test('has every behaviour of the value, in its order: origin, key, methods, headers, time-outs', () => {
    expect(wanted.length).toBeGreaterThan(6);
    expect(behavioursIn(template, names)).toEqual(wanted);
  });

  test.each<[string, (resources: Any) => unknown]>([
    ['a behaviour too few', ({ Distribution }) => behaviours(Distribution).splice(2, 1)],
    ['two in the other order', ({ Distribution }) => behaviours(Distribution).reverse()],
    ['another origin', ({ Distribution }) => Object.assign(behaviours(Distribution)[3], { TargetOriginId: 'api' })],
    ['another path of an origin', ({ Distribution }) => Object.assign(origins(Distribution)[2], { OriginPath: '' })],
    [
      'another time-out',
      ({ Distribution }) => Object.assign(origins(Distribution)[1].CustomOriginConfig, { OriginReadTimeout: 30 }),
    ],
    [
      'a preview that is cached',
      ({ Distribution }) => Object.assign(behaviours(Distribution)[1], { CachePolicyId: { Ref: 'CacheRest' } }),
    ],
    ['a method too many', ({ Distribution }) => void behaviours(Distribution)[2].AllowedMethods.push('POST')],
    ['a name of a query too few', ({ CacheRest }) => void queries(CacheRest).QueryStrings.pop()],
    ['every query in the key', ({ CacheRest }) => Object.assign(queries(CacheRest), { QueryStringBehavior: 'all' })],
    ['a query that nothing cuts', (resources) => Object.assign(resources, { ViewerApiV1Products: resources.Viewer })],
    [
      'a header too few',
      ({ HeadersMedia }) =>
        void delete HeadersMedia.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy,
    ],
    [
      'a header under the origin’s',
      ({ HeadersApiV1Content }) =>
        Object.assign(HeadersApiV1Content.Properties.ResponseHeadersPolicyConfig.CorsConfig, { OriginOverride: false }),
    ],
  ])('%s is found', (_, change) => {
    expect(behavioursIn(spoilt(change), names)).not.toEqual(wanted);
  });
  const behaviours = ({ Properties }: Any): Any[] => Properties.DistributionConfig.CacheBehaviors;
  const origins = ({ Properties }: Any): Any[] => Properties.DistributionConfig.Origins;
  const queries = ({ Properties }: Any): Any =>
    Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig;

  test('shows every leaf of the value', () => {
    // One that is refused has been seen too.
    const shown = (value: Edge): string => {
      try {
        return JSON.stringify(render(stack, 'edge', value));
      } catch (error) {
        return String(error);
      }
    };
    const overlooked = [...leaves(edge)].filter((path) => shown(changed(edge, path)) === shown(edge));
    expect(overlooked.map((path) => path.join('.'))).toEqual([]);
  });

  test('a policy lists at most ten names of a query, as many as an account has without asking', () => {
    const lists = Object.values<Any>(template.resources).flatMap(
      ({ Properties }) =>
        (Properties.CachePolicyConfig?.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig.QueryStrings ?? [])
          .length,
    );
    expect(Math.max(...lists)).toBeLessThanOrEqual(10);
  });

  test('a cached answer lives as long as it says, a year at most, and each is compressed', () => {
    const policies = Object.values<Any>(template.resources).flatMap(
      ({ Properties }) => Properties.CachePolicyConfig ?? [],
    );
    expect(policies).toHaveLength(edge.behaviours.filter(({ cache }) => cache).length);
    for (const policy of policies)
      expect(policy).toMatchObject({
        MinTTL: 0,
        DefaultTTL: 0,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: { EnableAcceptEncodingGzip: true, EnableAcceptEncodingBrotli: true },
      });
  });

  test('the API hears of a cached path’s viewer the address alone, of another one’s all but the host; the bucket nothing', () => {
    const { ReadingRequests } = template.resources;
    expect(ReadingRequests.Properties.OriginRequestPolicyConfig).toMatchObject({
      CookiesConfig: { CookieBehavior: 'none' },
      HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['x-viewer-address'] },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    });
    const told = [...config.CacheBehaviors, config.DefaultCacheBehavior].map(
      ({ OriginRequestPolicyId, FunctionAssociations }) => [OriginRequestPolicyId, FunctionAssociations?.length],
    );
    const allButHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
    expect(told).toEqual(
      wanted.map(({ origin, cache }) => {
        if (origin.bucket !== null) return [undefined, undefined];
        return [cache ? { Ref: 'ReadingRequests' } : allButHost, 1];
      }),
    );
  });

  test('an origin is asked once, with the secret; where answers are kept, by one place for all', () => {
    for (const { Id, OriginCustomHeaders, ConnectionAttempts, OriginShield } of config.Origins) {
      expect(ConnectionAttempts).toBe(1);
      expect(OriginShield.Enabled, Id).toBe(Id !== 'api');
      expect(OriginCustomHeaders, Id).toEqual(
        Id === 'media' ? undefined : [{ HeaderName: 'x-origin-secret', HeaderValue: { Ref: 'OriginSecret' } }],
      );
    }
    expect(template.parameters['OriginSecret']).toEqual({
      Type: 'String',
      NoEcho: true,
      Default: `{{resolve:secretsmanager:floodgate-${STAGE}-origin-secrets:SecretString:sent::${withEdge.secrets['origin-secrets']}}}`,
    });
  });

  test('errors are kept for a second, the rest is over TLS, and the front page is home', () => {
    expect(config.CustomErrorResponses.map(({ ErrorCode }: Any) => ErrorCode)).toEqual([
      400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504,
    ]);
    expect(config.CustomErrorResponses.every((one: Any) => one.ErrorCachingMinTTL === 1 && !one.ResponsePagePath)).toBe(
      true,
    );
    expect(config).toMatchObject({
      DefaultRootObject: 'home',
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      PriceClass: 'PriceClass_All',
      CacheTagConfig: { HeaderName: 'cache-tag' },
      Aliases: ['shop.com'],
      ViewerCertificate: { SslSupportMethod: 'sni-only', MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    for (const { ViewerProtocolPolicy } of [...config.CacheBehaviors, config.DefaultCacheBehavior])
      expect(ViewerProtocolPolicy).toBe('redirect-to-https');
    expect(template.resources['DistributionParameter'].Properties).toEqual({
      Name: `/floodgate/${STAGE}/edge/distribution`,
      Type: 'String',
      Value: { Ref: 'Distribution' },
    });
  });

  test('access logs have the pattern of a path and nothing of the viewer, who asks for previews and orders by secrets', () => {
    const { RecordFields } = template.resources['LogDelivery'].Properties;
    expect(RecordFields).toContain('cache-behavior-path-pattern');
    expect(RecordFields).toContain('sc-status');
    expect(
      RecordFields.filter((field: string) =>
        /uri|query|refer|cookie|c-ip|c-port|forwarded|agent|country|asn|header/i.test(field),
      ),
    ).toEqual([]);
    expect(config.Logging).toBeUndefined();
  });

  test('it reads buckets that are there', () => {
    const buckets = stack.modules.flatMap((module) => module.buckets.map(({ name }) => name));
    expect(edge.origins.flatMap(({ bucket }) => bucket ?? []).filter((name) => !buckets.includes(name))).toEqual([]);
  });
});

describe('the viewer’s address', () => {
  const code = viewerCode(template.resources, config.DefaultCacheBehavior);

  test('is the one that connected, whatever the client sent', () => {
    const headers = {
      'x-viewer-address': { value: '10.0.0.1', multiValue: [{ value: '10.0.0.1' }] },
      accept: { value: '*/*' },
    };
    expect(ranViewer(code, { uri: '/home', headers }).headers).toEqual({
      'x-viewer-address': { value: '203.0.113.7' },
      accept: { value: '*/*' },
    });
  });

  test('the rest of the request goes on as it came; a query only where a policy counts its names', () => {
    const querystring = { q: { value: 'mug' }, utm_source: { value: 'mail' } };
    const request = { method: 'GET', uri: '/search', querystring };
    expect(ranViewer(code, request)).toEqual({ ...request, headers: { 'x-viewer-address': { value: '203.0.113.7' } } });
  });

  test('every behaviour of the API goes through such code', () => {
    for (const one of [...config.CacheBehaviors, config.DefaultCacheBehavior])
      if (one.TargetOriginId !== 'media')
        expect(ranViewer(viewerCode(template.resources, one), {}).headers['x-viewer-address'].value).toBe(
          '203.0.113.7',
        );
  });
});

type Path = readonly (string | number)[];
/** Paths of all leaves of a value. */
function* leaves(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) yield path;
  else
    for (const [key, inner] of Object.entries(value))
      yield* leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}
/** A copy in which the leaf at a path is another. */
const changed = (value: Edge, path: Path): Edge => {
  const copy = structuredClone(value);
  const last = path.slice(0, -1).reduce((inner: Any, key) => inner[key], copy);
  const key = path.at(-1) as string;
  // An origin's id is a name that its behaviours go by: any other one, there too.
  last[key] =
    typeof last[key] === 'number'
      ? last[key] + 1
      : last[key] === null
        ? key === 'cache'
          ? { query: [] }
          : 'floodgate-x-bucket'
        : `${last[key]}x`;
  return copy;
};

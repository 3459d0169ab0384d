import type { Edge, Origin } from '../../edge.ts';
import type { EdgeStage } from '../../model.ts';
import { bucketName, type Json, ref, shared, sub } from '../names.ts';

/** API Gateway and S3 take a connection within milliseconds; what does not is down. */
const CONNECT_SECONDS = 2;

/**
 * Where Origin Shield is, by the region of the stage: there, or where AWS says that it is nearest ("Use Amazon CloudFront
 * Origin Shield", developer guide). A region that is not here ends the deployment with its name.
 */
const here = [
  ...['us-east-1', 'us-east-2', 'us-west-2', 'ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-1'],
  ...['ap-southeast-2', 'eu-central-1', 'eu-west-1', 'eu-west-2', 'sa-east-1'],
];
const nearest = {
  'us-west-1': 'us-west-2',
  'ca-central-1': 'us-east-1',
  'af-south-1': 'eu-west-1',
  'ap-east-1': 'ap-southeast-1',
  'eu-south-1': 'eu-central-1',
  'eu-west-3': 'eu-west-2',
  'eu-north-1': 'eu-west-2',
  'me-south-1': 'ap-south-1',
};
export const shieldRegions: Json = Object.fromEntries(
  [...here.map((region) => [region, region]), ...Object.entries(nearest)].map(([from, to]) => [from, { Shield: to }]),
);
const shield = { 'Fn::FindInMap': ['ShieldRegions', ref('AWS::Region'), 'Shield'] };

/** Signs requests for the bucket, which lets no one else in. */
export const bucketAccess = (stage: string): Json => ({
  Type: 'AWS::CloudFront::OriginAccessControl',
  Properties: {
    OriginAccessControlConfig: {
      Name: `floodgate-${stage}`,
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    },
  },
});

/** The origins as a distribution has them: each is asked once, and those with a cache through one place for all readers. */
export const originsOf = (edge: Edge, stage: string, { secret }: EdgeStage, slice: string | undefined): Json[] =>
  edge.origins.map((origin) => ({
    Id: origin.id,
    OriginPath: origin.path,
    ConnectionAttempts: 1,
    ConnectionTimeout: CONNECT_SECONDS,
    OriginShield: edge.behaviours.some((one) => one.origin === origin.id && one.cache)
      ? { Enabled: true, OriginShieldRegion: shield }
      : { Enabled: false },
    ...(origin.bucket === null ? api(origin, edge, stage, secret, slice) : bucket(origin.bucket, origin, stage)),
  }));

const bucket = (name: string, { timeoutSeconds }: Origin, stage: string): Json => ({
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
  DomainName: sub(`${bucketName(stage, name)}.s3.${'${AWS::Region}.${AWS::URLSuffix}'}`),
  S3OriginConfig: { OriginAccessIdentity: '', OriginReadTimeout: timeoutSeconds },
  OriginAccessControlId: ref('BucketAccess'),
});

const api = (
  { timeoutSeconds }: Origin,
  { secretHeader }: Edge,
  stage: string,
  secret: EdgeStage['secret'],
  slice: string | undefined,
): Json => ({
  DomainName: sub(`\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`, { Api: shared(stage, slice).api }),
  CustomOriginConfig: {
    OriginProtocolPolicy: 'https-only',
    OriginSSLProtocols: ['TLSv1.2'],
    OriginReadTimeout: timeoutSeconds,
  },
  ...(secret ? { OriginCustomHeaders: [{ HeaderName: secretHeader, HeaderValue: ref(SECRET_PARAMETER) }] } : {}),
});

const SECRET_PARAMETER = 'OriginSecret';
/** The one secret that the edge sends, of those that the API accepts; as a parameter's default, as all secrets are. */
export const secretParameter = (stage: string, { secret }: EdgeStage): Json =>
  secret
    ? {
        [SECRET_PARAMETER]: {
          Type: 'String',
          NoEcho: true,
          Default: `{{resolve:secretsmanager:floodgate-${stage}-${secret.name}:SecretString:${secret.field}::${secret.version}}}`,
        },
      }
    : {};

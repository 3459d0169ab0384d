/** A part of a CloudFormation template. */
export type Json = Record<string, unknown>;

/** osls puts the stage in when it reads the template; `floodgate-<stage>-…` is the start of every name. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
export const STAGE = '${sls:stage}';

/** Function, queue, alarm and log group share one name. */
export const nameOf = (module: string, file: string): string => `floodgate-${STAGE}-${module}-${file}`;
export const tableName = (module: string): string => `floodgate-${STAGE}-${module}`;

const words = (text: string): string[] => text.split(/[^A-Za-z0-9]+/).filter(Boolean);
/** `orders`, `get-order` → `OrdersGetOrder`: the name of a resource inside its template. */
export const logicalId = (...parts: string[]): string =>
  parts
    .flatMap(words)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
/** `orders`, `get-order` → `ordersGetOrder`: osls takes no other form of function keys. */
export const functionKey = (...parts: string[]): string => {
  const id = logicalId(...parts);
  return id.charAt(0).toLowerCase() + id.slice(1);
};

export const sub = (text: string): Json => ({ 'Fn::Sub': text });
export const ref = (id: string): Json => ({ Ref: id });
export const attribute = (id: string, name = 'Arn'): Json => ({ 'Fn::GetAtt': [id, name] });

/** An ARN by name: it ties no two stacks together. `resource` begins with what follows the account. */
export const arn = (service: string, resource: string): Json =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
export const tableArn = (module: string): Json => arn('dynamodb', `table/${tableName(module)}`);
export const indexArn = (module: string): Json => arn('dynamodb', `table/${tableName(module)}/index/*`);
export const queueArn = (name: string): Json => arn('sqs', name);

/** Bucket names are the world's: account and region make them ours. */
export const BUCKET_PREFIX = `floodgate-${STAGE}-\${AWS::AccountId}-\${AWS::Region}`;
export const bucketName = (module: string, bucket: string): Json => sub(`${BUCKET_PREFIX}-${module}-${bucket}`);
export const bucketArn = (module: string, bucket: string, objects = ''): Json =>
  sub(`arn:\${AWS::Partition}:s3:::${BUCKET_PREFIX}-${module}-${bucket}${objects}`);

/**
 * What all modules share lives in platform's stack, under these logical ids. Another module's stack imports it by the
 * name that platform's exports it under; in platform's own template, and in the whole, it is referred to.
 */
export const shared = (slice: string | undefined) => {
  const here = slice === undefined || slice === 'platform';
  const imported = (name: string): Json => ({ 'Fn::ImportValue': `floodgate-${STAGE}-${name}` });
  return {
    here,
    topic: here ? ref('EventsTopic') : imported('events'),
    alarms: here ? ref('AlarmsTopic') : imported('alarms'),
    api: here ? ref('HttpApi') : imported('http-api'),
  };
};

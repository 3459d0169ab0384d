import type { Resource } from '../roles.ts';

/** A part of a CloudFormation template. */
export type Json = Record<string, unknown>;

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

export const sub = (text: string, values?: Json): Json => ({ 'Fn::Sub': values ? [text, values] : text });
export const ref = (id: string): Json => ({ Ref: id });
export const attribute = (id: string, name = 'Arn'): Json => ({ 'Fn::GetAtt': [id, name] });

/** An ARN by name: it ties no two stacks together. `resource` begins with what follows the account. */
export const arn = (service: string, resource: string): Json =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

/** Bucket names are the world's: account and region make them ours. `floodgate-<stage>-<account>-<region>-<module>-<bucket>`. */
export const bucketName = (stage: string, name: string): string =>
  `${bucketPrefix(stage)}${name.slice(`floodgate-${stage}`.length)}`;
export const bucketPrefix = (stage: string): string => `floodgate-${stage}-\${AWS::AccountId}-\${AWS::Region}`;

/** The ARN of what a grant is about. */
export const arnOf = (stage: string, { kind, name }: Resource, slice?: string): Json => {
  switch (kind) {
    case 'table':
      return arn('dynamodb', `table/${name}`);
    case 'indexes':
      return arn('dynamodb', `table/${name}/index/*`);
    case 'stream':
      return arn('dynamodb', `table/${name}/stream/*`);
    case 'queue':
      return arn('sqs', name);
    case 'topic':
      return arn('sns', name);
    case 'logs':
      return arn('logs', `log-group:/aws/lambda/${name}:*`);
    case 'bucket':
    case 'objects':
      return sub(`arn:\${AWS::Partition}:s3:::${bucketName(stage, name)}${kind === 'objects' ? '/*' : ''}`);
    case 'sender':
      return arn('ses', `identity/${name}`);
    case 'distribution':
      return sub(`arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/${name}`);
    case 'parameter':
      return arn('ssm', `parameter${name}`);
    case 'domain':
      return arn('es', `domain/${name}/*`);
    case 'key':
      return shared(stage, slice).owned(name);
  }
};

/**
 * What all modules share lives in platform's stack, under these logical ids. Another module's stack imports it by the
 * name that platform's exports it under; in platform's own template, and in the whole, it is referred to.
 */
export const shared = (stage: string, slice: string | undefined) => {
  const here = slice === undefined || slice === 'platform';
  const imported = (name: string): Json => ({ 'Fn::ImportValue': `floodgate-${stage}-${name}` });
  return {
    here,
    events: here ? ref('EventsTopic') : imported('events'),
    /** The ARN of something of platform's by the name of its export. */
    owned: (name: string): Json => (here ? attribute(logicalId(name)) : imported(name)),
    pager: here ? ref('AlarmsTopic') : imported('alarms'),
    api: here ? ref('HttpApi') : imported('http-api'),
  };
};

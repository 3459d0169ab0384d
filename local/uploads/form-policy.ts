import { S3Refusal } from './s3-refusal.ts';
import { checkSignature } from './signature.ts';

/** The bounds that a presigned form sets for the file's size, in bytes. */
export interface SizeBounds {
  readonly min: number;
  readonly max: number;
}

const denied = (reason: string): S3Refusal =>
  new S3Refusal(403, 'AccessDenied', `Invalid according to Policy: ${reason}`);

/** Fields that need no condition. */
const FREE = /^(x-amz-signature|policy|file|x-ignore-.*)$/;

type Condition = Record<string, string> | [string, ...unknown[]];

const parsed = (policy: string): { expiration: string; conditions: Condition[] } => {
  try {
    const value = JSON.parse(Buffer.from(policy, 'base64').toString('utf8')) as {
      expiration?: unknown;
      conditions?: unknown;
    };
    if (typeof value.expiration === 'string' && Array.isArray(value.conditions)) return value as never;
  } catch {
    // The same answer as for a policy of another shape.
  }
  throw new S3Refusal(
    400,
    'InvalidPolicyDocument',
    'The content of the form does not meet the conditions specified in the policy document.',
  );
};

/**
 * Checks a presigned form (browser-based upload, POST policy of signature version 4) as S3 does: signature,
 * expiration, every condition, and that no field lacks one. Field names are in lower case.
 * @returns the size bounds of the file, which is checked while it streams
 */
export const checkForm = (bucket: string, fields: Readonly<Record<string, string>>, now: number): SizeBounds => {
  const { policy } = fields;
  if (!policy || !fields['x-amz-signature']) throw new S3Refusal(403, 'AccessDenied', 'Access Denied');
  checkSignature(fields['x-amz-credential'] ?? '', fields['x-amz-signature'], policy);
  const { expiration, conditions } = parsed(policy);
  if (!(Date.parse(expiration) > now)) throw denied('Policy expired.');
  const values: Record<string, string> = { ...fields, bucket };
  const covered = new Set(['bucket']);
  let bounds: SizeBounds = { min: 0, max: 5 * 1024 ** 3 };
  const failed = (condition: unknown): S3Refusal => denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      for (const [field, value] of Object.entries(condition)) {
        const name = field.toLowerCase();
        covered.add(name);
        if (values[name] !== value) throw failed(['eq', `$${field}`, value]);
      }
      continue;
    }
    const [operator, first, second] = condition;
    if (operator === 'content-length-range') {
      bounds = { min: Number(first), max: Number(second) };
      continue;
    }
    const name = String(first).replace(/^\$/, '').toLowerCase();
    covered.add(name);
    const value = values[name] ?? '';
    const holds = operator === 'eq' ? value === second : operator === 'starts-with' && value.startsWith(String(second));
    if (!holds) throw failed(condition);
  }
  const extra = Object.keys(fields).find((name) => !covered.has(name) && !FREE.test(name));
  if (extra) throw denied(`Extra input fields: ${extra}`);
  return bounds;
};

import type { Grant } from '../roles.ts';
import { arnOf, type Json, logicalId } from './names.ts';

export const roleId = (module: string): string => logicalId('role', module);

const statementOf = (stage: string, slice: string | undefined, { actions, resources, leadingKeys }: Grant): Json => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources.map((resource) => arnOf(stage, resource, slice)),
  ...(leadingKeys.length > 0
    ? { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } } }
    : {}),
});

/** A module's role, which all its functions run under. */
export const roleOf = (module: string, grants: readonly Grant[], stage: string, slice: string | undefined): Json => ({
  [roleId(module)]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: module,
          PolicyDocument: { Version: '2012-10-17', Statement: grants.map((grant) => statementOf(stage, slice, grant)) },
        },
      ],
    },
  },
});

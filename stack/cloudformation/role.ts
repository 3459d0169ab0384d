import type { Role } from '../model.ts';
import type { Grant } from '../roles.ts';
import { arnOf, type Json, logicalId } from './names.ts';

export const roleId = (name: string): string => logicalId('role', name);

const statementOf = (stage: string, slice: string | undefined, { actions, resources, leadingKeys }: Grant): Json => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources.map((resource) => arnOf(stage, resource, slice)),
  ...(leadingKeys.length > 0
    ? { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } } }
    : {}),
});

/** A role, which all functions of a module, or those of a group, run under. */
export const roleOf = ({ name, grants }: Role, stage: string, slice: string | undefined): Json => ({
  [roleId(name)]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: name,
          PolicyDocument: { Version: '2012-10-17', Statement: grants.map((grant) => statementOf(stage, slice, grant)) },
        },
      ],
    },
  },
});

import type { Stack } from '../model.ts';
import { type Json, ref, sub } from './names.ts';

/**
 * What every module uses and platform's stack owns: the topics with their key, and who is paged. osls makes the HTTP API;
 * secrets are made before the first deployment (docs/how-to/stages.md).
 */
export const sharedResources = ({ stage, events, pager }: Stack): Json => ({
  TopicsKey: {
    Type: 'AWS::KMS::Key',
    Properties: {
      Description: `Encrypts the topics of floodgate-${stage}`,
      EnableKeyRotation: true,
      KeyPolicy: keyPolicy,
    },
  },
  EventsTopic: topic(events.name),
  AlarmsTopic: topic(pager.name),
  ...(pager.endpoint === null ? {} : { AlarmsSubscription: subscription(pager.endpoint) }),
});

const topic = (TopicName: string): Json => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName, KmsMasterKeyId: ref('TopicsKey') },
});

/** Whom alarms reach: an address with an at sign by mail, `https://…` by request, a number by text message. */
const subscription = (endpoint: string): Json => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: ref('AlarmsTopic'),
    Protocol: endpoint.startsWith('https://') ? 'https' : endpoint.includes('@') ? 'email' : 'sms',
    Endpoint: endpoint,
  },
});

/** CloudWatch could not publish to a topic under AWS's own key, whose policy cannot be changed. */
const keyPolicy: Json = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'RolesOfThisAccount',
      Effect: 'Allow',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own
      Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'Alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
    },
  ],
};

/** What the other modules' stacks import. */
export const sharedOutputs = (stage: string): Json => {
  const exported = (Value: Json, name: string): Json => ({ Value, Export: { Name: `floodgate-${stage}-${name}` } });
  return {
    Api: exported(ref('HttpApi'), 'http-api'),
    Events: exported(ref('EventsTopic'), 'events'),
    Alarms: exported(ref('AlarmsTopic'), 'alarms'),
    TopicsKeyArn: exported({ 'Fn::GetAtt': ['TopicsKey', 'Arn'] }, 'topics-key'),
  };
};

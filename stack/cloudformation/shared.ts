import type { Stack } from '../model.ts';
import { type Json, ref, sub } from './names.ts';

/**
 * What every module uses and platform's stack owns: the topics with their key, who is paged, the stage's key. osls makes
 * the HTTP API.
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
  StageKey: {
    Type: 'AWS::SecretsManager::Secret',
    // Order tokens and buyer keys are made with it: a new one would orphan them all. A first deployment that is rolled
    // back takes it along, or the next one could not create it again.
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Name: `floodgate-${stage}-stage-key`,
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    },
  },
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

import { type Json, ref, STAGE } from './names.ts';

const exported = (Value: Json, name: string): Json => ({ Value, Export: { Name: `floodgate-${STAGE}-${name}` } });

/** What every module uses and platform's stack owns: the topics and the stage's key. osls makes the HTTP API. */
export const sharedResources: Json = {
  EventsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `floodgate-${STAGE}-events` } },
  AlarmsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `floodgate-${STAGE}-alarms` } },
  StageKey: {
    Type: 'AWS::SecretsManager::Secret',
    // Order tokens and buyer keys are made with it: a new one would orphan them all.
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      Name: `floodgate-${STAGE}-stage-key`,
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    },
  },
};

export const sharedOutputs: Json = {
  Api: exported(ref('HttpApi'), 'http-api'),
  Events: exported(ref('EventsTopic'), 'events'),
  Alarms: exported(ref('AlarmsTopic'), 'alarms'),
};

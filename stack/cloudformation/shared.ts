import { type Json, ref, STAGE } from './names.ts';

const exported = (Value: Json, name: string): Json => ({ Value, Export: { Name: `floodgate-${STAGE}-${name}` } });

/** What every module uses and platform's stack owns: the topics. osls makes the HTTP API. */
export const sharedResources: Json = {
  EventsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `floodgate-${STAGE}-events` } },
  AlarmsTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `floodgate-${STAGE}-alarms` } },
};

export const sharedOutputs: Json = {
  Api: exported(ref('HttpApi'), 'http-api'),
  Events: exported(ref('EventsTopic'), 'events'),
  Alarms: exported(ref('AlarmsTopic'), 'alarms'),
};

import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { nowMs } from '#lib/clock.ts';
import { ACCOUNT, REGION } from '../environment.ts';

/** The context that Lambda hands to a handler, for one invocation. */
export const lambdaContext = (functionName: string, timeoutSeconds: number, memoryMb: number): Context => {
  const deadline = nowMs() + timeoutSeconds * 1000;
  const outdated = () => {
    throw new Error('context.done, succeed and fail left Lambda with Node.js 24');
  };
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - nowMs()),
    done: outdated,
    fail: outdated,
    succeed: outdated,
  };
};

import type { SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { sqs } from '#lib/send.ts';
import { scope } from '#lib/trace.ts';
import type { Message } from '../triggers/sqs-event.ts';

/**
 * Lambda's recursive loop detection. A chain of messages carries how often each function was invoked in it; the message
 * that would invoke one again after 16 times is not delivered but put among the function's dead letters, unless the
 * function says `recursiveLoop: 'Allow'`. Chains are followed through SQS (and SNS, S3), not through a table's stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html ("approximately 16 times"; there the SDK carries
 * the lineage in X-Amzn-Trace-Id, and what was ended is counted as RecursiveInvocationsDropped)
 */
export const MOST_INVOCATIONS = 16;
const ATTRIBUTE = 'lineage';

/** How often each function was invoked in a chain, by its name. */
type Lineage = Readonly<Record<string, number>>;

export interface LoopDetection {
  /** Parts messages into those that are delivered to a function and those whose chain is ended. */
  admit(functionName: string, allowed: boolean, messages: readonly Message[]): { run: Message[]; ended: Message[] };
  /** Forgets messages that were worked. */
  forget(messages: readonly Message[]): void;
}

const lineageOf = ({ MessageAttributes }: Message): Lineage =>
  JSON.parse(MessageAttributes?.[ATTRIBUTE]?.StringValue ?? '{}') as Lineage;

/** Follows the chains of one process: what is sent while a message is worked carries that message's lineage on. */
export const createLoopDetection = (): LoopDetection => {
  const worked = new Map<string, Lineage>();
  sqs().middlewareStack.add(
    (next) => (args) => {
      // A queue's function works each record under the record's id.
      const lineage = worked.get(scope()?.requestId ?? '');
      const input = args.input as SendMessageBatchCommandInput;
      if (!lineage || !input.Entries) return next(args);
      const attribute = { [ATTRIBUTE]: { DataType: 'String', StringValue: JSON.stringify(lineage) } };
      const Entries = input.Entries.map((entry) => ({
        ...entry,
        MessageAttributes: { ...entry.MessageAttributes, ...attribute },
      }));
      return next({ ...args, input: { ...input, Entries } as typeof args.input });
    },
    { step: 'initialize', name: 'carryLineage', override: true },
  );
  return {
    admit(functionName, allowed, messages) {
      const run: Message[] = [];
      const ended: Message[] = [];
      for (const message of messages) {
        const lineage = lineageOf(message);
        const times = lineage[functionName] ?? 0;
        if (times >= MOST_INVOCATIONS && !allowed) {
          ended.push(message);
          continue;
        }
        worked.set(message.MessageId, { ...lineage, [functionName]: times + 1 });
        run.push(message);
      }
      return { run, ended };
    },
    forget(messages) {
      for (const { MessageId } of messages) worked.delete(MessageId);
    },
  };
};

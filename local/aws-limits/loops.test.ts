import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { logTo } from '#lib/log.ts';
import { defineMessage, queue } from '#lib/queue.ts';
import { sendMessages } from '#lib/send.ts';
import { messagesIn } from '../../test/support/look.ts';
import { fn, stackOf } from '../../test/support/stack-of.ts';
import { openDataFolder } from '../engines/data-folder.ts';
import { runStack } from '../run.ts';
import { awsLimits } from './limits.ts';

const Step = z.object({ step: z.int() });
const chain = defineMessage('shop', 'chain', Step);
const allowed = defineMessage('shop', 'allowed', Step);
const batch = defineMessage('shop', 'batch', Step);

const ran: Record<string, number[]> = { chain: [], allowed: [], batch: [] };
const MOST = 25;
/** Sends itself on, step by step. */
const again = (to: typeof chain) =>
  queue(to, async ({ step }) => {
    ran[to.queue]?.push(step);
    if (step < MOST) await sendMessages(to, [{ step: step + 1 }]);
  });

test('a chain of a function’s messages to itself ends after 16 invocations, among its dead letters, unless it is allowed', async () => {
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const path = mkdtempSync(join(tmpdir(), 'floodgate-loops-'));
  const folder = await openDataFolder(path);
  const stackIn = stackOf([
    fn('queue', 'shop', 'chain', again(chain), { on: chain }),
    fn('queue', 'shop', 'allowed', again(allowed), { on: allowed, settings: { recursiveLoop: 'Allow' } }),
    fn('queue', 'shop', 'batch', again(batch), { on: batch }),
  ]);
  const running = await runStack({
    folder,
    port: 0,
    stage: 'loops',
    fresh: true,
    limits: awsLimits,
    stack: async (stage) => stackIn(stage),
  });
  try {
    await sendMessages(chain, [{ step: 1 }]);
    await sendMessages(allowed, [{ step: 1 }]);
    // Each message has its own chain, whatever lies beside it in a batch.
    await sendMessages(batch, [{ step: 1 }, { step: MOST - 3 }, { step: MOST - 2 }]);
    const dead = () => messagesIn('floodgate-loops-shop-chain-dead');
    await expect.poll(dead).toEqual([{ step: 17 }]);
    await expect.poll(() => ran['allowed']?.length).toBe(MOST);
    await expect.poll(() => messagesIn('floodgate-loops-shop-batch-dead')).toEqual([{ step: 17 }]);
    expect(ran['chain']).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(ran['batch']?.filter((step) => step === MOST)).toHaveLength(2);
    expect(await messagesIn('floodgate-loops-shop-chain')).toEqual([]);
    expect(await messagesIn('floodgate-loops-shop-allowed-dead')).toEqual([]);
    expect(lines.filter((line) => line.includes('recursive invocation dropped'))).toHaveLength(2);
  } finally {
    await running.stop();
    folder.close();
    rmSync(path, { recursive: true, force: true });
  }
});

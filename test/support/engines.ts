import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDataFolder } from '../../local/engines/data-folder.ts';
import { startEngines } from '../../local/engines/engines.ts';
import { provision } from '../../local/engines/provision.ts';
import { environment } from '../../local/environment.ts';
import { planOf } from '../../local/plan.ts';
import { openProgress } from '../../local/triggers/progress.ts';
import { createUploadFront } from '../../local/uploads/uploads.ts';
import { loadStack } from '../../stack/load.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each worker of vitest. */
    environments: Record<string, string>[];
  }
}

interface Started {
  environment: Record<string, string>;
  stop(): Promise<void>;
}

interface Running {
  users: number;
  readonly started: Promise<Started[]>;
}

/** Test files that run at the same time; `vitest.config.ts` starts as many workers. */
export const TEST_WORKERS = 2;

/** The secret of the stage `test`: HMACs in expected values are made with it. */
const STAGE_KEY = 'test-stage-key-test-stage-key-test-stage-key';

const start = async (): Promise<Started> => {
  const plan = planOf(await loadStack({ stage: 'test' }));
  const path = mkdtempSync(join(tmpdir(), 'floodgate-test-'));
  const folder = await openDataFolder(path);
  const engines = await startEngines(folder);
  await provision(plan, engines, { fresh: true });
  const progress = openProgress(path);
  const front = createUploadFront(plan.watches, engines.endpoints, progress);
  await once(front.server.listen(0, '127.0.0.1'), 'listening');
  const s3 = `http://127.0.0.1:${(front.server.address() as AddressInfo).port}`;
  return {
    environment: {
      ...environment({
        stage: 'test',
        api: 'http://127.0.0.1:3000/api/v1',
        endpoints: { ...engines.endpoints, s3 },
        stageKey: STAGE_KEY,
      }),
    },
    async stop() {
      front.close();
      progress.close();
      await engines.stop();
      rmSync(path, { recursive: true, force: true });
    },
  };
};

/** vitest runs this once per project, each time as a module of its own: they share the engines by this key. */
const shared = globalThis as typeof globalThis & { floodgateEngines?: Running | undefined };

/**
 * Starts DynamoDB, SNS, SQS, S3 and SES with every table and queue of the stack in stage `test`, once per run and
 * worker. Two files that run at the same time share nothing: what one counts, the other cannot add to.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.floodgateEngines ??= { users: 0, started: Promise.all(Array.from({ length: TEST_WORKERS }, start)) };
  const running = shared.floodgateEngines;
  running.users++;
  const engines = await running.started;
  project.provide(
    'environments',
    engines.map(({ environment: each }) => each),
  );
  return async () => {
    if (--running.users > 0) return;
    shared.floodgateEngines = undefined;
    await Promise.all(engines.map(({ stop }) => stop()));
  };
}

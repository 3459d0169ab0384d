import { inject } from 'vitest';
import { logTo } from '#lib/log.ts';

/** Every worker gets the environment of the functions, and engines of its own, before a handler is imported. */
const worker = Number(process.env['VITEST_POOL_ID']);
const environment = inject('environments')[worker - 1];
if (!environment) throw new Error(`worker ${worker} has no engines: more workers than TEST_WORKERS`);
Object.assign(process.env, environment);

/** The functions' log lines would drown the report; `LOG=1` shows them. */
if (process.env['LOG'] !== '1') logTo(() => undefined);

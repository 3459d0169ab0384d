import { inject } from 'vitest';
import { logTo } from '#lib/log.ts';

/** Every worker gets the environment of the functions before a handler is imported. */
Object.assign(process.env, inject('environment'));

/** The functions' log lines would drown the report; `LOG=1` shows them. */
if (process.env['LOG'] !== '1') logTo(() => undefined);

import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { options } from './options.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { incremental: { type: 'boolean' } } });
setPriority(10);
const mutate = options.mutate.filter(
  (file) => positionals.length === 0 || positionals.some((name) => file.includes(name)),
);
const results = await new Stryker({ ...options, mutate, incremental: values.incremental ?? false }).runMutationTest();
const count: Record<string, number> = {};
for (const one of results) count[one.status] = (count[one.status] ?? 0) + 1;
console.log(count);

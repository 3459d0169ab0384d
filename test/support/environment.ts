import { inject } from 'vitest';

/** Every worker gets the environment of the functions before a handler is imported. */
Object.assign(process.env, inject('environment'));

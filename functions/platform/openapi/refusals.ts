import * as z from 'zod/mini';
import { type Contract, refusalsOf, type Schema } from '#lib/contract.ts';
import type { RefusalKind } from '#lib/problem.ts';
import { answerHeaders } from './headers.ts';
import type { Json } from './json-schemas.ts';

/** RFC 9457, as lib/problem.ts writes it; the code is one word for each kind. */
const problemOf = ({ code, status, meaning, fields }: RefusalKind): Schema =>
  z
    .object({
      type: z.literal(`urn:floodgate:problem:${code}`).check(z.describe('A reference that names the kind of refusal.')),
      title: z.string().check(z.describe('The status in words.')),
      status: z.literal(status).check(z.describe('The status of the answer.')),
      code: z.literal(code).check(z.describe('What a client may act on.')),
      detail: z.string().check(z.describe('A sentence for people.')),
      requestId: z.string().check(z.describe('The id of this request, under which the log has it.')),
      ...fields?.(),
    })
    .check(z.describe(meaning));

const nameOf = (code: string): string =>
  `${code.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}Problem`;

/** A schema for each kind of refusal that some contracts tell of, by the code, and its name in the document. */
export const problemsOf = (
  contracts: readonly Contract[],
): ReadonlyMap<string, { readonly name: string; readonly schema: Schema }> => {
  const kinds = new Map(contracts.flatMap(refusalsOf).map((kind) => [kind.code, kind]));
  return new Map([...kinds].map(([code, kind]) => [code, { name: nameOf(code), schema: problemOf(kind) }]));
};

/** Makes the refusals of an operation: for each status one schema, or one of several that the code tells apart. */
export const refusals = (contract: Contract, meanings: Readonly<Record<string, string>>): Record<string, Json> => {
  const byStatus = Object.groupBy(refusalsOf(contract), ({ status }) => status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, kinds = []]) => {
      const refs = kinds.map(({ code }) => [code, `#/components/schemas/${nameOf(code)}`] as const);
      const oneOf = refs.map(([, $ref]) => ({ $ref }));
      const schema =
        oneOf.length === 1
          ? oneOf[0]
          : { oneOf, discriminator: { propertyName: 'code', mapping: Object.fromEntries(refs) } };
      const codes = kinds.map(({ code }) => `\`${code}\``).join(', ');
      const answer = {
        description: `${meanings[status]}: ${codes}`,
        headers: answerHeaders(contract, Number(status)),
        content: { 'application/problem+json': { schema } },
      };
      return [status, answer];
    }),
  );
};

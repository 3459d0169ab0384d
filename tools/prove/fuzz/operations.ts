/** The operations of an OpenAPI 3.1 document, as far as requests are made from them and answers judged by them. */

// biome-ignore lint/suspicious/noExplicitAny: JSON of any form.
export type Json = any;

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Json;
  readonly example: unknown;
}

export interface Operation {
  /** `GET /products/{slug}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Who may call: `public`, `holder`, `owner`, `staff:…`, `admin`, `provider`. */
  readonly access: string;
  readonly pathParameters: readonly Parameter[];
  readonly query: readonly Parameter[];
  readonly takesIdempotencyKey: boolean;
  /** The body's media type, schema and example; undefined for an operation without one. */
  readonly body: { readonly type: string; readonly schema: Json; readonly example: unknown } | undefined;
  /** Schemas by status (`default` for other refusals) and media type; no media type: no body. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, { schema?: Json }>>>>;
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];

/** Lists the operations of a document in its own order. */
export const operationsOf = (document: Json): Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => operationOf(method.toUpperCase(), path, operation)),
  );

const operationOf = (method: string, path: string, operation: Json): Operation => {
  const parameters: Json[] = operation.parameters ?? [];
  const within = (place: string): Parameter[] =>
    parameters
      .filter((one) => one.in === place)
      .map(({ name, required = false, schema = {}, example }) => ({ name, required, schema, example }));
  const [media] = Object.entries<Json>(operation.requestBody?.content ?? {});
  return {
    name: `${method} ${path}`,
    method,
    path,
    access: operation['x-access'] ?? 'public',
    pathParameters: within('path'),
    query: within('query'),
    takesIdempotencyKey: within('header').some(({ name }) => name === 'Idempotency-Key'),
    body: media && { type: media[0], schema: media[1].schema ?? {}, example: exampleOf(media[1]) },
    answers: Object.fromEntries(
      Object.entries<Json>(operation.responses).map(([status, { content = {} }]) => [status, content]),
    ),
  };
};

const exampleOf = ({ example, examples }: Json): unknown => example ?? Object.values<Json>(examples ?? {})[0]?.value;

/** Finds the operations that a text names: one by its whole name, else all whose name has the text in it. */
export const named = (operations: readonly Operation[], text: string | undefined): readonly Operation[] => {
  if (text === undefined) return operations;
  const exact = operations.filter(({ name }) => name === text);
  return exact.length > 0 ? exact : operations.filter(({ name }) => name.includes(text));
};

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from './operations.ts';

/** Says where a value breaks a schema, constant for a kind of fault; undefined for one that keeps to it. */
export type Fault = (schema: Json, value: Json) => string | undefined;

/** Checks values by the schemas of an OpenAPI document, each of which is compiled once. */
export const faultBy = ({ components }: Json): Fault => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components });
  const compiled = new WeakMap<object, ValidateFunction>();
  const compile = (schema: Json): ValidateFunction => {
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
    compiled.set(schema, validate);
    return validate;
  };
  return (schema, value) => {
    const validate = compiled.get(schema) ?? compile(schema);
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    const extra = error?.params['additionalProperty'];
    const place = error?.instancePath.replace(/\/\d+/g, '/*') || 'the whole';
    return `${place} ${error?.message}${extra === undefined ? '' : ` (${extra})`}`;
  };
};

/** Follows a schema's reference into the document's components. */
export const resolved = (schema: Json, components: Json): Json => {
  const name = schema?.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
  return name === undefined ? schema : resolved(components.schemas[name], components);
};

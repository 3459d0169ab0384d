import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonForScript } from './json-for-script.ts';

test('a title ends no script and begins no comment in it', () => {
  expect(jsonForScript({ headline: '</script><!-- <script> & \u2028\u2029' })).toBe(
    String.raw`{"headline":"\u003c/script\u003e\u003c!-- \u003cscript\u003e \u0026 \u2028\u2029"}`,
  );
});

test('the value is the same to any reader of JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, title) => {
      const json = jsonForScript({ value, title: `</ScRiPt>${title}` });
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.stringify(JSON.parse(json))).toBe(JSON.stringify({ value, title: `</ScRiPt>${title}` }));
    }),
  );
});

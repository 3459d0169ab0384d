import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readLock } from './locked-packages.ts';
import { checkNativeZip } from './native-zip.ts';

const lock = readLock();
/** The packages that sharp needs on Lambda, in the versions of package-lock.json. */
const FOLDERS = [
  'node_modules/sharp',
  'node_modules/@img/colour',
  'node_modules/detect-libc',
  'node_modules/semver',
  'node_modules/@img/sharp-linux-arm64',
  'node_modules/@img/sharp-libvips-linux-arm64',
];
const BINARIES = [
  'node_modules/@img/sharp-linux-arm64/lib/sharp-linux-arm64.node',
  'node_modules/@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.8.18.7',
] as const;

/** The header of a 64-bit ELF file for a machine. */
const elf = (machine: number): Buffer => {
  const file = Buffer.alloc(64);
  file.write('\x7fELF\x02\x01', 'latin1');
  file.writeUInt16LE(machine, 18);
  return file;
};
const [ARM64, X64] = [elf(0xb7), elf(0x3e)];

const packageJson = (folder: string): Uint8Array => strToU8(JSON.stringify({ version: lock[folder]?.version }));
type Files = Record<string, Uint8Array | undefined>;

/** A right zip with changes: other content, or none. */
const checked = (changes: Files = {}) => {
  const files: Files = {
    'functions/media/queue/crop-media.js': strToU8('"use strict";var a=require("node:fs"),b=c(require("sharp"));'),
    ...Object.fromEntries(FOLDERS.map((folder) => [`${folder}/package.json`, packageJson(folder)])),
    ...Object.fromEntries(BINARIES.map((file) => [file, ARM64])),
    ...changes,
  };
  const kept = Object.entries(files).flatMap(([name, content]) => (content ? [[name, content] as const] : []));
  return checkNativeZip('mediaCropMedia.zip', zipSync(Object.fromEntries(kept), { level: 0 }), lock);
};
const fault = (wrong: string) => `mediaCropMedia.zip with sharp does not fit Lambda (linux arm64 glibc): ${wrong}.`;

test('a zip with what its bundle loads, for Lambda’s platform, is right', () => {
  expect(checked()).toEqual({ loads: ['sharp'] });
});

test('a package of sharp’s that is not there is named, with its version', () => {
  const folder = 'node_modules/detect-libc';
  const wrong = fault(`it misses ${folder} ${lock[folder]?.version}`);
  expect(checked({ [`${folder}/package.json`]: undefined }).fault).toBe(wrong);
  expect(checked({ [`${folder}/package.json`]: strToU8('{"version":"0.0.1"}') }).fault).toBe(wrong);
});

test('a function whose module carries no native package must not load one', () => {
  const alone = zipSync({ 'functions/orders/http/get-order.js': strToU8('var a=c(require("sharp"));') });
  expect(checkNativeZip('ordersGetOrder.zip', alone, lock).fault).toMatch(
    /^ordersGetOrder\.zip with sharp .*: native-packages\.js gives its module no sharp; it misses node_modules\/sharp /,
  );
});

test('a binary for another machine, or for none, is named', () => {
  const wrong = fault(`no binary for that platform is ${BINARIES[0]}`);
  expect(checked({ [BINARIES[0]]: X64 }).fault).toBe(wrong);
  expect(checked({ [BINARIES[0]]: strToU8('git-lfs pointer') }).fault).toBe(wrong);
  expect(checked({ [BINARIES[1]]: undefined }).fault).toBe(
    fault('it has no binary in node_modules/@img/sharp-libvips-linux-arm64'),
  );
});

test('a package for another platform is named', () => {
  const musl = 'node_modules/@img/sharp-linuxmusl-arm64';
  expect(checked({ [`${musl}/package.json`]: packageJson(musl), [`${musl}/sharp.node`]: ARM64 }).fault).toBe(
    fault(`its function does not load ${musl}`),
  );
});

test('a function that loads nothing native carries nothing of it', () => {
  const handler = { 'functions/media/queue/crop-media.js': strToU8('var a=require("node:fs");') };
  expect(checked(handler).fault).toContain('with no native package does not fit Lambda');
  const alone = zipSync({ 'functions/orders/http/get-order.js': strToU8('var a=require("node:fs");') });
  expect(checkNativeZip('ordersGetOrder.zip', alone, lock)).toEqual({ loads: [] });
});

test('a zip that is too heavy for a cold start is named with its bytes', () => {
  expect(checked({ 'node_modules/sharp/more': new Uint8Array(15_000_000) }).fault).toMatch(
    /: it has 150\d{5} bytes, more than 15000000\.$/,
  );
});

import { describe, expect, test } from 'vitest';
import { regions } from '../system/regions.ts';
import { codedPlace, regionOf } from './coded-place.ts';
import { findRegion, likeRegions } from './find-region.ts';
import { aliases } from './region-aliases.ts';

const codeOf = async (country: string, text: string) => (await findRegion(country, text))?.code;

describe('a region is found by', () => {
  test.each([
    ['its code in any case', 'US', 'ca', 'CA'],
    ['its code with blanks', 'US', ' CA ', 'CA'],
    ['its code behind the country’s', 'US', 'US-CA', 'CA'],
    ['its code behind the country’s, otherwise joined', 'CA', 'ca_qc', 'QC'],
    ['its name', 'US', 'California', 'CA'],
    ['its name in capitals', 'US', 'CALIFORNIA', 'CA'],
    ['what newspapers write', 'US', 'Calif.', 'CA'],
    ['a code that is a word of another region', 'US', 'Me', 'ME'],
    ['its name with the kind before it', 'US', 'State of New York', 'NY'],
    ['its name with the kind behind it', 'US', 'New York State', 'NY'],
    ['the capital’s district', 'US', 'Washington, D.C.', 'DC'],
    ['the post’s own, that ISO does not list', 'US', 'AE', 'AE'],
    ['its name without accents', 'CA', 'Quebec', 'QC'],
    ['its name in the other language', 'CA', 'Colombie-Britannique', 'BC'],
    ['an abbreviation', 'CA', 'P.E.I.', 'PE'],
    ['a former name', 'CA', 'Newfoundland', 'NL'],
    ['an ampersand', 'CA', 'Newfoundland & Labrador', 'NL'],
    ['its own script', 'JP', '東京都', '13'],
    ['its name in today’s spelling', 'JP', 'Fukuoka', '40'],
    ['points between letters', 'AU', 'N.S.W.', 'NSW'],
    ['its county', 'IE', 'Co. Dublin', 'D'],
    ['its English name', 'DE', 'Bavaria', 'BY'],
    ['one of its two names', 'IT', 'Bolzano', 'BZ'],
    ['its name without the kind behind a comma', 'ES', 'Región de Murcia', 'MC'],
    ['its name without the end', 'MX', 'Coahuila', 'COA'],
    ['its capital’s name in use', 'MX', 'CDMX', 'CMX'],
  ])('%s', async (_, country, text, code) => {
    expect(await codeOf(country, text)).toBe(code);
  });
});

test('every code, alone and behind its country’s, and every name leads to a region of its country', async () => {
  const { of } = await regions();
  const wrong: string[] = [];
  for (const [country, entries] of Object.entries(of)) {
    for (const [code, , ...names] of entries) {
      if ((await codeOf(country, code)) !== code) wrong.push(`${country} ${code}`);
      if ((await codeOf(country, `${country}-${code}`)) !== code) wrong.push(`${country}-${code}`);
      for (const name of names) if (!(await codeOf(country, name))) wrong.push(`${country} ${name}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('an alias is of a region that there is, and hides no other region’s code or name', async () => {
  const wrong: string[] = [];
  for (const [country, byCode] of Object.entries(aliases)) {
    const entries = (await regions()).of[country] ?? [];
    for (const [code, texts] of Object.entries(byCode)) {
      if (!entries.some(([one]) => one === code)) wrong.push(`${country} has no ${code}`);
      for (const text of texts.split('|')) if ((await codeOf(country, text)) !== code) wrong.push(`${country} ${text}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('of two levels the lower one is found with the one that it lies in', async () => {
  expect(await findRegion('ES', 'Las Palmas')).toEqual({ code: 'GC', within: 'CN' });
  expect(await findRegion('ES', 'Canarias')).toEqual({ code: 'CN', within: null });
});

test('a slip of the pen has its suggestions', async () => {
  expect((await likeRegions('US', 'Californa'))[0]).toEqual({ code: 'CA', name: 'California' });
  expect((await likeRegions('CA', 'Ontaroi'))[0]).toEqual({ code: 'ON', name: 'Ontario' });
  expect(await likeRegions('US', 'Xqzw')).toEqual([]);
});

describe('the region of an address', () => {
  test('is refused when it is unknown and its country’s addresses need one', async () => {
    await expect(regionOf('US', 'Californa')).rejects.toMatchObject({
      status: 422,
      code: 'region-unknown',
      message: 'US has no region "Californa"; did you mean California (CA), North Carolina (NC), South Carolina (SC)?',
      extra: { country: 'US', region: 'Californa', suggestions: [{ code: 'CA', name: 'California' }, {}, {}] },
    });
  });
  test('is none where addresses do without one: a county of old, or nothing', async () => {
    expect(await regionOf('GB', 'Middlesex')).toBeNull();
    expect(await regionOf('US', undefined)).toBeNull();
    expect(await regionOf('US', '  ')).toBeNull();
  });
});

describe('the place of a rule', () => {
  test('has the region’s code', async () => {
    expect(await codedPlace({ country: 'CA', region: 'Québec' })).toEqual({ country: 'CA', region: 'QC' });
    expect(await codedPlace({ country: 'CA', region: null })).toEqual({ country: 'CA', region: null });
  });
  test.each([
    ['DE', 'Atlantis', 'region-unknown'],
    ['HK', 'Kowloon', 'region-unknown'],
    ['XX', null, 'country-unknown'],
  ])('%s %s is refused', async (country, region, code) => {
    await expect(codedPlace({ country, region })).rejects.toMatchObject({ status: 422, code });
  });
});

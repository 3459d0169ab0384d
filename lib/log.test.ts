import { afterEach, describe, expect, test, vi } from 'vitest';
import { log, logTo } from './log.ts';
import { inScope } from './trace.ts';

const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);
logTo(keep);
afterEach(() => {
  lines.splice(0);
  vi.unstubAllEnvs();
});

/** The only line that was written. */
const written = () => {
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  return JSON.parse(lines[0] ?? '');
};

describe('a line', () => {
  test('carries time, level, message and its data, and nothing else outside an invocation', () => {
    log.info('stock audited', { things: 3, left: 0, note: '', none: null, units: 9n });
    expect(written()).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'stock audited',
      things: 3,
      left: 0,
      note: '',
      none: null,
      units: '9',
    });
  });

  test('carries the request and the trace of its invocation, and of no other', async () => {
    await Promise.all(
      ['r1', 'r2'].map((requestId) =>
        inScope({ requestId, actor: 'api' }, async () => {
          await Promise.resolve();
          log.warn('slow', { of: requestId });
        }),
      ),
    );
    log.info('idle');
    const [first, second, third] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ level: 'warn', requestId: 'r1', of: 'r1', trace: expect.stringMatching(/^00-/) });
    expect(second).toMatchObject({ requestId: 'r2', of: 'r2' });
    expect(third).not.toHaveProperty('requestId');
    expect(third).not.toHaveProperty('of');
  });

  test('says itself when, how grave and what: data of the same names does not replace it', () => {
    log.warn('slow', { time: 'yesterday', level: 'info', message: 'fast', route: 'GET /' });
    expect(written()).toEqual({ time: expect.stringMatching(/^2/), level: 'warn', message: 'slow', route: 'GET /' });
  });

  test('is one line, whatever its strings hold', () => {
    log.info('a\nb', { text: 'c\r\nd' });
    expect(written()).toMatchObject({ message: 'a\nb', text: 'c\r\nd' });
  });

  test('is written when its data cannot be: twice the same, in a circle, or throwing', () => {
    const shared = { id: 1 };
    const circle: Record<string, unknown> = { shared, again: shared };
    circle['self'] = circle;
    log.info('circle', circle);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ shared: { id: 1 }, again: { id: 1 } });
    const throwing = {
      get secret() {
        throw new Error('no');
      },
    };
    log.error('broken', new Error('it'), { throwing });
    const map = new Map();
    map.set('self', map);
    log.warn('endless', { map });
    expect(lines.slice(1).map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', message: 'broken' },
      { level: 'warn', message: 'endless' },
    ]);
  });
});

describe('nothing secret or personal is written', () => {
  test('under a name on the list: at any depth, in arrays, maps and sets', () => {
    log.info('contact set', {
      email: 'ada@example.com',
      order: { shippingAddress: { line1: 'Dock 1' }, id: 'ord_1' },
      headers: { authorization: 'Bearer abc', 'X-Order-Token': 'ot1', 'set-cookie': 'sid=1' },
      people: [{ name: 'Ada' }, [{ phone: '+49' }]],
      byRef: new Map([['u1', { city: 'Dublin' }]]),
      all: new Set([{ line2: 'Rear house' }]),
      apiKey: 'plain',
    });
    const line = lines.join('');
    expect(line).not.toMatch(/ada@|Dock|Bearer|ot1|sid=|Ada|\+49|Dublin|Rear|plain/);
    expect(written()).toMatchObject({
      level: 'info',
      order: { id: 'ord_1', shippingAddress: '[redacted]' },
      people: [{ name: '[redacted]' }, [{ phone: '[redacted]' }]],
      byRef: { u1: { city: '[redacted]' } },
      all: [{ line2: '[redacted]' }],
    });
  });

  test('as a value that shows what it is: inside text, in keys, after a line break', () => {
    log.info('cart crt_01ABCDEFGHJKMNPQRSTVWXYZ', {
      note: 'changed with fgk_abc123456 and then\nfgk_def123456',
      crt_02ABCDEFGHJKMNPQRSTVWXYZ: 2,
      endpoint: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw='],
      stripe: 'sk_live_51HxAbCdEf or rk_test_51HxAbCdEf',
      path: '/carts/crt_03ABCDEFGHJKMNPQRSTVWXYZ/lines?x=1',
      reply: '550 no such user <grace.hopper+news@mail.example.co.uk>, try again',
    });
    const line = lines.join('');
    expect(line).not.toMatch(/01ABC|02ABC|03ABC|abc123|def123|MfKQ9|51Hx|grace|hopper|mail\.example/);
    expect(written()).toMatchObject({
      message: 'cart crt_[redacted]',
      'crt_[redacted]': 2,
      path: '/carts/crt_[redacted]/lines?x=1',
      reply: '550 no such user <[redacted]>, try again',
    });
  });

  test('and what only looks alike stays', () => {
    log.info('kept', { url: 'https://shop.example/@handle', pin: 'stripe@23.1.0', id: 'ord_01ABCDEFGHJKMNPQRSTV' });
    expect(written()).toMatchObject({
      url: 'https://shop.example/@handle',
      pin: 'stripe@23.1.0',
      id: 'ord_01ABCDEFGHJKMNPQRSTV',
    });
  });

  test('in an error: its message, its stack, its causes and their keys', () => {
    const root = Object.assign(new Error('key fgk_rootrootroot is gone'), {
      Item: { email: { S: 'ada@example.com' } },
    });
    const middle = new Error('cart crt_02ABCDEFGHJKMNPQRSTVWXYZ', { cause: root });
    const top = new TypeError('mail to ada@example.com\nwith whsec_abcdefgh refused', { cause: middle });
    log.error('it broke', top, { inner: { caught: new Error('fgk_innerinner') } });
    const line = lines.join('');
    expect(line).not.toMatch(/rootroot|02ABC|ada@|abcdefgh|innerinner/);
    expect(written()).toMatchObject({
      level: 'error',
      error: {
        type: 'TypeError',
        reason: 'mail to [redacted]\nwith whsec_[redacted] refused',
        cause: { type: 'Error', reason: 'cart crt_[redacted]', cause: { reason: 'key fgk_[redacted] is gone' } },
      },
      inner: { caught: { type: 'Error', reason: 'fgk_[redacted]' } },
    });
  });
});

describe('an error', () => {
  test('is told with its name and the places where it came from', () => {
    log.error('it broke', new TypeError('no'));
    const { error } = written();
    expect(error).toMatchObject({ type: 'TypeError', reason: 'no' });
    expect(error.stack.length).toBeLessThanOrEqual(5);
    expect(error.stack[0]).toMatch(/^at .*log\.test\.ts/);
    expect(error).not.toHaveProperty('cause');
  });

  test('that is none is told as text', () => {
    log.error('it broke', 'just words', { code: 7 });
    expect(written()).toMatchObject({ error: { reason: 'just words' }, code: 7 });
  });

  test('of several is told with each, and one that is its own cause ends', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    log.error('all failed', new AggregateError([one, new RangeError('three')], 'none worked'));
    expect(written().error).toMatchObject({
      type: 'AggregateError',
      errors: [
        { reason: 'one', cause: { reason: 'two' } },
        { type: 'RangeError', reason: 'three' },
      ],
    });
  });
});

describe('the environment decides', () => {
  /** A logger made in this environment, as a new process makes it at its first line. */
  const fresh = async (environment: Record<string, string>) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    vi.resetModules();
    const [made, trace] = [await import('./log.ts'), await import('./trace.ts')];
    made.logTo(keep);
    return { ...made, ...trace };
  };
  const messages = () => lines.map((line) => JSON.parse(line).message);

  test('which level is written', async () => {
    const { log: quiet } = await fresh({ POWERTOOLS_LOG_LEVEL: 'WARN' });
    quiet.info('not this');
    quiet.warn('this');
    quiet.error('and this', new Error('no'));
    expect(messages()).toEqual(['this', 'and this']);
  });

  test('which share of the traces is written whole below that level', async () => {
    const { log: sampled, inScope: run } = await fresh({
      POWERTOOLS_LOG_LEVEL: 'ERROR',
      POWERTOOLS_LOGGER_SAMPLE_RATE: '0.5',
    });
    const whole: boolean[] = [];
    for (let i = 0; i < 400; i++) {
      lines.splice(0);
      await run({ requestId: `r${i}`, actor: 'api' }, async () => {
        sampled.info('first');
        sampled.info('second');
      });
      expect(lines.length % 2).toBe(0);
      whole.push(lines.length > 0);
    }
    // Of 400 with a share of one half; 100 or fewer, or 300 or more, happen once in 10^23 runs.
    const share = whole.filter(Boolean).length;
    expect(share).toBeGreaterThan(100);
    expect(share).toBeLessThan(300);
  });

  test('and a sampled trace is written in every function that it passes', async () => {
    const { log: sampled, inScope: run } = await fresh({
      POWERTOOLS_LOG_LEVEL: 'ERROR',
      POWERTOOLS_LOGGER_SAMPLE_RATE: '0.5',
    });
    for (let i = 0; i < 100; i++) {
      lines.splice(0);
      const traceparent = await run({ requestId: 'asking', actor: 'api' }, async (scope) => {
        sampled.info('asked');
        return scope.traceparent;
      });
      await run({ requestId: 'consuming', actor: 'system', traceparent }, async () => sampled.info('consumed'));
      expect([[], ['asked', 'consumed']]).toContainEqual(messages());
    }
  });

  test('nothing else: no indentation, no event', async () => {
    const { log: plain } = await fresh({ POWERTOOLS_DEV: 'true', POWERTOOLS_LOGGER_LOG_EVENT: 'true' });
    plain.error('one line', new Error('no'));
    expect(written()).toMatchObject({ error: { reason: 'no' } });
  });

  test('nothing at import: the first line makes the logger', async () => {
    const { log: late } = await fresh({});
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'ERROR');
    late.warn('not this');
    expect(lines).toEqual([]);
  });
});

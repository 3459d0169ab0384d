/** What a function logged in the course of an invocation, beside the line that ends it. */
export interface Note {
  readonly level: string;
  readonly message: string;
  readonly reason: string | undefined;
}

/** One invocation of a function in one trace. */
export interface Span {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** The span that it follows from; undefined: it began the trace. */
  readonly parent: string | undefined;
  /** A route, or a function. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly ms: number;
  /** Of a route: what it answered. */
  readonly status: number | undefined;
  readonly failed: boolean;
  /** How many facts it worked together with this one; undefined: it worked this one alone. */
  readonly together: number | undefined;
  readonly cost: {
    readonly calls: number;
    readonly readUnits: number;
    readonly writeUnits: number;
    readonly messages: number;
  };
  readonly notes: readonly Note[];
}

/** A line of the log, as far as it is looked at. */
interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly trace?: string;
  readonly parent?: string;
  readonly links?: readonly string[];
  readonly ms?: number;
  readonly route?: string;
  readonly function?: string;
  readonly status?: number;
  readonly records?: number;
  readonly calls?: number;
  readonly readUnits?: number;
  readonly writeUnits?: number;
  readonly messages?: number;
  readonly error?: { readonly reason?: string };
}

const parsed = (text: string): Line[] => {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    // The last line of a process that was killed.
    return [];
  }
};

/** The trace and the span of a traceparent (W3C), or of a link, which has no version and no flags. */
const idsOf = (text: string): { readonly trace: string; readonly span: string } | undefined => {
  const [, trace, span] = text.match(/^(?:00-)?([0-9a-f]{32})-([0-9a-f]{16})/) ?? [];
  return trace && span ? { trace, span } : undefined;
};

/** A line that ends an invocation; its `ms` says how long that took. */
const endsSpan = ({ ms, message, route, function: fn }: Line): boolean =>
  ms !== undefined && (route !== undefined || fn !== undefined) && message !== 'request may be tried again';

const MILLISECOND = 1;

/**
 * Reads the spans of a trace out of a log. A function that works many facts together has one line for all: it is in the trace of
 * each of them, behind the span that told that fact.
 * @param lines of the log, in any order @param trace 32 hexadecimal digits
 */
export const spansOf = (lines: Iterable<string>, trace: string): Span[] => {
  const own = new Map<string, Line[]>();
  const linked: { readonly line: Line; readonly parent: string; readonly span: string }[] = [];
  for (const text of lines) {
    if (!text.includes(trace)) continue;
    for (const line of parsed(text)) {
      const ids = line.trace === undefined ? undefined : idsOf(line.trace);
      if (!ids) continue;
      if (ids.trace === trace) own.set(ids.span, [...(own.get(ids.span) ?? []), line]);
      else
        for (const link of line.links ?? []) {
          const to = idsOf(link);
          if (to?.trace === trace) linked.push({ line, parent: to.span, span: `${ids.span}<${to.span}` });
        }
    }
  }
  return [
    ...[...own].map(([id, some]) => spanFrom(id, some)),
    ...linked.map(({ line, parent, span }) => ({ ...spanFrom(span, [line]), parent })),
  ].sort((a, b) => a.start - b.start);
};

const spanFrom = (id: string, lines: readonly Line[]): Span => {
  const end = lines.findLast(endsSpan) ?? (lines.at(-1) as Line);
  const { ms = 0, parent, route, status, records } = end;
  const { calls = 0, readUnits = 0, writeUnits = 0, messages = 0 } = end;
  return {
    id,
    parent,
    name: route ?? end.function ?? '(it did not end)',
    start: Date.parse(end.time) - ms * MILLISECOND,
    ms,
    status,
    failed: end.level === 'error' || (status ?? 0) >= 500,
    together: records,
    cost: { calls, readUnits, writeUnits, messages },
    notes: lines
      .filter((line) => line !== end || line.level === 'error')
      .map(({ level, message, error }) => ({ level, message, reason: error?.reason })),
  };
};

import type { Behaviour, Edge, Origin } from '../../../stack/edge.ts';

/** Where Varnish finds the origin, and by what it proves that it is the edge. */
export interface Behind {
  readonly host: string;
  readonly port: string;
  readonly secret: string;
  /** An origin is waited for so many times as long as on AWS. */
  readonly longer: number;
}

const patternOf = (pattern: string): string =>
  `^${pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')}$`;

/** What is done with a path that matches, as statements of `vcl_recv`. */
const branchOf = ({ cache }: Behaviour, { bucket, path }: Origin): string[] => {
  if (bucket !== null) return ['return (synth(404));'];
  const to = `set req.url = "${path}" + req.http.x-path`;
  if (cache === null) return [`${to} + req.http.x-query;`, 'return (pass);'];
  const other = cache.query.length > 0 ? `&(?!(?:${cache.query.join('|')})(?:=|&|$))[^&]*` : '&[^&]*';
  return [
    'if (req.method != "GET" && req.method != "HEAD") { return (synth(403)); }',
    'unset req.http.cookie;',
    'unset req.http.authorization;',
    'unset req.http.cache-control;',
    `set req.http.x-query = regsub(regsuball(regsub(req.http.x-query, "^\\?", "&"), "${other}", ""), "^&", "?");`,
    `${to} + req.http.x-query;`,
    'return (hash);',
  ];
};

/**
 * Writes an edge as Varnish's configuration: its paths, keys, secret and how long errors are kept. Varnish knows neither
 * media's bucket nor `stale-if-error`, and is told to leave encodings alone; a stale answer goes on while it asks again, as long as `stale-while-revalidate` says.
 */
export const vclOf = ({ origins, behaviours, ...edge }: Edge, { host, port, secret, longer }: Behind): string => {
  const seconds = longer * Math.max(...origins.map(({ timeoutSeconds }) => timeoutSeconds));
  const branches = behaviours.flatMap((behaviour, index) => {
    const origin = origins.find(({ id }) => id === behaviour.origin);
    if (!origin) return [];
    const statements = branchOf(behaviour, origin).map((line) => `    ${line}`);
    return [
      `  ${index > 0 ? 'elsif' : 'if'} (req.http.x-path ~ "${patternOf(behaviour.pattern)}") {`,
      ...statements,
      '  }',
    ];
  });
  return `vcl 4.1;
import std;

backend origin { .host = "${host}"; .port = "${port}"; .first_byte_timeout = ${seconds}s; .between_bytes_timeout = ${seconds}s; }

sub vcl_recv {
  set req.http.${edge.secretHeader} = "${secret}";
  set req.http.${edge.viewerHeader} = client.ip;
  set req.http.host = "edge";
  set req.http.x-path = regsub(req.url, "\\?.*$", "");
  set req.http.x-query = regsub(req.url, "^[^?]*", "");
  if (req.http.accept-encoding !~ "gzip") { unset req.http.accept-encoding; }
  elsif (req.http.accept-encoding ~ "br") { set req.http.accept-encoding = "br,gzip"; }
  else { set req.http.accept-encoding = "gzip"; }
  if (req.http.x-path == "/") { set req.http.x-path = "/${edge.rootObject}"; }
${branches.join('\n')}
  return (synth(403));
}

sub vcl_backend_fetch {
  unset bereq.http.x-path;
  unset bereq.http.x-query;
}

sub vcl_backend_response {
  if (bereq.uncacheable) { return (deliver); }
  set beresp.do_stream = false;
  set beresp.grace = 0s;
  set beresp.keep = 60s;
  if (beresp.status >= 500) {
    if (bereq.is_bgfetch) { return (abandon); }
    set beresp.ttl = ${edge.errorSeconds}s;
    return (deliver);
  }
  if (beresp.http.cache-control ~ "stale-while-revalidate=[0-9]+") {
    set beresp.grace = std.duration(regsub(beresp.http.cache-control, ".*stale-while-revalidate=([0-9]+).*", "\\1s"), 0s);
  }
  if (beresp.ttl <= 0s) {
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
  }
  return (deliver);
}
`;
};

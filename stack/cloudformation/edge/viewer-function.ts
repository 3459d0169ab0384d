/**
 * Writes the code that CloudFront runs on each request to the API, before its cache: one text in what its runtime is
 * sure to know of the language ("JavaScript runtime 2.0 features for CloudFront Functions", developer guide).
 * @param kept names of the query that tell answers apart, where a cache policy cannot list them; null: it lists them
 */
export const viewerFunction = (viewerHeader: string, kept: readonly string[] | null): string => {
  const cut = `
  const kept = ${JSON.stringify(kept)};
  Object.keys(request.querystring).forEach((name) => {
    if (kept.indexOf(name) < 0) delete request.querystring[name];
  });`;
  return `function handler(event) {
  const request = event.request;
  // Over whatever the client sent: the API believes it.
  request.headers['${viewerHeader}'] = { value: event.viewer.ip };${kept ? cut : ''}
  return request;
}
`;
};

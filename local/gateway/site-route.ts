/** What stands beside the site under one address. */
const BESIDE = /^\/(?:api|mail|media)(?:\/|$)/;

/**
 * Names the API's route that serves a path of the site, as the edge does: the first page is `home`, and what is the API's,
 * or a picture's, stays.
 * @param basePath of the API
 */
export const siteRoute = (path: string, basePath: string): string => {
  if (BESIDE.test(path)) return path;
  return `${basePath}/site${path === '/' ? '/home' : path}`;
};

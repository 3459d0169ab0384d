/** What readers open, and as what it reaches the origin: the judge knows both beforehand and asks no edge. */
export interface ReadObject {
  readonly name: string;
  /** As a reader asks for it: path and query. */
  readonly path: string;
  /** As the origin's access lines have it. */
  readonly atOrigin: string;
}

const API = '/api/v1';

/** A route of the API, which keeps its address through the edge. @param route from `/content/…` on */
export const route = (name: string, path: string): ReadObject => ({
  name,
  path: `${API}${path}`,
  atOrigin: `${API}${path}`,
});

/** A page of the site: `/` is `home`. */
export const page = (name: string, path: string): ReadObject => ({
  name,
  path,
  atOrigin: `${API}/site${path === '/' ? '/home' : path}`,
});

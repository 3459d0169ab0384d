interface Endpoint {
  readonly Address: string;
  readonly CachePeriodInMinutes?: number;
}

/**
 * For packaging: takes the place of the SDK's cache of discovered endpoints (7 KB a bundle with its data structures).
 * Nothing here asks DynamoDB for endpoints: it is off unless a variable that no stage sets turns it on.
 */
export class EndpointCache {
  readonly #endpoints = new Map<string, readonly Endpoint[]>();

  get(key: string): readonly Endpoint[] | undefined {
    return this.#endpoints.get(key);
  }
  getEndpoint(key: string): string | undefined {
    return this.get(key)?.[0]?.Address;
  }
  set(key: string, endpoints: readonly Endpoint[]): void {
    this.#endpoints.set(key, endpoints);
  }
  has(key: string): boolean {
    return this.#endpoints.has(key);
  }
  delete(key: string): void {
    this.#endpoints.delete(key);
  }
  clear(): void {
    this.#endpoints.clear();
  }
}

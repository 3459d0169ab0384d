/** An edge in front of a stack, as readers see it. */
export interface OpenEdge {
  /** `http://host:port`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

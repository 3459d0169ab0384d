/** An answer that refuses, in OpenSearch's form. */
export class Failure extends Error {
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, reason: string) {
    super(reason);
    this.status = status;
    this.type = type;
  }

  body() {
    const cause = { type: this.type, reason: this.message };
    return { error: { root_cause: [cause], ...cause }, status: this.status };
  }
}

export const malformed = (reason: string): Failure => new Failure(400, 'illegal_argument_exception', reason);
export const parsing = (reason: string): Failure => new Failure(400, 'parsing_exception', reason);
export const noIndex = (name: string, why = ''): Failure =>
  new Failure(404, 'index_not_found_exception', `no such index [${name}]${why}`);

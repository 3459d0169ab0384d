/**
 * What goes wrong with requests to come. `before`: the connection ends and nothing took effect; `error`: a 500, which a
 * key keeps; `error-after`: the same, though it took effect; `silent-after`: it took effect, and the connection ends without an
 * answer; `hang-after`: it took effect, and no answer ever comes; `limited`: 429.
 */
export type Fault = 'before' | 'error' | 'error-after' | 'silent-after' | 'hang-after' | 'limited';

export class Faults {
  private planned: { readonly route: string; readonly fault: Fault; times: number }[] = [];

  /** @param route the beginning of `POST /v1/refunds` and its like */
  plan(route: string, fault: Fault, times = 1): void {
    this.planned.push({ route, fault, times });
  }

  next(route: string): Fault | undefined {
    const found = this.planned.find((one) => route.startsWith(one.route));
    if (!found) return undefined;
    found.times -= 1;
    if (found.times <= 0) this.planned = this.planned.filter((one) => one !== found);
    return found.fault;
  }
}

import { planOf } from '../../../local/plan.ts';
import { AccessDenied } from '../../../local/roles.ts';
import { allowedBy, demandsOf } from '../../../stack/iam.ts';
import type { Stack } from '../../../stack/model.ts';

/** Refuses what a function's role does not allow, as IAM would in a deployed shop, and keeps what was refused. */
export class Roles {
  readonly denied = new Set<string>();
  private readonly roles: ReadonlyMap<string, ReturnType<typeof allowedBy>>;

  constructor(stack: Stack) {
    this.roles = new Map(planOf(stack).roles.map(({ module, grants }) => [module, allowedBy(grants)]));
  }

  /**
   * @param process `<module>/<function>`; a person has no role
   * @throws AccessDenied
   */
  check(process: string, action: string, input: Readonly<Record<string, unknown>>): void {
    const module = process.split('/')[0] ?? '';
    const may = process.includes('/') ? this.roles.get(module) : undefined;
    for (const demand of may ? demandsOf(action, input) : []) {
      if (may?.(demand)) continue;
      const error = new AccessDenied(module, demand);
      this.denied.add(error.message);
      throw error;
    }
  }
}

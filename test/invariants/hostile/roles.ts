import { planOf } from '../../../local/plan.ts';
import { AccessDenied } from '../../../local/roles.ts';
import { allowedBy, demandsOf } from '../../../stack/iam.ts';
import type { Stack } from '../../../stack/model.ts';

/** Refuses what a function's role does not allow, as IAM would in a deployed shop, and keeps what was refused. */
export class Roles {
  readonly denied = new Set<string>();
  private readonly roles: ReadonlyMap<string, ReturnType<typeof allowedBy>>;

  /** By the function's id: the name of what it runs under. */
  private readonly names: ReadonlyMap<string, string>;

  constructor(stack: Stack) {
    const { roles, functions } = planOf(stack);
    this.roles = new Map(roles.map(({ name, grants }) => [name, allowedBy(grants)]));
    this.names = new Map(functions.map(({ id, role }) => [id, role]));
  }

  /**
   * @param process `<module>/<function>`; a person has no role
   * @throws AccessDenied
   */
  check(process: string, action: string, input: Readonly<Record<string, unknown>>): void {
    const role = this.names.get(process) ?? process.split('/')[0] ?? '';
    const may = process.includes('/') ? this.roles.get(role) : undefined;
    for (const demand of may ? demandsOf(action, input) : []) {
      if (may?.(demand)) continue;
      const error = new AccessDenied(role, demand);
      this.denied.add(error.message);
      throw error;
    }
  }
}

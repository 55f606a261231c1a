import type { Session } from '../../src/harbor/action';
import { type ApiOptions, HarborApi } from '../../src/harbor/api';
import { applyActions, type Outcome } from '../../src/harbor/apply';
import { type Prepared, prepare } from '../../src/harbor/prepare';
import { contentSecrets } from '../../src/plan/content-secrets';
import type { PlannedContent } from '../../src/plan/registry-content';
import type { HarborDouble } from './double/harbor-double';

/** Cheap: what is tested is not how long a guess takes. */
const HASH_COST = 2;

/** One who applies contents to a double. */
export class Operator {
  readonly api: HarborApi;
  readonly told: string[] = [];

  constructor(
    readonly double: HarborDouble,
    readonly secrets: ReadonlyMap<string, string> = new Map(),
    {
      user = 'admin',
      password = double.state.adminPassword,
      backOff = 1,
    }: Partial<{ user: string; password: string } & ApiOptions> = {},
  ) {
    this.api = new HarborApi(double.host, { user, password }, { plainHttp: true, backOff });
  }

  prepare(content: PlannedContent, options: { prune?: boolean; allowDelete?: boolean } = {}): Promise<Prepared> {
    return prepare(this.api, content, { ...options, secrets: this.secrets, hashCost: HASH_COST });
  }

  session(allowDelete = false): Session {
    return {
      api: this.api,
      secrets: this.secrets,
      hashCost: HASH_COST,
      interval: 0,
      allowDelete,
      tell: (line) => void this.told.push(line),
    };
  }

  /** Plans and applies. */
  async apply(content: PlannedContent, options: { prune?: boolean; allowDelete?: boolean } = {}): Promise<Outcome[]> {
    const { actions } = await this.prepare(content, options);
    return applyActions(actions, this.session(options.allowDelete));
  }
}

/** A secret for everything that needs one. */
export const allSecrets = (content: PlannedContent): Map<string, string> =>
  new Map(contentSecrets(content).map(({ name }, index) => [name, `Secret-of-number-${index}`]));

import type { KnownBase } from '../check/read/recipe/base';
import { CONTRACT, type ContainerContract } from '../check/session-contract';

/** What containers are judged by: the requirements of a platform, and the bases that it knows. */
export interface ContainerDemands {
  readonly contract: ContainerContract;
  /** Before those that are built in. */
  readonly bases: readonly KnownBase[];
}

/** What the platform of the documentation demands. */
export const DOCUMENTED: ContainerDemands = { contract: CONTRACT, bases: [] };
